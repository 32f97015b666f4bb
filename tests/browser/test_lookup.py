"""Where the browser is looked for, and what happens without one."""

from pathlib import Path

import pytest

from tests.support.browser import chromium_or_skip, find_chromium


def test_the_named_program_wins(tmp_path: Path) -> None:
    program = tmp_path / "browser"
    assert find_chromium({"CHROMIUM": str(program), "PATH": "/usr/bin"}) is None
    program.touch()
    assert find_chromium({"CHROMIUM": str(program), "PATH": "/usr/bin"}) == program


def test_the_usual_names_are_found_on_the_path(tmp_path: Path) -> None:
    program = tmp_path / "chromium-browser"
    program.touch(mode=0o755)
    assert find_chromium({"PATH": str(tmp_path)}) == program


def test_without_one_a_test_is_skipped_but_fails_in_ci(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="needs Chromium"):
        chromium_or_skip({"PATH": str(tmp_path)})
    with pytest.raises(pytest.fail.Exception, match="CI is set"):
        chromium_or_skip({"PATH": str(tmp_path), "CI": "true"})
