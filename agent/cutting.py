"""Small changes of a finished video as people say them, in English, Spanish and Russian. Pure.

“Caption of scene 2: …”, “music calmer”, “scene 4 to 3 s”: what needs no new script and no new picture. A message in
which anything else is said is nobody's here (`read` gives None): then it is a wish about the script. `merged` writes
the wishes into an edit (the document of `editing_sessions.edit_data`), where scenes keep the numbers of the script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from agent.platforms import find_placement
from agent.script import AdScript

Kind = Literal[
    "caption",
    "headline",
    "captions",
    "music",
    "length",
    "remove",
    "replace",
    "swap",
    "move",
    "order",
    "button",
    "undo",
]
LONGEST_LINE: Final = 200
SHORTEST_S: Final = 0.5
LONGEST_S: Final = 30.0

Edit = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """One change. `scene` is its number as it is seen in the video; `text` is empty where something is to go. One that
    replaces a scene by a clip names the clip's file there, once it came."""

    kind: Kind
    scene: int = 0
    text: str = ""
    seconds: float = 0.0
    order: tuple[int, ...] = ()


class NotPossible(ValueError):
    """The wish can't be done; `sentence` is the key of what to say, with its arguments."""

    def __init__(self, sentence: str, **arguments: str | int | float) -> None:
        super().__init__(sentence)
        self.sentence, self.arguments = sentence, arguments


_WORDS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "один": 1, "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
}  # fmt: skip
_N: Final = rf"(?:\d{{1,2}}|{'|'.join(_WORDS)})"
_SCENE: Final = r"(?:scene|escena|сцен[аеуыой]{1,2})(?: (?:number|no\.?|número|номер))? ?#?"
_NTH: Final = rf"{_SCENE}(?P<scene>{_N})"
_MOVE: Final = r"(?:move|put|mueve|pon|перенеси|поставь|передвинь)"
_OF: Final = r"(?:of|in|on|for|de la|en la|para la|в|на|из|к)"
_LIST: Final = rf"{_N}(?:[, -]+{_N})+"
_THE: Final = r"(?:the |el |los |la |las )?"
_SAYS: Final = (
    r"(?:\s*[:=–—-]\s*|,? (?:to|should (?:say|read|be)|says?|reads?|a|que diga|debe decir|на|должен быть|пусть будет)"
    r":? |\s+(?=[\"“«]))"
)
_TEXT: Final = r"[\"“”«]?(?P<text>[^\n]+?)[\"“”»]?\.?"
_CAPTION: Final = r"(?:caption|subtitle|subt[ií]tulo|субтитр|титр|подпись)(?:s|ы|и)?"
_CAPTIONS: Final = r"(?:captions|subtitles|subt[ií]tulos|субтитры|субтитров|титры|титров)"
_HEADLINE: Final = (
    r"(?:(?:on[- ]?screen )?text|headline|title|words|texto(?: en pantalla)?|titular|rótulo|текст(?: на экране)?"
    r"|надпись|заголовок)"
)
_CHANGE: Final = r"(?:change|set|make|let|cambia|pon|haz|смени|измени|поменяй|замени|сделай)"
_AWAY: Final = r"(?:remove|delete|drop|cut out|cut|leave out|quita|elimina|borra|убери|удали|вырежи)"
_SECONDS: Final = r"(?P<seconds>\d{1,2}(?:[.,]\d{1,2})?) ?(?:s|secs?|seconds?|segundos?|с|сек\w*)"
_MUSIC: Final = r"(?:background )?(?:music|música|музык[ауои]й?)"

_CLIP: Final = (
    r"(?:(?:this|my|the|the new|a new|este|esta|mi|el|un|это|этот|эту|мое|моё|мой)(?: (?:clip|video|one|vídeo|toma"
    r"|клип|видео|ролик))?|clip|video|vídeo|это)"
)
_BY_THIS: Final = r" (?:этим клипом|этим видео|этим|моим клипом|моим видео)"

