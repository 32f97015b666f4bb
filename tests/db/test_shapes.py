"""Documents in columns: what fits goes in and comes back as it was, what does not is refused on either way."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import StatementError

from db.base import Base
from db.engine import Database, Session
from db.errors import BadInput, DamagedRow
from db.models import AdProject, Brand, Script, User
from db.shapes import LONGEST_WINDOW, Shaped
from tests.support.rows import add, table

WHEN = "2025-11-15T10:30:00Z"
LINE = {"id": "m1", "role": "user", "content": "Çay?", "timestamp": WHEN}
SCENE = {
    "sceneNumber": 1,
    "description": "Product in action",
    "duration": 5,
    "visualPrompt": "…",
    "audioPrompt": "…",
}

# column: (documents that fit, [(one that does not, what the refusal says)])
CASES: dict[str, tuple[list[Any], list[tuple[Any, str]]]] = {
    "users.settings": ([{}, {"introduced": True}], [({"introduced": "yes"}, "introduced")]),
    "brands.product_images": (
        [["s3://bucket/a.png", "media://b.jpg"]],
        [(["https://b/a.png?X-Amz-Signature=1"], "presigned"), ([""], "0"), ({"0": "a"}, "list")],
    ),
    "brands.brand_guidelines": (
        [
            {
                "colors": ["#FFEB3B", "#FFFFFF", "#0A0E27"],
                "fonts": ["Arial", "Helvetica"],
                "tone": "professional, friendly",
                "additionalAssets": ["s3://bucket/asset1.png"],
            },
            {"tone": None, "logo": None},
        ],
        [
            ({"colors": ["red"]}, "colors.0"),
            ({"colour": ["#FFFFFF"]}, "colour: unknown key"),
            ({"additional_assets": []}, "additional_assets: unknown key"),
        ],
    ),
    "ad_projects.conversation_history": (
        [[LINE, {**LINE, "role": "assistant", "timestamp": "2025-11-15T10:31:00.123+03:00"}]],
        [
            ([{**LINE, "role": "system"}], "0.role"),
            ([{**LINE, "timestamp": "2025-11-15T10:30:00"}], "0.timestamp"),
            ([LINE] * (LONGEST_WINDOW + 1), "at most"),
        ],
    ),
    "ad_projects.ad_details": (
        [
            {
                "targetAudience": "Small business owners, 25-45",
                "adPlatform": "instagram",
                "adDuration": 30,
                "callToAction": "Learn more",
                "keyMessage": "Professional video editing made easy",
            },
            {"adDuration": None},
        ],
        [
            ({"adDuration": "30"}, "adDuration"),
            ({"adDuration": 0}, "adDuration"),
            ({"platform": "x"}, "platform: unknown key"),
        ],
    ),
    "ad_projects.settings": (
        [
            {
                "brief": {"product": "tea"},
                "asked": ["duration"],
                "chat": {"chatId": 2**40, "threadId": 0},
                "imagesRequested": 6,
                "clipSeconds": 3.0,
                "craft": "thorough",
                "coherence": {
                    "useSeedControl": True,
                    "useLatentReuse": False,
                    "useIpAdapter": True,
                    "seedValue": 7,
                },
                "pictures": 3,
                "round": 4,
                "board": 2,
                "awaits": {"scene": 2, "revision": 1},
            }
        ],
        [
            ({"pictures": 5}, "pictures"),
            ({"awaits": {"scene": 0, "revision": 1}}, "awaits.scene"),
            ({"chat": {"chatId": "1"}}, "chat.chatId"),
            ({"coherence": {"seed": 1}}, "coherence.seed: unknown key"),
            ({"imagesRequested": 0}, "imagesRequested"),
            ({"craft": "slow"}, "craft"),
        ],
    ),
    "scripts.scenes": (
        [
            [
                SCENE,
                {**SCENE, "sceneNumber": 2, "duration": 2.5, "generatedVideoUrl": "s3://bucket/scene1.mp4"},
            ]
        ],
        [
            ([{**SCENE, "sceneNumber": 0}], "0.sceneNumber"),
            ([{**SCENE, "duration": -1}], "0.duration"),
            ([SCENE, {"sceneNumber": 2}], "1.duration"),
            ([{**SCENE, "scene_number": 1}], "0.scene_number: unknown key"),
        ],
    ),
    "scripts.overlay": (
        [{"productName": "Tea", "callToAction": "Sip", "color": "#00ff00", "font": None}],
        [({"color": "#00ff0"}, "color"), ({"textColor": "#000000"}, "textColor: unknown key")],
    ),
    "scripts.music": ([{"enabled": True, "genre": "calm", "url": None}], [({"enabled": 1}, "enabled")]),
    "scripts.framework_beats": (
        [{"framework": "PAS", "scenes": 3, "hook": "Cold?", "callToAction": "Sip"}],
        [({"scenes": 0}, "scenes"), ({"cta": "Sip"}, "cta: unknown key")],
    ),
    "scripts.craft_log": (
        [[{"role": "critic", "iteration": 1, "content": "Too long", "score": 62.5, "timestamp": WHEN}]],
        [([{"role": "editor", "iteration": 1, "content": "", "timestamp": WHEN}], "0.role")],
    ),
    "script_revisions.craft": (
        [
            {
                "level": "fast",
                "critic": "rules",
                "angles": [
                    {
                        "name": "Name the problem",
                        "framework": "PAS",
                        "idea": "Opens on a sore point.",
                        "opening": "Cold?",
                        "take": 0,
                        "marks": [{"criterion": "hook", "score": 9, "reason": "Three words."}],
                        "script": {"scenes": []},
                    }
                ],
                "chosen": 0,
                "tapped": False,
                "marks": [{"criterion": "clarity", "score": 0, "reason": ""}],
                "steps": [{"role": "director", "iteration": 1, "content": "Cold?", "timestamp": WHEN}],
            },
            {},
        ],
        [
            ({"marks": [{"criterion": "hook", "score": 11}]}, "marks.0.score"),
            ({"marks": [{"criterion": "beauty", "score": 1}]}, "marks.0.criterion"),
            ({"angles": [{"name": "x", "framework": "PAS", "price": 1}]}, "angles.0.price: unknown key"),
            ({"chosen": -1}, "chosen"),
        ],
    ),
    "campaigns.business_context": (
        [{"objective": "awareness", "productUrl": "https://tea.example"}],
        [({"goal": "x"}, "goal: unknown key")],
    ),
    "brand_styles.style_data": (
        [
            {
                "colorPalette": ["#1A1A1A"],
                "visualTheme": "minimalist modern",
                "typographyStyle": "sans-serif",
                "mood": "approachable",
                "lightingPreference": "soft",
                "compositionStyle": "rule of thirds",
                "brandKeywords": ["sustainable"],
            }
        ],
        [
            ({"colorPalette": ["1A1A1A"]}, "colorPalette.0"),
            ({"color_palette": []}, "color_palette: unknown key"),
        ],
    ),
    "editing_sessions.edit_data": (
        [
            {
                "clips": [{"id": "a", "start": 0.0, "end": 2.5, "position": 0.0}],
                "transitions": [{"after": "a", "kind": "dissolve", "duration": 0.5}],
                "effects": [{"clip": None, "kind": "grain", "amount": 0.2}],
            }
        ],
        [({"clips": [{"id": "a"}]}, "clips.0.end"), ({"cuts": []}, "cuts: unknown key")],
    ),
    "content_reviews.reasons": (
        [[{"rule": "alcohol", "phrases": ["wine*"], "words": ["wine"]}]],
        [([{"words": []}], "0.rule"), ([{"rule": "x", "place": "y"}], "0.place: unknown key")],
    ),
    "lora_models.history": (
        [
            [
                {
                    "modelName": "tea-1",
                    "huggingfaceModelId": "acme/tea",
                    "trainedSamplesCount": 12,
                    "finishedAt": WHEN,
                }
            ]
        ],
        [([{"name": "tea-1"}], "0.modelName")],
    ),
}


def test_every_shaped_column_is_tried_here() -> None:
    shaped = {
        c.type.place for t in Base.metadata.sorted_tables for c in t.columns if isinstance(c.type, Shaped)
    }
    assert shaped == set(CASES)
    for place in shaped:
        name, _, column = place.partition(".")
        assert isinstance(table(name).c[column].type, Shaped)


@pytest.mark.parametrize("place", sorted(CASES))
def test_what_fits_comes_back_as_it_went_in(connection: Connection, place: str) -> None:
    name, _, column = place.partition(".")
    for document in CASES[place][0]:
        assert add(connection, name, **{column: document})[column] == document


@pytest.mark.parametrize("place", sorted(CASES))
def test_what_does_not_fit_is_refused_with_its_path(connection: Connection, place: str) -> None:
    name, _, column = place.partition(".")
    for document, told in CASES[place][1]:
        with pytest.raises(BadInput, match=place) as caught:
            add(connection, name, **{column: document})
        assert told in str(caught.value)


async def damage(database: Database, name: str, column: str, value: str) -> str:
    """Writes `value` into the newest row as a careless hand would; the row's id."""
    async with database.transaction() as session:
        query = text(f"UPDATE {name} SET {column} = CAST(:value AS jsonb) RETURNING id::text")
        return str((await session.execute(query, {"value": value})).scalar_one())


