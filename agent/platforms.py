"""Ad placements as data: size, duration, file limits and the box that the app's own buttons leave clear.

Figures are the platforms' published ones as read in November 2026. Sources disagree, so every row carries
its own numbers and `AS_OF` says when they were read. Pixels, seconds and bytes throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AS_OF: Final = "2026-11"

MB: Final = 1_000_000
GB: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels: left and top inclusive, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def contains(self, other: Box) -> bool:
        """Whether `other` lies wholly inside this box."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """One place an ad can run in.

    `clear` holds the margins (top, right, bottom, left) in pixels that the platform covers with its own
    controls.
    """

    name: str
    title: str
    width: int
    height: int
    clear: tuple[int, int, int, int]
    min_seconds: float
    max_seconds: float
    advised_seconds: tuple[int, int]
    max_bytes: int
    min_bytes: int = 0
    fps: int = 24
    disclose_ai: bool = False

    @property
    def aspect_ratio(self) -> str:
        """The ratio as advertisers write it, for instance `9:16`."""
        ratios = {(1080, 1920): "9:16", (1080, 1350): "4:5", (1080, 1080): "1:1", (1920, 1080): "16:9"}
        return ratios[(self.width, self.height)]

    @property
    def safe_box(self) -> Box:
        """Where captions, logo and call to action must stay."""
        top, right, bottom, left = self.clear
        return Box(left, top, self.width - right, self.height - bottom)


# The vertical box that clears Google's and Meta's controls alike: x 120–888, y 288–1248.
_COMMON_VERTICAL = (288, 192, 672, 120)


def _margin(width: int, height: int) -> tuple[int, int, int, int]:
    """Title-safe margins of 5 % for placements without controls of their own."""
    return (height // 20, width // 20, height // 20, width // 20)


PLACEMENTS: Final[dict[str, Placement]] = {
    p.name: p
    for p in (
        Placement("instagram_reels", "Instagram Reels", 1080, 1920, (269, 65, 672, 65), 3, 900, (15, 30), 4 * GB),
        Placement("instagram_stories", "Instagram Stories", 1080, 1920, (250, 65, 340, 65), 3, 15, (6, 15), 4 * GB),
        Placement("instagram_feed", "Instagram Feed", 1080, 1350, _margin(1080, 1350), 3, 60, (15, 30), 4 * GB),
        Placement("facebook_feed", "Facebook Feed", 1080, 1350, _margin(1080, 1350), 3, 14_400, (15, 30), 4 * GB),
        Placement("tiktok", "TikTok", 1080, 1920, _COMMON_VERTICAL, 5, 60, (9, 15), 500 * MB, disclose_ai=True),
        Placement(
            "youtube_shorts", "YouTube Shorts", 1080, 1920, (288, 192, 672, 48), 5, 60, (15, 30), 256 * GB,
        ),
        Placement(
            "youtube_instream", "YouTube In-stream", 1920, 1080, _margin(1920, 1080), 6, 180, (15, 30), 256 * GB,
        ),
        Placement(
            "linkedin", "LinkedIn", 1080, 1350, _margin(1080, 1350), 3, 1_800, (15, 30), 500 * MB, 75_000,
        ),
        Placement("x", "X", 1080, 1080, _margin(1080, 1080), 3, 140, (6, 15), 1 * GB),
    )
}  # fmt: skip

DEFAULT_PLACEMENT: Final = "instagram_reels"

# Words that people write for a placement. `"instagram"` alone is read as Reels.
ALIASES: Final[dict[str, str]] = {
    "instagram": "instagram_reels",
    "instagram reel": "instagram_reels",
    "reels": "instagram_reels",
    "reel": "instagram_reels",
    "instagram story": "instagram_stories",
    "stories": "instagram_stories",
    "story": "instagram_stories",
    "insta": "instagram_reels",
    "ig": "instagram_reels",
    "facebook": "facebook_feed",
    "fb": "facebook_feed",
    "tik tok": "tiktok",
    "shorts": "youtube_shorts",
    "youtube short": "youtube_shorts",
    "youtube": "youtube_instream",
    "linked in": "linkedin",
    "twitter": "x",
}


def find_placement(words: str) -> Placement | None:
    """The placement that `words` name (its key, title or an alias, any case), or None."""
    key = " ".join(words.strip().lower().replace("-", " ").replace("_", " ").split())
    by_key = PLACEMENTS.get(key.replace(" ", "_"))
    if by_key is not None:
        return by_key
    alias = ALIASES.get(key)
    return PLACEMENTS[alias] if alias else None
