"""The board: pictures (or clips) of each scene to choose from; and what a scene asks that could not be made. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID

from bot.callbacks import (
    Animate,
    Keep,
    MakeClips,
    MakeCut,
    Of,
    OtherPictures,
    Redo,
    Rewrite,
    SendOwn,
    ShowScene,
    SurpriseMe,
    Swap,
    TryAgain,
)
from bot.i18n import Markup, Tongue
from bot.views.script import cents_of, money
from bot.views.talk import TITLE_LIMIT, cancel_button
from bot.views.words import About, Button, Rows, Words, clip, join

Kind = Literal["still", "clip"]

CAPTION_WORDS: Final = 140
ROW: Final = 4
"""Buttons beside each other that are still wide enough for a thumb."""
MOST_SHOWN: Final = 8
"""Pictures of a scene that have buttons: the newest, and the chosen one."""
MOST_SWAPS: Final = 24
MOST_BUTTONS: Final = 90
"""For scenes, of the hundred that Telegram takes; what a long script has no room for is behind its scenes' buttons."""
_OF: Final[dict[str, Of]] = {"still": "s", "clip": "c", "voice": "v", "music": "m"}
KINDS: Final[dict[str, str]] = {of: kind for kind, of in _OF.items()}
_WHY: Final = {
    "failed-unsafe": "scene-why-unsafe",
    "failed-stuck": "scene-why-stuck",
    "failed-output-expired": "scene-why-lost",
    "failed-output-damaged": "scene-why-damaged",
    "failed-provider-refused": "scene-why-refused",
}


