"""The script as the marketer reads it before approving: scene by scene, the price on the button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final
from uuid import UUID

from agent.craftlog import CraftLog
from agent.script import AdScript, Scene
from bot.callbacks import Approve, ApprovePaid
from bot.i18n import Markup, Tongue
from bot.views.craft import craft_rows
from bot.views.talk import TITLE_LIMIT, change_button
from bot.views.words import About, Button, Rows, Words, clip, join, pages, portions

# A long field of a scene is shown in full, in pieces that each fit a page together with their label.
PIECE: Final = 3000


@dataclass(frozen=True, slots=True)
class Price:
    """What making an ad uses: `cost` of `allowance`, both USD. `FREE` costs nothing and draws on nothing."""

    cost: Decimal = Decimal(0)
    allowance: Decimal = Decimal(0)

    @property
    def free(self) -> bool:
        return self.cost <= 0

    @property
    def cents(self) -> int:
        """The cost as it is shown: in whole cents, rounded up."""
        return int((self.cost * 100).to_integral_value(ROUND_CEILING))

    @property
    def affordable(self) -> bool:
        return self.cost <= self.allowance


FREE: Final = Price()

_TOO_DEAR: Final = {
    "allowance": "price-over-allowance",
    "ad": "price-over-ad",
    "day": "price-over-day",
    "house": "price-over-house",
}


def script_pages(
    t: Tongue,
    script: AdScript,
    *,
    project: UUID,
    revision: int,
    price: Price = FREE,
    craft: CraftLog | None = None,
) -> tuple[Words, ...]:
    """The whole script in as few messages as it fits, cut between scenes; the last one has the buttons, those of its
    other angles among them where `craft` knows some."""
    texts = pages([*script_blocks(t, script), _invitation(t, price)])
    shown = [Words(text, about=about_scenes(t, text, script, revision)) for text in texts]
    rows = decision_rows(t, project=project, revision=revision, price=price)
    more = craft_rows(t, craft, project=project, revision=revision)
    shown[-1] = shown[-1].with_rows((*rows, *more))
    return tuple(shown)


def script_blocks(t: Tongue, script: AdScript) -> list[Markup]:
    """The whole script in blocks that each fit a page: its head, the scenes, what is heard."""
    blocks = [_head(t, script)]
    start = 0.0
    for scene in script.scenes:
        blocks += _scene(t, scene, start)
        start += scene.duration
    return [block for block in (*blocks, *_sound(t, script)) if block]


def about_scenes(t: Tongue, text: Markup, script: AdScript, revision: int) -> About:
    """The scenes whose headings stand in `text`."""
    numbers, start = [], 0.0
    for scene in script.scenes:
        if _heading(t, scene, start) in text:
            numbers.append(scene.scene_number)
        start += scene.duration
    return About(revision, tuple(numbers))


def _heading(t: Tongue, scene: Scene, start: float) -> Markup:
    span = {"from": clock(start)}
    return t("script-scene", number=scene.scene_number, **span, to=clock(start + scene.duration))


def stale_script(
    t: Tongue,
    script: AdScript,
    *,
    project: UUID,
    revision: int,
    price: Price = FREE,
    craft: CraftLog | None = None,
) -> tuple[Words, ...]:
    """An old button was pressed: why nothing happened, then the current script with fresh buttons."""
    current = script_pages(t, script, project=project, revision=revision, price=price, craft=craft)
    return (Words(t("script-stale")), *current)


def no_script(t: Tongue) -> Words:
    """An old button was pressed and there is no script now."""
    return Words(t("script-none"))


def decision_rows(t: Tongue, *, project: UUID, revision: int, price: Price = FREE) -> Rows:
    """“Make it” with its price and the free animatic beside it, and “Change something”."""
    return (
        *make_rows(t, project=project, revision=revision, price=price),
        (change_button(t, project, revision),),
    )


def make_rows(t: Tongue, *, project: UUID, revision: int, price: Price = FREE, again: bool = False) -> Rows:
    """The ways to make it: free of charge; or for its price, else as an animatic. What the person can't pay comes
    second."""
    here = Approve(project=project, revision=revision)
    if price.free:
        return ((Button(t.plain("button-make-again" if again else "button-make-free"), here, "success"),),)
    shown = {"cost": money(price.cost), "allowance": money(price.allowance)}
    label = t.plain("button-make-again-uses" if again else "button-make-uses", **shown)
    paid = Button(label, ApprovePaid(project=project, revision=revision, cents=price.cents), "success")
    animatic = Button(t.plain("button-make-animatic"), here)
    return ((paid,), (animatic,)) if price.affordable else ((animatic,), (paid,))


def money(amount: Decimal) -> str:
    """USD with two digits; anything above zero shows at least a cent."""
    return f"{max(amount, Decimal('0.01')) if amount > 0 else amount:.2f}"


def too_dear(t: Tongue, why: str, *, project: UUID, revision: int, price: Price, limit: Decimal) -> Words:
    """Nothing was started because of the price: why, and the free way. `why` is `allowance`, `ad`, `day` or `house`."""
    text = t(_TOO_DEAR[why], cost=money(price.cost), left=money(price.allowance), limit=money(limit))
    here = Button(t.plain("button-make-animatic"), Approve(project=project, revision=revision), "success")
    return Words(join((text, t("price-animatic"))), ((here,), (change_button(t, project, revision),)))


def dearer(t: Tongue, *, project: UUID, revision: int, price: Price) -> Words:
    """The price has risen since the button was shown: nothing was started, and the new one."""
    return Words(
        t("price-risen", cost=money(price.cost)),
        decision_rows(t, project=project, revision=revision, price=price),
    )


def clock(seconds: float) -> str:
    """`0:05` for whole seconds, `0:05.5` for parts of one."""
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    whole, part = divmod(rest, 10)
    return f"{minutes}:{whole:02d}" + (f".{part}" if part else "")


def _head(t: Tongue, script: AdScript) -> Markup:
    details = script.ad_details
    title = clip(script.brand.title, TITLE_LIMIT) or t.plain("script-untitled")
    first = t(
        "script-title",
        title=title,
        placement=details.placement.title,
        seconds=f"{details.ad_duration:g}",
        framework=script.framework.replace("_", " "),
    )
    if not script.storyline:
        return first
    return join((first, t("script-storyline", storyline=clip(script.storyline, 1000))))


def _scene(t: Tongue, scene: Scene, start: float) -> Iterator[Markup]:
    """One block that fits a page, or several where the scene is longer than a page."""
    lines = [_heading(t, scene, start)]
    for key, value in (
        ("script-picture", scene.description or scene.visual_prompt),
        ("script-on-screen", scene.on_screen_text),
        ("script-sound", _own_sound(scene)),
    ):
        lines += [t(key, text=piece) for piece in portions(value, PIECE)]
    yield from pages(lines, separator="\n")


def _sound(t: Tongue, script: AdScript) -> Iterator[Markup]:
    spoken = [t("script-voice-text", text=piece) for piece in portions(script.voiceover_text, PIECE)]
    if spoken:
        yield join((t("script-voice-over"), spoken[0]))
        yield from spoken[1:]
    yield (
        t("script-music", genre=clip(script.music.genre, 60))
        if script.music.enabled
        else t("script-no-music")
    )


def _invitation(t: Tongue, price: Price) -> Markup:
    if price.free:
        cost = t("script-price-free")
    else:
        cost = t("script-price-uses", cost=money(price.cost), allowance=money(price.allowance))
    return join((cost, t("script-invitation")), " ")


def _own_sound(scene: Scene) -> str:
    """What is heard besides the voice-over, which stands in one piece at the end."""
    return "" if scene.audio_prompt.lower().startswith("voice-over") else scene.audio_prompt
