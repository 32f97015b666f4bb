"""Versions of a script in the chat: what an edit changed, the list of versions, and one beside the current one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from uuid import UUID

from agent.catalog import LOCAL, Catalog
from agent.editing import NO_MUSIC, Change, SceneChange, ScriptDiff, contrast, diff
from agent.pricing import price_of
from agent.script import AdScript
from bot.callbacks import Restore, Undo, Versions
from bot.i18n import Markup, Tongue
from bot.views.groups import approvers
from bot.views.script import about_scenes, money, script_blocks
from bot.views.words import About, Button, Rows, Words, clip, join, pages
from db.approvals import Voice
from db.projects import Version

VALUE_LIMIT: Final = 160
# Of a script that is new from end to end, the scenes are named by their texts alone: it follows in full.
SHORT_LIMIT: Final = 60
BUTTONS_IN_A_ROW: Final = 4

_PARTS: Final = {
    "picture": "diff-part-picture",
    "on_screen": "diff-part-on_screen",
    "voice": "diff-part-voice",
    "sound": "diff-part-sound",
    "length": "diff-part-length",
}
_WHOLE: Final = {
    "duration": "diff-whole-duration",
    "placement": "diff-whole-placement",
    "framework": "diff-whole-framework",
    "call_to_action": "diff-whole-call_to_action",
    "music": "diff-whole-music",
    "voice": "diff-whole-voice",
}
_FATES: Final = {"changed": "diff-scene", "new": "diff-scene-new", "gone": "diff-scene-gone"}


def changed_pages(
    t: Tongue,
    old: AdScript,
    new: AdScript,
    *,
    project: UUID,
    revision: int,
    back_at: int | None = None,
    undoable: bool = True,
    prices: Catalog = LOCAL,
) -> tuple[Words, ...]:
    """What made `new` (now `revision`) of `old`: lengths, price and every scene that changed, with Undo under it.

    `back_at` is the number of the earlier version that was brought back; `undoable` says that one stands behind it.
    """
    found = diff(old, new)
    title = t("diff-title") if back_at is None else t("diff-back", revision=back_at, now=revision)
    blocks = [join((title, *_whole(t, found), *_price(t, old, new, prices))), *_scenes(t, found)]
    if found.empty:
        blocks.append(t("diff-look") if old.brand != new.brand else t("diff-nothing"))
    elif found.same:
        listed = ", ".join(map(str, found.same))
        blocks.append(t("diff-same", scenes=listed, count=len(found.same)))
    about = About(revision, tuple(s.number for s in found.scenes if s.fate != "gone"))
    shown = [Words(text, about=about) for text in pages(blocks)]
    undo = (Button(t.plain("button-undo"), Undo(project=project, revision=revision)),) if undoable else ()
    shown[-1] = shown[-1].with_rows(((*undo, versions_button(t, project)),))
    return tuple(shown)


def beside_pages(
    t: Tongue,
    old: AdScript,
    new: AdScript,
    *,
    project: UUID,
    revision: int,
    current: int,
    prices: Catalog = LOCAL,
) -> tuple[Words, ...]:
    """The whole of a version (`revision`) that stands beside the ad's script (`current`), with its choice."""
    seconds = f"{new.duration:g}"
    head = t("beside-title", old=f"{old.duration:g}", new=seconds)
    lines = [*_whole(t, diff(old, new)), *_price(t, old, new, prices)]
    texts = pages([join((head, *lines)), *script_blocks(t, new), t("beside-choice")])
    shown = [Words(text, about=about_scenes(t, text, new, revision)) for text in texts]
    choose = Restore(project=project, revision=revision, current=current)
    use = Button(t.plain("button-use", seconds=seconds), choose, "success")
    shown[-1] = shown[-1].with_rows(((use,), (versions_button(t, project),)))
    return tuple(shown)


def versions_page(
    t: Tongue,
    versions: Sequence[Version],
    *,
    project: UUID,
    current: int,
    voices: Mapping[int, Sequence[Voice]] = MappingProxyType({}),
) -> Words:
    """The latest versions, the newest first, each with who approved it and a button that brings it back."""
    lines = []
    for version in versions:
        line = t(
            "versions-line",
            revision=version.revision,
            seconds=f"{version.duration:g}",
            count=version.scenes,
            framework=version.framework.replace("_", " "),
            opening=clip(version.opening, SHORT_LIMIT),
        )
        lines.append(t("versions-now", line=line) if version.revision == current else line)
        if (approved := approvers(t, voices, version.revision)) is not None:
            lines.append(approved)
    others = [version.revision for version in versions if version.revision != current]
    ending = t("versions-restore") if others else t("versions-only")
    buttons = [
        Button(
            t.plain("button-restore", revision=number),
            Restore(project=project, revision=number, current=current),
        )
        for number in others
    ]
    rows: Rows = tuple(
        tuple(buttons[at : at + BUTTONS_IN_A_ROW]) for at in range(0, len(buttons), BUTTONS_IN_A_ROW)
    )
    return Words(join((t("versions-title"), *lines, ending)), rows)


def versions_button(t: Tongue, project: UUID) -> Button:
    return Button(t.plain("button-versions"), Versions(project=project))


def _scenes(t: Tongue, found: ScriptDiff) -> Iterator[Markup]:
    if found.rewritten:
        lines = [t("diff-rewritten")]
        for scene in found.scenes:
            part = "on_screen" if "on_screen" in scene.parts else "picture"
            if scene.fate != "gone" and part in scene.parts:
                shown = clip(scene.parts[part].new or scene.parts[part].old, SHORT_LIMIT)
                lines.append(t("diff-added", label=f"{scene.number}.", new=shown))
        yield join(lines)
        return
    for scene in found.scenes:
        yield join(_scene(t, scene))


def _scene(t: Tongue, scene: SceneChange) -> Iterator[Markup]:
    yield t(_FATES[scene.fate], number=scene.number)
    for part, change in scene.parts.items():
        if part == "length":
            change = Change(*(_seconds(t, value) for value in (change.old, change.new)))
        yield _change(t, t(_PARTS[part]), contrast(change))


def _whole(t: Tongue, found: ScriptDiff) -> Iterator[Markup]:
    for name, change in found.whole.items():
        if name == "duration":
            change = Change(*(_seconds(t, value) for value in (change.old, change.new)))
        elif name == "music":
            none: Mapping[str, str] = {NO_MUSIC: t.plain("diff-no-music")}
            change = Change(none.get(change.old, change.old), none.get(change.new, change.new))
        elif name == "framework":
            change = Change(change.old.replace("_", " "), change.new.replace("_", " "))
        yield _change(t, t(_WHOLE[name]), contrast(change))


def _seconds(t: Tongue, value: str) -> str:
    return t.plain("brief-seconds", seconds=value) if value else ""


def _change(t: Tongue, label: str, change: Change) -> Markup:
    old, new = clip(change.old, VALUE_LIMIT), clip(change.new, VALUE_LIMIT)
    if old and new:
        return t("diff-change", label=label, old=old, new=new)
    return t("diff-added", label=label, new=new) if new else t("diff-removed", label=label, old=old)


def _price(t: Tongue, old: AdScript, new: AdScript, prices: Catalog) -> Iterator[Markup]:
    before, after = price_of(old, prices), price_of(new, prices)
    if before != after and max(before, after) > Decimal(0):
        yield t("diff-price", old=money(before), new=money(after))
