"""What a model is sent, and the mark by which its run is found again."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from agent.catalog import Catalog, read_catalog
from agent.script import AdDetails, AdScript, BrandLook, Music, Scene
from db.lora import TrainedLook
from jobs.providers import Order, OrderRefused
from jobs.providers.request import build, build_training, mark_of, picture_for

CATALOG: Catalog = read_catalog()
NONCE = UUID(int=123_456_789)
PHOTO = "https://api.replicate.com/v1/files/abc"
SCRIPT = AdScript(
    ad_details=AdDetails(ad_platform="instagram_reels", ad_duration=7),
    brand=BrandLook(tone="calm", colors=("#112233",), product_images=("/photos/can.jpg",)),
    voiceover_text="Drink up.",
    music=Music(genre="jazz"),
    scenes=(
        Scene(scene_number=1, visual_prompt="A can on ice.", duration=3.4),
        Scene(scene_number=2, description="A street at noon", duration=3.6),
    ),
)


def order(kind: str, scene: int | None = None, **more: object) -> Order:
    given = {"inputs": {"still-1": Path("/work/still-1.jpg")}, "seed": 5, "consistency": 77, **more}
    return Order(kind, scene, SCRIPT, folder=Path("/work"), **given)  # type: ignore[arg-type]


def test_a_still_is_asked_for_around_the_product_with_the_ads_seed() -> None:
    model = CATALOG.models["still"]
    assert picture_for(order("still", 1), model) == "/photos/can.jpg"
    request = build(order("still", 1), model, nonce=NONCE, image=PHOTO)
    assert request.inputs["prompt"].startswith("A can on ice. Mood: calm. Colour accents: #112233.")
    assert "exactly the product" in request.inputs["prompt"]
    assert (request.inputs["input_image"], request.inputs["seed"]) == (PHOTO, 77)
    assert (request.inputs["aspect_ratio"], request.inputs["output_format"]) == ("9:16", "jpg")
    assert str(request.mark) == f"input_image={PHOTO}", "a new address each time, so the seed can be the ad's"


def test_without_a_photo_the_seed_is_the_mark() -> None:
    model = CATALOG.models["still"]
    first, second = (build(order("still", 2), model, nonce=uuid4(), image=None) for _ in range(2))
    assert first.inputs["prompt"].startswith("A street at noon")
    assert first.mark.field == "seed"
    assert first.inputs["seed"] != second.inputs["seed"]
    assert "input_image" not in first.inputs


def test_a_clip_begins_with_its_still_and_is_as_long_as_its_scene_needs() -> None:
    model = CATALOG.models["clip"]
    assert picture_for(order("clip", 1), model) == "/work/still-1.jpg"
    request = build(order("clip", 1), model, nonce=NONCE, image=PHOTO)
    assert (request.inputs["duration"], request.inputs["resolution"], request.inputs["image"]) == (
        4,
        "720p",
        PHOTO,
    )
    with pytest.raises(OrderRefused):
        picture_for(order("clip", 2), model)


def test_a_voice_has_a_language_a_gender_and_a_speed_that_carries_the_mark() -> None:
    model = CATALOG.models["voice"]
    told = order("voice", language="es-MX", gender="male", speed=1.1)
    request = build(told, model, nonce=NONCE, image=None)
    assert (request.inputs["text"], request.inputs["voice_id"], request.inputs["language_boost"]) == (
        "Drink up.",
        "Deep_Voice_Man",
        "Spanish",
    )
    assert request.inputs["speed"] == pytest.approx(1.1, abs=0.002)
    assert request.inputs["speed"] != 1.1
    for wish in (0.1, 2.0, 9.0):
        speed = build(order("voice", speed=wish), model, nonce=uuid4(), image=None).inputs["speed"]
        assert 0.5 <= speed <= 2.0
    unknown = build(order("voice", language="eo"), model, nonce=NONCE, image=None)
    assert "language_boost" not in unknown.inputs


def test_music_follows_the_mood_and_the_length() -> None:
    request = build(order("music"), CATALOG.models["music"], nonce=NONCE, image=None)
    assert request.inputs["prompt"].startswith("jazz instrumental")
    assert request.inputs["duration"] == 7


def test_a_picture_lent_by_a_secret_link_is_marked_by_its_name() -> None:
    name = f"lent-{uuid4().hex}.jpg"
    link = (
        f"https://ads.example/k.jpg?response-content-disposition=filename%3D%22{name}%22&X-Amz-Signature=abc"
    )
    request = build(order("clip", 1), CATALOG.models["clip"], nonce=NONCE, image=link, image_mark=name)
    assert (request.inputs["image"], str(request.mark)) == (link, f"image={name}")
    mark = mark_of(str(request.mark))
    assert mark.is_in({"image": link})
    assert not mark.is_in({"image": link.replace(name, f"lent-{uuid4().hex}.jpg")})
    assert not mark.is_in({})


@pytest.mark.parametrize("kind", ["still", "voice", "music", "clip"])
def test_a_mark_is_found_in_what_the_list_shows_and_nowhere_else(kind: str) -> None:
    image = PHOTO if kind == "clip" else None
    model = CATALOG.models[kind]  # type: ignore[index]
    request = build(order(kind, 1), model, nonce=uuid4(), image=image)
    other = build(order(kind, 1), model, nonce=uuid4(), image=image and image + "x")
    mark = mark_of(str(request.mark))
    assert mark.is_in(dict(request.inputs))
    assert not mark.is_in(dict(other.inputs))
    assert not mark.is_in({})
    assert not mark.is_in({mark.field: None})


def test_a_still_of_a_trained_brand_calls_what_was_learned() -> None:
    look = TrainedLook("me/briefcut-looks:0a", "VOKITUZA")
    model = CATALOG.wearing(look.version).models["still"]
    assert picture_for(order("still", 1), model) is None
    request = build(order("still", 1, look=look), model, nonce=NONCE, image=None)
    assert request.inputs["prompt"].startswith("VOKITUZA, the product of this brand. A can on ice.")
    assert (request.inputs["model"], request.inputs["aspect_ratio"]) == ("dev", "9:16")
    assert request.mark.field == "seed"
    takes = model.model_copy(update={"input": {**model.input, "weights": "lora_weights"}})
    request = build(order("still", 1, look=look), takes, nonce=NONCE, image=None)
    assert request.inputs["lora_weights"] == "me/briefcut-looks/0a"


def test_a_training_is_found_again_by_its_archive() -> None:
    request = build_training(CATALOG.models["training"], images=PHOTO, word="VOKITUZA")
    assert request.inputs == {"input_images": PHOTO, "trigger_word": "VOKITUZA", "autocaption": True}
    assert mark_of(str(request.mark)).is_in(request.inputs)