async def one_ad(database: Database) -> AdProject:
    async with database.transaction() as session:
        user = User(name="Ada")
        ad = AdProject(user=user, brand=Brand(user=user, title="Kaffeehaus"))
        session.add_all([ad, Script(project=ad, storyline="once", scenes=[SCENE])])
    return ad


@pytest.mark.parametrize(
    ("entity", "column", "value", "path"),
    [
        (Brand, "brand_guidelines", '{"colors": ["red"]}', "brand_guidelines.colors.0"),
        (AdProject, "ad_details", '{"adDuration": "soon"}', "ad_details.adDuration"),
        (AdProject, "conversation_history", '[{"id": "1"}]', "conversation_history.0.role"),
        (Script, "scenes", '{"sceneNumber": 1}', "scenes.the document"),
        (Script, "music", '{"volume": 11}', "music.volume: unknown key"),
    ],
)
async def test_a_row_damaged_by_hand_is_named(
    database: Database, entity: type[Base], column: str, value: str, path: str
) -> None:
    await one_ad(database)
    key = await damage(database, entity.__tablename__, column, value)
    async with database.transaction() as session:
        with pytest.raises(DamagedRow) as caught:
            await session.scalars(select(entity))
    assert str(caught.value).startswith(f"{entity.__tablename__} {key}: {path}")


