"""Buttons: every packed form fits Telegram's 64 bytes and comes back as it was."""

from __future__ import annotations

from uuid import UUID

import pytest
from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData

from bot.callbacks import (
    Animate,
    Approve,
    ApprovePaid,
    Cancel,
    CancelTraining,
    ChangeScript,
    Continue,
    Download,
    GoOn,
    Keep,
    MakeClips,
    MakeCut,
    MakePictures,
    NewAd,
    NewAngles,
    OtherPictures,
    Redo,
    Restore,
    Rewrite,
    Say,
    SendOwn,
    SetCraft,
    SetPictures,
    ShowCraft,
    ShowRedo,
    ShowScene,
    StopMaking,
    SurpriseMe,
    Swap,
    TellAngle,
    Train,
    TryAgain,
    TurnPage,
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
    StopMaking(project=LAST, revision=2**31 - 1),
    TurnPage(project=LAST, revision=2**31 - 1, page=999),
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
    ApprovePaid(project=LAST, revision=2**31 - 1, cents=9_999_999),
    MakePictures(project=LAST, revision=2**31 - 1, count=4, cents=9_999_999),
    SetPictures(project=LAST, revision=2**31 - 1, count=4),
    GoOn(project=LAST, revision=2**31 - 1, cents=9_999_999),
    MakeClips(project=LAST, revision=2**31 - 1, cents=9_999_999, here=True),
    MakeCut(project=LAST, revision=2**31 - 1),
    Keep(project=LAST, revision=2**31 - 1, of="s", scene=99, variant=99),
    Swap(project=LAST, revision=2**31 - 1, scene=99, other=99, variant=99),
    Redo(project=LAST, revision=2**31 - 1, of="c", scene=99, shown=99, cents=99_999),
    ShowScene(project=LAST, revision=2**31 - 1, of="s", scene=99),
    SendOwn(project=LAST, revision=2**31 - 1, scene=99),
    SurpriseMe(project=LAST, revision=2**31 - 1),
    OtherPictures(project=LAST, revision=2**31 - 1, scene=99),
    TryAgain(project=LAST, revision=2**31 - 1, of="m", scene=0, request=9999, cents=99_999),
    Animate(project=LAST, revision=2**31 - 1, of="v", scene=99, request=9999),
    Rewrite(project=LAST, revision=2**31 - 1, scene=99),
    ShowRedo(project=LAST, revision=2**31 - 1),
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
        (MakePictures, f"pics:{LAST.hex}:1:5:9"),
        (MakePictures, f"pics:{LAST.hex}:1:2:-9"),
        (MakeClips, f"clips:{LAST.hex}:1:-1:0"),
        (Keep, f"keep:{LAST.hex}:1:x:1:1"),
        (Redo, f"redo:{LAST.hex}:1:s:0:1:4"),
        (TryAgain, f"again:{LAST.hex}:1:s:1:0:4"),
    ],
)
def test_forged_data_is_refused(kind: type[CallbackData], forged: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        kind.unpack(forged)
