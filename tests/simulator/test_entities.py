"""Markup to entities, and what Telegram finds in plain text."""

import pytest
from aiogram.utils.formatting import Bold, DateTime, Italic, Pre, Text
from aiogram.utils.text_decorations import html_decoration
from hypothesis import given
from hypothesis import strategies as st

from briefcut.simulator.entities import Rich, detect, split, trimmed, utf16
from briefcut.simulator.parse_html import parse_html


@pytest.mark.parametrize(
    "markup",
    [
        "plain",
        "<b>bold <i>both</i></b> rest",
        "🎬🎬 <b>after emoji</b>",
        "<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler><code>d</code>",
        "<pre>x = 1 &lt; 2</pre>",
        '<a href="https://example.com/?a=1">link</a>',
        "<blockquote>short</blockquote>",
        "<blockquote expandable>long</blockquote>",
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
    ],
)
def test_what_aiogram_writes_back_is_what_was_read(markup: str) -> None:
    rich = parse_html(markup)
    assert html_decoration.unparse(rich.text, list(rich.entities)) == markup


def test_attributes_aiogram_writes_otherwise() -> None:
    code = parse_html('<pre><code class="language-python">x = 1 &lt; 2</code></pre>')
    assert [(entity.type, entity.language) for entity in code.entities] == [("pre", "python")]
    link = parse_html("<a href='https://example.com/?a=1&amp;b=2'>link</a>")
    assert link.entities[0].url == "https://example.com/?a=1&b=2"
    assert parse_html("<a href='javascript:alert(1)'>no link</a>").entities == ()


def test_aiograms_formatting_nodes_are_understood() -> None:
    content = Text(
        Bold("Due "), DateTime("tomorrow", unix_time=1_800_000_000), Italic(" <ok>"), Pre("a", language="sh")
    )
    rich = parse_html(content.as_html())
    text, entities = content.render()
    assert rich.text == text
    assert [(e.type, e.offset, e.length) for e in rich.entities] == [
        (e.type, e.offset, e.length) for e in entities
    ]


@given(st.text(alphabet="ab<>&\"'é🎬 \n", max_size=40))
def test_quoted_text_comes_back_as_it_was(text: str) -> None:
    rich = parse_html(f"<b>{html_decoration.quote(text)}</b>!")
    assert rich.text == f"{text}!"
    assert sum(entity.length for entity in rich.entities) == utf16(text)


def test_links_commands_and_names_are_found_outside_code() -> None:
    rich = parse_html(
        "/new see www.example.com, ask @briefcut_bot #ads a@b.co <code>/not www.example.com</code>"
    )
    found = [(entity.type, entity.extract_from(rich.text)) for entity in detect(rich).entities]
    assert found == [
        ("bot_command", "/new"),
        ("url", "www.example.com"),
        ("mention", "@briefcut_bot"),
        ("hashtag", "#ads"),
        ("email", "a@b.co"),
        ("code", "/not www.example.com"),
    ]


def test_trimming_moves_the_entities_along() -> None:
    rich = trimmed(parse_html(" 🎬\n<b> x </b>\n\n"))
    assert rich.text == "🎬\n x"
    assert [(entity.offset, entity.length) for entity in rich.entities] == [(3, 2)]
    assert trimmed(Rich("as it is")).text == "as it is"


@given(st.text(alphabet="ab \n", max_size=200), st.integers(4, 30))
def test_splitting_loses_nothing_but_white_space(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
