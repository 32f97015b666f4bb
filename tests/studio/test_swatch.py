"""A brand as one picture: its colours where they belong, its logo, and a name in any script."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from jobs.studio.swatch import WIDTH, draw_swatch

EIGHT = ("#0B3D2E", "#F5C542", "#FFFFFF", "#000000", "#E53935", "#1E66F5", "#8E24AA", "#40E0D0")


def near(a: tuple[int, ...], code: str) -> bool:
    return all(abs(one - int(code[at : at + 2], 16)) < 8 for one, at in zip(a, (1, 3, 5), strict=True))


@pytest.mark.parametrize("title", ["Nova", "Новая марка", "نوفا", "新星咖啡", "Nova ☕🧴", "N" * 80, ""])
def test_every_colour_is_seen_once_and_in_order(tmp_path: Path, title: str) -> None:
    out = tmp_path / "swatch.jpg"
    draw_swatch(out, title, EIGHT)
    with Image.open(out) as picture:
        assert (picture.format, picture.width) == ("JPEG", WIDTH)
        wide = (WIDTH - 120 - 3 * 24) // 4
        for number, code in enumerate(EIGHT):
            across, line = number % 4, number // 4
            spot = (60 + across * (wide + 24) + wide // 2, 60 + 220 + line * 324 + 60)
            assert near(picture.getpixel(spot), code), code  # type: ignore[arg-type]


def test_a_logo_stands_beside_the_name(tmp_path: Path) -> None:
    logo, out = tmp_path / "logo.png", tmp_path / "swatch.jpg"
    Image.new("RGBA", (400, 400), (229, 57, 53, 255)).save(logo)
    draw_swatch(out, "Nova", (), logo)
    with Image.open(out) as picture:
        assert near(picture.getpixel((WIDTH - 60 - 75, 60 + 90)), "#E53935")  # type: ignore[arg-type]
    assert list(tmp_path.glob(".*")) == []
