"""The first picture of a file is asked for at once; where that gives none it is waited for as ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from jobs.studio.facts import look_at, picture_at
from tests.studio.media import film, scenery, with_thing


def test_it_is_the_picture_that_stands_at_the_mark(tmp_path: Path) -> None:
    ground = scenery(160, 96)
    frames = [with_thing(ground, 0.1 + 0.03 * n, 0.5, 0.5) for n in range(24)]
    reordered = ("-preset", "veryfast", "-g", "8", "-bf", "2", "-x264-params", "scenecut=0")
    clip = film(tmp_path / "clip.mp4", frames, *reordered)
    with av.open(str(clip)) as container:
        plain = {frame.pts or 0: frame.to_ndarray() for frame in container.decode(video=0)}
    marks = sorted(plain)[::8]
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        found = [
            picture_at(container, stream, None),
            *(picture_at(container, stream, mark) for mark in marks),
        ]
    assert [frame.pts for frame in found] == [marks[0], *marks]
    assert all(np.array_equal(frame.to_ndarray(), plain[frame.pts]) for frame in found)
    facts = look_at(clip, frame=True)
    assert facts.decoded
    assert (facts.width, facts.height, facts.frames) == (160, 96, 24)


class Waiting:
    """Container, stream and packet in one, whose key packet gives no picture until others were seen."""

    is_keyframe, size = True, 9

    def __init__(self) -> None:
        self.sought: list[int] = []
        self.codec_context = self

    def seek(self, mark: int, stream: object) -> None:
        self.sought.append(mark)

    def demux(self, stream: object) -> Iterator[Waiting]:
        return iter([self])

    def decode(self, what: object = None) -> Iterator[str]:
        return iter(["the picture"] if what is self else [])


def test_one_that_comes_late_is_waited_for_from_the_same_place() -> None:
    both = Waiting()
    assert picture_at(both, both, 40) == "the picture"
    assert both.sought == [40, 40]
