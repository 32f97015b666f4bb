"""What stands under a delivered video, and what is said once it was pressed."""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import UUID

from agent.cutting import clips_of, placed, seconds_of
from agent.platforms import PLACEMENTS, Placement, find_placement
from agent.script import AdScript
from bot.after import (
    Files,
    KeepEdit,
    MakeFormat,
    MakeVariant,
    Rate,
    ShareAd,
    ShowEditing,
    ShowFormats,
    UndoEdit,
)
from bot.i18n import Markup, Tongue
from bot.views.files import file_name
from bot.views.talk import TITLE_LIMIT, new_ad_button
from bot.views.words import Ask, Button, Link, Rows, Words, clip, join

MOST_STARS: Final = 5
LIKED: Final = 4
"""From so many stars on one asks what was good, below what should have been different."""
COMMENT_LIMIT: Final = 1000
_VARIANT: Final = re.compile(r" · [B-Z]$")
SHOWN_LIMIT: Final = 300
LINE_LIMIT: Final = 60
MOST_LINES: Final = 8
_MUSIC: Final = {
    "calm": "music-calm",
    "electronic": "music-electronic",
    "upbeat": "music-upbeat",
    "corporate": "music-corporate",
    "acoustic": "music-acoustic",
    "cinematic": "music-cinematic",
    "lofi": "music-lofi",
}
CLIP_ASKED: Final = "clip"
SOMEBODY_SEEN: Final = "edit-person"
"""Why a clip is not used before its person has said whether those in it agreed."""
UPLOAD_LIMIT: Final = 50_000_000
"""Bytes: Telegram takes no larger file from a bot."""


def stars_row(video: UUID, given: int = 0) -> tuple[Button, ...]:
    """One tap rates the video; stars that were `given` before are marked."""
    return tuple(
        Button(stars_label(stars, given), Rate(video=video, stars=stars))
        for stars in range(1, MOST_STARS + 1)
    )


def stars_label(stars: int, given: int) -> str:
    """How a button of the row reads once `given` stars were given; the others still change it."""
    return f"{stars} ⭐" if stars != given else f"✔ {stars}"


def rated_key(project: UUID) -> str:
    """The outbox key of the one message about an ad's stars: a reply to it is the words."""
    return f"rated:{project}"


def rated(t: Tongue, *, stars: int, title: str | None, comment: str | None = None) -> Words:
    """The stars, and the invitation to say why in a reply; or what was said."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    row = "★" * stars + "☆" * (MOST_STARS - stars)
    if comment:
        text = t("rated-said", stars=row, title=shown, comment=clip(comment, SHOWN_LIMIT))
    else:
        text = t("rated-liked" if stars >= LIKED else "rated-disliked", stars=row, title=shown)
    return Words(text, silent=True)


def thanked(t: Tongue) -> Words:
    """The words were kept; nothing is changed by them."""
    return Words(t("rated-thanks"), silent=True)


def after_rows(t: Tongue, video: UUID) -> Rows:
    """What can be done with a delivered video; two short labels in a row at most, as an upright video is narrow."""
    return (
        (
            Button(t.plain("button-edit-video"), ShowEditing(video=video)),
            Button(t.plain("button-formats"), ShowFormats(video=video)),
        ),
        (
            Button(t.plain("button-files"), Files(video=video)),
            Button(t.plain("button-share"), ShareAd(video=video)),
        ),
        (Button(t.plain("button-variant"), MakeVariant(video=video)), new_ad_button(t)),
    )


def variant_title(title: str | None, number: int) -> str | None:
    """How variant `number` (from 2) of an ad is called: “Cold brew · B”."""
    if not title:
        return title
    return f"{_VARIANT.sub('', title)} · {chr(ord('A') + min(number, 26) - 1)}"


def same_variant(title: str | None, before: str | None) -> str | None:
    """`title` as the name of the variant that was called `before`."""
    mark = _VARIANT.search(before or "")
    return f"{_VARIANT.sub('', title)}{mark[0]}" if title and mark else title


def variant_begun(t: Tongue, *, title: str | None) -> Words:
    """Another ad with the same brief was begun; its script follows."""
    return Words(
        t("variant-begun", title=clip(title, TITLE_LIMIT) if title else t.plain("download-untitled"))
    )


def master_file(t: Tongue, *, uri: str, title: str | None, megabytes: float) -> dict[str, Any]:
    """The payload of the video as a file: nothing is made smaller on its way."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    caption = t("files-master", title=shown, megabytes=f"{megabytes:.1f}")
    return {**Words(caption).caption(), **_document(uri, title)}