@dataclass(frozen=True, slots=True)
class SceneView:
    """A scene on the board: the numbers of its pictures, the `chosen` one (`picked`: by the person), how many are being
    made, how many could not be made (`failed`, which cost `wasted`), the newest number that there was."""

    number: int
    shown: tuple[int, ...] = ()
    chosen: int | None = None
    picked: bool = False
    making: int = 0
    failed: int = 0
    wasted: Decimal = Decimal(0)
    newest: int = 0
    words: str = ""
    redo: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board of one revision. `cost` is what going on uses of `allowance`; `sounds`: voice and music are there."""

    project: UUID
    revision: int
    kind: Kind
    scenes: tuple[SceneView, ...]
    title: str | None = None
    cost: Decimal = Decimal(0)
    allowance: Decimal = Decimal(0)
    count: int = 2
    sounds: bool = True

    @property
    def ready(self) -> bool:
        """Nothing is being made, and every scene has something to go on with."""
        return self.sounds and all(scene.chosen is not None and not scene.making for scene in self.scenes)

    def scene(self, number: int) -> SceneView | None:
        return next((one for one in self.scenes if one.number == number), None)


def board_key(project: UUID, number: int) -> str:
    """The outbox key of the board that was shown in this round of the ad."""
    return f"board:{project}:{number}"


def board(t: Tongue, view: BoardView) -> Words:
    """What is chosen, scene by scene, with everything that can be done about it."""
    title = clip(view.title, TITLE_LIMIT) if view.title else t.plain("script-untitled")
    lines = [t(f"board-title-{view.kind}", title=title), Markup()]
    lines += [_line(t, view, scene) for scene in view.scenes]
    lines += [Markup(), _hint(t, view)]
    rows = [row for scene in view.scenes for row in _scene_rows(t, view, scene)]
    return Words(join(lines), (*rows, *_end_rows(t, view)))


def kept_board(t: Tongue, view: BoardView) -> Words:
    """What the board becomes when the person has gone on: what was kept, without buttons."""
    kept = ", ".join(f"{scene.number}·{scene.chosen}" for scene in view.scenes if scene.chosen is not None)
    return Words(t(f"board-kept-{view.kind}", kept=kept or "–"), silent=True)


def left_board(t: Tongue) -> Words:
    """What a board becomes whose work goes on further down, or has ended."""
    return Words(t("board-left"), silent=True)


def _hint(t: Tongue, view: BoardView) -> Markup:
    if any(scene.making for scene in view.scenes):
        return t("board-hint-making")
    if not view.ready:
        return t("board-hint-missing")
    return t(f"board-hint-{view.kind}")


def _line(t: Tongue, view: BoardView, scene: SceneView) -> Markup:
    number, kind = scene.number, view.kind
    if scene.chosen is None:
        said = t("board-line-making" if scene.making else f"board-line-none-{kind}", number=number)
    else:
        key = f"board-line-{'picked' if scene.picked else 'default'}-{kind}"
        said = t(key, number=number, chosen=scene.chosen)
        if scene.making:
            said = join((said, t("board-more-making")), " · ")
    if scene.failed and scene.chosen is not None:
        cost = money(scene.wasted) if scene.wasted else t.plain("scene-cost-nothing")
        said = join((said, t("board-more-failed", count=scene.failed, cost=cost)), " · ")
    return said


def _scene_rows(t: Tongue, view: BoardView, scene: SceneView) -> Iterator[tuple[Button, ...]]:
    more = Button(t.plain("button-scene", number=scene.number), _panel(view, scene.number))
    room = MOST_BUTTONS // len(view.scenes) - 1
    redo = _redo_button(t, view, scene, short=True) if room > 0 else ()
    keep = _keep_buttons(t, view, scene, min(MOST_SHOWN, room - 1))
    if len(keep) <= 1:
        yield (more, *keep, *redo)
        return
    yield (more, *redo)
    for at in range(0, len(keep), ROW):
        yield keep[at : at + ROW]


def _panel(view: BoardView, scene: int) -> ShowScene:
    return ShowScene(project=view.project, revision=view.revision, of=_OF[view.kind], scene=scene)


def _keep_buttons(t: Tongue, view: BoardView, scene: SceneView, most: int = MOST_SHOWN) -> tuple[Button, ...]:
    if most <= 0:
        return ()
    shown = scene.shown[-most:]
    if scene.chosen is not None and scene.chosen not in shown:
        shown = (scene.chosen, *shown[1:])
    place = {"project": view.project, "revision": view.revision, "of": _OF[view.kind]}
    return tuple(
        Button(
            t.plain("button-kept" if variant == scene.chosen else "button-keep", number=variant),
            Keep(**place, scene=scene.number, variant=variant),
            "success" if variant == scene.chosen and scene.picked else None,
        )
        for variant in shown
    )


def _redo_button(t: Tongue, view: BoardView, scene: SceneView, *, short: bool) -> tuple[Button, ...]:
    if scene.making:
        return (Button(t.plain("button-making"), _panel(view, scene.number)),)
    if scene.redo is None:
        return ()
    key = "button-redo-short" if short else f"button-redo-{view.kind}"
    data = Redo(
        project=view.project,
        revision=view.revision,
        of=_OF[view.kind],
        scene=scene.number,
        shown=scene.newest,
        cents=cents_of(scene.redo),
    )
    return (Button(t.plain(key, cost=money(scene.redo), count=view.count), data),)


def _end_rows(t: Tongue, view: BoardView) -> Rows:
    rows: list[tuple[Button, ...]] = []
    place = {"project": view.project, "revision": view.revision}
    if view.kind == "still" and any(len(scene.shown) > 1 for scene in view.scenes):
        rows.append((Button(t.plain("button-surprise"), SurpriseMe(**place)),))
    if view.ready and view.kind == "clip":
        rows.append((Button(t.plain("button-make-cut"), MakeCut(**place), "success"),))
    elif view.ready:
        rows += _clip_rows(t, view)
    return (*rows, (cancel_button(t, view.project, view.revision),))


def _clip_rows(t: Tongue, view: BoardView) -> list[tuple[Button, ...]]:
    place = {"project": view.project, "revision": view.revision}
    if view.cost <= 0:
        free = MakeClips(**place, cents=0)
        return [(Button(t.plain("button-make-clips"), free, "success"),)]
    label = t.plain("button-make-clips-uses", cost=money(view.cost), allowance=money(view.allowance))
    paid = MakeClips(**place, cents=cents_of(view.cost))
    here = Button(t.plain("button-make-clips-here"), MakeClips(**place, cents=0, here=True))
    rows: list[tuple[Button, ...]] = [(Button(label, paid, "success"),), (here,)]
    return rows if view.cost <= view.allowance else rows[::-1]


def scene_panel(t: Tongue, view: BoardView, number: int) -> Words | None:
    """Everything that can be done with one scene, in the place of the board; None where there is no such scene."""
    scene = view.scene(number)
    if scene is None:
        return None
    words = clip(scene.words, CAPTION_WORDS)
    lines = [t("scene-title", number=number, count=len(view.scenes), words=words), _line(t, view, scene)]
    rows: list[tuple[Button, ...]] = []
    keep = _keep_buttons(t, view, scene)
    rows += [keep[at : at + ROW] for at in range(0, len(keep), ROW)]
    redo = _redo_button(t, view, scene, short=False)
    if redo:
        rows.append(redo)
    rows += _still_tools(t, view, scene, lines) if view.kind == "still" else _clip_tools(t, view, scene)
    rows.append((Button(t.plain("button-back"), _panel(view, 0)),))
    return Words(join(lines), tuple(rows))


def _still_tools(
    t: Tongue, view: BoardView, scene: SceneView, lines: list[Markup]
) -> list[tuple[Button, ...]]:
    own = SendOwn(project=view.project, revision=view.revision, scene=scene.number)
    rows: list[tuple[Button, ...]] = [(Button(t.plain("button-own"), own),)]
    swaps = [
        Button(
            t.plain("button-swap", scene=other.number, number=variant),
            Swap(
                project=view.project,
                revision=view.revision,
                scene=scene.number,
                other=other.number,
                variant=variant,
            ),
        )
        for other in view.scenes
        if other.number != scene.number
        for variant in other.shown[-ROW:]
    ][:MOST_SWAPS]
    if swaps:
        lines.append(t("scene-swap-hint"))
    return rows + [tuple(swaps[at : at + ROW]) for at in range(0, len(swaps), ROW)]


def _clip_tools(t: Tongue, view: BoardView, scene: SceneView) -> list[tuple[Button, ...]]:
    if scene.making:
        return []
    place = {"project": view.project, "revision": view.revision, "scene": scene.number}
    here = Animate(**place, of="c", request=0)
    back = OtherPictures(**place)
    return [
        (Button(t.plain("button-animate-clip"), here),),
        (Button(t.plain("button-other-pictures"), back),),
    ]


def album_caption(
    t: Tongue, kind: Kind, number: int, count: int, variants: Sequence[int], words: str, revision: int
) -> Words:
    """“Scene 2 of 5: a tired student … · pictures 1, 2”."""
    numbers = ", ".join(map(str, variants))
    key = f"album-{kind}"
    text = t(
        key, number=number, count=count, words=clip(words, CAPTION_WORDS), numbers=numbers, many=len(variants)
    )
    return Words(text, silent=True, about=About(revision, (number,)))


def own_question(t: Tongue, number: int, revision: int) -> Words:
    """Asks for the person's own picture of a scene."""
    return Words(t("own-question", number=number), about=About(revision, (number,)))


