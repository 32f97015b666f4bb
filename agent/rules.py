"""What every script must keep, whoever wrote it: pure checks with sentences a writer can act on, and safe
repairs.

Seconds throughout. Speaking rates are words a second of an unhurried voice, pauses included.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from agent.script import AdScript, Scene

HOOK_SECONDS: Final = 3.0
SHORTEST_SCENE: Final = 1.0
LONGEST_SCENE: Final = 10.0
MOST_SCENES: Final = 30
LINE_LENGTH: Final = 42
MOST_LINES: Final = 3
FRAME: Final = 1 / 24

# Speech must fill at least FILL_LOW of the ad (the finished video wants it audible in half) and leave room
# to breathe.
FILL_LOW: Final = 0.55
FILL_HIGH: Final = 0.92

RATES: Final[dict[str, float]] = {
    "en": 2.7,
    "es": 2.5,
    "ru": 2.0,
    "de": 2.1,
    "fr": 2.5,
    "it": 2.4,
    "pt": 2.4,
}

FORBIDS: Final = "No text, no music."
_NO_TEXT = re.compile(r"\b(no|without)( any)?( on-screen| written)? (text|words|lettering|captions)\b", re.I)
_NO_MUSIC = re.compile(
    r"\b(no|without)( any)?( background)? (music|soundtrack)\b|\bno text(,| or| and) (no )?music\b", re.I
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_TOKEN = re.compile(r"[^\W_]+(?:['’\-.,][^\W_]+)*", re.UNICODE)


@lru_cache(maxsize=4096)
def spoken_words(text: str) -> int:
    """How many words a voice says for `text`: digits are read out, signs such as % and $ are words too."""
    count = 0
    for token in _TOKEN.findall(text):
        digits = sum(c.isdigit() for c in token)
        # “acme.co.uk” is said as “acme dot co dot uk”.
        count += max(1, digits) if digits else 1 + token.count("-") + 2 * token.count(".")
    return count + len(re.findall(r"[%$€£&+]", text))


def speech_seconds(text: str, language: str = "en") -> float:
    """How long a voice speaks `text` in `language` (an ISO 639-1 code; unknown ones count as English)."""
    return spoken_words(text) / RATES.get(language, RATES["en"])


def screen_lines(text: str) -> list[str]:
    """`text` as it is set on screen: at most LINE_LENGTH characters a line, own line breaks kept."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += textwrap.wrap(paragraph, LINE_LENGTH) or []
    return lines


def violations(script: AdScript, *, language: str = "en", forbidden: Sequence[str] = ()) -> list[str]:
    """Every broken rule as one sentence that names the scene and says what to do; empty when the script is
    sound.

    `forbidden` are words or phrases that may not be said or shown.
    """
    return [
        *_duration_faults(script),
        *_opening_and_ending_faults(script),
        *_voice_faults(script, language),
        *_scene_faults(script),
        *_forbidden_faults(script, forbidden),
    ]


def _duration_faults(script: AdScript) -> list[str]:
    wanted = script.ad_details.ad_duration
    found = []
    if abs(script.duration - wanted) > FRAME:
        found.append(
            f"The scenes add up to {script.duration:g} s, but the ad is {wanted:g} s: change the durations."
        )
    if len(script.scenes) > MOST_SCENES:
        found.append(f"There are {len(script.scenes)} scenes; write at most {MOST_SCENES}.")
    for scene in script.scenes:
        if not SHORTEST_SCENE <= scene.duration <= LONGEST_SCENE:
            found.append(
                f"Scene {scene.scene_number} lasts {scene.duration:g} s; "
                f"keep it between {SHORTEST_SCENE:g} and {LONGEST_SCENE:g} s."
            )
    numbers = [scene.scene_number for scene in script.scenes]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"Scene numbers must run from 1 to {len(numbers)}, found {numbers}.")
    return found


def _opening_and_ending_faults(script: AdScript) -> list[str]:
    found = []
    first, last = script.scenes[0], script.scenes[-1]
    if first.duration > HOOK_SECONDS:
        found.append(
            f"Scene 1 is the hook and lasts {first.duration:g} s; make it at most {HOOK_SECONDS:g} s."
        )
    if not (first.on_screen_text or first.description):
        found.append("Scene 1 is the hook: give it a description or an on-screen text.")
    call = script.ad_details.call_to_action
    if call and not _says(last, call):
        found.append(f"The last scene must show the call to action “{call}” in its on-screen text.")
    return found


def _says(scene: Scene, phrase: str) -> bool:
    return _bare(phrase) in _bare(scene.on_screen_text)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _voice_faults(script: AdScript, language: str) -> list[str]:
    wanted = script.ad_details.ad_duration
    spoken = speech_seconds(script.voiceover_text, language)
    rate = RATES.get(language, RATES["en"])
    if spoken > FILL_HIGH * wanted:
        return [
            (
                f"The voice-over takes about {spoken:.1f} s and the ad is {wanted:g} s: "
                f"cut it to at most {int(FILL_HIGH * wanted * rate)} words."
            )
        ]
    if spoken < FILL_LOW * wanted:
        return [
            (
                f"The voice-over fills only {spoken:.1f} s of {wanted:g} s: "
                f"write at least {-int(-FILL_LOW * wanted * rate // 1)} words."
            )
        ]
    return []


