"""Which pictogram stands for a scene: words of the script to names of the icon font (Phosphor Fill, MIT)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("fonts") / "icons.json"

# Name: stems, most telling first; the first line that knows a word of the scene wins.
_TABLE = r"""
coffee: cold brew|iced coffee
coffee: coffee|espresso|latte|barista|caffein
alarm: alarm|snooze
headphones: headphone|earbud|audio|noise.?cancel
music-notes: music|song|playlist
microphone-stage: podcast|microphone|voice
sneaker: sneaker|shoe|trainer|footwear
person-simple-run: run|jog|marathon|sprint
person-simple-tai-chi: yoga|meditat|mindful|stretch|breathe
barbell: gym|fitness|workout|muscle|strength|protein
drop: serum|drop|hydrat|moistur|oil
sparkle: skin|skincare|cream|lotion|cosmetic|beauty|glow
shower: shower|bath
hand-soap: soap|wash|hygien
hair-dryer: hair
paint-brush: makeup|lipstick
spray-bottle: perfume|fragrance|scent|spray
flower-lotus: lotus|spa|wellness
flower-tulip: flower|bouquet|florist
plant: plant|grow|garden
leaf: eco|organic|natural|sustainab|vegan|green
recycle: recycl|refill
tree: tree|forest
pizza: pizza
hamburger: burger
ice-cream: ice.?cream|gelato
cookie: cookie|biscuit|snack
cake: cake|dessert|birthday
bread: bread|bakery|baker|croissant|sourdough
egg: breakfast|egg
fish: fish|sushi|seafood
avocado: avocado
orange-slice: fruit|juice|orange|citrus|lemon
pepper: spicy|hot sauce|pepper
chef-hat: recipe|chef|cook|kitchen
fork-knife: restaurant|dinner|lunch|meal|food|menu|taste|flavou?r
wine: wine
martini: cocktail|bar
pint-glass: beer|pint|lager
coffee: tea|drink|beverage|soda
dog: dog|puppy
cat: cat|kitten
paw-print: pet|paw|vet
baby: baby|newborn|parent
puzzle-piece: toy|play|puzzle
game-controller: game|gamer|console
robot: robot|automat|ai\b
laptop: code|software|developer|laptop
device-mobile: app|phone|mobile|download|swipe|screen
cursor-click: tap|click|website|online
envelope: email|inbox|newsletter|mail
chat-circle-dots: chat|message|text us|reply|review|testimonial
phone-call: call|hotline
users-three: team|together|communit|colleague|crew
users: friend|famil|people|customer
calendar-check: calendar|schedule|book|appointment|plan
clock-countdown: deadline|countdown|hurry|last chance|ends
timer: minute|second|fast|quick|instant|timer
hourglass: wait|slow|hour|queue|late
clock: time|morning rush|busy
receipt: invoice|receipt|tax|bill|paperwork|spreadsheet
piggy-bank: budget|saving|save money
wallet: wallet|pay|checkout
credit-card: card|bank|credit
coins: price|cost|money|cash|cheap|expensive
trend-up: invest|growth|grow|increase|boost sales|revenue
trend-down: decline|losing|loss|drop in
chart-bar: report|analytic|dashboard|data|metric
seal-percent: discount|percent|% off|sale|deal|offer
ticket: coupon|ticket|event|concert
gift: gift|present|surprise
shopping-bag: cart|shop|buy|order
truck: deliver|shipping|courier
package: package|parcel|unbox|box
storefront: store|retail|market
house: house|home|apartment|rent|mortgage
couch: sofa|furniture|living room
moon-stars: bed|mattress|sleep|insomnia|tired|night|dream
broom: clean|dust|tidy|mop
wrench: tool|repair|fix|plumb
hammer: build|construct|hammer
paint-brush: paint|renovat|decor
plug-charging: electric|charge|charger|ev\b
lightning: energy|power|boost|lightning|energi
battery-low: battery|drained|exhaust
lightbulb: light|idea|bright
car: car|drive|vehicle
bicycle: bike|bicycle|cycling|ride
airplane: flight|fly|airline|airport
suitcase-rolling: hotel|luggage|trip|vacation|holiday|travel
tree-palm: beach|island|tropical
mountains: mountain|hike|outdoor|climb
tent: camp|tent
compass: explore|adventure|journey
map-pin: map|location|near you|local
waves: sea|ocean|surf|swim|water
sun: sun|summer|spf|uv\b
sun-horizon: sunrise|morning|wake|dawn
snowflake: winter|cold|frozen|ice|cool
cloud-rain: rain|storm
fire: hot|fire|heat|flame|burn
wind: wind|breath|air
watch: watch|wrist
diamond: jewel|ring|diamond|necklace
crown: luxur|premium|royal|exclusive
dress: dress|fashion|style|outfit
t-shirt: shirt|tee|apparel|wear|cloth
tote: bag|tote|handbag|purse
eyeglasses: glasses|vision
sunglasses: sunglass
graduation-cap: school|student|learn|course|teach|study|degree
book-open: read|story|novel
translate: language|translat
note-pencil: write|note|draft
camera: camera|photo
video-camera: video|film|stream
television: tv|watching
guitar: guitar|band
heartbeat: doctor|health|heart|medical|clinic
pill: pill|vitamin|supplement|medicine
tooth: tooth|teeth|dent|smile
flask: science|lab|formula|clinical|proven
shield-check: secure|safe|protect|privacy|insur|guarantee
lock: lock|password
scales: law|legal|lawyer
trophy: award|winner|best|champion
seal-check: quality|certified|trusted|verified
heart: love|favou?rite|care
smiley: happy|joy|delight|smil
smiley-sad: sad|frustrat|stress|struggl|annoy|worr|tough|hard
smiley-nervous: confus|chaos|mess|overwhelm|nervous
warning: mistake|error|fail|wrong|problem|risk
target: focus|goal|aim|precise
rocket-launch: launch|start|new|introducing|meet
megaphone: announce|loud|marketing|advert
magnifying-glass: search|find|discover|look
globe: world|global|planet|internation
key: key|unlock|access
brain: brain|smart|think|mind
confetti: party|celebrat
hand-waving: hello|welcome
briefcase: work|business|office|job|professional
thumbs-up: easy|simple|effortless
sparkle: star|magic|shine|transform|change
"""
# What can be advertised, by the words of its name. More telling than the words of a scene, so it is asked first.
_GOODS_TABLE = r"""
broom: house.?clean|home clean|cleaning service
book-open: cookbook|ebook|e-book|audiobook|notebook
bicycle: bike|bicycle|cycling|cyclist|e-?bike|velo|scooter
coffee: coffee|espresso|latte|cappuccino|cold brew|caf[eé]s?\b|tea|matcha|chai|cocoa|mug|cup
hand-soap: shampoo|conditioner|soap|detergent|body wash|dishwash
sneaker: sneaker|shoe|trainer|footwear|boot|sandal
high-heel: heel|pump
headphones: headphone|headset|earbud|earphone
speaker-high: speaker|soundbar
watch: watch|smartwatch
lightbulb: lamp|lantern|bulb|chandelier|lighting
fire: candle|fireplace|grill|barbecue
dog: dog|puppy
cat: cat|kitten
bird: bird|parrot
paw-print: pet|vet|veterinar
baby: baby|nappies|diaper|stroller
house: house|home|apartment|real estate|realtor|mortgage|rental
couch: sofa|couch|furniture|armchair
bed: mattress|pillow|bed|duvet|bedding
airplane: flight|plane|airplane|airline|jet
suitcase-rolling: suitcase|luggage|hotel|resort|holiday|vacation|travel|tour
tent: tent|camping|campsite
waves: surf|swim|diving|kayak
boat: boat|yacht|sailing
car: car|taxi|auto|garage|tyre|tire
backpack: backpack|rucksack|schoolbag
tote: handbag|tote|purse|bag
umbrella: umbrella|raincoat
dress: dress|skirt|gown|linen
t-shirt: shirt|tee|hoodie|apparel|clothing|clothes|sweater|jacket
diamond: jewel|ring|necklace|earring|bracelet|diamond
sunglasses: sunglass
eyeglasses: eyeglass|glasses|lens|optician
book-open: book|novel|magazine|publish|bookshop|bookstore
graduation-cap: course|school|tutor|academy|lesson|university|e-learning|bootcamp
translate: language|translat
guitar: guitar|ukulele
camera: camera|photograph
game-controller: game|gaming|console
puzzle-piece: toy|puzzle|lego
pizza: pizza
hamburger: burger
ice-cream: ice.?cream|gelato
cookie: cookie|biscuit|snack|chocolate|candy|granola|bar
cake: cake|cupcake|dessert|pastr
bread: bread|bakery|baker|croissant|sourdough|bagel
fish: fish|sushi|seafood
avocado: avocado|salad
orange-slice: fruit|juice|orange|citrus|lemon|smoothie
pepper: hot sauce|chili|chilli|spice|salsa
wine: wine|winery|vineyard
martini: cocktail|gin|vodka|rum|whisk|spirits
pint-glass: beer|ale|lager|brewery|soda|lemonade|kombucha|drink
chef-hat: cookware|pan|knife|recipe|meal kit|catering
fork-knife: restaurant|bistro|food|meal|lunch|dinner|noodle|pasta|ramen|diner
drop: water|bottle|serum|oil|moistur|thermos|flask
sparkle: skin|skincare|cream|lotion|cosmetic|beauty|facial
paint-brush: makeup|lipstick|mascara|paint
spray-bottle: perfume|fragrance|cologne|cleaner|deodorant|spray
scissors: barber|salon|haircut
hair-dryer: hair
tooth: tooth|teeth|dental|dentist
pill: vitamin|supplement|pill|medicine|pharmac
heartbeat: clinic|doctor|medical|health
barbell: gym|fitness|protein|workout|dumbbell|personal train
person-simple-tai-chi: yoga|pilates|meditat
person-simple-run: running|runner|marathon
flower-tulip: flower|bouquet|florist
plant: plant|garden|seed
robot: robot|chatbot
broom: vacuum|cleaning|broom|mop
wrench: plumb|repair|mechanic|handyman|tool
plug-charging: charger|power bank|powerbank|ev\b
sun: solar|sunscreen|spf\b
piggy-bank: budget|savings
credit-card: bank|credit|debit|card
shield-check: insurance|insur|antivirus
scales: law|lawyer|attorney|legal
lock: vpn|password
chart-bar: analytics|dashboard
laptop: software|saas|crm|laptop|computer|platform
device-mobile: app|phone|smartphone|mobile|download|install
gift: gift|present
ticket: ticket|concert|festival
couch: decor|interior
"""
_GOODS = [(line.partition(": ")[2], line.partition(": ")[0]) for line in _GOODS_TABLE.strip().splitlines()]
_WORDS = [(line.partition(": ")[2], line.partition(": ")[0]) for line in _TABLE.strip().splitlines()]


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


def goods_icon(names: Sequence[str], scenes: Sequence[str] = ()) -> str | None:
    """The pictogram of what an ad sells, or None.

    `names` are texts that name it, most telling first; failing those, what at least half of `scenes` speak of.
    """
    for text in names:
        for words, name in _GOODS:
            if _pattern(words).search(text):
                return name
    for words, name in _GOODS:
        if scenes and 2 * sum(bool(_pattern(words).search(text)) for text in scenes) >= len(scenes) + 1:
            return name
    return None
