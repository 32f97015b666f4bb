"""A row of ads as one picture: their pictures, their numbers, letters where there is none."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from jobs.studio.gallery import HEIGHT, WIDTH, Tile, draw_gallery


def test_every_ad_has_its_place_and_a_broken_picture_is_none(tmp_path: Path) -> None:
    tall, wide, broken = (tmp_path / name for name in ("tall.jpg", "wide.png", "broken.jpg"))
    Image.new("RGB", (270, 480), (229, 57, 53)).save(tall)
    Image.new("RGBA", (900, 300), (30, 102, 245, 255)).save(wide)
    broken.write_bytes(b"no picture")
    tiles = [
        *(
            Tile(6, "Tea", tall),
            Tile(7, "Чай", wide),
            Tile(9998, "🧴 ☕", broken),
            Tile(9, "茶叶"),
            Tile(10, ""),
        )
    ]
    out = tmp_path / "gallery.jpg"
    draw_gallery(out, tiles)
    with Image.open(out) as picture:
        assert (picture.format, picture.size) == ("JPEG", (WIDTH, HEIGHT))
        left = (WIDTH - 5 * 214 + 18) // 2 + 98
        middles = [picture.getpixel((left + place * 214, HEIGHT // 2)) for place in (0, 1)]
        ground = picture.getpixel((left + 214, 60 + HEIGHT // 4))
    assert middles[0][0] > 200 > 100 > middles[0][2]  # type: ignore[index]
    assert middles[1][2] > 200 > 100 > middles[1][0]  # type: ignore[index]
    assert min(ground) > 240  # type: ignore[arg-type]  # the wide one is whole
    draw_gallery(out, tiles[:1])
    with Image.open(out) as picture:
        assert picture.getpixel((WIDTH // 2, HEIGHT // 2))[0] > 200  # type: ignore[index]
    draw_gallery(out, [])
    assert out.stat().st_size > 0
