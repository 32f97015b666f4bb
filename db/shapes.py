"""The documents inside columns: what a JSONB value may look like, checked on the way in and on the way out.

Keys are camelCase on disk and nothing is coerced: a value is stored as it was given, or refused. An unknown key is
refused, so a misspelt one can't vanish. Columns that aren't here hold free objects (what a model or a provider said).
Durations are seconds, times ISO 8601 with a zone, files storage URIs.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from sqlalchemy import Dialect, event, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.base import EMPTY_ARRAY, EMPTY_OBJECT, Base
from db.errors import BadInput, DamagedRow

LONGEST_WINDOW: Final = 100
"""The most messages that `ad_projects.conversation_history` may hold; the full log is `chat_messages`."""


def _storage_uri(value: str) -> str:
    if "Signature=" in value:
        raise ValueError("a presigned address expires and must not be stored")
    return value


Uri = Annotated[str, Field(min_length=1), AfterValidator(_storage_uri)]
HexColor = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Seconds = Annotated[float, Field(gt=0)]
Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$")]


class Shape(BaseModel):
    """A document: camelCase keys, no others, no coercion."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, strict=True)


class AwaitedOfBrand(Shape):
    """What was asked of a brand under the outbox key `key`: the next thing that is said is the answer. Without a
    `brand` it is the name of a new one. `answered` is the message that answered it, whose words may still be edited."""

    brand: str | None = None
    what: Literal["title", "colors", "tone"]
    key: str
    answered: int | None = None


class UserSettings(Shape):
    """`users.settings`. `lane`: whether the person looks at pictures before paying for clips (`board`) or has
    everything made at once (`fast`); `pictures` are those of a scene to choose from. `voice` and `captions` are those
    of later videos (null: the studio's choice), `craft` how much is done before a script of a new ad is shown (null:
    the usual); `quiet`: nothing that is said makes a sound. `commands` is the mark of the menu that was set for
    the person's chat (null: none); `awaits` is a question about a brand that may still be answered."""

    introduced: bool = False
    lane: Literal["board", "fast"] = "board"
    pictures: Annotated[int, Field(ge=2, le=4)] = 2
    voice: Literal["female", "male"] | None = None
    captions: Literal["highlight", "bar", "pop", "off"] | None = None
    craft: Literal["off", "fast", "thorough"] | None = None
    quiet: bool = False
    commands: str | None = None
    awaits: AwaitedOfBrand | None = None


class StyleData(Shape):
    """`brand_styles.style_data`: how a brand looks, as read from its pictures."""

    color_palette: list[HexColor] = []
    visual_theme: str | None = None
    typography_style: str | None = None
    mood: str | None = None
    lighting_preference: str | None = None
    composition_style: str | None = None
    brand_keywords: list[str] = []


class BrandGuidelines(Shape):
    """`brands.brand_guidelines`. `tone` is how the brand speaks, `logo` a storage URI."""

    colors: list[HexColor] = []
    fonts: list[str] = []
    tone: str | None = None
    logo: Uri | None = None
    additional_assets: list[Uri] = []


class AdDetails(Shape):
    """`ad_projects.ad_details`: what the ad is for. Null where nothing is known yet."""

    target_audience: str | None = None
    ad_platform: str | None = None
    ad_duration: Seconds | None = None
    call_to_action: str | None = None
    key_message: str | None = None


class Line(Shape):
    """One message of `ad_projects.conversation_history`; `id` is that of its row in the log."""

    id: str
    role: Literal["user", "assistant"]
    content: str
    timestamp: Instant
    source: Literal["forwarded"] | None = None


Window = Annotated[list[Line], Field(max_length=LONGEST_WINDOW)]
"""`ad_projects.conversation_history`: the last messages, so that a turn costs the same whatever was said before."""


class ChatPlace(Shape):
    """Where an ad is talked about; thread 0 is none."""

    chat_id: int
    thread_id: int = 0


class CoherenceSettings(Shape):
    """How the scenes of an ad are held together."""

    use_seed_control: bool = True
    use_latent_reuse: bool = False
    use_ip_adapter: bool = False
    seed_value: int | None = None


class AwaitedPicture(Shape):
    """The scene for which the person is about to send a picture of their own."""

    scene: Annotated[int, Field(ge=1)]
    revision: Annotated[int, Field(ge=1)]


