"""Which pictogram stands for a scene: words of the script to names of the icon font (Phosphor Fill, MIT)."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("fonts") / "icons.json"

# Stems, most telling first; the first that occurs in a scene's words wins.
_WORDS: tuple[tuple[str, str], ...] = (
    ("cold brew|iced coffee", "coffee"), ("coffee|espresso|latte|barista|caffein", "coffee"), ("alarm|snooze", "alarm"),
    ("headphone|earbud|audio|noise.?cancel", "headphones"), ("music|song|playlist", "music-notes"),
    ("podcast|microphone|voice", "microphone-stage"), ("sneaker|shoe|trainer|footwear", "sneaker"),
    ("run|jog|marathon|sprint", "person-simple-run"), ("yoga|meditat|mindful|stretch|breathe", "person-simple-tai-chi"),
    ("gym|fitness|workout|muscle|strength|protein", "barbell"), ("serum|drop|hydrat|moistur|oil", "drop"),
    ("skin|skincare|cream|lotion|cosmetic|beauty|glow", "sparkle"), ("shower|bath", "shower"),
    ("soap|wash|hygien", "hand-soap"), ("hair", "hair-dryer"), ("makeup|lipstick", "paint-brush"),
    ("perfume|fragrance|scent|spray", "spray-bottle"), ("lotus|spa|wellness", "flower-lotus"), ("flower|bouquet|florist", "flower-tulip"),
    ("plant|grow|garden", "plant"), ("eco|organic|natural|sustainab|vegan|green", "leaf"), ("recycl|refill", "recycle"),
    ("tree|forest", "tree"), ("pizza", "pizza"), ("burger", "hamburger"), ("ice.?cream|gelato", "ice-cream"),
    ("cookie|biscuit|snack", "cookie"), ("cake|dessert|birthday", "cake"), ("bread|bakery|baker|croissant|sourdough", "bread"),
    ("breakfast|egg", "egg"), ("fish|sushi|seafood", "fish"), ("avocado", "avocado"), ("fruit|juice|orange|citrus|lemon", "orange-slice"),
    ("spicy|hot sauce|pepper", "pepper"), ("recipe|chef|cook|kitchen", "chef-hat"), ("restaurant|dinner|lunch|meal|food|menu|taste|flavou?r", "fork-knife"),
    ("wine", "wine"), ("cocktail|bar", "martini"), ("beer|pint|lager", "pint-glass"), ("tea|drink|beverage|soda", "coffee"),
    ("dog|puppy", "dog"), ("cat|kitten", "cat"), ("pet|paw|vet", "paw-print"), ("baby|newborn|parent", "baby"), ("toy|play|puzzle", "puzzle-piece"),
    ("game|gamer|console", "game-controller"), ("robot|automat|ai\\b", "robot"), ("code|software|developer|laptop", "laptop"),
    ("app|phone|mobile|download|swipe|screen", "device-mobile"), ("tap|click|website|online", "cursor-click"),
    ("email|inbox|newsletter|mail", "envelope"), ("chat|message|text us|reply|review|testimonial", "chat-circle-dots"),
    ("call|hotline", "phone-call"), ("team|together|communit|colleague|crew", "users-three"), ("friend|famil|people|customer", "users"),
    ("calendar|schedule|book|appointment|plan", "calendar-check"), ("deadline|countdown|hurry|last chance|ends", "clock-countdown"),
    ("minute|second|fast|quick|instant|timer", "timer"), ("wait|slow|hour|queue|late", "hourglass"), ("time|morning rush|busy", "clock"),
    ("invoice|receipt|tax|bill|paperwork|spreadsheet", "receipt"), ("budget|saving|save money", "piggy-bank"), ("wallet|pay|checkout", "wallet"),
    ("card|bank|credit", "credit-card"), ("price|cost|money|cash|cheap|expensive", "coins"), ("invest|growth|grow|increase|boost sales|revenue", "trend-up"),
    ("decline|losing|loss|drop in", "trend-down"), ("report|analytic|dashboard|data|metric", "chart-bar"),
    ("discount|percent|% off|sale|deal|offer", "seal-percent"), ("coupon|ticket|event|concert", "ticket"), ("gift|present|surprise", "gift"),
    ("cart|shop|buy|order", "shopping-bag"), ("deliver|shipping|courier", "truck"), ("package|parcel|unbox|box", "package"),
    ("store|retail|market", "storefront"), ("house|home|apartment|rent|mortgage", "house"), ("sofa|furniture|living room", "couch"),
    ("bed|mattress|sleep|insomnia|tired|night|dream", "moon-stars"), ("clean|dust|tidy|mop", "broom"), ("tool|repair|fix|plumb", "wrench"),
    ("build|construct|hammer", "hammer"), ("paint|renovat|decor", "paint-brush"), ("electric|charge|charger|ev\\b", "plug-charging"),
    ("energy|power|boost|lightning|energi", "lightning"), ("battery|drained|exhaust", "battery-low"), ("light|idea|bright", "lightbulb"),
    ("car|drive|vehicle", "car"), ("bike|bicycle|cycling|ride", "bicycle"), ("flight|fly|airline|airport", "airplane"), ("hotel|luggage|trip|vacation|holiday|travel", "suitcase-rolling"),
    ("beach|island|tropical", "tree-palm"), ("mountain|hike|outdoor|climb", "mountains"), ("camp|tent", "tent"), ("explore|adventure|journey", "compass"),
    ("map|location|near you|local", "map-pin"), ("sea|ocean|surf|swim|water", "waves"), ("sun|summer|spf|uv\\b", "sun"), ("sunrise|morning|wake|dawn", "sun-horizon"),
    ("winter|cold|frozen|ice|cool", "snowflake"), ("rain|storm", "cloud-rain"), ("hot|fire|heat|flame|burn", "fire"), ("wind|breath|air", "wind"),
    ("watch|wrist", "watch"), ("jewel|ring|diamond|necklace", "diamond"), ("luxur|premium|royal|exclusive", "crown"), ("dress|fashion|style|outfit", "dress"),
    ("shirt|tee|apparel|wear|cloth", "t-shirt"), ("bag|tote|handbag|purse", "tote"), ("glasses|vision", "eyeglasses"), ("sunglass", "sunglasses"),
    ("school|student|learn|course|teach|study|degree", "graduation-cap"), ("read|story|novel", "book-open"), ("language|translat", "translate"),
    ("write|note|draft", "note-pencil"), ("camera|photo", "camera"), ("video|film|stream", "video-camera"), ("tv|watching", "television"),
    ("guitar|band", "guitar"), ("doctor|health|heart|medical|clinic", "heartbeat"), ("pill|vitamin|supplement|medicine", "pill"), ("tooth|teeth|dent|smile", "tooth"),
    ("science|lab|formula|clinical|proven", "flask"), ("secure|safe|protect|privacy|insur|guarantee", "shield-check"), ("lock|password", "lock"),
    ("law|legal|lawyer", "scales"), ("award|winner|best|champion", "trophy"), ("quality|certified|trusted|verified", "seal-check"),
    ("love|favou?rite|care", "heart"), ("happy|joy|delight|smil", "smiley"), ("sad|frustrat|stress|struggl|annoy|worr|tough|hard", "smiley-sad"),
    ("confus|chaos|mess|overwhelm|nervous", "smiley-nervous"), ("mistake|error|fail|wrong|problem|risk", "warning"), ("focus|goal|aim|precise", "target"),
    ("launch|start|new|introducing|meet", "rocket-launch"), ("announce|loud|marketing|advert", "megaphone"), ("search|find|discover|look", "magnifying-glass"),
    ("world|global|planet|internation", "globe"), ("key|unlock|access", "key"), ("brain|smart|think|mind", "brain"), ("party|celebrat", "confetti"),
    ("hello|welcome", "hand-waving"), ("work|business|office|job|professional", "briefcase"), ("easy|simple|effortless", "thumbs-up"),
    ("star|magic|shine|transform|change", "sparkle"),
)  # fmt: skip


@cache
def _codes() -> dict[str, int]:
    codes: dict[str, int] = json.loads(_FILE.read_text())
    return codes


def code_point(name: str) -> int:
    return _codes()[name]


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """Stems match from the start of a word; short words (up to four letters) only as a whole, or in the plural."""
    parts = (f"{stem}s?\\b" if stem.isalpha() and len(stem) <= 4 else stem for stem in words.split("|"))
    return re.compile(rf"\b(?:{'|'.join(parts)})", re.I)


def icon_for(*texts: str) -> str | None:
    """The pictogram for the first of `texts` that holds a known word, or None."""
    for text in texts:
        for words, name in _WORDS:
            if _pattern(words).search(text):
                return name
    return None
