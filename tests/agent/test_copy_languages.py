"""Copy and speech in every language: the same keys and places to fill, as many lines, and rules kept by all of them."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import cycle, product
from typing import Any

import pytest

from agent.aloud import is_foreign, spoken_text
from agent.brief import FRAMEWORKS, BrandFacts, Brief
from agent.copywriter import told_in, write
from agent.craft import WRITTEN, category_of, copy_in, craft_for, tone_family
from agent.interview_words import SPOKEN, speech_in
from agent.naming import names_for
from agent.platforms import PLACEMENTS
from agent.rules import LINE_LENGTH, screen_lines, speech_seconds, spoken_words, violations
from agent.spanish import our_in_spanish

TONES = {
    "en": ["playful", "professional", "bold", "warm", "luxurious", "urgent", "friendly", "inspiring", "calm"],
    "es": ["divertido", "serio", "atrevido", "cálido", "elegante", "urgente", "cercano", "inspirador", "tranquilo"],
    "ru": ["весёлый", "деловой", "дерзкий", "тёплый", "роскошный", "срочный", "дружеский",
           "вдохновляющий", "спокойный"],
}  # fmt: skip
PRODUCTS = {
    "en": ["cold brew", "SUPER GLOW SERUM", "HR software", "food for cats", "Luma One",
           "a thing with a long, long name"],
    "es": [
        "café cold brew", "CREMA HIDRATANTE INTENSIVA", "velas de soja artesanales para regalar", "patinete eléctrico",
        "Luma One", "aceite de oliva virgen extra de primera prensada en frío",
    ],
    "ru": [
        "холодный кофе", "СЫВОРОТКА С ВИТАМИНОМ С", "йога-студия", "корм для кошек", "Northpeak",
        "курсы английского языка для взрослых с нуля",
    ],
}  # fmt: skip
OFFERS = {
    "en": "20% off until Sunday",
    "es": "20% de descuento hasta el domingo",
    "ru": "скидка 20% до воскресенья",
}
MESSAGES = {"en": "never bitter", "es": "nunca amarga", "ru": "держит холод сутки, даже в машине в июле"}
CALLS = {
    "en": "Visit us at Baker Street 221b in London today",
    "es": "Visítanos en la calle Mayor 12 de Madrid",
    "ru": "Приходите на Садовую, 12, уже сегодня",
}


# The product's own name may be in any letters.
CYRILLIC = re.compile(r"\b(?!холодный\b|кофе\b)[а-яё]+", re.I)


def _read(folder: str, language: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("agent").joinpath(folder, f"{language}.toml").read_text("utf-8"))


def _leaves(table: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(table, dict):
        for name, value in table.items():
            yield from _leaves(value, f"{path}.{name}")
    else:
        yield path, table


def _places(text: str) -> set[str]:
    return {
        name.split("[")[0].lower() for _, name, _, _ in string.Formatter().parse(text) if name is not None
    }


@pytest.mark.parametrize("language", [code for code in WRITTEN if code != "en"])
def test_the_copy_has_the_same_keys_and_at_least_as_many_lines(language: str) -> None:
    english, own = dict(_leaves(_read("copy", "en"))), dict(_leaves(_read("copy", language)))
    only_english = {path for path in english if path.endswith((".music", ".family"))}

    assert {path for path in own if not path.endswith(".words")} == english.keys() - only_english
    for path, value in own.items():
        if isinstance(value, list):
            assert len(value) >= len(english[path]), path
        elif path.startswith((".told", ".shots")):
            assert _places(value) == _places(english[path]), path


@pytest.mark.parametrize("language", [code for code in SPOKEN if code != "en"])
def test_the_speech_has_the_same_sentences_with_the_same_places_to_fill(language: str) -> None:
    english, own = dict(_leaves(_read("speech", "en"))), dict(_leaves(_read("speech", language)))

    def kept(leaves: dict[str, Any]) -> set[str]:
        return {path for path in leaves if not path.startswith(".palette")}

    assert kept(own) == kept(english)
    for path in kept(own):
        texts, others = ([v] if isinstance(v, str) else v for v in (own[path], english[path]))
        assert len(texts) == len(others), path
        # A question may do without naming the product.
        assert set().union(*map(_places, texts)) - {"it"} == set().union(*map(_places, others)) - {"it"}, path


@pytest.mark.parametrize("language", SPOKEN)
def test_suggestions_fit_their_buttons(language: str) -> None:
    words = speech_in(language).words
    replies = [
        reply for table in ("audiences", "calls") for texts in words[table].values() for reply in texts
    ]

    assert all(len(reply) <= 40 for reply in (*replies, *words["product_replies"], *words["after_script"]))
    assert all(len(texts) == 3 for table in ("audiences", "calls") for texts in words[table].values())
    assert set(copy_in("en").crafts) >= words["audiences"].keys() | words["tones"].keys()


@pytest.mark.parametrize("language", WRITTEN)
def test_every_line_fits_its_place_and_is_a_sentence_of_its_own(language: str) -> None:
    copy = copy_in(language)
    crafts = [line for craft in copy.crafts.values() for lines in craft.lines.values() for line in lines]
    tones = [line for tone in copy.tones.values() for lines in tone.values() for line in lines if line.say]
    places = [line for place in copy.places.values() for lines in place.values() for line in lines]
    said = [line.say for line in (*crafts, *tones, *places)]

    assert len(said) == len(set(said))
    for line in (*crafts, *tones, *places, *copy.fillers, *copy.crowd):
        assert len(screen_lines(line.show)) <= 2, line
        assert re.match(r"[A-ZА-ЯЁÁÉÍÓÚ{¿¡«“]", line.say), line
        assert line.say.endswith((".", "?", "!")), line
    assert all(len(line.show) <= LINE_LENGTH for line in (*crafts, *tones, *places))
    for craft in copy.crafts.values():
        for kind in ("pain", "catch"):
            lengths = [spoken_words(line.say) for line in craft.lines[kind]]
            assert max(lengths) <= 8, craft.name
            assert min(lengths) <= (3 if language == "ru" else 5), craft.name


@pytest.mark.parametrize("language", ["es", "ru"])
def test_nothing_agrees_with_the_product(language: str) -> None:
    """Its gender and number are unknown: it stands before a stop, and in Russian only where the nominative does."""
    turns = [
        line.say
        for tone in copy_in(language).tones.values()
        for kind in ("solve", "interest", "sign")
        for line in tone[kind]
    ]

    for text in turns:
        assert re.search(r"\{[pPN]\}(?=[.:!?])|^Con \{p\} la cosa cambia", text), text
        if language == "ru":
            assert re.search(
                r"(?:^|[:.!?] |Вот |вот |Это |Просто |Перед вами |С вами |теперь )\{[pPN]\}", text
            ), text


@pytest.mark.parametrize("language", WRITTEN)
def test_every_framework_tone_and_placement_keeps_every_rule(language: str) -> None:
    lengths, products = cycle([5, 6, 8, 12, 15, 20, 30, 45, 60]), cycle(PRODUCTS[language])
    for number, (framework, tone, placement) in enumerate(product(FRAMEWORKS, TONES[language], PLACEMENTS)):
        offered = number % 2 == 0
        brief = Brief(
            product=next(products), language=language, tone=tone, placement=placement, duration=next(lengths),
            offer=OFFERS[language] if offered else None, key_message=MESSAGES[language] if number % 3 else None,
            call_to_action=CALLS[language] if number % 5 == 0 else None,
        )  # fmt: skip
        script = write(brief, BrandFacts(title="Luma" if number % 7 == 0 else None), framework=framework)

        assert violations(script, language=language, forbidden=brief.forbidden) == [], brief
        assert speech_seconds(script.voiceover_text, language) >= 0.55 * brief.seconds
        if offered and brief.call_to_action is None:
            assert OFFERS[language].lower() in script.scenes[-1].on_screen_text.lower()
        assert all(len(screen_lines(scene.on_screen_text)) <= 3 for scene in script.scenes)
        assert not re.search(r"[{}]", script.model_dump_json(include={"voiceover_text", "storyline"})[3:-3])


@pytest.mark.parametrize("language", WRITTEN)
def test_each_tone_speaks_for_itself(language: str) -> None:
    families = [tone_family(tone) for tone in TONES[language]]
    voices = {
        write(
            Brief(product=PRODUCTS[language][0], tone=tone, duration=30, language=language), BrandFacts()
        ).voiceover_text
        for tone in TONES[language]
    }

    assert len(set(families)) == len(voices) == 9


def test_prompts_are_english_and_the_scenes_are_told_to_the_reader() -> None:
    brief = Brief(product="холодный кофе", language="es", duration=15)
    script = write(brief, BrandFacts(), told_in="ru")

    assert told_in(script) == "ru"
    assert script.scenes[-1].description.startswith("Пэкшот: «холодный кофе»")
    for scene in script.scenes:
        assert "холодный кофе" in scene.visual_prompt
        assert not CYRILLIC.search(scene.visual_prompt)
    assert not CYRILLIC.search(script.voiceover_text)
    assert write(brief, BrandFacts(), told_in="es").voiceover_text == script.voiceover_text


def test_words_in_another_language_than_the_ads_stay_out_of_it() -> None:
    brief = Brief(product="Luma", language="es", key_message="без горечи", offer="скидка 20%", duration=20)
    script = write(brief, BrandFacts())

    assert "горечи" not in script.voiceover_text
    assert "скидка" not in script.scenes[-1].on_screen_text
    assert is_foreign("never bitter", "es")
    assert is_foreign("Pide ya en la web", "en")
    assert not is_foreign("Luma", "ru")


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("es", "-15%", "menos 15 por ciento"), ("es", "2x1", "2 por 1"), ("es", "desde 9,90€", "desde 9 euros con 90"),
        ("es", "$199 al mes", "199 al mes"), ("ru", "21% скидки", "21 процент скидки"),
        ("ru", "от 1 ₽", "от 1 рубля"), ("ru", "1 990 ₽", "1990 рублей"), ("ru", "за 2 руб.", "за 2 рубля"),
        ("ru", "до 2%", "до 2 процентов"), ("ru", "-15%", "минус 15 процентов"), ("ru", "4,99 €", "4 евро 99"),
        ("ru", "12 мес. за 900р.", "12 мес. за 900 рублей"), ("en", "$1,990", "1990 dollars"),
    ],
)  # fmt: skip
def test_prices_are_said_as_the_language_says_them(language: str, written: str, said: str) -> None:
    assert spoken_text(written, language) == said


@pytest.mark.parametrize(
    ("language", "named", "title", "spoken"),
    [
        ("en", "SUPER GLOW SERUM", None, "our super glow serum"), ("en", "food for cats", None, "our food for cats"),
        ("en", "NIKE AIR MAX", None, "Nike Air Max"), ("es", "café cold brew", None, "nuestro café cold brew"),
        ("es", "crema hidratante", "Luma", "nuestra crema hidratante Luma"), ("es", "cold brew", None, "cold brew"),
        ("es", "SÉRUM DE VITAMINA C", None, "nuestro sérum de vitamina C"), ("ru", "чай", "Лума", "чай «Лума»"),
        ("ru", "йога-студия", None, "йога-студия"),
        ("ru", "сыворотка для лица", "Luma", "сыворотка для лица Luma"),
    ],
)  # fmt: skip
def test_a_product_is_called_as_the_language_allows(
    language: str, named: str, title: str | None, spoken: str
) -> None:
    assert names_for(Brief(product=named, language=language), BrandFacts(title=title)).spoken == spoken


@pytest.mark.parametrize(
    ("audience", "language", "greeted"),
    [
        ("студенты", "ru", "студенты"), ("студентов", "ru", ""), ("молодые мамы", "ru", "молодые мамы"),
        ("те, кто меняет профессию", "ru", ""), ("amantes del té", "es", "amantes del té"),
        ("quienes van al trabajo", "es", ""), ("mujeres de 25 a 40", "es", ""),
    ],
)  # fmt: skip
def test_only_who_is_plainly_named_is_greeted(audience: str, language: str, greeted: str) -> None:
    brief = Brief(product="x1", target_audience=audience, language=language)

    assert names_for(brief, BrandFacts()).who == greeted


def test_spanish_nouns_get_an_article_only_where_gender_and_number_are_plain() -> None:
    told = {
        name: our_in_spanish(name)
        for name in ("velas", "jabones artesanales", "clases", "cold brew", "dentista", "programa", "gafas")
    }

    assert told == {
        "velas": "nuestras", "jabones artesanales": "nuestros", "clases": "nuestras", "cold brew": None,
        "dentista": None, "programa": "nuestro", "gafas": "nuestras",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("named", "category"),
    [
        ("кофейня", "drinks"), ("студия йоги", "fitness"), ("шампунь для собак", "pets"),
        ("кожаная сумка", "accessories"), ("estudio de yoga", "fitness"), ("champú para perros", "pets"),
        ("bolso de piel", "accessories"), ("food for cats", "pets"),
        ("hand cream", "beauty"), ("ice cream", "food"), ("candles for cat lovers", "home"),
    ],
)  # fmt: skip
def test_a_category_is_found_whatever_language_the_product_is_named_in(named: str, category: str) -> None:
    assert [category_of(named, code) for code in WRITTEN] == [category] * 3
    assert craft_for(named, "es").cta == copy_in("es").crafts[category].cta
