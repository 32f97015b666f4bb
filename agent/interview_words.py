"""What the guided interviewer says, in English: a senior creative who is brief, warm and to the point."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from agent.brief import Brief, Slot
from agent.craft import craft_for
from agent.platforms import PLACEMENTS
from agent.understand_words import COLORS

NO_MODEL: Final = "I'm Briefcut's built-in interviewer (no AI model is connected, so I work by rules)."
STANDS_IN: Final = "The AI model isn't answering right now, so I'm taking this turn by rules."
OPENING: Final = (
    "I turn a few facts into a finished video ad: you talk, I write the script, you approve, I film it."
)

QUESTIONS: Final[dict[Slot, str]] = {
    "product": "What are we advertising? A few words will do, or everything at once: product, audience, length.",
    "target_audience": "Who should stop scrolling for {it}?",
    "key_message": "If people remember one thing about {it}, what is it? An offer counts too.",
    "placement": "Where will it run?",
    "duration": "How long should it be?",
    "call_to_action": "And at the end, what should people do?",
    "photo": "One last thing: do you have a photo of {it}? Send it and it stars in the ad, or skip.",
}
REMINDERS: Final[dict[Slot, str]] = {
    "product": "Back to the ad: tell me what we're advertising, a few words are enough.",
    "target_audience": "Still open: the audience. Tap one, type it, or leave it to me.",
    "key_message": "Still open: the one thing to remember. Or leave it to me.",
    "placement": "Still open: the placement. Tap one, or leave it to me.",
    "duration": "Still open: the length. Tap one, or leave it to me.",
    "call_to_action": "Still open: the call to action. Tap one, or leave it to me.",
    "photo": "Send a photo whenever you like, or skip.",
}
YOU_CHOOSE: Final = "You choose"
JUST_DECIDE: Final = "Just decide"
SKIP: Final = "Skip"
AFTER_SCRIPT: Final = ("Shorter", "More playful", "Another version", "Different framework")

ANSWERS: Final[dict[str, str]] = {
    "ask_cost": "Talking and the script are free, and nothing is produced before you press ✅. Producing uses {uses}.",
    "ask_help": "I ask a few things, write a script with scenes and a voice-over, and after your ✅ the video "
    "is made here "
    "in the chat: pictures, voice, music, captions.",
    "ask_time": "A few questions, then the script at once. The video itself usually takes a minute or two.",
    "ask_who": "I'm Briefcut's guided interviewer: a program that works by rules, no person and no AI model.",
    "ask_language": "By rules I speak English only so far; with an AI model connected I answer in your language.",
    "ask_formats": "I write for Instagram Reels, Stories and Feed, TikTok, YouTube Shorts and In-stream, "
    "Facebook, LinkedIn "
    "and X, each in its own size.",
    "ask_photo": "Yes: send product photos right here, as many as you like. I'll take the colours from the first.",
    "no_voice": "Every ad I make by rules is told by a voice, so that stays; the captions say the same for those who "
    "watch without sound.",
    "film_it": "Nearly there: filming starts with your own press of the button, I can't do it for you.",
    "ask_other": "I can't answer that by rules; I'm best at your ad.",
    "greeting": "Hello! Good to have you here.",
    "thanks": "With pleasure.",
    "abuse": "Fair enough, let me make it up to you with a good ad.",
    "off_topic": "I leave that aside: I only write ads here, and only your ✅ starts a production.",
    "no": "All right.",
    "yes": "Good.",
}
FOREIGN: Final = (
    "By rules I understand only English so far (an AI model would speak your language), so I took what is the same "
    "in both."
)
UNCLEAR: Final = "I couldn't make that fit."
PRESS: Final = "Press ✅ under the script and the video is made. It uses {uses}."
CHANGES: Final = "To change something, just say it: “shorter”, “more playful”, “scene 2: more daylight”."

_AUDIENCES: Final[dict[str, tuple[str, str, str]]] = {
    "drinks": ("Young professionals", "Students", "Commuters"),
    "tea": ("Tea lovers", "Busy professionals", "Book lovers"),
    "hair": ("Women 25–40", "Young adults", "Busy professionals"),
    "mobility": ("Commuters", "Young families", "City dwellers"),
    "food": ("Busy families", "Office workers", "Students"),
    "fashion": ("Women 25–40", "Young adults", "Professionals"),
    "footwear": ("Runners", "Commuters", "Young adults"),
    "beauty": ("Women 25–40", "Young adults", "Busy professionals"),
    "fitness": ("Beginners", "Busy professionals", "Gym goers"),
    "tech": ("Small teams", "Freelancers", "Young professionals"),
    "home": ("New homeowners", "Young couples", "Families"),
    "travel": ("Couples", "Families", "Young travellers"),
    "education": ("Students", "Career changers", "Parents"),
    "finance": ("Freelancers", "Young families", "Small businesses"),
    "pets": ("Dog owners", "Cat owners", "New pet owners"),
    "accessories": ("Women 25–40", "Gift shoppers", "Young professionals"),
    "service": ("Locals", "Busy families", "Small businesses"),
    "other": ("Young adults", "Families", "Professionals"),
}
_CALLS: Final[dict[str, tuple[str, str, str]]] = {
    "drinks": ("Order now", "Find us nearby", "Try it today"),
    "tea": ("Find your tea", "Order now", "Try it today"),
    "mobility": ("Book a test ride", "Find your ride", "Learn more"),
    "food": ("Order today", "Visit us", "See the menu"),
    "tech": ("Try it free", "Download the app", "Book a demo"),
    "fitness": ("Start today", "Book a class", "Join us"),
    "travel": ("Book your trip", "Plan your stay", "See the dates"),
    "education": ("Start learning", "Try a lesson", "Sign up today"),
    "finance": ("Get started", "Open an account", "Try it free"),
    "service": ("Book your visit", "Call us today", "Get in touch"),
    "pets": ("Treat them today", "Book a visit", "Shop now"),
    "other": ("Shop now", "Learn more", "Order now"),
}
_TONES: Final[dict[str, str]] = {
    "beauty": "warm", "fashion": "bold", "footwear": "bold", "accessories": "luxurious", "finance": "professional",
    "tech": "friendly", "fitness": "inspiring", "travel": "inspiring", "home": "warm", "food": "playful",
    "drinks": "playful", "tea": "calm", "hair": "playful", "mobility": "inspiring",
    "pets": "playful", "education": "inspiring", "service": "warm",
}  # fmt: skip


def replies_for(slot: Slot, brief: Brief) -> tuple[str, ...]:
    """Two to four short answers to the question for `slot`."""
    craft = craft_for(brief.product)
    if slot == "product":
        return ("Cold brew coffee", "A yoga studio", "A budgeting app")
    if slot == "target_audience":
        return (*_AUDIENCES[craft.name], YOU_CHOOSE)
    if slot == "key_message":
        return (YOU_CHOOSE, JUST_DECIDE)
    if slot == "placement":
        return ("Instagram Reels", "TikTok", "YouTube Shorts", YOU_CHOOSE)
    if slot == "duration":
        low, high = brief.where.advised_seconds
        lengths = [s for s in (6, 10, 15, 20, 30) if low <= s <= high][-3:] or [15]
        return (*(f"{seconds} s" for seconds in lengths), YOU_CHOOSE)
    if slot == "call_to_action":
        return (*_CALLS.get(craft.name, _CALLS["other"]), YOU_CHOOSE)
    return (SKIP,)


def guesses(brief: Brief) -> dict[str, object]:
    """A value for every fact that is still unknown, chosen by category; the product excepted, nobody can
    guess it.
    """
    craft = craft_for(brief.product)
    values: dict[str, object] = {
        "target_audience": _AUDIENCES[craft.name][0].lower().replace("–", " to "),
        "placement": "instagram_reels",
        "duration": 15.0,
        "call_to_action": craft.cta,
        "key_message": craft.lines["desire"][0].show.rstrip("."),
        "tone": _TONES.get(craft.name, "friendly"),
        "language": "en",
        "creativity": 5,
    }
    return {name: value for name, value in values.items() if not brief.knows(name)}


_LABELS: Final[dict[str, str]] = {
    "product": "{}", "target_audience": "for {}", "placement": "{}", "duration": "{}", "tone": "tone {}",
    "call_to_action": "call to action “{}”", "key_message": "message “{}”", "offer": "offer “{}”", "language": "in {}",
    "framework": "framework {}", "creativity": "creativity {}/10", "must_have": "must have: {}",
    "must_not": "leave out: {}",
    "title": "brand {}", "colors": "colours {}", "fonts": "fonts {}",
}  # fmt: skip


def color_name(code: str) -> str:
    """The word for `#RRGGBB`, the nearest one where it has none of its own: a “#…” would read as a hashtag."""

    def rgb(text: str) -> tuple[int, ...]:
        return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))

    wanted = rgb(code)
    return min(
        COLORS, key=lambda name: sum((a - b) ** 2 for a, b in zip(rgb(COLORS[name]), wanted, strict=True))
    )


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def value(name: str, fact: object) -> str:
    """One fact as one would write it: a placement's title, colours by name, lists with commas."""
    if name == "colors" and isinstance(fact, (tuple, list)) and fact:
        return _listed(dict.fromkeys(color_name(str(part)) for part in fact))
    if isinstance(fact, (tuple, list)):
        return ", ".join(map(str, fact))
    if name == "placement":
        return PLACEMENTS[str(fact)].title
    if isinstance(fact, (int, float)):
        return f"{fact:g} s" if name == "duration" else f"{fact:g}"
    return str(fact)


def told(facts: dict[str, object]) -> str:
    """`facts` in one line, in the order of the brief: “cold brew · for students · TikTok · 15 s”."""
    parts = []
    for name, label in _LABELS.items():
        fact = facts.get(name)
        if fact in (None, ()):
            continue
        parts.append(label.format(value(name, fact)))
    return " · ".join(parts)
