"""What a person wishes of all their videos gives way to what an ad says itself."""

from __future__ import annotations

from agent.script import AdScript, Captions, Scene
from db.accounts import Accounts
from db.engine import Database
from jobs.taste import Taste, taste_of
from tests.support.people import somebody

SCRIPT = AdScript(scenes=(Scene(scene_number=1, duration=30),))


def test_captions_are_as_wished_where_the_ad_says_nothing() -> None:
    assert Taste().of(SCRIPT) == SCRIPT
    assert Taste(captions="pop").of(SCRIPT).captions == Captions(style="pop")
    assert Taste(captions="off").of(SCRIPT).captions == Captions(enabled=False)
    for own in (Captions(style="bar"), Captions(enabled=False)):
        said = SCRIPT.model_copy(update={"captions": own})
        assert Taste(captions="pop").of(said) == said


async def test_the_wishes_are_read_of_the_person(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        assert await taste_of(session, ada.id) == Taste("female", None)
        await Accounts(session).prefer(ada.id, {"voice": "male", "captions": "bar"})
        assert await taste_of(session, ada.id) == Taste("male", "bar")