_PATTERNS: Final[tuple[tuple[Kind, str], ...]] = (
    ("undo", (r"(?:undo(?: (?:it|that|this))?|(?:take|put) (?:it|that) back|go back|deshacer|deshaz(?:lo)?|отмени"
             r"(?:ть)?|верни(?:,)? как было|назад)")),
    ("captions", (rf"(?:turn|switch|take) (?P<no>off|away) {_THE}{_CAPTIONS}|{_THE}{_CAPTIONS} (?P<no2>off|away)"
                 rf"|(?P<no3>no|without|sin|без|{_AWAY}) {_THE}{_CAPTIONS}")),
    ("captions", (rf"(?:turn|switch) (?P<yes>on) {_THE}{_CAPTIONS}|{_THE}{_CAPTIONS} (?P<yes2>on)"
                 rf"|(?P<yes3>with|con|pon|с|верни|включи) {_THE}{_CAPTIONS}")),
    ("caption", rf"(?:{_CHANGE} )?{_THE}{_CAPTION}(?: text| line)? (?:{_OF} )?{_THE}{_NTH}{_SAYS}{_TEXT}"),
    ("caption", rf"{_NTH}[,:]? {_CAPTION}{_SAYS}{_TEXT}"),
    ("caption", rf"{_CAPTION} (?P<scene>{_N})(?:\s*[:=–—-]\s*){_TEXT}"),
    ("caption", rf"(?:no|without|sin|без|{_AWAY}) {_THE}{_CAPTION}а? {_OF} {_THE}{_NTH}"),
    ("headline", rf"(?:{_CHANGE} )?{_THE}{_HEADLINE} (?:{_OF} )?{_THE}{_NTH}{_SAYS}{_TEXT}"),
    ("headline", rf"{_NTH}[,:]? {_HEADLINE}{_SAYS}{_TEXT}"),
    ("button", (rf"(?:{_CHANGE} )?{_THE}(?:button|cta|call to action|botón|llamada a la acción|кнопк[ау]|призыв)"
               rf"{_SAYS}{_TEXT}")),
    ("length", (rf"(?:(?:cut|shorten|trim|make|set|hold|extend|lengthen|corta|acorta|alarga|haz|pon|сократи|обрежь|"
               rf"удлини|сделай) )?{_THE}{_NTH}(?:\s*[:=–—-]\s*| (?:to|at|for|is|lasts?|a|en|до|на)"
               rf" | (?:should )?be | ){_SECONDS}(?: long| de duración)?")),
    ("replace", rf"(?:replace|substitute|exchange|reemplaza|sustituye|замени) {_THE}{_NTH}"),
    ("replace", (rf"(?:replace|substitute|swap|change|exchange|reemplaza|sustituye|cambia|замени|поменяй) {_THE}{_NTH}"
                rf"(?: (?:with|by|for|to|por|con|на) {_CLIP}|{_BY_THIS})")),
    ("replace", rf"(?:use|put|take|usa|pon|возьми|поставь) {_CLIP} (?:for|in|as|en|para|como|в|для|как) {_THE}{_NTH}"),
    ("replace", rf"{_CLIP} (?:for|in|as|is|en|para|es|в|для|вместо) {_THE}{_NTH}"),
    ("replace", rf"{_NTH}\s*[:=–—-]?\s*{_CLIP}"),
    ("remove", rf"{_AWAY} {_THE}{_NTH}"),
    ("remove", rf"(?:without|no|sin|без) {_THE}{_NTH}"),
    ("swap", (rf"(?:swap|switch|exchange|intercambia|cambia|поменяй(?: местами)?) {_THE}"
             rf"(?:scenes?|escenas?|сцен\w*) (?P<scene>{_N}) (?:and|with|y|con|por|и|с) {_THE}"
             rf"(?:{_SCENE})?(?P<other>{_N})(?: местами)?")),
    ("move", (rf"{_MOVE} {_THE}{_NTH} (?:to )?(?P<where>"
             rf"before|after|antes de|después de|перед|после) {_THE}{_SCENE}(?P<other>{_N})")),
    ("move", (rf"{_MOVE} {_THE}{_NTH} (?:to |at |al |в |на )?"
             rf"(?:the )?(?P<end>first|start|beginning|front|last|end|principio|inicio|final|начало|конец)")),
    ("order", rf"(?:(?:new )?order|reorder|orden|порядок)(?: (?:scenes?|escenas?|сцен))?:? (?P<order>{_LIST})"),
    ("music", rf"(?P<no>no|without|sin|без|{_AWAY}|turn off|mute) {_THE}{_MUSIC}|{_THE}{_MUSIC} (?P<no2>off|away|out)"),
    ("music", (rf"(?:{_CHANGE} )?{_THE}{_MUSIC}(?:\s*[:=–—-]\s*| )(?:(?:to|be|should be|is|a bit|a little|much|más"
              rf"|un poco|чуть|по)[ -])*(?P<text>[\w-]+(?: (?!(?:and|y|и)\b)[\w-]+){{0,2}})")),
    ("music", rf"(?:{_CHANGE} )?(?:a bit )?(?P<text>\w[\w-]*) {_MUSIC}"),
)  # fmt: skip
_READERS: Final = tuple(
    (kind, re.compile(rf"(?:please )?(?:{p})(?: please)?[.!]*", re.I)) for kind, p in _PATTERNS
)