class ProjectSettings(Shape):
    """`ad_projects.settings`. `brief` is the agent's own document (`agent.brief.Brief.extras`); `undo` are the
    revisions that stand behind the script, the one that undo brings back last; `craft` is how much is done before a
    script is shown (null: the usual). `pictures` are those of a scene to choose from (null: the person's setting);
    `round` counts the presses that had something made, `board` is the round whose pictures or clips are shown to be
    chosen from (null: none); `shared` is the token under which others can have the brief (null: nobody can)."""

    brief: dict[str, Any] = {}
    asked: list[str] = []
    undo: list[Annotated[int, Field(ge=1)]] = []
    chat: ChatPlace | None = None
    craft: Literal["off", "fast", "thorough"] | None = None
    images_requested: Annotated[int, Field(ge=1, le=60)] = 6
    clip_seconds: Seconds = 3.0
    coherence: CoherenceSettings = CoherenceSettings()
    pictures: Annotated[int, Field(ge=2, le=4)] | None = None
    round: Annotated[int, Field(ge=0)] = 0
    board: Annotated[int, Field(ge=0)] | None = None
    awaits: AwaitedPicture | None = None
    shared: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16}$")] | None = None


class SceneChange(Shape):
    """How a scene of `scripts.scenes` gives way to the next; null `duration` is the framework's, 0 a cut."""

    kind: str
    duration: Annotated[float, Field(ge=0)] | None = None


class Scene(Shape):
    """One scene of `scripts.scenes`; `clip_start` and `clip_speed` say which part of its clip is shown, how fast."""

    scene_number: Annotated[int, Field(ge=1)]
    description: str = ""
    duration: Seconds
    visual_prompt: str = ""
    audio_prompt: str = ""
    on_screen_text: str = ""
    generated_image_url: Uri | None = None
    generated_video_url: Uri | None = None
    generated_audio_url: Uri | None = None
    clip_start: Annotated[float, Field(ge=0)] = 0.0
    clip_speed: Seconds = 1.0
    transition: SceneChange | None = None


class Overlay(Shape):
    """`scripts.overlay`: what is written over the pictures."""

    product_name: str | None = None
    call_to_action: str | None = None
    color: HexColor | None = None
    font: str | None = None


class Music(Shape):
    """`scripts.music`: the bed under the voice; a file, or a genre to make one of."""

    enabled: bool = False
    genre: str | None = None
    url: Uri | None = None


class FrameworkBeats(Shape):
    """`scripts.framework_beats`: how the story follows its framework; `scenes` is how many it took."""

    framework: str | None = None
    scenes: Annotated[int, Field(ge=1)] | None = None
    hook: str | None = None
    problem: str | None = None
    agitation: str | None = None
    solution: str | None = None
    call_to_action: str | None = None


class CraftEntry(Shape):
    """One entry of `scripts.craft_log`: a draft, or what the critic thought of it (score 0–100)."""

    role: Literal["director", "critic", "writer"]
    iteration: Annotated[int, Field(ge=1)]
    content: str
    score: Annotated[float, Field(ge=0, le=100)] | None = None
    timestamp: Instant


class CraftMark(Shape):
    """A critic's mark for one criterion, with its reason."""

    criterion: Literal["hook", "clarity", "brand_fit", "platform_fit", "call_to_action"]
    score: Annotated[int, Field(ge=0, le=10)]
    reason: str = ""


class CraftAngle(Shape):
    """A way to tell the ad that was weighed; `take` is the guided writer's version, `script` the whole of it where it
    was developed."""

    name: str
    framework: str
    idea: str = ""
    opening: str = ""
    take: Annotated[int, Field(ge=0)] | None = None
    marks: list[CraftMark] = []
    script: dict[str, Any] | None = None


class CraftLog(Shape):
    """`script_revisions.craft`: how the revision came about. `critic` is `rules` or a model's id, `chosen` the index of
    the angle it tells, `tapped` that the person chose it."""

    level: Literal["off", "fast", "thorough"] = "off"
    critic: str = "rules"
    angles: Annotated[list[CraftAngle], Field(max_length=6)] = []
    chosen: Annotated[int, Field(ge=0)] | None = None
    tapped: bool = False
    marks: list[CraftMark] = []
    steps: list[CraftEntry] = []


