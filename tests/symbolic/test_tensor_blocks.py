"""Index notation against the independent hyper-dual numbers: losses, ξ and H at small sizes."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from flint import arb, fmpq

from gamelang import compiler
from gamelang.certify.entries import entry_name
from gamelang.certify.evaluation import Evaluator, Place
from gamelang.certify.forms import Forms
from gamelang.certify.limit import Limit
from gamelang.certify.polynomials import Ring
from gamelang.certify.setting import Setting, outline_of
from gamelang.core.game import TypedGame
from gamelang.source import Source
from gamelang.symbolic.tensor.blocks import Block, TensorGame, tensor_game
from tests.symbolic.tensor_values import Values
from tests.symbolic.unsized import GAMES, small_array, text_of

SIZES = ({"m": 2, "n": 3}, {"m": 3, "n": 2})


def typed(text: str, **settings: str) -> TypedGame:
    return compiler.typed(Source("test.game", text), settings)


def with_values(text: str, sizes: dict[str, int], random: Random) -> TypedGame:
    """The game at these sizes, with random constants."""
    unsized = typed(text)
    given = {d.name: sizes[d.name] for d in unsized.dims}
    constants = {}
    for record in unsized.constants:
        shape = tuple(d.value(given) for d in record.node.shape)
        form = next(iter(record.properties), "")
        constants[record.name] = small_array(random, shape, form)
    return typed(text, **{k: str(v) for k, v in given.items()}, **constants)


def point_of(setting: Setting, random: Random) -> dict[str, Fraction]:
    """Different small numbers, so that no kink is met; positive where they have to be."""
    entries = random.sample(range(2, 40), len(setting.coordinates))
    return {
        c.name: Fraction(k, 23) * (1 if c.bounds.low is not None else random.choice([1, -1]))
        for c, k in zip(setting.coordinates, entries, strict=True)
    }


def values_at(game: TypedGame, point: dict[str, Fraction]) -> Values:
    arrays: dict[str, dict[tuple[int, ...], Fraction]] = {}
    for record in game.parameters:
        sizes = tuple(d.value(game.sizes) for d in record.node.shape)
        arrays[record.key] = {
            place: point[entry_name(record.key, sizes, k)]
            for k, place in enumerate(product(*map(range, sizes)))
        }
    for constant in game.constants:
        sizes = tuple(d.value(game.sizes) for d in constant.node.shape)
        places = product(*map(range, sizes))
        arrays[constant.name] = dict(zip(places, constant.value, strict=True))
    return Values(arrays, game.sizes)


def same(a: Any, b: Any) -> bool:
    """Equal balls, both of them narrow."""
    ball = arb(b) if isinstance(b, fmpq) else b
    wide = abs(a.rad()) + abs(ball.rad())
    return bool(a.overlaps(ball)) and bool(wide < arb("1e-8"))


def places(block: Block, values: Values) -> list[tuple[int, ...]]:
    return list(product(*(values.range(i) for i in block.rows)))


def name_at(block: Block, place: tuple[int, ...]) -> str:
    return f"{block.key}[{', '.join(map(str, place))}]" if place else block.key


def agent_of(block: Block, place: tuple[int, ...], setting: Setting) -> int:
    members = place[: len(block.player.variables)]
    suffix = f"[{', '.join(map(str, members))}]" if members else ""
    return setting.agent(block.player.name + suffix)


def agree(game: TensorGame, sized: TypedGame, random: Random) -> int:
    """Every entry of H, and every loss, at a random point; how many were compared."""
    setting = outline_of(sized)
    point = point_of(setting, random)
    values = values_at(sized, point)
    evaluator = Evaluator(setting, Forms(Ring(Limit(10**7))))
    compared = 0
    for row, column in product(game.blocks, game.blocks):
        block = game.hessian[row.key, column.key]
        for first, second in product(places(row, values), places(column, values)):
            here = dict(zip((*row.rows, *column.columns), (*first, *second), strict=True))
            agent = agent_of(row, first, setting)
            entry = (name_at(row, first), name_at(column, second))
            expected = evaluator.value(Place({agent: Fraction(1)}, point, entry))
            assert same(values.of(block, here), expected), entry
            compared += 1
    for k, agent in enumerate(setting.agents):
        loss = game.losses[agent.player.name]
        members = dict(zip(game.family(agent.player), agent.indices.values(), strict=True))
        expected = evaluator.value(Place({k: Fraction(1)}, point))
        assert same(values.of(loss, members), expected), agent.name
    return compared


@pytest.mark.parametrize("name", GAMES)
def test_losses_and_hessian_agree_with_hyper_dual_numbers(name):
    random = Random(name)
    game = tensor_game(typed(text_of(name)))
    sized = with_values(text_of(name), SIZES[len(name) % 2], random)
    assert agree(game, sized, random) > 0


@pytest.mark.soak
@pytest.mark.parametrize("name", GAMES)
@pytest.mark.parametrize("sizes", [(2, 2), (1, 3), (3, 1), (1, 1)])
def test_they_agree_at_many_sizes_and_points(name, sizes):
    random = Random(f"{name} {sizes}")
    game = tensor_game(typed(text_of(name)))
    for _ in range(3):
        agree(game, with_values(text_of(name), dict(zip("mn", sizes, strict=True)), random), random)
