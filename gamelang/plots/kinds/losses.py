"""What a run looked like over its steps: losses, gradients, metrics, and signs of its health."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gamelang.plots.picture import Picture
from gamelang.plots.style import BLACK, COLUMN, colour, dashes, panels
from gamelang.plots.subject import Subject
from gamelang.plots.words import titled, words
from gamelang.runtime.records import Records

Array: TypeAlias = NDArray[Any]

WIDTH = 1.5 * COLUMN
EACH, FIRST = 1.25, 0.9  # inches a panel, and for what stands around them
MOST_LINES = 8  # in one panel
SHADE = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity at every record; that of a family is its mean, `low` and `high` its extremes."""

    name: str
    step: Array
    value: Array
    low: Array | None = None
    high: Array | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """One panel: lines on one scale. `left_out`: how many more there are."""

    title: str
    lines: tuple[Line, ...]
    logarithmic: bool = False
    left_out: int = 0


def graphs(records: Records, players: list[str]) -> list[Graph]:
    """Everything that was recorded, in panels; players in this order."""
    norms = {"‖ξ‖": records.xi_norm, "residual": records.residual}
    if np.allclose(records.xi_norm, records.residual, rtol=1e-6, equal_nan=True):
        del norms["residual"]
    several = players if len(players) > 1 else []
    parts = {f"{name}'s part": records.gradients[name] for name in several}
    found = [
        _graph("losses", records, {name: records.losses[name] for name in players}),
        _graph("gradients", records, {**norms, **parts}, logarithmic=True),
        *(
            _graph(name, records, {name: x})
            for name, x in list(records.metrics.items())[:MOST_LINES]
        ),
        _graph("coverage", records, records.coverage),
        _graph("norms of H", records, {f"‖{n}‖": x for n, x in records.norms.items()}, True),
    ]
    return [graph for graph in found if graph.lines]


def _graph(
    title: str, records: Records, columns: Mapping[str, Array], logarithmic: bool = False
) -> Graph:
    shown = list(columns.items())[:MOST_LINES]
    lines = tuple(_line(name, records.step, np.asarray(x, float)) for name, x in shown)
    return Graph(title, lines, logarithmic, len(columns) - len(shown))


def _line(name: str, step: Array, values: Array) -> Line:
    """Where it was measured."""
    rows = values.reshape(len(values), -1)
    known = ~np.isnan(rows).all(axis=1)
    step, rows = step[: len(rows)][known], rows[known]
    if rows.shape[1] == 1:
        return Line(name, step, rows[:, 0])
    return Line(name, step, rows.mean(axis=1), rows.min(axis=1), rows.max(axis=1))


def draw(subject: Subject) -> Figure:
    ran = subject.ran
    players = [player.name for player in subject.fields.players]
    return figure(titled(subject.title, ran.told, WIDTH), graphs(ran.records, players))


def figure(title: str, found: list[Graph]) -> Figure:
    """One panel below the other, over the same steps."""
    made, axes = panels(len(found), 1, WIDTH, FIRST + EACH * len(found), sharex=True)
    made.suptitle(title)
    for ax, graph in zip(axes, found, strict=True):
        _draw(ax, graph)
    axes[-1].set_xlabel("step")
    return made


def _draw(ax: Axes, graph: Graph) -> None:
    plot: Callable[..., object] = ax.semilogy if graph.logarithmic else ax.plot
    for k, line in enumerate(graph.lines):
        shown = np.where(line.value > 0, line.value, np.nan) if graph.logarithmic else line.value
        name = line.name if line.low is None else f"{line.name}, mean and range"
        style = {"color": colour(k), "linestyle": dashes(k), "label": words(name, 36)}
        plot(line.step, shown, marker="." if len(line.step) < 8 else "", **style)
        if line.low is not None and line.high is not None:
            ax.fill_between(line.step, line.low, line.high, color=colour(k), alpha=SHADE, lw=0)
    ax.set_ylabel(words(graph.title, 24))
    if graph.left_out:
        ax.text(1, 1, f"and {graph.left_out} more", transform=ax.transAxes, color=BLACK, ha="right")
    if len(graph.lines) > 1 or graph.lines[0].low is not None:
        ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), handlelength=1.6)


PICTURE = Picture(
    "losses",
    "Losses, gradients, metrics and health over the steps of a run.",
    draw,
)
