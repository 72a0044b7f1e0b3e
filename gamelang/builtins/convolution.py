"""Convolutions of images [height, width, channels], which networks are made of; no file calls them.

An image is padded with zeros so that `convolve` gives ceil(height / stride) rows; `deconvolve` goes
back: it puts stride - 1 zeros between the points of its image and gives as many rows as are wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from gamelang.builtins.record import Builtin, Grid, Role
from gamelang.core.dims import Shape

Sizes = tuple[int, ...]
ARGUMENTS: tuple[tuple[str, Role], ...] = (
    ("image", "array"),
    ("kernel", "array"),
    ("bias", "array"),
    ("stride", "index"),
)


def reduced(size: int, stride: int) -> int:
    """How many places a convolution gives along an axis."""
    return -(-size // stride)


def before(size: int, kernel: int, stride: int) -> int:
    """The zeros in front of an axis of this size that is convolved."""
    return max((reduced(size, stride) - 1) * stride + kernel - size, 0) // 2


def around(small: int, large: int, kernel: int, stride: int) -> tuple[int, int]:
    """The zeros in front of and behind an axis that is spread from `small` to `large` places."""
    front = kernel - 1 - before(large, kernel, stride)
    return front, large + kernel - 2 - (small - 1) * stride - front


def _convolve(ops: Any, grids: tuple[Grid[Any], ...], axis: int | None, sizes: Sizes) -> Grid[Any]:
    image, kernel, stride = grids[0], grids[1], int(grids[3].scalar)
    fronts = [before(n, k, stride) for n, k in zip(image.sizes[:2], kernel.sizes[:2], strict=True)]

    def place(out: int, offset: int, side: int) -> int | None:
        found = out * stride + offset - fronts[side]
        return found if 0 <= found < image.sizes[side] else None

    return _summed(ops, grids, sizes, place)


def _deconvolve(
    ops: Any, grids: tuple[Grid[Any], ...], axis: int | None, sizes: Sizes
) -> Grid[Any]:
    image, kernel, stride = grids[0], grids[1], int(grids[3].scalar)
    fronts = [around(image.sizes[k], sizes[k], kernel.sizes[k], stride)[0] for k in range(2)]

    def place(out: int, offset: int, side: int) -> int | None:
        found, rest = divmod(out + offset - fronts[side], stride)
        return found if rest == 0 and 0 <= found < image.sizes[side] else None

    return _summed(ops, grids, sizes, place)


def _summed(ops: Any, grids: tuple[Grid[Any], ...], sizes: Sizes, place: Any) -> Grid[Any]:
    """Σ over the kernel of image[place] · kernel, and the bias."""
    image, kernel, bias, _ = grids
    deep, wide = image.sizes[2], kernel.sizes[3]

    def terms(i: int, j: int, out: int) -> Iterator[Any]:
        for a, b in product(range(kernel.sizes[0]), range(kernel.sizes[1])):
            row, column = place(i, a, 0), place(j, b, 1)
            if row is None or column is None:
                continue
            pixel = (row * image.sizes[1] + column) * deep
            weight = (a * kernel.sizes[1] + b) * deep
            for c in range(deep):
                pair = image.entries[pixel + c], kernel.entries[(weight + c) * wide + out]
                yield ops.multiply(list(pair))
        yield bias.entries[out]

    places = product(range(sizes[0]), range(sizes[1]), range(sizes[2]))
    return Grid(sizes, [ops.add(list(terms(i, j, out))) for i, j, out in places])


def _beside(ops: Any, grids: tuple[Grid[Any], ...], axis: int | None, sizes: Sizes) -> Grid[Any]:
    image, more = grids
    deep, extra = image.sizes[2], more.sizes[-1]
    entries: list[Any] = []
    for pixel in range(sizes[0] * sizes[1]):
        start = pixel * extra if len(more.sizes) == 3 else 0
        entries += image.entries[pixel * deep : (pixel + 1) * deep]
        entries += more.entries[start : start + extra]
    return Grid(sizes, entries)


def _same(shapes: tuple[Shape, ...], sizes: Shape, axis: int | None) -> Shape:
    return sizes


CONVOLVE = Builtin(
    name="convolve",
    signature="convolve(image, kernel, bias, stride)",
    doc="An image convolved with a kernel.",
    family="linear algebra",
    parameters=ARGUMENTS,
    shape=_same,
    scalars=_convolve,
    jax="",
    internal=True,
)
DECONVOLVE = Builtin(
    name="deconvolve",
    signature="deconvolve(image, kernel, bias, stride)",
    doc="An image spread over a larger one by a kernel.",
    family="linear algebra",
    parameters=ARGUMENTS,
    shape=_same,
    scalars=_deconvolve,
    jax="",
    internal=True,
)
BESIDE = Builtin(
    name="beside",
    signature="beside(image, more)",
    doc="An image with further channels: those of another, or constants.",
    family="shaping",
    parameters=(("image", "array"), ("more", "array")),
    shape=_same,
    scalars=_beside,
    jax="",
    internal=True,
)
