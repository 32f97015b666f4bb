"""What a media file really is, found out by a bounded program of its own, so that no file can hang or hurt us."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jobs.studio.errors import BadMedia, RenderTimedOut
from jobs.studio.facts import MediaFacts
from jobs.studio.process import Limits
from jobs.studio.standby import Standby, at_once

_FACTS = "jobs.studio.facts"
_DEADLINE = 20.0


def prober() -> Standby:
    """What looks at files, coming up while the file is still written."""
    return Standby(_FACTS, "--later", limits=_limits(_DEADLINE))


async def probe(path: Path, *, deadline: float = _DEADLINE, by: Standby | None = None) -> MediaFacts:
    """The facts of `path`, a file of ours; strangers' files go through `jobs.studio.material.admit`. `by`: a `prober`.

    Raises:
        BadMedia: missing, empty, damaged, of a refused container, or so odd that looking at it took too long.
    """
    return (await probe_all([path], deadline=deadline, by=by))[0]


async def probe_all(
    paths: Sequence[Path], *, frame: bool = False, deadline: float = _DEADLINE, by: Standby | None = None
) -> list[MediaFacts]:
    """The facts of every file, in order, by one program; with `frame` its first picture is decoded, too. `by` is a
    `prober`, which looks at no picture.

    Raises:
        BadMedia: of the first file that can't be used; see `probe`.
    """
    for path in paths:
        if not path.is_file() or path.stat().st_size == 0:
            raise BadMedia(f"{path.name} is missing or empty")
    told = await _looked_at(paths, frame, deadline, by)
    if told is None and len(paths) > 1:  # one of them broke the program: find out which
        return [(await probe_all([path], frame=frame, deadline=deadline))[0] for path in paths]
    found: list[MediaFacts] = []
    for path, one in zip(paths, told or [{"error": "it breaks the program that reads it"}], strict=True):
        if "error" in one:
            raise BadMedia(f"{path.name} is not a media file we can use: {str(one['error'])[:200]}")
        found.append(MediaFacts(**one))
    return found


def _limits(deadline: float) -> Limits:
    return Limits(deadline=deadline, memory=3_000_000_000, file_size=1, cpu=int(deadline))


async def _looked_at(
    paths: Sequence[Path], frame: bool, deadline: float, by: Standby | None
) -> list[dict[str, Any]] | None:
    """What the bounded child says of each file, or None where it did not come to its end."""
    options = ["--frame"] if frame else []
    names = [str(path.absolute()) for path in paths]
    try:
        if by is None:
            finished = await at_once(_FACTS, *options, "--", *names, limits=_limits(deadline))
        else:
            finished = await by.do(json.dumps(names).encode())
    except RenderTimedOut as error:
        if len(paths) > 1:
            return None
        raise BadMedia(f"{paths[0].name} could not be read in {deadline:g} s") from error
    lines = finished.stdout.decode().splitlines()
    return [json.loads(line) for line in lines] if len(lines) == len(paths) else None
