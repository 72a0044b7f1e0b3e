"""Index notation against automatic differentiation: blocks of H at random points, to 1e-12."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import jax
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from gamelang.codegen.load import fields_of
from gamelang.core.verdicts import Facts
from gamelang.fields import autodiff
from gamelang.symbolic.tensor.blocks import tensor_game
from tests.symbolic.test_tensor_blocks import SIZES, places, typed, values_at, with_values
from tests.symbolic.unsized import GAMES, text_of

IN_CI = ("gan", "wide_family", "softmax")


def agree(name: str) -> None:
    random = Random(name)
    game = tensor_game(typed(text_of(name)))
    sized = with_values(text_of(name), SIZES[len(name) % 2], random)
    fields = fields_of(sized, Facts())
    shapes = {r.key: tuple(d.value(sized.sizes) for d in r.node.shape) for r in sized.parameters}
    entries = {
        key: {p: Fraction(random.choice([1, 3, 5, 7]), 8) for p in product(*map(range, shape))}
        for key, shape in shapes.items()
    }
    point = {
        (f"{key}[{', '.join(map(str, place))}]" if place else key): value
        for key, found in entries.items()
        for place, value in found.items()
    }
    tree = {
        player.name: {
            r.node.name: np.array([float(v) for v in entries[r.key].values()]).reshape(
                shapes[r.key]
            )
            for r in player.parameters
        }
        for player in sized.players
    }
    flat, unravel = ravel_pytree(tree)
    losses = fields.formulas.losses

    def slopes(x):
        own = autodiff.xi(fields.players, lambda w, held, batch: losses(w, batch), unravel(x), None)
        return ravel_pytree(own)[0]

    H = np.asarray(jax.jit(jax.jacfwd(slopes))(flat))
    numbers = unravel(np.arange(flat.size, dtype=np.float64))
    values = values_at(sized, point)
    for row, column in product(game.blocks, game.blocks):
        block = game.hessian[row.key, column.key]
        for first, second in product(places(row, values), places(column, values)):
            here = dict(zip((*row.rows, *column.columns), (*first, *second), strict=True))
            i = int(_leaf(numbers, row)[first])
            j = int(_leaf(numbers, column)[second])
            assert abs(float(values.of(block, here).mid()) - H[i, j]) < 1e-12 * max(1, abs(H[i, j]))


def _leaf(tree, block):
    return np.asarray(tree[block.player.name][block.key.rpartition(".")[2]])


@pytest.mark.parametrize("name", IN_CI)
def test_blocks_are_those_of_automatic_differentiation(name):
    agree(name)


@pytest.mark.soak
@pytest.mark.parametrize("name", [name for name in GAMES if name not in IN_CI])
def test_all_blocks_are_those_of_automatic_differentiation(name):
    agree(name)