# The studio's own beds, by the beginnings of words that ask for them.
_BEGINNINGS: Final[dict[str, str]] = {
    "calm": ("calm soft quiet slow relax gentl ambient tranquil suav lent спокой тише мягч медлен"),
    "electronic": ("energ electr fast danc techno rápid marchos энерг быстр электрон"),
    "upbeat": ("happ upbeat cheer fun pop playful alegr divert весел бодр"),
    "corporate": ("corporat business serious seri делов"),
    "acoustic": ("acoustic guitar folk warm acústic guitarr cálid акустич гитар тёпл тепл"),
    "cinematic": ("cinem epic dramat épic cine кино эпич драм"),
    "lofi": ("lofi lo-fi chill hip jazz лоуфай джаз"),
}
MOODS: Final = {word: genre for genre, words in _BEGINNINGS.items() for word in words.split()}


def read(text: str) -> tuple[Wish, ...] | None:
    """The wishes in `text`; None where it says anything else."""
    found: list[Wish] = []
    for line in re.split(r"[\n;]+", text.strip()):
        wishes = _line(" ".join(line.split())) if line.strip() else []
        if wishes is None:
            return None
        found += wishes
    return tuple(found) or None


def read_place(caption: str) -> int | None:
    """The number of the scene that a clip with this caption replaces; None where it says anything else."""
    said = " ".join(caption.split())
    alone = re.fullmatch(rf"(?:for |para |para la |для |вместо )?{_THE}{_NTH}[.!:]*", said, re.I)
    if alone is not None:
        return _number(alone["scene"])
    wish = _one(said) if said else None
    return wish.scene if wish is not None and wish.kind == "replace" else None


def _line(line: str) -> list[Wish] | None:
    """One line: a wish as a whole, else several with “and” or commas between."""
    whole = _one(line)
    if whole is not None:
        return [whole]
    parts = [part for part in re.split(r",\s+|\s+(?:and|y|и)\s+", line) if part]
    several = [_one(part) for part in parts]
    return [wish for wish in several if wish is not None] if len(parts) > 1 and all(several) else None


def _one(said: str) -> Wish | None:
    for kind, pattern in _READERS:
        match = pattern.fullmatch(said.strip())
        if match is not None and (wish := _wish(kind, match.groupdict())) is not None:
            return wish
    return None


def _wish(kind: Kind, found: dict[str, str | None]) -> Wish | None:
    scene = _number(found.get("scene"))
    text = (found.get("text") or "").strip()[:LONGEST_LINE]
    if kind == "captions":
        return Wish(kind, text="on" if any(found.get(name) for name in ("yes", "yes2", "yes3")) else "")
    if kind == "music":
        genre = "" if found.get("no") or found.get("no2") else mood_of(text)
        return None if genre is None else Wish(kind, text=genre)
    if kind == "length":
        return Wish(kind, scene, seconds=float((found.get("seconds") or "0").replace(",", ".")))
    if kind == "swap":
        return Wish(kind, scene, order=(_number(found.get("other")),))
    if kind == "move":
        if end := found.get("end"):
            last = end.lower() in ("last", "end", "final", "конец")
            return Wish(kind, scene, text="end" if last else "start")
        before = (found.get("where") or "").lower() in ("before", "antes de", "перед")
        return Wish(kind, scene, text="before" if before else "after", order=(_number(found.get("other")),))
    if kind == "order":
        return Wish(kind, order=tuple(_number(one) for one in re.findall(_N, found.get("order") or "", re.I)))
    return Wish(kind, scene, text)


def mood_of(text: str) -> str | None:
    """The bed that `text` asks for; None where it names none."""
    words = re.findall(r"[\w-]+", text.lower())
    return next((genre for word in words for key, genre in MOODS.items() if word.startswith(key)), None)


def _number(text: str | None) -> int:
    word = (text or "0").lower()
    return _WORDS.get(word) or (int(word) if word.isdigit() else 0)


# ── into the edit ────────────────────────────────────────────────────────────────────────────────────────────────


def merged(edit: Edit, wishes: Sequence[Wish], script: AdScript) -> Edit:
    """`edit` with `wishes` done too; `script` is the one that the ad was cut from.

    Raises:
        NotPossible: there is no such scene, or nothing that could run would be left.
    """
    done = {
        "clips": [dict(clip) for clip in edit.get("clips", [])],
        "transitions": [dict(one) for one in edit.get("transitions", [])],
        "effects": [dict(one) for one in edit.get("effects", [])],
    }
    for wish in wishes:
        _apply(done, wish, script)
    _check_length(done, script)
    return done


def _apply(done: Edit, wish: Wish, script: AdScript) -> None:
    clips = done["clips"] or clips_of(script)
    for number in (*((wish.scene,) if wish.scene or wish.kind in _OF_SCENES else ()), *wish.order):
        if not 1 <= number <= len(clips):
            raise NotPossible("cut-no-scene", scene=number, count=len(clips))
    if wish.kind in ("caption", "headline"):
        _effect(done, wish.kind, clip=clips[wish.scene - 1]["id"], text=wish.text)
    elif wish.kind == "captions":
        _effect(done, "captions", amount=1.0 if wish.text else 0.0)
    elif wish.kind == "music":
        _effect(done, "music", text=wish.text or None, amount=None if wish.text else 0.0)
    elif wish.kind == "button":
        _effect(done, "button", text=wish.text)
    elif wish.kind != "undo":
        done["clips"] = _arranged(clips, wish)
        _forget_gone(done)


