"""The scalar parameters of a game as the entries of one vector, and their names.

The order is that of records (`places`): by player, parameter and entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.diagnostics.near import near
from gamelang.fields.interface import Fields, Leaf

Array: TypeAlias = NDArray[Any]

MOST_NAMED = 100_000


def leaves(game: Fields) -> list[tuple[str, Leaf]]:
    """(player, leaf) in the order of the vector."""
    found = [(player.name, leaf) for player in game.players for leaf in player.leaves]
    return sorted(found, key=lambda pair: (pair[0], pair[1].name))


def names(game: Fields) -> list[str]:
    """`x`, `q[0]`, `W[1, 2]`: the shortest name of every entry."""
    return [entry for _, leaf in leaves(game) for entry in _entries(leaf)]


def _entries(leaf: Leaf) -> list[str]:
    if not leaf.shape:
        return [leaf.key]
    indices = product(*map(range, leaf.shape))
    return [f"{leaf.key}[{', '.join(map(str, index))}]" for index in indices]


def number(game: Fields, name: str) -> int:
    """Where in the vector a scalar parameter stands. Raises Rejected."""
    wanted = "".join(name.split()).replace(",", ", ")
    known = names(game) if game.size <= MOST_NAMED else []
    if wanted in known:
        return known.index(wanted)
    arrays = {leaf.key: _entries(leaf)[0] for _, leaf in leaves(game) if leaf.shape}
    if wanted in arrays:
        text, help = f"`{name}` is an array, and an axis is one number", f"try `{arrays[wanted]}`"
    else:
        text = f"an axis names `{name}`, which is no parameter of this game"
        guess = next(iter(near(wanted, known)), None) or ", ".join(known[:2])
        help = f"did you mean `{guess}`?" if near(wanted, known) else f"such as {guess}"
    raise Rejected([Diagnostic("G551", text, help=help)])


def domain(game: Fields, k: int) -> tuple[float, float]:
    """The interval of an entry, infinite where it has no limit. On a simplex: NaN, since no entry
    can be moved alone."""
    for _, leaf in leaves(game):
        if k < leaf.size:
            limits = leaf.domain
            if limits is None:
                return -np.inf, np.inf
            if limits.form == "simplex":
                return np.nan, np.nan
            low = -np.inf if limits.low is None else limits.low
            return low, np.inf if limits.high is None else limits.high
        k -= leaf.size
    raise IndexError(k)


def vector(game: Fields, values: Mapping[str, Any]) -> Array:
    """The vector of parameters that are given by their keys."""
    return np.concatenate([np.ravel(np.asarray(values[leaf.key])) for _, leaf in leaves(game)])
