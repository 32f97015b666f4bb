"""What a product page says about its product, by OpenGraph, schema.org and its title. Pure; nothing is executed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin

TITLE_LENGTH: Final = 120
DESCRIPTION_LENGTH: Final = 500
MOST_PICTURES: Final = 4
_DEPTH: Final = 6
_CURRENCIES: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page: texts on one line each, empty where it says nothing; `price` with its currency as people write it,
    `pictures` absolute addresses that nobody has looked at."""

    title: str = ""
    description: str = ""
    price: str = ""
    brand: str = ""
    pictures: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is anything to propose."""
        return bool(self.title or self.description)


def read_page(html: str, address: str) -> PageFacts:
    """The facts of the page at `address`. What the page says of its product counts before what it says of itself."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    meta = reader.meta
    product = next(_products(reader.linked), {})
    offer = _first(product.get("offers"))
    brand = _first(product.get("brand"))
    amount = _text(offer.get("price") or offer.get("lowPrice")) or _one(
        meta, "product:price:amount", "og:price:amount", "item:price"
    )
    currency = _text(offer.get("priceCurrency")) or _one(
        meta, "product:price:currency", "og:price:currency", "item:pricecurrency"
    )
    pictures = [*_images(product.get("image")), _one(meta, "og:image", "og:image:url", "twitter:image")]
    return PageFacts(
        title=_cut(
            _text(product.get("name")) or _one(meta, "og:title", "item:name") or reader.title, TITLE_LENGTH
        ),
        description=_cut(
            _text(product.get("description"))
            or _one(meta, "og:description", "description", "item:description"),
            DESCRIPTION_LENGTH,
        ),
        price=_price(amount, currency),
        brand=_cut(_text(brand.get("name")) or _one(meta, "product:brand", "og:brand", "og:site_name"), 80),
        pictures=_absolute(pictures, address),
    )


class _Reader(HTMLParser):
    """Collects metas, the title, JSON-LD and single schema.org properties."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.linked: list[str] = []
        self.title = ""
        self._open = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Metas are taken at once; texts at the end of their element."""
        known = {name: value or "" for name, value in attrs}
        item = known.get("itemprop", "").lower()
        if tag == "meta":
            name = (known.get("property") or known.get("name") or (f"item:{item}" if item else "")).lower()
            if name and known.get("content"):
                self.meta.setdefault(name, known["content"])
        elif tag == "title" and not self.title:
            self._begin("title")
        elif tag == "script" and known.get("type", "").lower() == "application/ld+json":
            self._begin("script")
        elif item in ("name", "price", "pricecurrency"):
            if known.get("content"):
                self.meta.setdefault(f"item:{item}", known["content"])
            elif not self._open:
                self._begin(f"item:{item}")

    def handle_endtag(self, tag: str) -> None:
        """A text that was collected is kept."""
        if not self._open or (self._open in ("title", "script") and self._open != tag):
            return
        text = "".join(self._text)
        if self._open == "title":
            self.title = text
        elif self._open == "script":
            self.linked.append(text)
        else:
            self.meta.setdefault(self._open, text)
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Only what stands in an element that is being collected."""
        if self._open:
            self._text.append(data)

    def _begin(self, what: str) -> None:
        self._open, self._text = what, []


def _products(documents: list[str]) -> Iterator[Mapping[str, Any]]:
    """Everything that calls itself a product in the JSON-LD of a page."""
    for text in documents[:20]:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        yield from _typed(found, 0)


def _typed(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for entry in value[:50]:
            yield from _typed(entry, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any("Product" in str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield value
        for name in ("@graph", "mainEntity", "itemListElement", "item", "hasVariant"):
            yield from _typed(value.get(name), depth + 1)


def _first(value: Any) -> Mapping[str, Any]:
    """`value` as an object: itself, the first of a list, or a bare text as its name."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        return value
    return {"name": value} if isinstance(value, str) else {}


def _images(value: Any) -> Iterator[str]:
    for entry in value[:MOST_PICTURES] if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            entry = entry.get("url") or entry.get("contentUrl")
        if isinstance(entry, str):
            yield entry


def _absolute(pictures: list[str], address: str) -> tuple[str, ...]:
    whole = []
    for picture in pictures:
        try:
            joined = urljoin(address, picture.strip()) if picture else ""
        except ValueError:
            continue
        if joined.startswith(("https://", "http://")) and len(joined) <= 2000:
            whole.append(joined)
    return tuple(dict.fromkeys(whole))[:MOST_PICTURES]


def _one(meta: Mapping[str, str], *names: str) -> str:
    return next((text for name in names if (text := _text(meta.get(name)))), "")


def _text(value: Any) -> str:
    """`value` on one line, without tags and entities left over; empty unless it is text or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    plain = re.sub(r"<[^<>]*>", " ", str(value)[:20_000])
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def _price(amount: str, currency: str) -> str:
    if not re.fullmatch(r"\d[\d.,' ]{0,14}", amount):
        return ""
    currency = currency.upper()
    if sign := _CURRENCIES.get(currency):
        return f"{sign}{amount}"
    return f"{amount} {currency}" if re.fullmatch("[A-Z]{3}", currency) else amount
