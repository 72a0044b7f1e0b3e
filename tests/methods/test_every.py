"""What every method owes: it settles where it must, under jit and vmap, and on families."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gamelang.core.game import Train
from gamelang.core.verdicts import Facts
from gamelang.diagnostics.model import Rejected
from gamelang.fields.interface import Fields, Tree
from gamelang.methods.choices import methods
from gamelang.methods.method import hyperparameters
from gamelang.runtime.program import Program, State
from gamelang.runtime.settings import Flags, resolve
from tests.runtime.games import game

NAMES = sorted(methods())
RATES = {"extra_adam": 1e-3, "optimistic_adam": 1e-3, "acgd": 1e-3}  # unit steps: small ones
ZERO_SUM = Facts(zero_sum=True)


def saddle(coupling: float = 1.0) -> Fields:
    """Strongly monotone and zero-sum: x²/2 + xMy − y²/2 about a point, two and three parameters."""
    M = coupling * jnp.asarray([[1.0, -0.5, 0.2], [0.3, 0.8, -1.0]])

    def losses(w: Tree) -> dict[str, Any]:
        x, y = w["row"]["x"] - 0.4, w["column"]["y"] + 0.3
        value = x @ x / 2 + x @ M @ y - y @ y / 2
        return {"row": value, "column": -value}

    start = {
        "row": {"x": np.asarray([0.7, 0.1])},
        "column": {"y": np.asarray([0.0, -0.6, -0.1])},
    }
    return game(losses, start, ZERO_SUM)


def flags(name: str, **more: Any) -> Flags:
    leads = {h.name: "row" for h in hyperparameters(methods()[name]) if h.kind == "player"}
    given = {"method": name, "hyperparameters": leads, "rate": RATES.get(name, 0.1)}
    return Flags(**{**given, **more})


@pytest.mark.parametrize("name", NAMES)
def test_it_settles_on_a_strongly_monotone_game(name: str) -> None:
    fields = saddle()
    settings = resolve(Train(), flags(name), fields)
    program = Program(fields, settings.method, settings.optimizers, settings.order)

    @jax.jit
    def end(state: State) -> State:
        return jax.lax.fori_loop(0, 3000, lambda _, at: program.step(at), state)

    state = end(program.start(jax.random.key(0)))
    far = jnp.abs(state.parameters["row"]["x"] - 0.4).max()
    assert far < (5e-3 if name in RATES else 1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_its_numbers_can_be_varied_under_vmap(name: str) -> None:
    numbers = [h for h in hyperparameters(methods()[name]) if h.kind == "real"]
    fields = saddle()

    def after(value: Any) -> Any:
        asked = flags(name, rate=value)
        if numbers:
            asked.hyperparameters[numbers[0].name] = value
        settings = resolve(Train(), asked, fields)
        program = Program(fields, settings.method, settings.optimizers, settings.order)
        state = program.start(jax.random.key(0))
        return program.step(state).parameters["row"]["x"]

    values = jnp.asarray([0.01, 0.05])
    together = jax.jit(jax.vmap(after))(values)
    for value, row in zip(values, together, strict=True):
        assert jnp.allclose(row, jax.jit(after)(value), rtol=1e-9)


@pytest.mark.parametrize("name", [n for n in NAMES if methods()[n].agents == 2])
def test_it_refuses_three_players(name: str) -> None:
    def losses(w: Tree) -> dict[str, Any]:
        return dict.fromkeys(w, (w["row"]["x"] - w["b"]["x"] + w["c"]["x"]) ** 2)

    fields = game(losses, {"row": {"x": 1.0}, "b": {"x": 1.0}, "c": {"x": 1.0}}, ZERO_SUM)
    with pytest.raises(Rejected) as refused:
        resolve(Train(), flags(name), fields)
    (problem,) = refused.value.diagnostics
    assert problem.code == "G529"
    assert "is for 2 players, and the game has 3" in problem.message


@pytest.mark.parametrize("name", [n for n in NAMES if methods()[n].zero_sum])
def test_it_refuses_a_game_that_is_not_proved_zero_sum(name: str) -> None:
    def losses(w: Tree) -> dict[str, Any]:
        return dict.fromkeys(w, (w["row"]["x"] - w["b"]["x"]) ** 2)

    fields = game(losses, {"row": {"x": 1.0}, "b": {"x": 1.0}})
    with pytest.raises(Rejected) as refused:
        resolve(Train(), flags(name), fields)
    (problem,) = refused.value.diagnostics
    assert "is for zero-sum games" in problem.message


@pytest.mark.parametrize("name", [n for n in NAMES if methods()[n].agents is None])
def test_members_of_a_family_are_players_each(name: str) -> None:
    """A leader and a family of three, against the same game with three players written out."""

    def loss(x: Any, q: Any, k: int) -> Any:
        return (q[k] - 0.3 * (k + 1)) ** 2 + 0.3 * q[k] * x + 0.2 * q[k] * (q.sum() - q[k])

    def together(w: Tree) -> dict[str, Any]:
        x, q = w["row"]["x"], w["firm"]["q"]
        rest = jnp.stack([loss(x, q, k) for k in range(3)])
        return {"row": (x - q.sum()) ** 2, "firm": rest}

    def apart(w: Tree) -> dict[str, Any]:
        x, q = w["row"]["x"], jnp.stack([w[f"firm{k}"]["q"] for k in range(3)])
        return {"row": (x - q.sum()) ** 2, **{f"firm{k}": loss(x, q, k) for k in range(3)}}

    family = game(
        together,
        {"row": {"x": 1.0}, "firm": {"q": np.asarray([0.1, 0.5, -0.2])}},
        families={"firm": (3,)},
    )
    written = {f"firm{k}": {"q": q} for k, q in enumerate([0.1, 0.5, -0.2])}
    single = game(apart, {"row": {"x": 1.0}, **written})
    ends = []
    for fields in (family, single):
        settings = resolve(Train(), flags(name, rate=0.05), fields)
        program = Program(fields, settings.method, settings.optimizers, settings.order)
        step = jax.jit(program.step)
        ends.append(step(step(program.start(jax.random.key(0)))).parameters)
    whole = [ends[1][f"firm{k}"]["q"] for k in range(3)]
    assert jnp.allclose(ends[0]["firm"]["q"], jnp.stack(whole), rtol=1e-12, atol=1e-13)
    assert jnp.allclose(ends[0]["row"]["x"], ends[1]["row"]["x"], rtol=1e-12, atol=1e-13)
