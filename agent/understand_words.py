"""The English words that the rules know: people, numbers, colours, calls to action, questions, refusals."""

from __future__ import annotations

import re
from typing import Final

from agent.craft import TONES
from agent.understand_page import DOT, free_dots

PEOPLE: Final = frozenset(
    [
        "professionals",
        "people",
        "moms",
        "mums",
        "mothers",
        "dads",
        "fathers",
        "parents",
        "students",
        "teens",
        "teenagers",
        "women",
        "men",
        "founders",
        "owners",
        "entrepreneurs",
        "freelancers",
        "gamers",
        "runners",
        "hikers",
        "travellers",
        "travelers",
        "goers",
        "lovers",
        "enthusiasts",
        "fans",
        "workers",
        "managers",
        "marketers",
        "developers",
        "designers",
        "teachers",
        "nurses",
        "homeowners",
        "families",
        "couples",
        "seniors",
        "retirees",
        "millennials",
        "adults",
        "athletes",
        "cyclists",
        "commuters",
        "beginners",
        "creators",
        "musicians",
        "artists",
        "photographers",
        "readers",
        "foodies",
        "vegans",
        "vegetarians",
        "shoppers",
        "buyers",
        "customers",
        "clients",
        "businesses",
        "companies",
        "startups",
        "teams",
        "executives",
        "recruiters",
        "landlords",
        "tenants",
        "brides",
        "newlyweds",
        "backpackers",
        "tourists",
        "campers",
        "gardeners",
        "cooks",
        "chefs",
        "bakers",
        "skaters",
        "surfers",
        "swimmers",
        "climbers",
        "yogis",
        "drivers",
        "riders",
        "investors",
        "learners",
        "everyone",
        "everybody",
        "girls",
        "boys",
        "guys",
        "ladies",
        "gentlemen",
        "twenty-somethings",
        "expats",
        "nomads",
        "renters",
        "singles",
        "drinkers",
        "eaters",
        "users",
        "seekers",
        "makers",
        "engineers",
        "lawyers",
        "doctors",
        "accountants",
        "agencies",
        "brands",
        "influencers",
        "bloggers",
        "coders",
        "programmers",
        "graduates",
        "pupils",
        "grandparents",
        "collectors",
        "consumers",
        "pros",
        "newcomers",
        "locals",
        "residents",
        "employees",
        "leaders",
        "hobbyists",
        "crafters",
        "z",
    ]
)
# Who uses a product need not be who buys it: these stay part of the product's name.
USERS: Final = frozenset(
    [
        "kids",
        "children",
        "babies",
        "toddlers",
        "dogs",
        "cats",
        "pets",
        "puppies",
        "kittens",
        "horses",
        "men",
        "women",
    ]
)

_ONES: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
                "ninety": 90}  # fmt: skip
NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:{DOT}\d)?|(?:" + "|".join(_TENS) + r")(?:[- ](?:" + "|".join(_ONES[1:10]) + r"))?|"
    r"(?:" + "|".join(sorted(_ONES[1:], key=len, reverse=True)) + r"))"
)


def number(words: str) -> float:
    """The number in digits or English words (up to 99)."""
    text = words.lower().strip()
    if text[0].isdigit():
        return float(free_dots(text))
    parts = re.split(r"[- ]+", text)
    return float(sum(_TENS[part] if part in _TENS else _ONES.index(part) for part in parts))


COLORS: Final[dict[str, str]] = {
    "black": "#000000", "white": "#FFFFFF", "red": "#E53935", "green": "#2E7D32", "blue": "#1E66F5",
    "yellow": "#FDD835", "orange": "#FB8C00", "purple": "#8E24AA", "pink": "#EC407A", "brown": "#6D4C41",
    "grey": "#808080", "gray": "#808080", "navy": "#000080", "navy blue": "#000080", "teal": "#008080",
    "turquoise": "#40E0D0", "gold": "#D4AF37", "golden": "#D4AF37", "silver": "#C0C0C0", "beige": "#F5F5DC",
    "cream": "#FFF8E7", "ivory": "#FFFFF0", "maroon": "#800000", "burgundy": "#800020", "coral": "#FF7F50",
    "salmon": "#FA8072", "lime": "#BFFF00", "mint": "#98FF98", "olive": "#808000", "lavender": "#B57EDC",
    "violet": "#8F00FF", "magenta": "#FF00FF", "cyan": "#00BCD4", "charcoal": "#36454F", "forest green": "#228B22",
    "sky blue": "#87CEEB", "royal blue": "#4169E1", "dark blue": "#00008B", "light blue": "#ADD8E6",
    "dark green": "#006400", "emerald": "#50C878", "mustard": "#E1AD01", "terracotta": "#E2725B", "peach": "#FFE5B4",
    "rose gold": "#B76E79", "hot pink": "#FF69B4", "off-white": "#FAF9F6", "indigo": "#4B0082",
}  # fmt: skip

