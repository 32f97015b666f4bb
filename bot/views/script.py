"""The script as the marketer reads it before approving: scene by scene, the price on the button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final
from uuid import UUID

from agent.craftlog import CraftLog
from agent.script import AdScript, Scene
from bot.callbacks import Approve, ApprovePaid, GoOn, MakePictures, SetPictures, TurnPage
from bot.i18n import Markup, Tongue
from bot.views.craft import craft_rows
from bot.views.groups import ask_button
from bot.views.talk import TITLE_LIMIT, change_button
from bot.views.words import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    About,
    Button,
    Rows,
    Storyboard,
    Style,
    Words,
    clip,
    join,
    pages,
    portions,
)

# A long field of a scene is shown in full, in pieces that each fit a page together with their label.
PIECE: Final = 3000
CARD_PIECE: Final = 700
"""The same under a picture, where Telegram takes 1,024 characters."""
STORYLINE: Final = 1000
CARD_STORYLINE: Final = 300
FEWEST, MOST = 2, 4
"""Pictures of a scene to choose from."""


@dataclass(frozen=True, slots=True)
class Price:
    """What making an ad at once uses: `cost` of `allowance`, both USD. `FREE` costs nothing and draws on nothing.

    Step by step, `pictures` USD are for `count` pictures of each scene to choose from (None: there are no steps);
    `go_on` USD for what a production that stopped still lacks of its step. `fast`: the person prefers it at once.
    """

    cost: Decimal = Decimal(0)
    allowance: Decimal = Decimal(0)
    pictures: Decimal | None = None
    count: int = 2
    go_on: Decimal | None = None
    fast: bool = False

    @property
    def free(self) -> bool:
        return self.cost <= 0

    @property
    def cents(self) -> int:
        """The cost as it is shown: in whole cents, rounded up."""
        return cents_of(self.cost)

    @property
    def affordable(self) -> bool:
        return self.cost <= self.allowance


def cents_of(amount: Decimal) -> int:
    """USD as they are shown: in whole cents, rounded up."""
    return int((amount * 100).to_integral_value(ROUND_CEILING))


FREE: Final = Price()

_TOO_DEAR: Final = {
    "allowance": "price-over-allowance",
    "ad": "price-over-ad",
    "day": "price-over-day",
    "house": "price-over-house",
}


def script_card(
    t: Tongue,
    script: AdScript,
    *,
    project: UUID,
    revision: int,
    price: Price = FREE,
    craft: CraftLog | None = None,
    in_group: bool = False,
) -> Words:
    """The script as one message: a picture of its scenes, the first page of its words, and the buttons. A reply to it
    may quote any of the scenes."""
    texts = card_texts(t, script, price)
    rows = card_rows(t, project=project, revision=revision, price=price, craft=craft, in_group=in_group)
    turn = page_rows(project=project, revision=revision, page=0, count=len(texts))
    scenes = tuple(scene.scene_number for scene in script.scenes)
    return Words(
        texts[0],
        (*turn, *rows),
        about=About(revision, scenes),
        storyboard=Storyboard(str(project), revision),
    )


def card_rows(
    t: Tongue, *, project: UUID, revision: int, price: Price, craft: CraftLog | None, in_group: bool
) -> Rows:
    """The buttons of a script: what to do with it, in a group one that asks everybody there, and those of its other
    angles where `craft` knows some."""
    asks = ((ask_button(t, project, revision),),) if in_group else ()
    return (
        *decision_rows(t, project=project, revision=revision, price=price),
        *asks,
        *craft_rows(t, craft, project=project, revision=revision),
    )


def card_texts(t: Tongue, script: AdScript, price: Price | None) -> list[Markup]:
    """The pages of a script's card, cut between scenes. The first one has the `price`, while it can be made (None: it
    can't), so that it stands beside the buttons."""
    head, *blocks = _blocks(t, script, CAPTION_LIMIT, CARD_PIECE, CARD_STORYLINE)
    invited = (head,) if price is None else (head, _invitation(t, price))
    return pages([join(invited, "\n\n"), *blocks], CAPTION_LIMIT)


def card_page(
    t: Tongue, script: AdScript, price: Price | None, *, project: UUID, revision: int, page: int
) -> Words:
    """A page of a script's card, with the buttons that turn it; a page that is not there is the last."""
    texts = card_texts(t, script, price)
    at = min(page, len(texts) - 1)
    return Words(texts[at], page_rows(project=project, revision=revision, page=at, count=len(texts)))


def page_rows(*, project: UUID, revision: int, page: int, count: int) -> Rows:
    """Back and on, in a circle; nothing where there is one page."""
    if count < 2:
        return ()

    def leaf(label: str, number: int) -> Button:
        return Button(label, TurnPage(project=project, revision=revision, page=number))

    back, on = leaf("◀", (page - 1) % count), leaf("▶", (page + 1) % count)
    return ((back, leaf(f"{page + 1} / {count}", page), on),)


def script_blocks(t: Tongue, script: AdScript) -> list[Markup]:
    """The whole script in blocks that each fit a message: its head, the scenes, what is heard."""
    return _blocks(t, script, TEXT_LIMIT, PIECE, STORYLINE)