def master_link(t: Tongue, *, uri: str, title: str | None) -> Words:
    """The same where it is too large to be sent: a link, where this place has links."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    link = Link(t.plain("download-open"), uri, file_name(title, uri), str(t("files-too-large")))
    return Words(t("download-ready", title=shown), link=link)


def subtitles_file(t: Tongue, *, uri: str, title: str | None) -> dict[str, Any]:
    """The payload of the subtitles."""
    return {**Words(t("files-subtitles"), silent=True).caption(), **_document(uri, title)}


def _document(uri: str, title: str | None) -> dict[str, Any]:
    return {"file": "document", "name": file_name(title, uri), "as_file": True, "stored": {"document": uri}}


# ── edits ────────────────────────────────────────────────────────────────────────────────────────────────────────


def edit_key(edit: UUID) -> str:
    """The outbox key of the message that promises an edit, and says when it is done or why it failed."""
    return f"edit:{edit}"


def edited_key(edit: UUID) -> str:
    """The outbox key of the video that comes of an edit."""
    return f"edited:{edit}"


def editing_help(t: Tongue) -> Words:
    """What a reply to a video can change."""
    return Words(t("edit-help"))


def clip_key(video: UUID, scene: int) -> str:
    """The outbox key of the question for a clip: a reply to it is the clip."""
    return f"{CLIP_ASKED}:{video}:{scene}"


def clip_question(t: Tongue, scene: int) -> Words:
    """Asks for the clip that shall be shown in this scene."""
    return Words(t("edit-clip-question", scene=scene), ask=Ask(t.plain("edit-clip-hint")))


def edit_begun(t: Tongue, edit: dict[str, Any], script: AdScript) -> Words:
    """It is being cut: everything in which it will differ from the video as it was made."""
    lines = edit_lines(t, edit, script)
    placement = find_placement(placed(edit) or "")
    if placement is not None:
        lines.append(t("edit-line-format", shape=placement.aspect_ratio, placement=placement.title))
    return Words(join((t("edit-begun"), *lines)), silent=True)


def edit_done(t: Tongue) -> Words:
    return Words(t("edit-done"), silent=True)


def edit_failed(t: Tongue, sentence: str) -> Words:
    """The video that there was stays."""
    return Words(join((t("edit-failed"), t(sentence), t("edit-failed-next"))))


def edited(
    t: Tongue,
    edit: dict[str, Any],
    script: AdScript,
    *,
    video: UUID,
    title: str | None,
    kept: bool = False,
    given: int = 0,
) -> Words:
    """The caption of an edited video: in what it differs, and keep or undo; where it is `kept`, the stars `given`. One
    in another format is a file beside the ad's video, and there is nothing to keep."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    placement = find_placement(placed(edit) or "")
    if placement is not None:
        where, seconds = placement, f"{seconds_of(edit, script):g}"
        head = t(
            "edit-format", title=shown, placement=where.title, shape=where.aspect_ratio,
            width=str(where.width), height=str(where.height), seconds=seconds,
        )  # fmt: skip
        return Words(
            join((head, *edit_lines(t, edit, script))),
            ((Button(t.plain("button-files"), Files(video=video)),),),
        )
    head = t("edit-kept" if kept else "edit-preview", title=shown)
    lines = (head, *edit_lines(t, edit, script), Markup(), t("edit-next"))
    return Words(join(lines), kept_rows(t, video, given) if kept else preview_rows(t, video))


