"""What admins are told without asking."""

from __future__ import annotations

from typing import Final

from bot.admin import ShowHealth, ShowJobs, ShowSpend
from bot.i18n import Tongue
from bot.signs import Sign
from bot.views.words import Button, Words, join

_WAYS: Final = {
    "making": ("button-overview-jobs", ShowJobs(page=0, fresh=True)),
    "provider": ("button-overview-jobs", ShowJobs(page=0, fresh=True)),
    "budget": ("button-overview-spend", ShowSpend(by="day", days=7)),
    "orphans": ("button-overview-spend", ShowSpend(by="model", days=7)),
}


def raised(t: Tongue, sign: Sign) -> Words:
    """What is not well, what to do, and where to look."""
    lines = [t("alert-raised", words=t(f"health-{sign.name}", **dict(sign.values))), t(f"alert-{sign.name}")]
    label, data = _WAYS.get(sign.name, ("button-overview-health", ShowHealth(fresh=True)))
    return Words(join(lines), ((Button(t.plain(label), data),),))


def over(t: Tongue, sign: Sign) -> Words:
    return Words(t("alert-over", words=t(f"health-{sign.name}", **dict(sign.values))), silent=True)