class BusinessContext(Shape):
    """`campaigns.business_context`: what the campaign is for, in the marketer's words."""

    description: str | None = None
    objective: str | None = None
    target_audience: str | None = None
    product_url: str | None = None
    budget: str | float | None = None
    tone: str | None = None


class EditClip(Shape):
    """A piece of the edit: `start` and `end` inside its source, `position` where it begins in the edit."""

    id: str
    asset_id: str | None = None
    scene_number: Annotated[int, Field(ge=1)] | None = None
    start: Annotated[float, Field(ge=0)] = 0.0
    end: Seconds
    position: Annotated[float, Field(ge=0)] = 0.0
    speed: Seconds = 1.0
    volume: Annotated[float, Field(ge=0, le=2)] = 1.0


class EditTransition(Shape):
    """How clip `after` gives way to the next."""

    after: str
    kind: str
    duration: Annotated[float, Field(ge=0)] = 0.0


class EditEffect(Shape):
    """What is done to a clip, or to the whole edit where `clip` is null."""

    clip: str | None = None
    kind: str
    amount: float | None = None
    text: str | None = None


class EditData(Shape):
    """`editing_sessions.edit_data`."""

    clips: list[EditClip] = []
    transitions: list[EditTransition] = []
    effects: list[EditEffect] = []


class ContentReason(Shape):
    """One entry of `content_reviews.reasons`: a rule, its phrases that were found, the words as they were written."""

    rule: str
    phrases: list[str] = []
    words: list[str] = []


class EarlierWeights(Shape):
    """One entry of `lora_models.history`."""

    model_name: str
    huggingface_model_id: str | None = None
    trained_samples_count: Annotated[int, Field(ge=0)] | None = None
    finished_at: Instant | None = None


class Shaped(TypeDecorator[Any]):
    """JSONB that holds a document of `shape` (a Shape, or a list of something).

    Written values are checked here, before they reach the database; read ones when a row is loaded, where its
    id is known.

    Raises:
        BadInput: what should be written is no such document; names the column, the path and the rule.
    """

    impl = JSONB
    cache_ok = True

    def __init__(self, place: str, shape: Any) -> None:
        super().__init__(none_as_null=True)
        self.place = place
        self.shape = shape
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def complaint(self, value: object) -> str | None:
        """The path and the rule of the first thing wrong with `value`; None when nothing is."""
        try:
            self._adapter.validate_python(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            path = ".".join(str(part) for part in first["loc"]) or "the document"
            return f"{path}: {'unknown key' if first['type'] == 'extra_forbidden' else first['msg']}"
        return None

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        complaint = None if value is None else self.complaint(value)
        if complaint is not None:
            raise BadDocument(f"{self.place}.{complaint}")
        return value

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self.impl_instance.coerce_compared_value(op, value)


def document(place: str, shape: type[Shape]) -> MappedColumn[Any]:
    """The column `place` (table.column) of one document; `{}` where nothing was written."""
    return mapped_column(Shaped(place, shape), server_default=EMPTY_OBJECT)


def documents(place: str, shape: Any) -> MappedColumn[Any]:
    """The column `place` of a list; `[]` where nothing was written."""
    return mapped_column(Shaped(place, shape), server_default=EMPTY_ARRAY)


class BadDocument(BadInput, DontWrapMixin):
    """A document that should be written has not the shape of its column."""


@functools.cache
def _shaped_attributes(entity: type[Base]) -> dict[str, Shaped]:
    attributes = inspect(entity).column_attrs
    return {a.key: a.columns[0].type for a in attributes if isinstance(a.columns[0].type, Shaped)}


def _check(row: Base, names: Iterable[str] | None) -> None:
    """Raises DamagedRow where a loaded document can't be what was written."""
    shaped = _shaped_attributes(type(row))
    for name in shaped if names is None else shaped.keys() & set(names):
        value = row.__dict__.get(name)
        complaint = None if value is None else shaped[name].complaint(value)
        if complaint is not None:
            key = ", ".join(str(part) for part in inspect(row).identity or ())
            table, _, column = shaped[name].place.partition(".")
            raise DamagedRow(f"{table} {key}: {column}.{complaint}")


@event.listens_for(Base, "load", propagate=True)
def _loaded(row: Base, context: object) -> None:
    _check(row, None)


@event.listens_for(Base, "refresh", propagate=True)
def _refreshed(row: Base, context: object, names: Iterable[str] | None) -> None:
    _check(row, names)