_OF_SCENES: Final = ("caption", "headline", "length", "remove", "replace", "swap", "move")


def clips_of(script: AdScript) -> list[Edit]:
    """The scenes as they are, as clips of an edit."""
    return [
        {
            "id": str(scene.scene_number), "sceneNumber": scene.scene_number, "start": scene.clip_start,
            "end": round(scene.clip_start + scene.duration * scene.clip_speed, 3), "position": float(index),
            "speed": scene.clip_speed,
        }
        for index, scene in enumerate(script.scenes)
    ]  # fmt: skip


def _arranged(clips: list[Edit], wish: Wish) -> list[Edit]:
    at = wish.scene - 1
    if wish.kind == "length":
        if not SHORTEST_S <= wish.seconds <= LONGEST_S:
            raise NotPossible("cut-scene-length", least=f"{SHORTEST_S:g}", most=f"{LONGEST_S:g}")
        clip = clips[at]
        clips[at] = {**clip, "end": round(clip["start"] + wish.seconds * clip.get("speed", 1.0), 3)}
    elif wish.kind == "replace":
        clip = clips[at]
        seconds = round((clip["end"] - clip["start"]) / clip.get("speed", 1.0), 3)
        clips[at] = {**clip, "assetId": wish.text, "start": 0.0, "end": seconds, "speed": 1.0}
    elif wish.kind == "remove":
        if len(clips) == 1:
            raise NotPossible("cut-only-scene")
        del clips[at]
    elif wish.kind == "swap":
        other = wish.order[0] - 1
        clips[at], clips[other] = clips[other], clips[at]
    elif wish.kind == "move":
        _move(clips, at, wish)
    elif wish.kind == "order":
        if sorted(wish.order) != list(range(1, len(clips) + 1)):
            raise NotPossible("cut-order", count=len(clips))
        clips = [clips[number - 1] for number in wish.order]
    return [{**clip, "position": float(index)} for index, clip in enumerate(clips)]


def _move(clips: list[Edit], at: int, wish: Wish) -> None:
    target = clips[wish.order[0] - 1] if wish.order else None
    clip = clips.pop(at)
    if target is None or target is clip:
        clips.insert({"start": 0, "end": len(clips)}.get(wish.text, at), clip)
    else:
        clips.insert(clips.index(target) + (wish.text == "after"), clip)


def _forget_gone(done: Edit) -> None:
    """What was wished of a scene that is gone goes with it."""
    there = {clip["id"] for clip in done["clips"]}
    done["effects"] = [one for one in done["effects"] if one.get("clip") is None or one["clip"] in there]
    done["transitions"] = [one for one in done["transitions"] if one["after"] in there]


def _effect(done: Edit, kind: str, **values: Any) -> None:
    """Let this effect be the only one of its kind, for its clip."""
    clip = values.get("clip")
    kept = [one for one in done["effects"] if (one["kind"], one.get("clip")) != (kind, clip)]
    done["effects"] = [*kept, {"kind": kind, **{name: v for name, v in values.items() if v is not None}}]


def _check_length(done: Edit, script: AdScript) -> None:
    seconds = seconds_of(done, script)
    placement = find_placement(placed(done) or "") or script.ad_details.placement
    if not placement.min_seconds <= seconds <= min(placement.max_seconds, 180):
        raise NotPossible(
            "cut-ad-length",
            seconds=f"{seconds:g}",
            placement=placement.title,
            least=f"{placement.min_seconds:g}",
            most=f"{min(placement.max_seconds, 180):g}",
        )


def seconds_of(edit: Edit, script: AdScript) -> float:
    """How long the edited ad is."""
    clips = edit.get("clips") or clips_of(script)
    return float(round(sum((clip["end"] - clip["start"]) / clip.get("speed", 1.0) for clip in clips), 3))


def placed(edit: Edit) -> str | None:
    """The placement that the edit cuts the ad for; None where it stays as it was."""
    return next((one.get("text") for one in edit.get("effects", []) if one["kind"] == "placement"), None)


def in_format(edit: Edit, placement: str, script: AdScript) -> Edit:
    """`edit`, cut for another placement.

    Raises:
        NotPossible: that placement takes no ad of this length.
    """
    done = merged(edit, (), script) if not edit.get("effects") else {**edit, "effects": [*edit["effects"]]}
    _effect(done, "placement", text=placement)
    _check_length(done, script)
    return done