async def test_damage_is_noticed_by_who_holds_the_row_already(database: Database) -> None:
    ad = await one_ad(database)
    async with database.transaction() as session:
        held = await session.get_one(AdProject, ad.id)
        await damage(database, "ad_projects", "ad_details", "[]")
        with pytest.raises(DamagedRow, match=str(ad.id)):
            await session.refresh(held)


async def test_nothing_of_a_refused_document_is_written(database: Database) -> None:
    ad = await one_ad(database)

    async def write(session: Session) -> None:
        row = await session.get_one(AdProject, ad.id)
        row.title = "half"
        row.ad_details = {"adDuration": "long"}

    with pytest.raises(BadInput, match=r"ad_projects\.ad_details\.adDuration"):
        await database.run(write)
    async with database.transaction() as session:
        again = await session.get_one(AdProject, ad.id)
        assert (again.title, again.ad_details) == (None, {})


def test_a_refusal_says_nothing_of_the_value(connection: Connection) -> None:
    with pytest.raises(BadInput) as caught:
        add(connection, "brands", brand_guidelines={"colors": ["my secret"]})
    assert "secret" not in str(caught.value)


def test_what_json_cannot_hold_is_refused_before_the_database_sees_it(connection: Connection) -> None:
    with pytest.raises((BadInput, StatementError)):
        connection.execute(insert(table("users")).values(name="Ada", settings={"introduced": object()}))
