"""Charts drawn by matplotlib, in the look of the product, for a phone. In a program of its own: drawing takes a second
of a whole core, and whoever sends messages must not wait for it.

    python -m jobs.charts OUT.png < chart.json
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.charts import Chart, Panel
from jobs.studio.process import Limits, failure, run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = (
    4.5  # inches; with 240 dots each that is 1,080 pixels, and a phone shows letters as large as its own
)
DPI: Final = 240
HEAD: Final = 0.75
ALONE: Final = 2.2
AMONG: Final = 1.15
"""How high a panel over days is among others: a picture that is much higher than wide is shown small."""
LEGEND: Final = 0.2
ROW: Final = 0.5
COLOURS: Final = ("#3a6ff0", "#ee6a4c", "#208a4c", "#8a5cd6", "#94a1b8")
INK, FAINT, GRID, GROUND = "#16202e", "#63708a", "#e4e8f0", "#ffffff"
FONTS: Final = Path(__file__).parent / "studio" / "fonts"
TICKS: Final = 5
_LIMITS: Final = Limits(deadline=90, memory=3_000_000_000, file_size=20_000_000, cpu=60)


async def draw(chart: Chart, out: Path, cache: Path | None = None) -> None:
    """Write the chart as a PNG. `cache` is a folder in which what is known of this machine's fonts is kept.

    Raises:
        StudioError: it could not be drawn, or not in time.
    """
    known = {"MPLCONFIGDIR": str(cache.absolute())} if cache is not None else {}
    argv = [sys.executable, "-m", "jobs.charts", str(out.absolute())]
    done = await run(
        argv,
        limits=_LIMITS,
        cwd=Path(__file__).parents[1],
        stdin=chart.model_dump_json().encode(),
        env={"OPENBLAS_NUM_THREADS": "1", **known},
    )
    if done.code != 0:
        raise failure("drawing a chart", done)


def paint(chart: Chart, out: Path) -> None:
    """The same in this very process."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    files = [FONTS / name for name in ("text-medium.ttf", "text-bold.ttf", "world-bold.ttf")]
    names: list[str] = []
    for file in files:
        font_manager.fontManager.addfont(file)
        names.append(font_manager.FontProperties(fname=file).get_name())
    heights = [_height(panel, alone=len(chart.panels) == 1) for panel in chart.panels]
    with mpl.rc_context(
        {"font.family": [*dict.fromkeys(names), "DejaVu Sans"], "font.size": 10, "text.parse_math": False}
    ):
        figure = Figure(figsize=(WIDTH, HEAD + sum(heights)), dpi=DPI, facecolor=GROUND)
        whole = HEAD + sum(heights)
        figure.text(0.06, 1 - 0.3 / whole, chart.title, size=17, family=names[1:], color=INK, va="center")
        figure.text(0.06, 1 - 0.56 / whole, chart.subtitle, size=10, color=FAINT, va="center")
        top = whole - HEAD
        for panel, height in zip(chart.panels, heights, strict=True):
            left = 0.06 if panel.kind == "rows" else 0.13
            foot = 0.1 if panel.kind == "rows" else 0.32
            room = (left, (top - height + foot) / whole, 0.95 - left, (height - foot - _above(panel)) / whole)
            axes = figure.add_axes(room)
            _head(figure, panel, (top - 0.18) / whole, names[1:])
            _plot(axes, panel)
            top -= height
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a letter that no font has is a box, and no failure
            figure.savefig(out, facecolor=GROUND, format="png", metadata={"Software": None})


def _height(panel: Panel, *, alone: bool) -> float:
    if panel.kind == "rows":
        return 0.5 + ROW * max(2, len(panel.labels))
    return ALONE if alone else AMONG + _above(panel) - 0.34


def _above(panel: Panel) -> float:
    """What the title and the legend take."""
    return 0.34 + (LEGEND if len(panel.series) > 1 else 0)


def _head(figure: Any, panel: Panel, y: float, bold: list[str]) -> None:
    figure.text(0.06, y, panel.title, size=12, family=bold, color=INK, va="center")
    figure.text(0.95, y, panel.total, size=12, family=bold, color=COLOURS[0], va="center", ha="right")


def _plot(axes: Axes, panel: Panel) -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=FAINT, labelsize=9)
    axes.set_axisbelow(True)
    if panel.kind == "rows":
        _rows(axes, panel)
        return
    places = range(len(panel.labels))
    below = [0.0] * len(panel.labels)
    for number, series in enumerate(panel.series):
        colour = COLOURS[number % len(COLOURS)]
        if panel.kind == "bars":
            axes.bar(places, series.values, bottom=below, color=colour, width=0.72, label=series.name)
            below = [a + b for a, b in zip(below, series.values, strict=True)]
        else:
            axes.plot(
                places,
                series.values,
                color=colour,
                linewidth=2.2,
                label=series.name,
                marker="o",
                markersize=3,
            )
            axes.fill_between(places, series.values, color=colour, alpha=0.08)
    most = max([*below, *(value for series in panel.series for value in series.values), 0.0])
    axes.set_ylim(0, most * 1.15 or 1)
    axes.set_xlim(-0.7, len(panel.labels) - 0.3)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.yaxis.set_major_formatter(lambda value, _: f"{panel.unit}{value:,g}")
    axes.locator_params(axis="y", nbins=3, integer=not panel.unit)
    step = max(1, -(-len(panel.labels) // TICKS))
    shown = list(places)[::-step][::-1]
    axes.set_xticks(shown, [panel.labels[place] for place in shown])
    if len(panel.series) > 1:
        axes.legend(
            loc="lower left", bbox_to_anchor=(-0.01, 0.97), ncols=len(panel.series), frameon=False,
            fontsize=9, labelcolor=FAINT, handlelength=1.0, columnspacing=1.2, borderaxespad=0.1,
        )  # fmt: skip


def _rows(axes: Axes, panel: Panel) -> None:
    values = panel.series[0].values if panel.series else ()
    places = range(len(panel.labels))
    axes.barh([place + 0.2 for place in places], values, color=COLOURS[0], height=0.3)
    axes.set_yticks([])
    axes.set_xticks([])
    most = max([*values, 0.0])
    axes.set_xlim(0, most * 1.2 or 1)
    axes.set_ylim(max(2, len(panel.labels)) - 0.5, -0.5)
    for place, label, value in zip(places, panel.labels, values, strict=True):
        # The label has a line of its own: a long one would leave no room for the bars.
        axes.text(0, place - 0.17, label, va="center", color=INK, size=9)
        number = f"{panel.unit}{value:,.2f}" if panel.unit else f"{value:,.0f}"
        axes.text(value + most * 0.015, place + 0.2, number, va="center", color=FAINT, size=9)


def main(out: str) -> None:
    paint(Chart.model_validate_json(sys.stdin.buffer.read()), Path(out))


if __name__ == "__main__":
    os.environ.setdefault("MPLBACKEND", "Agg")
    main(sys.argv[1])
