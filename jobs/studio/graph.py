"""ffmpeg arguments for the pictures of a cut. Pure: no file is opened, no text of a user appears in an argument.

A scene's clip is decoded once. What its scene shows alone (the body) is encoded to its final form; the frames it lends
to its transitions (handles) are kept as they are, until the transition is encoded from the handles of both scenes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jobs.studio.facts import MediaFacts
from jobs.studio.ffmpeg import BT709, reading
from jobs.studio.fitting import MIDDLE, Focus, fitting
from jobs.studio.overlays import ENTER, LEAVE, Overlay
from jobs.studio.timeline import FPS
from jobs.studio.transitions import Transition, crossing

_TICK = 512  # of the video clock, to a frame
SLOWEST = 1.10  # a clip too short for its scene is slowed by at most this, then its last frame holds
_SOFTEST = 32  # how many times smaller a picture becomes below the end card
_TAGS = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip file as the graph needs to know it.

    It is used from `start` (seconds) on, played `speed` times as fast. `focus` is what stays in view where its
    proportions are not those of the cut.
    """

    path: Path
    facts: MediaFacts
    start: float = 0.0
    speed: float = 1.0
    focus: Focus = MIDDLE

    @property
    def frames(self) -> float:
        """How many frames of `FPS` there are from `start` on, at the clip's own speed."""
        return max(0.0, self.facts.seconds - self.start) * FPS


