"""How one scene gives way to the next: the kind and length of every transition. Pure.

Painted scenes move with a hard edge: blends pass through a moment of mud on pictures full of type. Clips may blend.
Lengths depend on durations and framework alone, never on where a scene's picture comes from, so that a painted clip's
handles are the same whatever its neighbours are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from agent.script import Framework

FPS: Final = 24
# `cut`, `fade` and `zoom` (`crossing` builds them), or a name of ffmpeg's xfade.
TransitionKind = Literal[
    "cut", "slideleft", "slideup", "coverleft", "coverup", "revealleft", "revealup", "fade", "zoom"
]

# The tone of each framework: problems push each other away and what resolves them is laid over; desire is uncovered.
_PAINTED: Final[dict[Framework, tuple[TransitionKind, ...]]] = {
    "PAS": ("slideleft", "coverup", "revealleft", "slideup", "coverleft"),
    "BAB": ("coverleft", "slideup", "revealup", "coverup", "slideleft"),
    "AIDA": ("coverup", "slideleft", "revealup", "coverleft", "slideup"),
    "hook_demo": ("slideleft", "coverup", "slideup", "revealleft", "coverleft"),
}
# Between two clips: desire and change are told calmly, problems in alternation, demonstrations at speed.
_FILMED: Final[dict[Framework, tuple[TransitionKind, ...]]] = {
    "PAS": ("slideleft", "fade", "coverup", "fade"),
    "BAB": ("fade", "coverleft", "fade"),
    "AIDA": ("fade",),
    "hook_demo": ("zoom", "slideleft", "zoom", "slideup"),
}
# What an edit may ask for by a plain word.
_PLAIN: Final[dict[str, TransitionKind]] = {
    "cut": "cut", "none": "cut", "fade": "fade", "dissolve": "fade", "crossfade": "fade", "slide": "slideleft",
    "push": "slideleft", "cover": "coverleft", "reveal": "revealleft", "zoom": "zoom",
}  # fmt: skip
_LONGEST: Final[dict[Framework, int]] = {"PAS": 10, "BAB": 12, "AIDA": 12, "hook_demo": 10}
_SHORTEST = 4
_QUICK = 24  # frames; a scene shorter than this begins and ends with a cut


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of scene of `length` frames (even; 0 is a cut), centred on a boundary."""

    kind: TransitionKind
    length: int


CUT: Final = Transition("cut", 0)


def kind_named(word: str) -> TransitionKind | None:
    """The transition that an edit or script names (`fade`, `slide`, `zoom`, `cut` or an exact kind), or None."""
    key = word.strip().lower()
    exact: tuple[TransitionKind, ...] = get_args(TransitionKind)
    return next((kind for kind in exact if kind == key), None) or _PLAIN.get(key)


def transitions_of(
    framework: Framework,
    lengths: Sequence[int],
    foreign: Sequence[bool] = (),
    wishes: Mapping[int, str] | None = None,
) -> tuple[Transition, ...]:
    """One transition per boundary of scenes that last `lengths` frames.

    `foreign[i]` says that scene i is a clip we did not paint (none given: all are painted). `wishes` names transitions
    by boundary (0 lies between the first two scenes); a word nobody knows is ignored. No transition takes more than a
    quarter of a neighbour, and none touches a scene of under a second: there the pace asks for a cut, wish or not.
    """
    asked = wishes or {}
    found: list[Transition] = []
    for index in range(len(lengths) - 1):
        shorter = min(lengths[index], lengths[index + 1])
        length = min(_LONGEST[framework], shorter // 4) // 2 * 2
        filmed = len(foreign) > index + 1 and foreign[index] and foreign[index + 1]
        kinds = (_FILMED if filmed else _PAINTED)[framework]
        kind = kind_named(asked.get(index, "")) or kinds[index % len(kinds)]
        quick = shorter < _QUICK or length < _SHORTEST
        found.append(CUT if quick or kind == "cut" else Transition(kind, length))
    return tuple(found)


def crossing(transition: Transition, first: str, second: str, out: str) -> str:
    """The filters that turn the streams `first` and `second` (frames numbered from 0, equal sizes) into `out`.

    `zoom` comes nearer in the first picture and settles in the second, with a short blend at the middle; its first
    and last frames are those of the pictures alone, as with every kind.
    """
    seconds = transition.length / FPS
    if transition.kind == "fade":
        # `xfade` would go through 4:4:4 and back, which takes twice the time and leaves colours less sharp.
        coming = f"format=yuva420p,fade=t=in:st=0:d={seconds:.6f}:alpha=1"
        return f"[{second}]{coming}[{out}a];[{first}][{out}a]overlay=format=yuv420[{out}]"
    if transition.kind != "zoom":
        change = f"xfade=transition={transition.kind}:duration={seconds:.6f}:offset=0"
        return f"[{first}][{second}]{change}[{out}]"
    far, last = 0.22, max(transition.length - 1, 1)
    nearer = _near(f"{far}*pow(in/{last},2)")
    settling = _near(f"{far}*pow(1-min(in/{last},1),2)")
    blend = max(2, transition.length // 2 // 2 * 2)
    begin = (transition.length - blend) // 2
    return (
        f"[{first}]{nearer}[{first}z];[{second}]{settling}[{second}z];"
        f"[{first}z][{second}z]xfade=transition=fade:duration={blend / FPS:.6f}:offset={begin / FPS:.6f}[{out}]"
    )


def _near(grown: str) -> str:
    """A perspective that shows the middle of the picture, larger by the expression `grown` (0 is as it was)."""
    edge = f"(1-1/(1+{grown}))/2"
    corners = (("0", "0"), ("1", "0"), ("0", "1"), ("1", "1"))
    places = ":".join(
        f"x{i}='W*({edge})'" if x == "0" else f"x{i}='W*(1-{edge})'" for i, (x, _) in enumerate(corners)
    )
    heights = ":".join(
        f"y{i}='H*({edge})'" if y == "0" else f"y{i}='H*(1-{edge})'" for i, (_, y) in enumerate(corners)
    )
    return f"perspective={places}:{heights}:interpolation=linear:sense=source:eval=frame"