LANGUAGES: Final[dict[str, str]] = {
    "english": "en", "spanish": "es", "russian": "ru", "german": "de", "french": "fr", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "polish": "pl", "turkish": "tr", "japanese": "ja", "chinese": "zh",
}  # fmt: skip

TONE: Final = "(?:" + "|".join(sorted(map(re.escape, TONES), key=len, reverse=True)) + ")"
TONE_PHRASE: Final = rf"{TONE}(?:(?:,? and |,? but |, ?| ){TONE})*"
COMPARATIVES: Final[dict[str, str]] = {
    "funnier": "funny", "bolder": "bold", "warmer": "warm", "calmer": "calm", "friendlier": "friendly",
    "edgier": "edgy", "wittier": "witty", "sillier": "silly", "classier": "classy", "softer": "soft", "braver": "brave",
}  # fmt: skip

CALL_VERBS: Final = (
    "order|shop|buy|sign up|download|book|get|try|visit|call|learn|discover|subscribe|join|start|reserve|tap|swipe|"
    "click|come|claim|grab|find|see|contact|register|apply|donate|watch|follow|message|explore|check out|"
    "pre-?order|schedule|request|install"
)
CALL: Final = re.compile(
    rf"^(?:{CALL_VERBS})(?: [\w'-]+){{0,3}} ?"
    r"(?:now|today|here|more|free|us|app|table|demo|yours|visit|tickets?|started|store|shop|site|website|bio|"
    r"appointment|trial|link|spot|seat|up|online|early|menu|collection|look|pair|class|session|call|quote|in)$",
    re.I,
)

