"""The layouts: each paints one kind of scene. `LAYOUTS` names them; `plan.py` gives every scene its own."""

from __future__ import annotations

from collections.abc import Callable

from jobs.studio.art import Art
from jobs.studio.layouts.packshot import packshot
from jobs.studio.layouts.pictorial import arch, hero, pedestal, split, spotlight
from jobs.studio.layouts.rooms import rings, tiles
from jobs.studio.layouts.typographic import badge, bubble, checklist, marquee, ribbons, stack

Layout = Callable[[Art], None]

LAYOUTS: dict[str, Layout] = {
    "hero": hero,
    "split": split,
    "pedestal": pedestal,
    "arch": arch,
    "spotlight": spotlight,
    "tiles": tiles,
    "rings": rings,
    "stack": stack,
    "checklist": checklist,
    "badge": badge,
    "bubble": bubble,
    "marquee": marquee,
    "ribbons": ribbons,
    "packshot": packshot,
}
