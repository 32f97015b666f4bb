"""What a newcomer says that is easily misheard: captions, renamings, late corrections, other languages, long values."""

from __future__ import annotations

import re

import pytest

from agent.brief import BrandFacts, Brief
from agent.copywriter import names_for
from agent.interview_words import speech_in
from agent.project import Photo
from agent.turn import ChatLine
from agent.understand import understand
from agent.understand_foreign import foreign_language
from tests.agent.conversation import Conversation


def photo(caption: str) -> ChatLine:
    return ChatLine("user", caption, kind="photo", photo=Photo("asset-9", ("#825D40", "#008080")))


@pytest.mark.parametrize(
    "caption", ["here's our bottle :)", "This is our bottle", "our bottle", "photo of the bottle"]
)
async def test_a_caption_describes_the_photo_and_does_not_answer_the_question(caption: str) -> None:
    talk = Conversation()
    await talk.say("steel water bottles")
    result = await talk.say(photo(caption))

    assert result.brief.target_audience is None
    assert result.brief.product == "steel water bottles"
    assert "asset-9" in result.brand.product_images


async def test_a_caption_may_carry_labelled_facts_and_a_plain_answer() -> None:
    talk = Conversation()
    result = await talk.say(photo("ad for our oat soap, tiktok, 20 seconds"))
    assert (result.brief.product, result.brief.placement, result.brief.duration) == ("oat soap", "tiktok", 20)

    plain = Conversation()
    assert (await plain.say(photo("leather wallet"))).brief.product == "leather wallet"


async def test_a_caption_answers_nothing_while_the_message_beside_it_does() -> None:
    talk = Conversation()
    await talk.say("steel water bottles")
    result = await talk.say(photo("here it is"), "women 30 to 50 who hike and hate plastic")

    assert result.brief.target_audience == "women 30 to 50 who hike and hate plastic"


async def test_an_audience_after_a_guessed_one_corrects_the_guess() -> None:
    talk = Conversation()
    await talk.say("energy drink")
    await talk.say("you choose")
    result = await talk.say("students")

    assert (result.brief.target_audience, result.brief.key_message) == ("students", None)
    assert "target_audience" not in result.brief.assumed


async def test_what_a_fact_leaves_behind_is_no_answer() -> None:
    talk = Conversation()
    for said in ("oat soap", "parents"):
        await talk.say(said)
    result = await talk.say("wait, audience is night shift nurses")

    assert (result.brief.target_audience, result.brief.key_message) == ("night shift nurses", None)


@pytest.mark.parametrize(
    ("product", "said", "name"),
    [
        ("Zap energy drink", "actually it's called Zapp with two p", "Zapp energy drink"),
        ("Zap energy drink", "call it Zapp", "Zapp energy drink"),
        ("pizza", "change the product name to Pizza Universe", "Pizza Universe"),
        ("cold brew", "rename it to moonbean", "moonbean cold brew"),
    ],
)
async def test_a_new_name_takes_the_place_of_the_old_one(product: str, said: str, name: str) -> None:
    talk = Conversation()
    await talk.say(product)
    result = await talk.say(said)

    assert result.brief.product == name
    assert names_for(result.brief, result.brand).shown == name
    assert result.brief.target_audience is None


async def test_renaming_after_the_script_changes_the_name_and_no_other_word() -> None:
    talk = Conversation()
    await talk.say("Zap energy drink, 30 seconds")
    await talk.say("just decide")
    before = talk.script
    result = await talk.say("change the product name to Zapp")
    after = result.script

    assert before is not None
    assert after is not None
    assert after.voiceover_text == re.sub(r"(?:our )?\bZap energy", "Zapp energy", before.voiceover_text)
    assert "Zap energy" not in after.model_dump_json()


FOREIGN = {
    "Hallo, ich brauche eine 15 Sekunden Werbung für unser Bier": ("de", "Bier", 15.0),
    "Bonjour, nous voulons une pub de 30 secondes pour notre café": ("fr", "café", 30.0),
    "クラフトビールの広告を作りたい": ("ja", None, None),
}


@pytest.mark.parametrize("said", FOREIGN)
async def test_another_language_is_said_plainly_and_kept_is_what_is_sure(said: str) -> None:
    language, product, seconds = FOREIGN[said]
    result = await Conversation().say(said)

    assert foreign_language(said) == language
    assert "English, Spanish and Russian" in result.reply
    assert (result.brief.product, result.brief.duration) == (product, seconds)
    assert ("What are we advertising?" in result.reply) == (product is None)


