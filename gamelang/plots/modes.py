"""Modes of a cloud of draws, and which of them samples reach.

Two draws are neighbours if each is among the NEIGHBOURS nearest of the other; a mode is a set of
draws that neighbours connect, if it holds at least LEAST of them. A sample is near a mode if it is
nearer to the closest draw than that draw's NEIGHBOURS-th neighbour. A mode is reached if it has at
least ENOUGH of the samples that its share of the draws would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

NEIGHBOURS, LEAST, ENOUGH = 16, 0.02, 0.25


@dataclass(frozen=True, slots=True)
class Modes:
    """`centres` [mode, entry] in the order of their shares of draws, `reached` for each; `near`:
    for each sample, whether it is near a draw."""

    centres: Array
    reached: Array
    near: Array


def modes(draws: Array, samples: Array) -> Modes:
    """The modes of draws (rows), and which of them the samples (rows) reach."""
    within, across = _distances(draws, draws), _distances(draws, samples)
    radius = np.partition(within, min(NEIGHBOURS, len(draws) - 1), axis=1)[
        :, min(NEIGHBOURS, len(draws) - 1)
    ]
    label = _connected(within <= np.minimum(radius[:, None], radius[None, :]))
    closest = across.argmin(axis=0)
    near = across[closest, np.arange(len(samples))] <= radius[closest]
    names, counts = np.unique(label, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    kept = [(names[k], counts[k]) for k in order if counts[k] >= LEAST * len(draws)]
    got = [np.mean(near & (label[closest] == name)) for name, _ in kept]
    return Modes(
        np.array([draws[label == name].mean(axis=0) for name, _ in kept]),
        np.array(
            [g >= ENOUGH * count / len(draws) for g, (_, count) in zip(got, kept, strict=True)]
        ),
        near,
    )


def _distances(a: Array, b: Array) -> Array:
    squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2 * a @ b.T
    return np.asarray(np.sqrt(np.maximum(squares, 0)))


def _connected(linked: Array) -> Array:
    """The component of each node, named by its first one."""
    label = np.full(len(linked), -1)
    for first in range(len(linked)):
        waiting = [first] if label[first] < 0 else []
        while waiting:
            node = waiting.pop()
            if label[node] < 0:
                label[node] = first
                waiting += np.flatnonzero(linked[node] & (label < 0)).tolist()
    return label