@dataclass(frozen=True, slots=True)
class Raw:
    """Frames of the cut's own size and colours, as they come: the painter's on a pipe, or kept handles."""

    path: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """How segments are encoded; without any loss where `crf` is 0. `max_rate` (bits per second) bounds their size."""

    width: int
    height: int
    max_rate: int
    crf: int = 20
    preset: str = "veryfast"

    def arguments(self, threads: int = 1) -> list[str]:
        """`threads` changes how long it takes, and nothing that anybody would see."""
        return [
            "-c:v", "libx264", "-profile:v", "high" if self.crf else "high444",
            "-preset", self.preset, "-crf", str(self.crf),
            "-maxrate", str(self.max_rate), "-bufsize", str(self.max_rate // 2), "-g", str(2 * FPS), "-bf", "2",
            "-threads", str(threads), "-pix_fmt", "yuv420p", *BT709, "-r", str(FPS),
            "-video_track_timescale", str(_TICK * FPS), "-an", "-sn", "-map_metadata", "-1",
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dressing:
    """What lies over the frames from `start` to `end` (seconds of the ad).

    `captions` is the name of an ASS file in the working folder, beside a folder `fonts`; each overlay comes with the
    name of its picture (PNG), there too. The names are ours: letters, digits, `-` and `.` only.
    """

    start: float
    end: float
    captions: str | None = None
    overlays: tuple[tuple[Overlay, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """The frames `begin` to `end` of a scene's clip, written to `out`: encoded where dressed, else raw."""

    begin: int
    end: int
    out: str
    dressing: Dressing | None = None


@dataclass(frozen=True, slots=True)
class Print:
    """Pieces of one scene's clip in one format, in order of time."""

    pieces: Sequence[Piece]
    encoding: Encoding


def scene_arguments(
    source: Clip | Raw, length: int, pieces: Sequence[Piece], encoding: Encoding, threads: int = 1
) -> list[str]:
    """Read the clip of a scene (`length` frames with its handles) once and write `pieces` of it, in order of time."""
    return printing_arguments(source, length, [Print(pieces, encoding)], threads)


def printing_arguments(
    source: Clip | Raw, length: int, prints: Sequence[Print], threads: int = 1
) -> list[str]:
    """As `scene_arguments`, for several formats of one decoding.

    Each piece has a graph of its own: in one graph all frames of a body would pile up while its tail waits. Where
    frames are repeated (`repeating`) they share one all the same: several would wait for each other without end.
    """
    everything = [piece for one in prints for piece in one.pieces]
    first = min(piece.begin for piece in everything) if isinstance(source, Clip) else 0
    last = max(piece.end for piece in everything)
    arguments = [
        *source_input(source, length, first, last, prints[0].encoding),
        "-filter_complex_threads",
        "1",
    ]
    shared = len(everything) > 1 and isinstance(source, Clip) and repeating(source, length)
    outputs: list[str] = []
    graphs: list[str] = []
    for one in prints:
        for piece in one.pieces:
            at = len(graphs)
            stream = f"c{at}" if shared else "0:v"
            shown = prepared(source, length, first, piece.begin, piece.end, one.encoding, f"f{at}")
            if piece.dressing is None:
                graph, coded = f"[{stream}]{shown}[o{at}]", _RAW
            else:
                graph = ";".join(dressing_chains(piece.dressing, stream, f"o{at}", shown))
                coded = [*one.encoding.arguments(threads), "-f", "mp4"]
            graphs.append(graph)
            outputs += [*_taking(at, piece.end - piece.begin), *coded, piece.out]
    if shared:
        streams = "".join(f"[c{at}]" for at in range(len(graphs)))
        graphs = [";".join([f"[0:v]split={len(graphs)}{streams}", *graphs])]
    for graph in graphs:
        arguments += ["-filter_complex", graph]
    return [*arguments, *outputs]


def repeating(clip: Clip, length: int) -> bool:
    """Whether some frame of the clip is shown more than once on its way to a constant rate over `length` frames."""
    slowed = slowing(clip, length) / clip.speed > 1.001
    return (
        slowed
        or not clip.facts.steady
        or clip.facts.fps < FPS - 0.01
        or clip.frames / clip.speed < length - 0.5
    )


def transition_arguments(
    transition: Transition,
    handles: tuple[str, str],
    dressing: Dressing,
    encoding: Encoding,
    out: str,
    threads: int = 1,
) -> list[str]:
    """Encode a transition from the raw frames that the scenes before and after it lend."""
    inputs = [*_raw_input(handles[0], encoding), *_raw_input(handles[1], encoding)]
    crossed = crossing(transition, "0:v", "1:v", "crossed")
    chains = dressing_chains(dressing, "crossed", "o0", _TAGS)  # untagged frames would be taken for BT.601
    return [
        *inputs, "-filter_complex_threads", "1", "-filter_complex", ";".join([crossed, *chains]),
        *_taking(0, transition.length), *encoding.arguments(threads), "-f", "mp4", out,
    ]  # fmt: skip


_RAW = ["-c:v", "rawvideo", "-pix_fmt", "yuv420p", "-f", "rawvideo"]


def _taking(index: int, frames: int) -> list[str]:
    return ["-map", f"[o{index}]", "-frames:v", str(frames)]


def _raw_input(path: str, encoding: Encoding) -> list[str]:
    return [
        "-protocol_whitelist", "file,pipe", "-f", "rawvideo", "-pix_fmt", "yuv420p",
        "-video_size", f"{encoding.width}x{encoding.height}", "-framerate", str(FPS), "-i", path,
    ]  # fmt: skip


def slowing(clip: Clip, wanted: int) -> float:
    """By how much `clip` is stretched to cover `wanted` frames beyond its own speed: 1 … SLOWEST."""
    has = clip.frames / clip.speed
    return min(SLOWEST, max(1.0, wanted / has)) if has else 1.0


def source_input(source: Clip | Raw, length: int, first: int, last: int, encoding: Encoding) -> list[str]:
    """Open `source` so that its frame `first` comes first."""
    if isinstance(source, Raw):
        return _raw_input(source.path, encoding)
    stretch = slowing(source, length) / source.speed
    start = source.start + min(first / stretch, max(source.frames - 1, 0)) / FPS
    # Half a frame early: a seek then never lands behind the frame that is meant.
    seek = ["-ss", f"{max(0.0, start - 0.5 / FPS):.6f}"] if start > 0 else []
    limit = ["-t", f"{(last - first) / stretch / FPS + 0.5:.6f}"]
    return reading(source.path, source.facts.demuxer, "-threads", "1", *seek, *limit)


def prepared(
    source: Clip | Raw, length: int, first: int, begin: int, end: int, encoding: Encoding, name: str = "f"
) -> str:
    """Constant frame rate, exact size, studio BT.709, exactly the frames `begin` to `end` of `length`, from time 0.

    `first` is the frame with which the stream begins; `name` begins the labels of inner streams.
    """
    part = f"trim=start_frame={begin - first}:end_frame={end - first},setpts=PTS-STARTPTS"
    if isinstance(source, Raw):
        return f"{part},{_TAGS}"
    stretch = slowing(source, length) / source.speed
    fitted = fitting(
        source.facts, encoding.width, encoding.height, source.focus, name=name, frame=begin, frames=length
    )
    pace = "setpts=PTS-STARTPTS" if abs(stretch - 1) < 1e-6 else f"setpts=(PTS-STARTPTS)*{stretch:.5f}"
    steps = [pace, f"fps={FPS}:round=near", "tpad=stop_mode=clone:stop=-1", part, *fitted, "setsar=1", _TAGS]
    return ",".join(steps)


def dressing_chains(dressing: Dressing, source: str, out: str, before: str) -> list[str]:
    """Filters that lay overlays, then captions over stream `source`.

    `before` is put in front. An overlay costs its own rectangle while it shows, and nothing else.
    """
    shown = [
        (o, picture) for o, picture in dressing.overlays if o.start < dressing.end and o.end > dressing.start
    ]
    head = before or "null"
    if not shown:
        return [f"[{source}]{_captioned(head, dressing)}[{out}]"]
    chains, stream = [], source
    sinking = [_sinking(overlay, dressing) for overlay, _ in shown if overlay.piece == "veil"]
    if before or sinking:
        chains.append(f"[{source}]{','.join([*filter(None, [before]), *sinking])}[{out}b]")
        stream = f"{out}b"
    for index, (overlay, picture) in enumerate(shown):
        # Read inside the graph: as an input of its own it would let half a scene of frames pile up before it.
        read = f"movie=filename={picture}:format_name=png_pipe"
        chains.append(f"{read},{_entering(overlay, dressing)}[{out}l{index}]")
        last = index == len(shown) - 1
        tail = _captioned("", dressing) if last else ""
        laid = f"overlay={_place(overlay, dressing)}:format=yuv420:eof_action=pass{',' if tail else ''}{tail}"
        target = out if last else f"{out}s{index}"
        chains.append(f"[{stream}][{out}l{index}]{laid}[{target}]")
        stream = target
    return chains


def _sinking(veil: Overlay, dressing: Dressing) -> str:
    """What is below a veil goes out of focus as it comes: made smaller and smaller, then enlarged softly.

    Before that the frames pass as they are, which costs nothing.
    """
    since = f"(t-({veil.start - dressing.start:.5f}))/{ENTER}"
    less = f"(1+{_SOFTEST - 1}*clip({since},0,1))"
    sides = ":".join(f"{side}=if(lte({since},0),i{side},2*round(i{side}/2/{less}))" for side in "wh")
    return (
        f"scale='{sides}':flags=area:eval=frame,"
        f"scale={veil.width}:{veil.height}:flags=bicubic:param0=1:param1=0,setsar=1"  # a spline without any ringing
    )


def _captioned(chain: str, dressing: Dressing) -> str:
    """`chain` and, after it, the captions."""
    if dressing.captions is None:
        return chain
    captions = f"ass=filename={dressing.captions}:fontsdir=fonts"
    return captions if chain in ("", "null") else f"{chain},{captions}"


def _entering(overlay: Overlay, dressing: Dressing) -> str:
    """One picture as a stream: in BT.709 once, repeated, fading as it comes and goes; padded by a soft edge to grow."""
    lasts = overlay.end - overlay.start
    since = max(0.0, dressing.start - overlay.start)  # of its life is over when the segment begins
    begins = max(0.0, overlay.start - dressing.start)
    # A picture's own clock ticks 25 times a second, which is not enough to say when a frame of ours begins.
    steps = [
        "scale=out_color_matrix=bt709:out_range=tv", "format=yuva420p", "loop=loop=-1:size=1",
        f"settb=1/{_TICK * FPS}",
    ]  # fmt: skip
    fades: list[str] = []
    if overlay.enter != "none" and since < ENTER:
        if overlay.enter == "pop":
            fades.append(_popping())
        fades.append(f"fade=t=in:st=0:d={min(ENTER, lasts / 2):.3f}:alpha=1")
    if overlay.leaves and overlay.end - LEAVE < dressing.end:
        fades.append(f"fade=t=out:st={max(0.0, lasts - LEAVE):.3f}:d={min(LEAVE, lasts / 2):.3f}:alpha=1")
    if fades:
        steps += [f"setpts=(N/{FPS}+{since:.5f})/TB", *fades]
    until = min(overlay.end, dressing.end) - max(overlay.start, dressing.start)
    if overlay.end > dressing.end - 0.5 / FPS:  # the last frame of the segment is covered, too
        until += 1
    return ",".join([*steps, f"setpts=(N/{FPS}+{begins:.5f})/TB", f"trim=duration={until:.5f}"])


def _popping() -> str:
    """Grow from four fifths: a perspective whose corners begin outside the (transparent) edge of the picture."""
    far = f"0.5/(0.8+0.2*sin(PI/2*min(on/{FPS}/{ENTER},1)))"
    left, right = f"(0.5-{far})", f"(0.5+{far})"
    corners = ((left, left), (right, left), (left, right), (right, right))
    places = ":".join(f"x{i}='W*{x}':y{i}='H*{y}'" for i, (x, y) in enumerate(corners))
    return f"pad=iw+4:ih+4:2:2:color=black@0,perspective={places}:sense=source:eval=frame"


def _place(overlay: Overlay, dressing: Dressing) -> str:
    """Where the overlay stands at second t of the segment; it eases into its place."""
    begun = overlay.start - dressing.start
    edge = 2 if overlay.enter == "pop" and -begun < ENTER else 0
    x, y = str(overlay.left - edge), str(overlay.top - edge)
    rest = f"pow(1-clip((t-({begun:.5f}))/{ENTER},0,1),3)"
    if overlay.enter == "rise" and -begun < ENTER:
        y += f"+{max(12, round(overlay.height * 0.3))}*{rest}"
    if overlay.enter == "slide" and -begun < ENTER:
        x += f"-{max(24, round(overlay.width * 0.25))}*{rest}"
    return f"x='{x}':y='{y}'"


def joining_arguments(segments: str, sound: Path, seconds: float, out: Path) -> list[str]:
    """Put encoded segments and encoded sound into the delivered container."""
    # Joining rounds each segment's start to microseconds; every frame is put back on its tick.
    exact = f"setts=pts={_TICK}*round(PTS/{_TICK}):dts={_TICK}*round(DTS/{_TICK}):duration={_TICK}"
    return [
        "-safe", "0", *reading(Path(segments), "concat"), *reading(sound, "mov"), "-map", "0:v:0", "-map", "1:a:0",
        "-c", "copy", "-bsf:v", exact, "-video_track_timescale", str(_TICK * FPS), "-t", f"{seconds:.6f}",
        *BT709, "-movflags", "+faststart", "-map_metadata", "-1",
        "-metadata", "comment=AI-generated advertisement. Made with Briefcut.", "-metadata", "encoder_tool=Briefcut",
        "-f", "mp4", str(out),
    ]  # fmt: skip
