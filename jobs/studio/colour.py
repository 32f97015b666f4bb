"""Colour arithmetic: hex, OKLCH (perceived lightness, chroma, hue in degrees) and WCAG contrast. Pure."""

from __future__ import annotations

import math

Rgb = tuple[int, int, int]


def rgb(text: str) -> Rgb:
    """`#RRGGBB` as three numbers of 0…255."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def hexa(colour: Rgb) -> str:
    return "#{:02X}{:02X}{:02X}".format(*colour)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def luminance(colour: Rgb) -> float:
    """WCAG relative luminance, 0…1."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG contrast ratio, 1…21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def to_oklch(colour: Rgb) -> tuple[float, float, float]:
    red, green, blue = (_linear(part / 255) for part in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(light: float, chroma: float, hue: float) -> Rgb:
    """The sRGB colour nearest in chroma: chroma is reduced until the colour exists."""
    light = min(max(light, 0.0), 1.0)
    while True:
        parts = _oklch_linear(light, chroma, hue)
        if chroma < 0.004 or all(-0.001 <= part <= 1.001 for part in parts):
            break
        chroma *= 0.94
    red, green, blue = (round(255 * _gamma(min(max(part, 0.0), 1.0))) for part in parts)
    return red, green, blue


def _oklch_linear(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def toned(colour: Rgb, light: float, chroma: float | None = None) -> Rgb:
    """`colour` at another lightness (and at most `chroma`), same hue."""
    _, own, hue = to_oklch(colour)
    return from_oklch(light, own if chroma is None else min(own, chroma), hue)


def readable(colour: Rgb, on: Rgb, ratio: float = 4.5) -> Rgb:
    """`colour`, made lighter or darker until it reaches `ratio` against `on`; black or white if nothing does."""
    light, chroma, hue = to_oklch(colour)
    upwards = luminance(on) < 0.18
    while contrast(colour, on) < ratio:
        light += 0.02 if upwards else -0.02
        if not 0 < light < 1:
            return max(((255, 255, 255), (0, 0, 0)), key=lambda plain: contrast(plain, on))
        colour = from_oklch(light, chroma, hue)
    return colour


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` of `other` in `one`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
