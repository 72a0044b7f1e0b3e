"""Several methods on one game: ‖ξ‖ over their steps, and where there are two parameters paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gamelang.plots import coordinates
from gamelang.plots.plane import cut
from gamelang.plots.style import BLACK, COLUMN, PAGE, colour, dashes, legend_below, panels, styled
from gamelang.plots.words import titled, words
from gamelang.runtime.comparison import Comparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gamelang.plots.picture import Figure, Window

Array: TypeAlias = NDArray[Any]

HEIGHT = 3.3
ROOM = 1.3  # of the window's radius, relative to what must be seen
LOW, HIGH = 1e-14, 1e4  # times ‖ξ‖ at the start; what goes beyond is cut


def draw(data: Comparison) -> Figure:
    """The picture of a comparison."""
    plane = data.fields.size == 2
    with styled():
        figure, axes = panels(1, 1 + plane, PAGE if plane else 1.4 * COLUMN, HEIGHT)
        figure.suptitle(_title(data, PAGE if plane else 1.4 * COLUMN))
        handles = _norms(axes[0], data)
        if plane and data.results:
            _paths(axes[1], data)
        legend_below(figure, handles)
    return figure


def _title(data: Comparison, width: float) -> str:
    title = data.game.title or data.game.name
    if not data.results:
        return words(title)
    _, first = data.results[0]
    told = f"seed {first.seed}, {first.steps} steps, rate {_rate(first.optimizer)}"
    return titled(title, told, width)


def _rate(optimizer: Any) -> str:
    rate = optimizer.get("rate")
    return f"{rate:g}" if isinstance(rate, float) else str(rate)


def _norms(ax: Axes, data: Comparison) -> list[Any]:
    handles, first = [], 1.0
    for k, (name, result) in enumerate(data.results):
        norms = np.asarray(result.records.xi_norm, float)
        first = norms[0] if norms[0] > 0 else 1.0
        shown = np.where((norms > 0) & (norms <= HIGH * first), norms, np.nan)
        style = {"color": colour(k), "linestyle": dashes(k), "label": words(name, 24)}
        handles += ax.semilogy(result.records.step, shown, gid=name, **style)
    ax.set_xlabel("step")
    ax.set_ylabel("‖ξ‖")
    ax.set_ylim(bottom=max(ax.get_ylim()[0], LOW * first))
    return handles


def _paths(ax: Axes, data: Comparison) -> None:
    order = [leaf.key for player in data.fields.players for leaf in player.leaves]
    names = coordinates.names(data.fields)
    axes = sorted(range(2), key=lambda k: order.index(names[k].split("[")[0]))
    places = [_places(result.records.places, axes) for _, result in data.results]
    ends = [
        p[-1] for p, (_, r) in zip(places, data.results, strict=True) if r.outcome == "converged"
    ]
    window = _window(places[0][0], np.array(ends or [places[0][0]]))
    for k, path in enumerate(places):
        shown = cut(path, window)
        ax.plot(shown[:, 0], shown[:, 1], color=colour(k), linestyle=dashes(k), linewidth=0.9)
    ax.plot(*places[0][0], "o", color=BLACK, markerfacecolor="white", zorder=5)
    ax.set(xlim=window[0], ylim=window[1])
    ax.set_aspect("equal")
    ax.set_xlabel(words(names[axes[0]]))
    ax.set_ylabel(words(names[axes[1]]))


def _places(places: Array | None, axes: list[int]) -> Array:
    assert places is not None  # of two parameters all are kept
    return np.asarray(places, float)[:, axes]


def _window(start: Array, ends: Array) -> Window:
    """About where the runs settle, with the start in it."""
    middle = ends.mean(axis=0)
    radius = ROOM * max(np.abs(ends - middle).max(), np.abs(start - middle).max()) or 1.0
    (left, low), (right, high) = middle - radius, middle + radius
    return (float(left), float(right)), (float(low), float(high))
