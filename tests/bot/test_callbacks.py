"""Buttons: every packed form fits Telegram's 64 bytes and comes back as it was."""

from __future__ import annotations

from uuid import UUID

import pytest
from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData

from bot.callbacks import (
    Approve,
    Cancel,
    CancelTraining,
    ChangeScript,
    Continue,
    Download,
    NewAd,
    NewAngles,
    Restore,
    Say,
    SetCraft,
    ShowCraft,
    TellAngle,
    Train,
    Undo,
    UseEarlier,
    UseNoLook,
    Versions,
    Why,
)

LAST = UUID(int=2**128 - 1)
LONGEST: list[CallbackData] = [
    Approve(project=LAST, revision=2**31 - 1),
    ChangeScript(project=LAST, revision=2**31 - 1),
    Cancel(project=LAST),
    Continue(project=LAST),
    Download(asset=LAST),
    Undo(project=LAST, revision=2**31 - 1),
    Versions(project=LAST),
    Restore(project=LAST, revision=2**31 - 1, current=2**31 - 1),
    Say(message=LAST, index=9),
    NewAd(),
    TellAngle(project=LAST, revision=2**31 - 1, index=9),
    NewAngles(project=LAST, revision=2**31 - 1),
    Why(project=LAST, revision=2**31 - 1),
    ShowCraft(project=LAST),
    SetCraft(project=LAST, level=2),
    Train(brand=LAST, revision=2**31 - 1, cents=9_999_999),
    CancelTraining(brand=LAST, revision=2**31 - 1),
    UseEarlier(brand=LAST, revision=2**31 - 1),
    UseNoLook(brand=LAST, revision=2**31 - 1),
]


@pytest.mark.parametrize("button", LONGEST, ids=lambda button: type(button).__name__)
def test_the_longest_form_fits_and_comes_back(button: CallbackData) -> None:
    packed = button.pack()
    assert len(packed.encode()) <= MAX_CALLBACK_LENGTH
    assert type(button).unpack(packed) == button


def test_prefixes_differ() -> None:
    assert len({button.__prefix__ for button in LONGEST}) == len(LONGEST)


@pytest.mark.parametrize(
    ("kind", "forged"),
    [
        (Approve, "ok:not-a-uuid:1"),
        (Approve, f"ok:{LAST.hex}:-1"),
        (Say, f"say:{LAST.hex}:99"),
        (Cancel, "stop"),
        (SetCraft, f"level:{LAST.hex}:3"),
        (TellAngle, f"angle:{LAST.hex}:0:1"),
    ],
)
def test_forged_data_is_refused(kind: type[CallbackData], forged: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        kind.unpack(forged)