def own_taken(t: Tongue, number: int) -> Words:
    """The person's own picture came."""
    return Words(t("own-taken", number=number), silent=True)


def scene_failed(
    t: Tongue,
    *,
    project: UUID,
    revision: int,
    kind: str,
    scene: int | None,
    request: int,
    sentence: str,
    cost: Decimal,
    again: Decimal | None,
) -> Words:
    """What could not be made, why, what it cost, and what can be done. `again` USD: what asking once more uses."""
    of, number = _OF[kind], scene or 0
    why = t.plain(_WHY.get(sentence, "scene-why-failed"))
    told = t(f"scene-failed-{kind}", number=number, why=why)
    bill = t("scene-cost", cost=money(cost)) if cost > 0 else t("scene-cost-free")
    place = {"project": project, "revision": revision}
    rows: list[tuple[Button, ...]] = []
    if scene is not None:
        rows.append((Button(t.plain("button-rewrite"), Rewrite(**place, scene=number)),))
    if again is not None:
        data = TryAgain(**place, of=of, scene=number, request=request, cents=cents_of(again))
        label = t.plain("button-again", cost=money(again)) if again > 0 else t.plain("button-again-free")
        rows.append((Button(label, data),))
    here = Animate(**place, of=of, scene=number, request=request)
    rows.append((Button(t.plain(f"button-here-{kind}"), here),))
    rows.append((cancel_button(t, project, revision),))
    about = About(revision, (scene,)) if scene is not None else None
    return Words(join((told, bill, t("scene-failed-next"))), tuple(rows), about=about)


def redo_card(t: Tongue, view: BoardView, clips: BoardView) -> Words:
    """What single scenes of a delivered video cost anew: pictures (`view`) or clips."""
    lines = [
        t("redo-title"),
        *(t("redo-line", number=s.number, words=clip(s.words, 80)) for s in view.scenes),
    ]
    rows = []
    for scene in view.scenes:
        moved = clips.scene(scene.number)
        buttons = [
            Button(
                t.plain(f"button-anew-{kind}", number=scene.number, cost=money(one.redo)),
                Redo(
                    project=view.project,
                    revision=view.revision,
                    of=_OF[kind],
                    scene=scene.number,
                    shown=one.newest,
                    cents=cents_of(one.redo),
                ),
            )
            for kind, one in (("still", scene), ("clip", moved))
            if one is not None and one.redo is not None
        ]
        if buttons:
            rows.append(tuple(buttons))
    return Words(join(lines), tuple(rows))