GREETING: Final = re.compile(
    r"^\W*(?:(?:hi+|hey+|hello+|yo|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|/start|"
    r"hallo|hola|bonjour|salut|ciao|ol[áa]|servus|moin|namaste|aloha)\b"
    r"(?:[ ,]+(?:there|all|team|everyone|bot|briefcut|again|mate|friend))?)(?=$|\W)[\s,.!:-]*",
    re.I,
)
THANKS: Final = re.compile(
    r"^\W*(?:thanks?(?: you)?(?: so much| a lot| very much)?|thx|cheers|ty)\b[\s,.!]*", re.I
)
YES: Final = re.compile(
    r"^\W*(?:(?:yes|yep|yeah|yup|sure|ok(?:ay)?|looks? (?:good|great)|love it|sounds? good|correct|exactly|do "
    r"it|approved?|"
    r"i (?:love|like) it|that's (?:it|right|good))\b|(?:perfect|great|awesome|good|fine|cool|nice|right|"
    r"go)\b(?=\s*(?:[,.!\n]|$)))"
    r"[\s,.!]*",
    re.I,
)
NO: Final = re.compile(r"^\W*(?:no|nope|nah|not really)\b[\s,.!]*", re.I)
DECIDE_ALL: Final = re.compile(
    r"\b(?:just decide|decide (?:everything|it all|for me|the rest|yourself)|surprise me|you decide (?:the "
    r"rest|everything)|"
    r"you choose (?:the rest|everything)|do the rest|(?:just )?write (?:it|the script|something|anything)|go "
    r"ahead|start writing|"
    r"let'?s go|whatever you (?:think|like|want)|(?:just )?make it happen|i trust you)\b",
    re.I,
)
DECIDE_THIS: Final = re.compile(
    r"\b(?:you (?:choose|pick|decide)|your (?:call|choice|pick)|up to you|i (?:really )?don'?t (?:know|care|"
    r"mind)|dunno|idk|"
    r"not sure|no (?:idea|preference|clue)|don'?t (?:know|care|mind)|doesn'?t matter|whatever|"
    r"any(?:thing)?(?: is fine| works| goes)|"
    r"skip(?: it| this| that)?|pass|nothing (?:special|specific|particular)|no (?:photo|picture|image)s?|"
    r"(?:i )?(?:don'?t|do not) have (?:one|any|a photo|a picture)|without (?:a )?(?:photo|picture)|later|none|"
    r"nothing)\b",
    re.I,
)
ABUSE: Final = re.compile(
    r"\b(?:fuck\w*|shit\w*|crap|bullshit|asshole|bitch|bastard|idiot|moron|dumb(?:ass)?|stupid|useless|"
    r"(?:this|it|you) sucks?|you suck|piece of (?:crap|junk|garbage)|shut up|hate (?:this|you)|trash|garbage)\b",
    re.I,
)
ORDERS: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|prompts?|rules)\b|"
    r"\b(?:system prompt|developer mode|you are now|jailbreak)\b|"
    r"\bapprove\b.{0,30}\b(?:video|script|ad|everything|now|it)\b",
    re.I,
)
QUESTION: Final = re.compile(
    (
        r"^(?:and |but |so |also )?(?:what|how|why|who|when|where|which|whose|is|are|do|does|did|can|could|will|"
        r"would|should|may)\b"
    ),
    re.I,
)
REQUEST: Final = re.compile(
    r"^(?:so |and |also )?(?:(?:can|could|would|will) (?:you|we|i|it|this) (?:please |maybe |also |help me |help us )*"
    r"(?=make|do|write|create|have|use|change|be|add|try|go|switch|shorten|put|produce|promote|advertise)|"
    r"(?:what|how) about |why not |maybe |could it be |what would (?=.*look like))",
    re.I,
)
ASKS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("ask_cost", re.compile((r"\b(?:cost|price|pricing|how much|pay|charge|expensive|credits?|fees?|for free|"
                             r"is (?:it|this) free)\b"), re.I)),
    ("ask_who", re.compile((r"\b(?:who are you|are you (?:a |an |real|human|ai\b|chatgpt|the )|which (?:model|"
                            r"ai)|your name)"), re.I)),
    ("ask_time", re.compile(r"\bhow (?:long|fast|quick|soon)\b|\bwhen (?:will|can|do)\b", re.I)),
    ("ask_language", re.compile(r"\b(?:speak|languages?|spanish|russian|german|french)\b", re.I)),
    ("ask_formats", re.compile((r"\b(?:platforms?|formats?|sizes?|placements?|aspect|youtube|tiktok|instagram|"
                                r"linkedin|facebook)\b"), re.I)),
    ("ask_photo", re.compile(r"\b(?:photos?|pictures?|images?|logo|upload)\b", re.I)),
    ("ask_help", re.compile((r"\b(?:what can you|what do you|how does (?:this|it)|how do i|what is this|help|"
                             r"what's this|how can you)\b"), re.I)),
)  # fmt: skip

# Clauses that stand alone between separators, whatever label the line began with.
_CLAUSE_START: Final = r"(?:^|(?<=[,;.\n]))[^\S\n]*(?:and |but |so )?"
_CLAUSE_END: Final = r"(?: please)?(?=\s*(?:$|[,;.!:\n]))"
NO_PHOTO_CLAUSE: Final = re.compile(
    rf"{_CLAUSE_START}(?:no|without(?: a| any)?|we have no|i have no|(?:we|i) don'?t have (?:a|any)) "
    rf"(?:product )?(?:photo|picture|image)s?(?: needed| for now| yet| available)?{_CLAUSE_END}",
    re.I | re.M,
)
DECIDE_CLAUSE: Final = re.compile(
    rf"{_CLAUSE_START}(?:(?:you )?(?:just )?decide(?: the rest| everything| for me)?|you decide|"
    rf"surprise me){_CLAUSE_END}",
    re.I | re.M,
)
NO_VOICE: Final = re.compile(
    r"\b(?:no|without(?: an?| any| the)?|(?:remove|skip|drop|mute|turn off|leave out|lose) the|"
    r"don'?t (?:want|use|need) (?:an? |any |the )?)\s*"
    r"(?:voice[- ]?overs?|voice|narrat(?:or|ion)|speaker|speech|speaking)(?: please)?(?![\w-])",
    re.I,
)
FILM_IT: Final = re.compile(
    rf"{_CLAUSE_START}(?:please )?(?:make|do|film|shoot|produce|render|create|generate|start)"
    rf"(?: it| this| the (?:video|film|ad)| production| filming)(?: now| already| then)?{_CLAUSE_END}",
    re.I | re.M,
)