def _scene_faults(script: AdScript) -> list[str]:
    found = []
    for scene in script.scenes:
        name = f"Scene {scene.scene_number}"
        if len(screen_lines(scene.on_screen_text)) > MOST_LINES:
            found.append(
                f"{name}'s on-screen text needs {len(screen_lines(scene.on_screen_text))} lines; "
                f"at most {MOST_LINES} of {LINE_LENGTH} characters fit."
            )
        if not scene.visual_prompt:
            found.append(f"{name} has no visual prompt: describe what the camera sees.")
        elif not (_NO_TEXT.search(scene.visual_prompt) and _NO_MUSIC.search(scene.visual_prompt)):
            found.append(f"{name}'s visual prompt must end with “{FORBIDS}”")
    return found


def _forbidden_faults(script: AdScript, forbidden: Sequence[str]) -> list[str]:
    shown = [(f"Scene {s.scene_number}'s on-screen text", s.on_screen_text) for s in script.scenes]
    return [
        f"{where} mentions “{phrase}”, which the brief rules out: take it out."
        for phrase in forbidden
        if _bare(phrase)
        for where, text in [*shown, ("The voice-over", script.voiceover_text)]
        if re.search(rf"\b{re.escape(_bare(phrase))}\b", _bare(text))
    ]


def repair(script: AdScript, *, language: str = "en") -> AdScript:
    """`script` with everything mended that can be mended without inventing words.

    Durations are scaled to the ad's length in steps of 0.5 s (the hook kept short), scenes renumbered, on-
    screen text cut at a word, prompts given their last sentence, a missing call to action shown, and a
    voice-over that is too long cut after its last whole sentence that fits. A voice-over that is too short
    stays so.
    """
    scenes = [_repaired_scene(scene) for scene in script.scenes[:MOST_SCENES]]
    total = script.ad_details.ad_duration
    lengths = spread([scene.duration for scene in scenes], total)
    call = script.ad_details.call_to_action
    if call and not _says(scenes[-1], call):
        scenes[-1] = scenes[-1].model_copy(update={"on_screen_text": fit_screen(call)})
    mended = tuple(
        scene.model_copy(update={"scene_number": number, "duration": length})
        for number, (scene, length) in enumerate(zip(scenes, lengths, strict=True), start=1)
    )
    voice = _cut_voice(script.voiceover_text, FILL_HIGH * total, language)
    return script.model_copy(update={"scenes": mended, "voiceover_text": voice})


def _repaired_scene(scene: Scene) -> Scene:
    prompt = scene.visual_prompt or scene.description or "The product, filmed simply"
    if not (_NO_TEXT.search(prompt) and _NO_MUSIC.search(prompt)):
        prompt = f"{prompt.rstrip(' .')[: 2000 - len(FORBIDS) - 2]}. {FORBIDS}"
    return scene.model_copy(
        update={"visual_prompt": prompt, "on_screen_text": fit_screen(scene.on_screen_text)}
    )


def fit_screen(text: str, lines: int = MOST_LINES) -> str:
    """`text` cut at a word so that it needs at most `lines` lines on screen; an ellipsis shows the cut."""
    wrapped = screen_lines(text)
    if len(wrapped) <= lines:
        return text
    kept = " ".join(wrapped[:lines])[: LINE_LENGTH * lines - 2]
    cut = kept.rsplit(" ", 1)[0] if " " in kept else kept
    while len(screen_lines(f"{cut}…")) > lines:
        cut = cut.rsplit(" ", 1)[0] if " " in cut else cut[:-1]
    return f"{cut}…"


def _cut_voice(text: str, seconds: float, language: str) -> str:
    if speech_seconds(text, language) <= seconds:
        return text
    kept: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        if speech_seconds(" ".join([*kept, sentence]), language) > seconds:
            break
        kept.append(sentence)
    if kept:
        return " ".join(kept)
    words = text.split()
    while words and speech_seconds(" ".join(words), language) > seconds:
        words.pop()
    return " ".join(words)


def spread(weights: Sequence[float], total: float) -> list[float]:
    """`total` seconds over the scenes in proportion to `weights`, each a multiple of 0.5 s where `total` is
    one.

    The first gets at most HOOK_SECONDS, none more than LONGEST_SCENE or less than 1.5 s where that can be
    (enough scenes, and not too many). The sum is exact; what is left of `total` below 0.5 s goes to the
    last scene.
    """
    count = len(weights)
    units = int(total * 2 + 1e-9)
    caps = [int(HOOK_SECONDS * 2)] + [int(LONGEST_SCENE * 2)] * (count - 1)
    least = min(3, max(1, units // count))
    if sum(caps) < units:
        caps = [caps[0] if count > 1 else units] + [units] * (count - 1)
    taken = [least] * count
    whole = sum(weights) or 1.0
    goal = [max(least, units * weight / whole) for weight in weights]
    for _ in range(units - sum(taken)):
        free = [i for i in range(count) if taken[i] < caps[i]] or [count - 1]
        taken[max(free, key=lambda i: (goal[i] - taken[i], i))] += 1
    seconds = [unit / 2 for unit in taken]
    seconds[-1] += total - sum(seconds)
    return seconds
