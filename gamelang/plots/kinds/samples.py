"""What players make at the end of a run, on draws of the sampler that it is to be taken for.

One number: two histograms. Points of a plane: both as points, with the modes of the draws and which
of them are reached. Images: some of each. All else: in the two leading directions of the draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isqrt
from typing import Any, TypeAlias

import jax
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.plots.modes import Modes, modes
from gamelang.plots.picture import Picture
from gamelang.plots.style import BLACK, BLUE, GREY, PAGE, VERMILLION, panels
from gamelang.plots.subject import Subject
from gamelang.plots.words import titled, words
from gamelang.runtime.coverage import compared

Array: TypeAlias = NDArray[Any]

SHOWN = 512  # draws, and as many samples
STREAM = 0xC1  # of the seed's key, apart from that of the run
SIDE = 5  # images along each side
SMALLEST = 4  # pixels along a side of an image
HEIGHT = 3.3


@dataclass(frozen=True, slots=True)
class Cloud:
    """`draws` and `samples` as rows, `shape` that of one of them; `coverage` as docs/health.md
    measures it. `modes` None: there is one only."""

    name: str
    draws: Array
    samples: Array
    shape: tuple[int, ...]
    coverage: float
    modes: Modes | None

    @property
    def told(self) -> str:
        """A line on how well it fits."""
        found = f"{self.name}: coverage {self.coverage:.2f}"
        if self.modes is None:
            return found
        return f"{found}, modes {int(self.modes.reached.sum())} of {len(self.modes.reached)}"

    @property
    def image(self) -> tuple[int, int] | None:
        """Height and width, where a row is an image."""
        shape = self.shape[:2] if len(self.shape) == 3 and self.shape[2] == 1 else self.shape
        side = isqrt(self.draws.shape[1])
        if len(shape) == 1 and side * side == shape[0]:
            shape = (side, side)
        return (shape[0], shape[1]) if len(shape) == 2 and min(shape) >= SMALLEST else None


def clouds(subject: Subject) -> list[Cloud]:
    """One for each value that is to be taken for draws. Raises Rejected where there is none."""
    key = jax.random.fold_in(subject.key, STREAM)
    w = subject.tree(subject.start)
    shapes = jax.eval_shape(lambda k: subject.fields.targets(w, subject.fields.draw(k)), key)
    if not shapes:
        text = "samples are those of a player who imitates a sampler, and this game has none"
        help = "let one network judge draws of a sampler and what another player makes"
        raise Rejected([Diagnostic("G550", text, help=help)])
    w = subject.tree(subject.ran.end)
    draw = jax.jit(lambda k: subject.fields.targets(w, subject.fields.draw(k)))
    least = min(x.shape[0] for pair in shapes.values() for x in pair)
    drawn = [jax.device_get(draw(k)) for k in jax.random.split(key, ceil(SHOWN / least))]
    return [_cloud(name, [one[name] for one in drawn]) for name in shapes]


def _cloud(name: str, drawn: list[tuple[Any, Any]]) -> Cloud:
    shape = drawn[0][0].shape[1:]
    draws, samples = (_rows([one[side] for one in drawn]) for side in (0, 1))
    if not np.isfinite(samples).all():
        raise Rejected([Diagnostic("G550", f"samples of `{name}` are not finite")])
    found = modes(draws, samples)
    several = len(found.reached) > 1
    measured = float(compared(draws, samples)[0])
    return Cloud(name, draws, samples, shape, measured, found if several else None)


def _rows(batches: list[Any]) -> Array:
    """Of all, so many; the rows of a data set may come in an order that means something."""
    rows = np.concatenate([np.asarray(x, np.float64).reshape(len(x), -1) for x in batches])
    return np.asarray(np.random.default_rng(0).permutation(rows)[:SHOWN])


def draw(subject: Subject) -> Figure:
    return figure(titled(subject.title, subject.ran.told, PAGE), clouds(subject))


def figure(title: str, found: list[Cloud]) -> Figure:
    """A row for each value: draws on the left, samples on draws on the right."""
    made, axes = panels(len(found), 2, PAGE, HEIGHT * len(found))
    made.suptitle(title)
    for cloud, left, right in zip(found, axes[::2], axes[1::2], strict=True):
        left.set_title("draws")
        right.set_title(words(cloud.told))
        if cloud.draws.shape[1] == 1:
            _histograms(left, right, cloud)
        elif (image := cloud.image) is not None:
            _images(left, cloud.draws, image)
            _images(right, cloud.samples, image)
        else:
            _points(left, right, cloud)
    return made


def _histograms(left: Axes, right: Axes, cloud: Cloud) -> None:
    everything = np.concatenate([cloud.draws, cloud.samples])
    edges = np.histogram_bin_edges(everything, 40).tolist()
    left.hist(cloud.draws[:, 0], edges, density=True, color=GREY)
    right.hist(cloud.draws[:, 0], edges, density=True, color=GREY, label="draws")
    line = {"density": True, "histtype": "step", "color": BLUE, "label": "samples"}
    right.hist(cloud.samples[:, 0], edges, **line)  # type: ignore[arg-type]
    right.legend(loc="best")


def _images(ax: Axes, rows: Array, image: tuple[int, int]) -> None:
    """A square of images, with a line between two of them."""
    height, width = image
    sheet = np.full((SIDE * (height + 1) - 1, SIDE * (width + 1) - 1), np.nan)
    for k, row in enumerate(rows[: SIDE * SIDE]):
        top, left = (k // SIDE) * (height + 1), (k % SIDE) * (width + 1)
        sheet[top : top + height, left : left + width] = row.reshape(height, width)
    ax.imshow(sheet, cmap="gray_r", interpolation="nearest")
    ax.set_axis_off()


def _points(left: Axes, right: Axes, cloud: Cloud) -> None:
    turn, middle = _directions(cloud.draws)
    draws, samples = ((x - middle) @ turn.T for x in (cloud.draws, cloud.samples))
    left.plot(draws[:, 0], draws[:, 1], ".", color=GREY, markersize=2)
    right.plot(draws[:, 0], draws[:, 1], ".", color=GREY, markersize=2, label="draws")
    near = np.ones(len(samples), bool) if cloud.modes is None else cloud.modes.near
    for which, shade, label in ((near, BLUE, "samples"), (~near, VERMILLION, "samples far off")):
        if which.any():
            right.plot(*samples[which].T, ".", color=shade, markersize=2.5, label=label)
    if cloud.modes is not None:
        centres = (cloud.modes.centres - middle) @ turn.T
        for which, marker, label in (
            (cloud.modes.reached, "+", "mode"),
            (~cloud.modes.reached, "x", "mode not reached"),
        ):
            if which.any():
                for ax in (left, right):
                    ax.plot(*centres[which].T, marker, color=BLACK, markersize=7, label=label)
    right.legend(loc="center left", bbox_to_anchor=(1, 0.5), handlelength=1.2)
    window = np.concatenate([draws, samples])
    for ax in (left, right):
        ax.set_aspect("equal")
        low, high = window.min(axis=0), window.max(axis=0)
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        ax.margins(0.05)


def _directions(draws: Array) -> tuple[Array, Array]:
    """The axes of a plane as they are; else the two leading directions of the draws."""
    if draws.shape[1] == 2:
        return np.eye(2), np.zeros(2)
    middle = draws.mean(axis=0)
    return np.linalg.svd(draws - middle, full_matrices=False)[2][:2], middle


PICTURE = Picture(
    "samples",
    "What players make, on draws of the sampler it is to be taken for, with their modes.",
    draw,
)
