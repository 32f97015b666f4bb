"""English as the reader needs it."""

from __future__ import annotations

import re
from typing import Final

from agent.craft import TONES
from agent.reading.words import Words, rx

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
NUMBERS: Final = (
    {word: value for value, word in enumerate(_ONES) if value > 0}
    | _TENS
    | {
        f"{ten}{sign}{one}": value + unit
        for ten, value in _TENS.items()
        for unit, one in enumerate(_ONES[:10])
        if unit
        for sign in " -"
    }
)
_PEOPLE: Final = (
    r"professionals|people|moms|mums|mothers|dads|fathers|parents|students|teens|teenagers|women|men|founders|"
    r"owners|entrepreneurs|freelancers|gamers|runners|hikers|travellers|travelers|goers|lovers|enthusiasts|"
    r"fans|workers|managers|marketers|developers|designers|teachers|nurses|homeowners|families|couples|"
    r"seniors|retirees|millennials|adults|athletes|cyclists|commuters|beginners|creators|musicians|artists|"
    r"photographers|readers|foodies|vegans|vegetarians|shoppers|buyers|customers|clients|businesses|companies|"
    r"startups|teams|executives|recruiters|landlords|tenants|brides|newlyweds|backpackers|tourists|campers|"
    r"gardeners|cooks|chefs|bakers|skaters|surfers|swimmers|climbers|yogis|drivers|riders|investors|learners|"
    r"everyone|everybody|girls|boys|guys|ladies|gentlemen|twenty-somethings|expats|nomads|renters|singles|"
    r"drinkers|eaters|users|seekers|makers|engineers|lawyers|doctors|accountants|agencies|brands|influencers|"
    r"bloggers|coders|programmers|graduates|pupils|grandparents|collectors|consumers|pros|newcomers|locals|"
    r"residents|employees|leaders|hobbyists|crafters"
    r"|gen ?(?:z|x|alpha)|boomers|zoomers|mothers?|patients|ppl|folks|peeps|kids|children|toddlers|singles|bosses|mamas|mommies|daddies"
    r"|moms?[- ]to[- ]be|brides?(?:[- ]to[- ]be)?|grooms|anyone|someone|whoever|those who|people who|households|firms|smbs?|smes?|ceos?|ctos?|cfos?"
    r"|hr|dog people|cat people|[a-z]{3,}(?:ists|ologists|makers|owners|lovers|goers|holders|keepers|watchers|seekers|sitters|trainers|aholics)"
)
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
    "hindi": "hi", "arabic": "ar", "ukrainian": "uk", "korean": "ko", "catalan": "ca", "mandarin": "zh",
}  # fmt: skip

