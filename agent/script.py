"""The script of an ad: what the writer writes, the marketer approves and the studio films.

`AdScript` is the same document everywhere: in the chat, in `scripts.scenes` and in the file that
`briefcut render` takes. Keys are camelCase on disk; an unknown key is refused with its path. Durations are
seconds. This module imports nothing but pydantic, so that a script can be read without starting a bot.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from agent.platforms import PLACEMENTS, Placement, find_placement

Framework = Literal["PAS", "BAB", "AIDA", "hook_demo"]
HexColor = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Words = Annotated[str, Field(max_length=2000)]


class InvalidScript(ValueError):
    """A script file that can't be used; its message names the first wrong key by its path."""


class _Document(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
    )


class AdDetails(_Document):
    """What the ad is for (the five keys of `ad_projects.ad_details`). `ad_duration` is in seconds."""

    target_audience: Words = ""
    ad_platform: str = "instagram_reels"
    ad_duration: float = Field(default=15.0, ge=3, le=180)
    call_to_action: Words = ""
    key_message: Words = ""

    @field_validator("ad_platform")
    @classmethod
    def _known_placement(cls, name: str) -> str:
        placement = find_placement(name)
        if placement is None:
            raise ValueError(f"unknown placement {name!r}; known: {', '.join(PLACEMENTS)}")
        return placement.name

    @property
    def placement(self) -> Placement:
        return PLACEMENTS[self.ad_platform]


class BrandLook(_Document):
    """How the brand looks and sounds. Paths are relative to the script's file, or storage locations."""

    title: Words = ""
    colors: tuple[HexColor, ...] = ()
    fonts: tuple[str, ...] = ()
    tone: Words = ""
    logo: str | None = None
    product_images: tuple[str, ...] = ()


class Music(_Document):
    """The bed under the voice: a file where `url` is given, else one is synthesised for `genre`."""

    enabled: bool = True
    url: str | None = None
    genre: str = "upbeat"


class Change(_Document):
    """How a scene gives way to the next: `cut`, `fade`, `slide`, `zoom` or an exact name of the studio.

    `duration` in seconds is the framework's where none is given (0 is a cut), and less where a scene has no room.
    """

    kind: str = Field(pattern=r"^[a-z]{2,20}$")
    duration: float | None = Field(default=None, ge=0, le=2)


class Rewording(_Document):
    """Other words for sentence `sentence` (from 1) of the voice-over, in its caption; none takes the caption away."""

    sentence: int = Field(ge=1, le=400)
    text: Words = ""


class Captions(_Document):
    """The words of the voice-over on the screen; `style` by name, or the studio's choice."""

    enabled: bool = True
    style: str | None = None
    reworded: tuple[Rewording, ...] = ()


class Scene(_Document):
    """One scene. `duration` is the seconds it holds the screen, transitions counted half to either side.

    `clip_start` (seconds) is where its clip begins to be used, `clip_speed` how fast it is played; both say nothing
    about a scene without a clip. `transition` is how it gives way to the next, or the framework's choice.
    """

    scene_number: int = Field(ge=1, le=200)
    description: Words = ""
    duration: float = Field(gt=0, le=60)
    visual_prompt: Words = ""
    audio_prompt: Words = ""
    on_screen_text: Words = ""
    generated_image_url: str | None = None
    generated_video_url: str | None = None
    generated_audio_url: str | None = None
    clip_start: float = Field(default=0.0, ge=0, le=600)
    clip_speed: float = Field(default=1.0, ge=0.25, le=4)
    transition: Change | None = None


class AdScript(_Document):
    """A whole ad. Scene durations must add up to `ad_details.ad_duration` (to a frame of 1/24 s)."""

    storyline: Words = ""
    framework: Framework = "PAS"
    voiceover_text: Annotated[str, Field(max_length=6000)] = ""
    ad_details: AdDetails = AdDetails()
    brand: BrandLook = BrandLook()
    music: Music = Music()
    captions: Captions = Captions()
    voiceover_url: str | None = None
    scenes: tuple[Scene, ...] = Field(min_length=1, max_length=60)

    @property
    def duration(self) -> float:
        """Seconds, as the scenes add up."""
        return sum(scene.duration for scene in self.scenes)


def read_script(text: str | bytes) -> AdScript:
    """The script in `text` (JSON).

    Raises:
        InvalidScript: with one readable line that names the path of the first wrong value.
    """
    try:
        raw = json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidScript(f"not JSON: {error}") from error
    try:
        script = AdScript.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"]) or "the document"
        raise InvalidScript(f"{path}: {_hint(first)}") from error
    _check_scenes(script)
    return script


def _hint(error: ErrorDetails) -> str:
    """What is wrong with a value, in words of somebody who writes a script and not of a validator."""
    limits, kind = error.get("ctx", {}), error["type"]
    if kind in ("too_short", "too_long"):
        least = kind == "too_short"
        bound = limits["min_length"] if least else limits["max_length"]
        return (
            f"{'at least' if least else 'at most'} {bound} wanted, {limits['actual_length'] or 'none'} found"
        )
    if kind == "value_error":
        return str(limits["error"])
    hints = {
        "extra_forbidden": "unknown key",
        "missing": "is missing",
        "tuple_type": "a list is wanted: [ … ]",
        "model_type": "an object is wanted: {{ … }}",
        "model_attributes_type": "an object is wanted: {{ … }}",
        "string_type": "text is wanted, in quotes",
        "string_too_long": "longer than {max_length} characters",
        "string_pattern_mismatch": "a colour is wanted, for instance #1F3A34",
        "int_parsing": "a whole number is wanted",
        "float_parsing": "a number is wanted",
        "greater_than": "more than {gt:g} is wanted",
        "greater_than_equal": "at least {ge:g} is wanted",
        "less_than_equal": "at most {le:g} is wanted",
        "literal_error": "one of {expected} is wanted",
    }
    return hints[kind].format(**limits) if kind in hints else error["msg"]


def read_script_file(path: Path) -> AdScript:
    """The script in the file at `path`; see `read_script`."""
    return read_script(path.read_bytes())


def _check_scenes(script: AdScript) -> None:
    numbers = [scene.scene_number for scene in script.scenes]
    if numbers != list(range(1, len(numbers) + 1)):
        raise InvalidScript(f"scenes: numbers must run 1 … {len(numbers)}, found {numbers}")
    wanted = script.ad_details.ad_duration
    if abs(script.duration - wanted) > 1 / 24:
        raise InvalidScript(
            f"scenes: durations add up to {script.duration:g} s, but adDetails.adDuration is {wanted:g} s"
        )