def _blocks(t: Tongue, script: AdScript, limit: int, piece: int, storyline: int) -> list[Markup]:
    blocks = [_head(t, script, storyline)]
    start = 0.0
    for scene in script.scenes:
        blocks += _scene(t, scene, start, limit, piece)
        start += scene.duration
    return [block for block in (*blocks, *_sound(t, script, piece)) if block]


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
    in_group: bool = False,
) -> tuple[Words, ...]:
    """An old button was pressed: why nothing happened, then the current script with fresh buttons."""
    current = script_card(
        t, script, project=project, revision=revision, price=price, craft=craft, in_group=in_group
    )
    return (Words(t("script-stale")), current)


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
    """The ways to make it: step by step, at once for its price, or as an animatic; or simply free of charge. What the
    person can't pay comes after what is free."""
    here = Approve(project=project, revision=revision)
    step = _step(t, project, revision, price)
    if price.free:
        free = Button(t.plain("button-make-again" if again else "button-make-free"), here, "success")
        return ((free,),) if price.pictures is None or price.go_on is None else ((step,), (free,))
    shown = {"cost": money(price.cost), "allowance": money(price.allowance)}
    label = t.plain("button-make-again-uses" if again else "button-make-uses", **shown)
    at_once = ApprovePaid(project=project, revision=revision, cents=price.cents)
    animatic = (Button(t.plain("button-make-animatic"), here), *_count(t, project, revision, price))
    if price.pictures is None:
        paid = (Button(label, at_once, "success"),)
        return (paid, animatic) if price.affordable else (animatic, paid)
    paid = (Button(label, at_once, "success" if price.fast else None),)
    ways = [((step,), _step_cost(price)), (paid, price.cost)]
    if price.fast:
        ways.reverse()
    near = [way for way, cost in ways if cost <= price.allowance]
    far = [way for way, cost in ways if cost > price.allowance]
    return (*near, animatic, *far)


def _step_cost(price: Price) -> Decimal:
    return price.go_on if price.go_on is not None else price.pictures or Decimal(0)


def _step(t: Tongue, project: UUID, revision: int, price: Price) -> Button:
    """The next step alone: the pictures, or what the step that stopped still lacks."""
    cost = _step_cost(price)
    told = {"cost": money(cost), "allowance": money(price.allowance)}
    style: Style | None = None if price.fast else "success"
    if price.go_on is not None:
        label = t.plain("button-go-on-uses", **told) if cost > 0 else t.plain("button-go-on")
        return Button(label, GoOn(project=project, revision=revision, cents=cents_of(cost)), style)
    label = t.plain("button-pictures-uses", **told) if cost > 0 else t.plain("button-pictures")
    data = MakePictures(project=project, revision=revision, count=price.count, cents=cents_of(cost))
    return Button(label, data, style)


def _count(t: Tongue, project: UUID, revision: int, price: Price) -> tuple[Button, ...]:
    """How many pictures there are to choose from; a tap makes it one more, then the fewest again."""
    if price.pictures is None or price.go_on is not None or price.count < FEWEST:
        return ()
    following = price.count + 1 if price.count < MOST else FEWEST
    label = t.plain("button-count", count=price.count)
    return (Button(label, SetPictures(project=project, revision=revision, count=following)),)


def money(amount: Decimal) -> str:
    """USD with two digits; anything above zero shows at least a cent."""
    return f"{max(amount, Decimal('0.01')) if amount > 0 else amount:.2f}"


def too_dear(
    t: Tongue,
    why: str,
    *,
    project: UUID,
    revision: int,
    price: Price,
    limit: Decimal,
    waiting: bool = True,
) -> Words:
    """Nothing was started because of the price: why, and the free way where the ad is `waiting` to be started. `why` is
    `allowance`, `ad`, `day` or `house`."""
    text = t(_TOO_DEAR[why], cost=money(price.cost), left=money(price.allowance), limit=money(limit))
    if not waiting:
        return Words(text)
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


def _head(t: Tongue, script: AdScript, storyline: int) -> Markup:
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
    return join((first, t("script-storyline", storyline=clip(script.storyline, storyline))))


def _scene(t: Tongue, scene: Scene, start: float, limit: int, longest: int) -> Iterator[Markup]:
    """One block that fits a page, or several where the scene is longer than a page."""
    lines = [_heading(t, scene, start)]
    for key, value in (
        ("script-picture", scene.description or scene.visual_prompt),
        ("script-on-screen", scene.on_screen_text),
        ("script-sound", _own_sound(scene)),
    ):
        lines += [t(key, text=piece) for piece in portions(value, longest)]
    yield from pages(lines, limit, separator="\n")


def _sound(t: Tongue, script: AdScript, longest: int) -> Iterator[Markup]:
    spoken = [t("script-voice-text", text=piece) for piece in portions(script.voiceover_text, longest)]
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
    elif price.pictures and price.go_on is None:
        told = {"cost": money(price.cost), "allowance": money(price.allowance)}
        cost = t("script-price-steps", pictures=money(price.pictures), count=price.count, **told)
    else:
        cost = t("script-price-uses", cost=money(price.cost), allowance=money(price.allowance))
    return join((cost, t("script-invitation")), " ")


def _own_sound(scene: Scene) -> str:
    """What is heard besides the voice-over, which stands in one piece at the end."""
    return "" if scene.audio_prompt.lower().startswith("voice-over") else scene.audio_prompt
