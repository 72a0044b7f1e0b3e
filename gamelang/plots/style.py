"""How pictures look: colours that everybody can tell apart, text that is read at column width.

Colours of Okabe & Ito 2008, Color universal design; what is ordered is in viridis. Figures are made
without pyplot, so no display is needed and no window or state is left behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#8A8A8A"
CYCLE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY)
DASHES = ("-", "--", "-.", ":")  # lines of many players or methods differ in both
ORDERED = "viridis"

COLUMN, PAGE = 3.5, 7.0  # inches: one column of a journal, and both

STYLE: dict[str, Any] = {
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "figure.titlesize": 8,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.1,
    "lines.markersize": 5,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "image.cmap": ORDERED,
    "savefig.dpi": 300,
    "figure.dpi": 150,
    "svg.hashsalt": "gamelang",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
}


@contextmanager
def styled() -> Iterator[None]:
    """This style on matplotlib's own defaults, whatever a matplotlibrc says."""
    with matplotlib.style.context(["default", STYLE]):
        yield


def colour(k: int) -> str:
    return CYCLE[k % len(CYCLE)]


def dashes(k: int) -> str:
    return DASHES[k // len(CYCLE) % len(DASHES)]


def panels(
    rows: int, columns: int, width: float, height: float, **how: Any
) -> tuple[Figure, list[Axes]]:
    """A new figure and its axes, row after row."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    found: Any = figure.subplots(rows, columns, squeeze=False, **how)
    return figure, list(found.ravel())


def legend_below(figure: Figure, handles: Sequence[Any], columns: int = 4) -> None:
    """One legend for all panels."""
    if handles:
        labels = [str(handle.get_label()) for handle in handles]
        shown = min(columns, len(handles))
        figure.legend(
            handles,
            labels,
            loc="outside lower center",
            ncols=shown,
            columnspacing=1.2,
            handlelength=1.6,
        )