@pytest.mark.parametrize(
    ("said", "slot", "facts"),
    [
        ("Hallo, wir brauchen eine Werbung für unseren Bio-Honig, Zielgruppe junge Familien, für Instagram", None,
         {"product": "Bio-Honig", "target_audience": "junge Familien", "placement": "instagram_reels"}),
        ("dass er 24 Stunden heiß bleibt und nicht leckt", "key_message",
         {"key_message": "24 Stunden heiß bleibt und nicht leckt"}),
        ("Bonjour, je voudrais une pub pour mon salon de coiffure", "product", {"product": "salon de coiffure"}),
        ("ciao, vorrei un annuncio per la mia gelateria, per famiglie con bambini", None,
         {"product": "gelateria", "target_audience": "famiglie con bambini"}),
        ("oi, preciso de um anúncio para meu estúdio de pilates, não uma academia", None,
         {"product": "estúdio de pilates"}),
        ("Guten Tag, was kostet das eigentlich?", "product", {}), ("je ne sais pas encore", "product", {}),
    ],
)  # fmt: skip
def test_languages_that_nobody_taught_are_guessed_where_their_words_are_known(
    said: str, slot: str | None, facts: dict[str, object]
) -> None:
    assert understand(said, open_slot=slot).facts == facts


@pytest.mark.parametrize(
    "said",
    [
        "pour over coffee", "El Rey taco truck", "oat milk by Café de la Luz", "Bierbrauerei", "die cast model cars",
        "a spa in Santa Fe", "pain au chocolat", "Les Mills classes", "we sell piñatas", "30 s Instagram reel", "",
    ],
)  # fmt: skip
def test_english_with_foreign_names_stays_english(said: str) -> None:
    assert foreign_language(said) is None


async def test_a_long_name_and_a_long_call_are_shortened_and_said_so() -> None:
    talk = Conversation()
    result = await talk.say(
        "artisanal cold pressed organic olive oil from our small family groves in southern Crete that we harvest by "
        "hand every year"
    )
    assert result.brief.product == "artisanal cold pressed organic olive oil"
    assert "I call it “artisanal cold pressed organic olive oil”" in result.reply
    call = await talk.say(
        "CTA: order your first bottle on our website because the harvest is small this year"
    )
    assert call.brief.call_to_action == "Order your first bottle on our website"
    assert "I shortened the call to action" in call.reply
    endless = await talk.say(
        "cta: " + "buy very really truly extremely good tasting fine golden green fresh oil"
    )
    assert endless.brief.call_to_action == "Order your first bottle on our website"
    assert "too long to read on screen" in endless.reply


async def test_a_call_begins_with_a_capital_and_an_address_does_not() -> None:
    result = await Conversation().say("oat soap. cta: order now")
    assert result.brief.call_to_action == "Order now"
    assert (await Conversation().say("oat soap. cta: mossy.wales")).brief.call_to_action == "mossy.wales"


async def test_a_length_beyond_the_placement_is_named() -> None:
    talk = Conversation()
    await talk.say("oat soap, tiktok")
    result = await talk.say("can you do 3 minutes?")

    assert result.brief.duration == 60
    assert "The longest I make for TikTok is 60 s" in result.reply


def test_facts_read_as_one_would_say_them() -> None:
    facts = {
        "product": "shampoo",
        "placement": "instagram_reels",
        "duration": 30,
        "tone": "warm",
        "creativity": 7,
    }

    assert speech_in("en").told(facts) == "shampoo · Instagram Reels · 30 s · tone warm · creativity 7/10"
    assert (
        speech_in("en").value("colors", ("#825D40", "#008080"))
        == f"{speech_in('en').color_name('#825D40')} and teal"
    )
    assert speech_in("en").value("colors", ["#825D40"]) == "brown"
    assert "#" not in speech_in("en").value("colors", ("#123456", "#FEDCBA", "#0F0F0F"))


async def test_markup_goes_and_joined_emoji_and_quotes_stay() -> None:
    result = await Conversation().say('ad for <b>Zap</b> soda 👩‍👩‍👧. our brand is The "Co"')

    assert result.brief.product == "Zap soda 👩‍👩‍👧"
    assert result.brand.title == 'The "Co"'
    assert Brief(product="<i>Zap</i> 👩‍🚀").product == "Zap 👩‍🚀"
    assert BrandFacts(title="<script>x</script>").title == "x"


@pytest.mark.parametrize(
    ("answers", "product"),
    [
        (["why do you ask?", "who are you?", "gloop snarks"], "gloop snarks"),
        (["why do you ask?", "what?", "a joke?", "really?", "are you mad? you idiot bot. it snarks"], "it snarks"),
        (["was?", "wie bitte?", "Gloop und Snarks und alle ihre vielen kleinen Freunde"], "Gloop"),
        # Nothing but one long sentence, from which nobody learns what it is about: how it begins.
        (
            ["why?", "what?", "a joke?", "really?", f"glimp {'glomp ' * 16}snarks"],
            "glimp glomp",
        ),
    ],
)  # fmt: skip
async def test_nobody_is_asked_for_the_product_for_ever(answers: list[str], product: str) -> None:
    talk = Conversation()
    await talk.say("hello")
    for words in answers[:-1]:
        assert (await talk.say(words)).brief.product is None
    last = await talk.say(answers[-1])

    assert last.brief.product is not None
    assert product in last.brief.product
