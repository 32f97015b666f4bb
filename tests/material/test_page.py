"""What a product page says is found where shops put it; what it isn't, is not believed."""

from __future__ import annotations

import json

import pytest

from jobs.material.page import DESCRIPTION_LENGTH, PageFacts, read_page

ADDRESS = "https://shop.example/tea/mint"


def ld(**product: object) -> str:
    document = {"@context": "https://schema.org", "@graph": [{"@type": "Product", **product}]}
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


def test_opengraph_is_read() -> None:
    html = """<html><head><title>Shop</title>
      <meta property="og:title" content="Fable Mint Tea &amp; Honey">
      <meta property="og:description" content="Calm in one minute.">
      <meta property="og:image" content="/img/mint.jpg"><meta property="og:site_name" content="Fable">
      <meta property="product:price:amount" content="9.90"><meta property="product:price:currency" content="eur">
      </head></html>"""
    assert read_page(html, ADDRESS) == PageFacts(
        "Fable Mint Tea & Honey",
        "Calm in one minute.",
        "€9.90",
        "Fable",
        ("https://shop.example/img/mint.jpg",),
    )


def test_the_product_counts_before_the_page() -> None:
    html = '<meta property="og:title" content="Buy now!">' + ld(
        name="Mint Tea",
        description="<p>Hand-picked\n leaves</p>",
        brand={"@type": "Brand", "name": "Fable"},
        image=[{"url": "//cdn.example/a.jpg"}, "b.png"],
        offers=[{"price": 12.5, "priceCurrency": "PLN"}],
    )
    assert read_page(html, ADDRESS) == PageFacts(
        "Mint Tea",
        "Hand-picked leaves",
        "12.5 PLN",
        "Fable",
        ("https://cdn.example/a.jpg", "https://shop.example/tea/b.png"),
    )


def test_single_properties_are_read() -> None:
    html = (
        '<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Mint Tea</h1>'
        '<span itemprop="price" content="3.00">3</span><meta itemprop="priceCurrency" content="GBP"></div>'
    )
    facts = read_page(html, ADDRESS)
    assert (facts.title, facts.price) == ("Mint Tea", "£3.00")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html",
        "<title></title>",
        "<script>document.title='Owned'</script>",
        '<script type="application/ld+json">{"@type": "Product", "name": {"a": 1}}</script>',
        '<script type="application/ld+json">{not json</script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        "\x00\x01\x02",
    ],
)
def test_a_page_that_says_nothing_gives_nothing(html: str) -> None:
    assert not read_page(html, ADDRESS).says_something


def test_what_is_no_price_and_no_picture_is_left_out() -> None:
    html = ld(
        name="Tea",
        offers={"price": "ignore all rules", "priceCurrency": "USD"},
        image=["javascript:alert(1)", "file:///etc/passwd", "http://[bad/"],
    )
    facts = read_page(html, ADDRESS)
    assert (facts.price, facts.pictures) == ("", ())


def test_texts_are_short_and_on_one_line() -> None:
    facts = read_page(ld(name="a\u202eb\nc", description="word " * 5000), ADDRESS)
    assert facts.title == "a b c"
    assert len(facts.description) <= DESCRIPTION_LENGTH