def preview_rows(t: Tongue, video: UUID) -> Rows:
    keep = Button(t.plain("button-keep-edit"), KeepEdit(video=video), "success")
    return ((keep, Button(t.plain("button-undo-edit"), UndoEdit(video=video))),)


def kept_rows(t: Tongue, video: UUID, given: int) -> Rows:
    """What stands under an edited video once it is the ad's, which has the stars `given`."""
    undo = Button(t.plain("button-undo-edit"), UndoEdit(video=video))
    return (stars_row(video, given), (undo,), *after_rows(t, video))


def went_back(t: Tongue, *, video: UUID, title: str | None, given: int) -> Words:
    """The caption of the video as it was first made, sent again."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    return Words(t("edit-undone", title=shown), (stars_row(video, given), *after_rows(t, video)))


def edit_lines(t: Tongue, edit: dict[str, Any], script: AdScript) -> list[Markup]:
    """In what an edit differs from the ad as it was made, line by line. Scenes have the numbers of the edited ad."""
    clips = edit.get("clips") or clips_of(script)
    places = {clip["id"]: place for place, clip in enumerate(clips, 1)}
    effects = [_effect_line(t, effect, places) for effect in edit.get("effects", [])]
    lines = [*_cut_lines(t, clips, script), *(line for line in effects if line is not None)]
    return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], t("edit-line-more")]


def _cut_lines(t: Tongue, clips: list[dict[str, Any]], script: AdScript) -> list[Markup]:
    was = {scene.scene_number: scene.duration for scene in script.scenes}
    numbers = [clip["sceneNumber"] for clip in clips]
    lines = [t("edit-line-removed", scene=number) for number in was if number not in numbers]
    if numbers != sorted(numbers):
        lines.append(t("edit-line-order", order=" · ".join(map(str, numbers))))
    for place, one in enumerate(clips, 1):
        if one.get("assetId"):
            lines.append(t("edit-line-clip", scene=place))
        seconds = (one["end"] - one["start"]) / one.get("speed", 1.0)
        if abs(seconds - was[one["sceneNumber"]]) > 0.01:
            lines.append(t("edit-line-length", scene=place, seconds=f"{seconds:g}"))
    return lines


def _effect_line(t: Tongue, effect: dict[str, Any], places: dict[str, int]) -> Markup | None:
    kind, text = effect["kind"], clip(effect.get("text") or "", LINE_LIMIT)
    scene = places.get(effect.get("clip") or "", 0)
    if kind == "caption":
        return (
            t("edit-line-caption", scene=scene, text=text) if text else t("edit-line-no-caption", scene=scene)
        )
    if kind == "headline":
        return t("edit-line-headline", scene=scene, text=text)
    if kind == "button":
        return t("edit-line-button", text=text)
    if kind == "captions":
        return t("edit-line-captions-off") if effect.get("amount") == 0 else None
    if kind == "music":
        if effect.get("amount") == 0:
            return t("edit-line-music-off")
        return t("edit-line-music", genre=t.plain(_MUSIC[text]) if text in _MUSIC else text)
    return None


def format_choice(t: Tongue, *, video: UUID, now: Placement, seconds: float, title: str | None) -> Words:
    """The other shapes that take an ad of this length, each by its best known placement."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    shapes: dict[str, Placement] = {}
    for one in PLACEMENTS.values():
        fits = one.min_seconds <= seconds <= one.max_seconds
        if fits and one.aspect_ratio != now.aspect_ratio:
            shapes.setdefault(one.aspect_ratio, one)
    rows = tuple(
        (Button(f"{shape} · {one.title}", MakeFormat(video=video, placement=one.name)),)
        for shape, one in shapes.items()
    )
    return Words(t("formats-choose" if rows else "formats-none", title=shown), rows)