_MONEY: Final = r"(?:[$€£₹]|rs\.? ?)\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s?(?:[€$£]|bucks?|dollars?|euros?|pounds?|quid|usd|eur|gbp|cents?|p\b)"
_OFFER: Final = (
    rf"{_MONEY}|\d{{1,3}} ?(?:%|percent|pct)(?: off| discount)?|buy \w+,? get \w+(?: free)?|bogo|\w+ for (?:1|one|the price of \w+)|"
    r"half[- ]price|half off|free|freebies?|gift|trial|discount\w*|coupon|promo code|code \w+|sale|deal|off|money[- ]back|guarantee|refund|"
    r"no (?:setup |joining |delivery |booking )?fees?|until \w+|till \w+|this (?:week|month|weekend)|ends \w+|per (?:month|week|year|person|night)|"
    r"early bird|first (?:month|week|order|class|session|visit|year|box|bag)|instead of|starting at|starts at|from only|on us|bonus|voucher|cashback|bundle"
)
_CALLS: Final = (
    r"order|shop|buy|sign up|download|book|get|try|visit|call|learn|discover|subscribe|join|start|reserve|tap|swipe|"
    r"click|come|claim|grab|find|see|contact|register|apply|donate|watch|follow|message|explore|check out|"
    r"pre-?order|schedule|request|install"
    r"|chat|talk|ask|text|dm|email|write|reply|comment|share|vote|adopt|hire|rent|taste|play|enter|go to|head to|pick|choose|compare|check"
    r"|secure|save|unlock|activate|switch|upgrade|create|build|design|plan|read|listen|stream|drop by|stop by|pop in|swing by|scan|enrol+|rsvp|hit"
)
_HINTS: Final = {
    "tone": "|".join(sorted(map(re.escape, TONES), key=len, reverse=True))
    + r"|upbeat|hilarious|dry|deadpan|sarcastic|sassy|snarky|raw|gritty|wholesome|chill|laid[- ]back|down to earth|straight|blunt|hype|hyped"
    r"|weird|spooky|mysterious|romantic|nerdy|geeky|rustic|retro|vintage|cinematic|documentary|intimate|zen|tense|angry|salty|sweet|comforting"
    r"|reassuring|trustworthy|polished|slick|no[- ]nonsense|matter of fact|tongue[- ]in[- ]cheek|over the top|feel[- ]good|heartwarming|moody",
    "call": _CALLS,
    "people": _PEOPLE,
    "offer": _OFFER,
    "money": _MONEY,
    "film": r"ads?|adverts?|advertisements?|videos?|vids?|spots?|commercials?|clips?|promos?|campaigns?|films?|creative|content",
    "label_product": r"products?|service|item|sell(?:s|ing)?|make|offer(?:s|ing)?|launch(?:ed|ing)?|promot(?:e|ing)|advertis(?:e|ing)|run|what we do",
    "label_audience": r"(?:target )?audience|target(?:s|ing|ed)?|demographic|demo|crowd|customers?|buyers?|who|aimed at|aim(?:ing)?|geared|reach|for whom|speak(?:s|ing)? to",
    "label_message": r"(?:key |main )?(?:message|point|idea|takeaway|benefit|claim|hook|promise)|slogan|tagline|usp|motto|headline|the (?:main|big|whole|important) thing|thing is",
    "label_call": r"cta|call to action|button|end(?:s|ing)? with|want (?:them|people|viewers|folks) to|they should|people should|get them to|action",
    "label_offer": r"offer|deal|promo(?:tion)?|discount|price|priced|costs?|pricing|special|going for|selling for|only|just",
    "label_tone": r"tone|vibe|vibes|mood|style|feel|feeling|look|energy|voice|atmosphere|kind of|keep it|make it",
    "label_place": r"platform|placement|channel|where|format|running on|run it on|post(?:ing|ed)? (?:it )?on|goes on",
    "label_length": r"length|duration|long|runtime|time|seconds",
    "label_brand": r"brand|company|called|named|name|we are|we're|it's called|from|by|known as|startup",
    "must": r"must|logo|subtitles|captions|make sure|include|show|has to|have to|needs? to|mention|feature|don't forget|disclaimer|address|qr code"
    r"|mandatory|compulsory|insists? on|should be seen|on screen|in shot|close[- ]?ups? of|featuring|with a shot of",
    "never": r"no|never|don't|dont|avoid|without|do not|not|nothing|please no|leave out|skip the|mustn't"
    r"|banned|forbidden|steer clear|stay (?:off|away)|keep out|no go|not allowed|can't stand|out of it",
    "back": r"no|actually|wait|sorry|instead|rather|scratch that|i mean|i meant|not|change|switch|forget|on second thought|second thoughts|make that|correction|nvm|update",
    "maybe": r"maybe|probably|i guess|i think|mostly|mainly|usually|honestly|hmm+|umm+|uhh+|well|idk|like|say|let's say|lets say|something like|kind of|kinda|tbh",
    "claim": r"never|always|no more|without|in \d+ (?:minutes?|mins?|hours?|days?|weeks?|seconds?)|lasts?|stays?|keeps?|works?|fits?|saves?|made (?:in|from|of|with)|less|more|better|faster|cheaper|only|zero|actually|even",
}

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

