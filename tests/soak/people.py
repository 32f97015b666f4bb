"""The people of a soak: each has one ad made, from the first word in the chat to the last."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from aiogram.types import Message

from briefcut.simulator.client import Marketer
from db.accounts import Accounts
from db.billing import Billing
from db.enums import SubscriptionType
from db.errors import DatabaseUnavailable
from tests.soak.house import House

BRIEF = (
    "5 second Instagram story for {product}, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)
_PRODUCTS = ("Fable Tea", "Bolt Bikes", "Maple Coffee", "Oat Bar", "North Socks", "Lumen Lamp")
MOST_PRESSES = 3
"""Times that somebody asks for the same ad or a part of it: once, and again after words that something failed. Who is
asked about one more part then takes the free one, which ends in a video or in a last word."""
_AGAIN = "Try again"
_FREE = "Use the free"
_SCENE = re.compile(r"scene \d+")
_PATIENCE_S = 24 * 3600.0
"""The soak itself has an end; a person has none."""


class End(StrEnum):
    """How it ended for a person."""

    WAITING = "waiting"
    VIDEO = "video"
    WORD = "word"


@dataclass(slots=True)
class Story:
    """One person's ad. `sent` are the messages that Telegram has taken from them; `presses` how often it, or a part of
    it that had failed, was asked for; `free` how many parts that had failed were made here instead."""

    name: str
    person: int = 0
    sent: int = 0
    presses: int = 0
    free: int = 0
    end: End = End.WAITING
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Crowd:
    """People who come one after the other, `at_once` at the same time, as long as `more` says so."""

    house: House
    at_once: int
    more: Callable[[int], bool]
    stories: list[Story] = field(default_factory=list)

    async def run(self) -> None:
        """Until nobody new comes and everybody has their last word."""
        numbers = itertools.count(1)
        async with asyncio.TaskGroup() as places:
            for _ in range(self.at_once):
                places.create_task(self._place(numbers))

    async def _place(self, numbers: itertools.count[int]) -> None:
        while self.more(len(self.stories)):
            number = next(numbers)
            story = Story(f"Person {number}")
            self.stories.append(story)
            async with Marketer(self.house.chat, story.name) as person:
                story.person = person.id
                await _makes_an_ad(self.house, person, story, _PRODUCTS[number % len(_PRODUCTS)])

    def count(self, end: End) -> int:
        return sum(story.end is end for story in self.stories)


async def _makes_an_ad(house: House, person: Marketer, story: Story, product: str) -> None:
    await person.start()
    await _is_given_a_plan(house, person.id)
    await person.send(BRIEF.format(product=product))
    story.sent += 1
    await person.tap("Skip", timeout=_PATIENCE_S)
    offer = await person.wait_for(_offers, timeout=_PATIENCE_S, after=0, what="the script with its price")
    await person.tap("Make it", message_id=offer.message_id)
    story.presses += 1
    heard = {offer.message_id}
    while story.end is End.WAITING:
        said = await person.wait_for(
            lambda message: message.message_id not in heard and (_ends(message) or _asks(message)),
            timeout=_PATIENCE_S,
            after=offer.message_id,
            what="a question or the last word",
        )
        heard.add(said.message_id)
        await _answer(house, person, story, said)


async def _answer(house: House, person: Marketer, story: Story, said: Message) -> None:
    """What the person does about a video, a question about a part that failed, or a word that the whole ad did."""
    if said.video is not None:
        story.end = End.VIDEO
        return
    text = said.text or ""
    tired = story.presses >= MOST_PRESSES or house.in_peace
    if _asks(said):
        story.words.append(_SCENE.sub("a scene", text.split("\n")[0]))
        await person.tap(_FREE if tired else _AGAIN, message_id=said.message_id)
    else:
        story.words.append(text.split("\n")[2 if "\n\n" in text else 1])
        if tired:
            story.end = End.WORD
            return
        await person.tap("Make it", message_id=said.message_id)
    if tired:
        story.free += 1
    else:
        story.presses += 1


def _offers(message: Message) -> bool:
    return _has_button(message, "uses")


def _asks(message: Message) -> bool:
    """Whether it asks what to do about a part that failed, and has no answer yet."""
    return _has_button(message, _FREE)


def _has_button(message: Message, piece: str) -> bool:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return any(piece in button.text for row in rows for button in row)


def _ends(message: Message) -> bool:
    return message.video is not None or "Reference" in (message.text or "")


async def _is_given_a_plan(house: House, telegram_id: int) -> None:
    """As `briefcut grant` does it, as soon as the person is known."""
    while True:
        with suppress(DatabaseUnavailable):
            async with house.database.transaction() as session:
                user = await Accounts(session).of_telegram(telegram_id)
                if user is not None:
                    await Billing(session, user.id).grant(SubscriptionType.ENTERPRISE)
                    return
        await asyncio.sleep(0.2)
