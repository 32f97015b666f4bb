"""Files appear whole or not at all, and what a killed process leaves is swept."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.studio.files import replacing, sweep, workshop


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "ad.mp4"

    def fail() -> None:
        with replacing(out) as part:
            part.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with replacing(out) as part:
        assert part.suffix == ".mp4"
        part.write_text("whole")
    assert [path.name for path in tmp_path.iterdir()] == ["ad.mp4"]


def test_sweep_takes_leftovers_and_nothing_else(tmp_path: Path) -> None:
    work = workshop(tmp_path / "ad.mp4")
    (work.__enter__() / "segment.mp4").touch()
    others = [".ad.partly", ".add.part.mp4", ".env", ".film.part.mp4", "ad.mp4"]
    for name in (".ad.part.mp4", ".ad.render-abc123", *others):
        (tmp_path / name).touch()
    assert sweep(tmp_path / "ad.mp4") == 0
    assert sweep(tmp_path / "ad.mp4", older_than=0) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == others