_GREETING: Final = re.compile(
    r"^\W*(?:(?:hi+|hey+|hello+|yo|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|/start|"
    r"hallo|hola|bonjour|salut|ciao|ol[áa]|servus|moin|namaste|aloha)\b"
    r"(?:[ ,]+(?:there|all|team|everyone|bot|briefcut|again|mate|friend))?)(?=$|\W)[\s,.!:-]*",
    re.I,
)
_THANKS: Final = re.compile(
    r"^\W*(?:thanks?(?: you)?(?: so much| a lot| very much)?|thx|cheers|ty)\b[\s,.!]*", re.I
)
_YES: Final = re.compile(
    r"^\W*(?:(?:yes|yep|yeah|yup|sure|ok(?:ay)?|looks? (?:good|great)|love it|sounds? good|correct|exactly|do "
    r"it|approved?|"
    r"i (?:love|like) it|that's (?:it|right|good))\b|(?:perfect|great|awesome|good|fine|cool|nice|right|"
    r"go)\b(?=\s*(?:[,.!\n]|$)))"
    r"[\s,.!]*",
    re.I,
)
_NO: Final = re.compile(r"^\W*(?:no|nope|nah|not really)\b[\s,.!]*", re.I)
_DECIDE_ALL: Final = re.compile(
    r"\b(?:just decide|decide (?:everything|it all|for me|the rest|yourself)|surprise me|you decide (?:the "
    r"rest|everything)|"
    r"you choose (?:the rest|everything)|do the rest|(?:just )?write (?:it|the script|something|anything)|go "
    r"ahead|start writing|"
    r"let'?s go|whatever you (?:think|like|want)|(?:just )?make it happen|i trust you)\b",
    re.I,
)
_DECIDE: Final = re.compile(
    r"\b(?:you (?:choose|pick|decide)|your (?:call|choice|pick)|up to you|i (?:really )?don'?t (?:know|care|"
    r"mind)|dunno|idk|"
    r"not sure|no (?:idea|preference|clue)|don'?t (?:know|care|mind)|doesn'?t matter|whatever|"
    r"any(?:thing)?(?: is fine| works| goes)|"
    r"skip(?: it| this| that)?|pass|nothing (?:special|specific|particular)|no (?:photo|picture|image)s?|"
    r"(?:i )?(?:don'?t|do not) have (?:one|any|a photo|a picture)|without (?:a )?(?:photo|picture)|later|none|"
    r"nothing)\b",
    re.I,
)
_ABUSE: Final = re.compile(
    r"\b(?:fuck\w*|shit\w*|crap|bullshit|asshole|bitch|bastard|idiot|moron|dumb(?:ass)?|stupid|useless|"
    r"(?:this|it|you) sucks?|you suck|piece of (?:crap|junk|garbage)|shut up|hate (?:this|you)|trash|garbage)\b",
    re.I,
)
_ORDERS: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|prompts?|rules)\b|"
    r"\b(?:system prompt|developer mode|you are now|jailbreak)\b|"
    r"\bapprove\b.{0,30}\b(?:video|script|ad|everything|now|it)\b",
    re.I,
)
_QUESTION: Final = re.compile(
    (
        r"^(?:and |but |so |also )?(?:what|how|why|who|when|where|which|whose|is|are|do|does|did|can|could|will|"
        r"would|should|may)\b"
    ),
    re.I,
)
_REQUEST: Final = re.compile(
    r"^(?:so |and |also )?(?:(?:can|could|would|will) (?:you|we|i|it|this) (?:please |maybe |also |help me |help us )*"
    r"(?=make|do|write|create|have|use|change|be|add|try|go|switch|shorten|put|produce|promote|advertise)|"
    r"(?:what|how) about |why not |maybe |could it be |what would (?=.*look like))",
    re.I,
)
_ASKS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
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
_STALLING: Final = rx(
    r"(?:^|(?<=[\s,.]))(?:brb|be right back|back in \w+|let me (?:ask|check|think|see|get back)|i(?:'ll| will) (?:ask|check|get back|think about)|"
    r"ask(?:ing)? my (?:boss|colleague|partner|client)|gimme a (?:sec|min)\w*|give me a (?:sec|min)\w*|hang on a (?:sec|min)\w*|one (?:sec|moment)(?=\W|$)|"
    r"in a meeting|rather not say|prefer not to say|can'?t say|that'?s (?:secret|confidential|private))"
)
_PLACES: Final = (
    ("instagram_stories", r"(?:instagram|insta|ig) stor(?:y|ies|ys)"),
    ("instagram_feed", r"(?:instagram|insta|ig) (?:feed|posts?)"),
    ("instagram_reels", r"(?:(?:instagram|insta|ig)(?: reels?)?|reels?)"),
    ("tiktok", r"tik[ -]?toks?|tt"),
    ("youtube_shorts", r"(?:youtube|yt) shorts?"),
    ("youtube_instream", r"(?:(?:youtube|yt)(?: (?:in-?stream|pre-?roll))?|in-?stream|pre-?roll)"),
    ("facebook_feed", r"(?:facebook(?: feed)?|fb|meta feed)"),
    ("linkedin", r"linked[ -]?in"),
    ("x", r"(?:twitter)"),
    ("pinterest", r"pinterest"),
    ("telegram", r"telegram"),
    ("snapchat", r"snap(?:chat)?"),
)

ENGLISH: Final = Words(
    code="en", greeting=_GREETING, thanks=_THANKS, yes=_YES, no=_NO, decide=_DECIDE, decide_all=_DECIDE_ALL,
    stalling=_STALLING, abuse=_ABUSE, orders=_ORDERS, question=_QUESTION, request=_REQUEST, asks=_ASKS,
    numbers=NUMBERS, seconds=r"seconds?|secnds?|secs?|s", minute=r"(?:a|one|1)[- ]min(?:ute)?|minute",
    half_minute=r"(?:a |an )?half(?: a|-a)?[- ]min(?:ute)?", places=_PLACES,
    places_when_asked=(("instagram_stories", r"stor(?:y|ies|ys)"), ("youtube_shorts", r"shorts?"), ("x", r"x")),
    languages=LANGUAGES, colors=COLORS, hints=_HINTS,
)  # fmt: skip
