"""For every method a claim of its own paper."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gamelang.core.game import Train
from gamelang.core.verdicts import Facts
from gamelang.fields.interface import Fields, LeafDomain, Tree
from gamelang.runtime.program import Program, State
from gamelang.runtime.settings import Flags, resolve
from tests.runtime.games import bilinear, game

ZERO_SUM = Facts(zero_sum=True)


def program(fields: Fields, method: str, rate: float = 0.1, **more: Any) -> Program:
    flags = Flags(method=method, hyperparameters=more, rate=rate)
    settings = resolve(Train(), flags, fields)
    return Program(fields, settings.method, settings.optimizers, settings.order)


def after(made: Program, steps: int) -> Tree:
    @jax.jit
    def end(state: State) -> State:
        return jax.lax.fori_loop(0, steps, lambda _, at: made.step(at), state)

    return end(made.start(jax.random.key(0))).parameters


def entries(w: Tree) -> Any:
    return np.concatenate([np.ravel(x) for x in jax.tree.leaves(w)])


def distance(made: Program, steps: int) -> float:
    return float(np.linalg.norm(entries(after(made, steps))))


def quadratic(a: float, b: float, c: float) -> Fields:
    """min over x, max over y of ax² + bxy + cy²."""

    def losses(w: Tree) -> dict[str, Any]:
        x, y = w["low"]["x"], w["high"]["y"]
        value = a * x * x + b * x * y + c * y * y
        return {"low": value, "high": -value}

    return game(losses, {"low": {"x": 0.5}, "high": {"y": 0.4}}, ZERO_SUM)


def tandem() -> Fields:
    def losses(w: Tree) -> dict[str, Any]:
        x, y = w["one"]["x"], w["two"]["y"]
        return {"one": (x + y) ** 2 - 2 * x, "two": (x + y) ** 2 - 2 * y}

    return game(losses, {"one": {"x": 0.1}, "two": {"y": 0.3}})


def duopoly() -> Fields:
    """Cournot with price 10 − q1 − q2 and unit costs 1."""

    def losses(w: Tree) -> dict[str, Any]:
        one, two = w["one"]["q"], w["two"]["q"]
        return {"one": -one * (9 - one - two), "two": -two * (9 - one - two)}

    return game(losses, {"one": {"q": 1.0}, "two": {"q": 1.0}})


def pennies() -> Fields:
    """Rock, paper, scissors on simplices."""
    A = jnp.asarray([[0.0, 1, -1], [-1, 0, 1], [1, -1, 0]])

    def losses(w: Tree) -> dict[str, Any]:
        value = w["row"]["p"] @ A @ w["column"]["q"]
        return {"row": value, "column": -value}

    start = {
        "row": {"p": np.asarray([0.5, 0.3, 0.2])},
        "column": {"q": np.asarray([0.3, 0.3, 0.4])},
    }
    simplex = LeafDomain("simplex")
    return game(losses, start, ZERO_SUM, domains={"row": simplex, "column": simplex})


@pytest.mark.parametrize(
    ("method", "rate"),
    [
        *(("consensus", 0.3), ("optimistic", 0.4), ("lookahead", 0.4), ("lead", 0.3)),
        *(("hamiltonian_descent", 0.4), ("extragradient", 0.4), ("sga", 0.3)),
        *(("cgd", 3.0), ("proximal", 5.0)),
    ],
)
def test_it_converges_on_xy_where_descent_spirals_away(method: str, rate: float) -> None:
    assert distance(program(bilinear(), method, rate), 1000) < 1e-9


def test_optimistic_diverges_on_xy_beyond_its_range() -> None:
    assert distance(program(bilinear(), "optimistic", 0.6), 1000) > 10


def test_cgd_converges_where_coupling_makes_extragradient_diverge() -> None:
    strong = quadratic(0, 10, 0)
    assert distance(program(strong, "extragradient", 0.3), 100) > 10
    assert distance(program(strong, "cgd", 0.3), 100) < 1e-9


def test_acgd_keeps_to_the_equilibrium_of_xy() -> None:
    start = np.linalg.norm([1.0, 0.5])
    assert distance(program(bilinear(), "acgd", 0.05), 2000) < 0.05 * start


def test_proximal_shrinks_by_its_factor() -> None:
    found = entries(after(program(bilinear(), "proximal", 2.0), 5))
    np.testing.assert_allclose(
        np.linalg.norm(found), np.linalg.norm([1.0, 0.5]) / 5**2.5, rtol=1e-12
    )


def test_hamiltonian_descent_finds_unstable_fixed_points_too() -> None:
    away = quadratic(-0.5, 1.0, 0.5)  # both would rather leave 0
    assert distance(program(away, "sgd"), 200) > 10
    assert distance(program(away, "hamiltonian_descent"), 1000) < 1e-9


def test_lola_settles_off_the_line_of_tandem_and_sos_on_it() -> None:
    lola = entries(after(program(tandem(), "lola", strength=0.1), 3000))
    np.testing.assert_allclose(lola.sum(), (1 - 0.2) / (1 - 0.4), rtol=1e-9)
    sos = entries(after(program(tandem(), "sos", strength=0.1), 3000))
    np.testing.assert_allclose(sos.sum(), 1, atol=1e-6)


def test_follow_the_ridge_finds_local_minimax_points_and_only_these() -> None:
    """Wang, Zhang & Ba 2020, section 3: −3x² + 4xy − y² has one at 0, 3x² + 4xy + y² has none."""
    there = quadratic(-3, 4, -1)
    assert distance(program(there, "sgd", 0.05), 2000) > 10
    assert distance(program(there, "follow_the_ridge", 0.05, leader="low"), 2000) < 1e-9
    none = quadratic(3, 4, 1)
    assert distance(program(none, "follow_the_ridge", 0.05, leader="low"), 2000) > 10


def test_the_leader_of_a_duopoly_makes_her_stackelberg_quantity() -> None:
    w = after(program(duopoly(), "stackelberg", leader="one"), 1000)
    np.testing.assert_allclose(entries(w), [4.5, 2.25], rtol=1e-9)
    np.testing.assert_allclose(entries(after(program(duopoly(), "sgd"), 1000)), [3, 3], rtol=1e-9)


def test_unrolling_far_is_the_leader_s_total_derivative() -> None:
    """The followers then stand on their best answer, and the leader moves as a Stackelberg one."""
    w = after(program(duopoly(), "unrolled", leader="one", k=60), 600)
    np.testing.assert_allclose(entries(w), [4.5, 2.25], rtol=1e-6)


def test_surgery_leaves_a_stable_point_that_is_no_nash_equilibrium() -> None:
    """f = −x²/10 + xy − y²/2: descent ends at 0, where x would rather move."""
    stable = quadratic(-0.1, 1.0, -0.5)
    assert distance(program(stable, "sgd"), 2000) < 1e-9
    assert distance(program(stable, "local_symplectic_surgery"), 200) > 10
    nash = quadratic(0.5, 1.0, -0.5)
    assert distance(program(nash, "local_symplectic_surgery"), 1000) < 1e-9


def test_surgery_does_not_turn_near_an_equilibrium() -> None:
    """Near a Nash equilibrium each step is I − ηS: the coupling is cut out."""
    nash = quadratic(0.5, 7.0, -0.25)
    made = program(nash, "local_symplectic_surgery", 0.1, damping=0.0)
    np.testing.assert_allclose(entries(after(made, 1)), [0.4 * 0.95, 0.5 * 0.9], rtol=1e-12)


@pytest.mark.parametrize("method", ["extra_adam", "optimistic_adam"])
def test_adam_with_a_look_ahead_comes_nearer_on_xy(method: str) -> None:
    start = np.linalg.norm([1.0, 0.5])
    flags = Flags(method="sgd", optimizer="adam", rate=0.01)
    settings = resolve(Train(), flags, bilinear())
    adam = Program(bilinear(), settings.method, settings.optimizers, settings.order)
    assert distance(adam, 4000) > 0.5 * start
    assert distance(program(bilinear(), method, 0.01), 4000) < 0.2 * start


def test_multiplicative_weights_leave_the_middle_and_optimism_reaches_it() -> None:
    middle = np.full(6, 1 / 3)
    plain = entries(after(program(pennies(), "mirror", 0.1), 3000))
    hopeful = entries(after(program(pennies(), "optimistic_mirror", 0.1), 3000))
    assert np.abs(plain - middle).max() > 0.3
    assert np.abs(hopeful - middle).max() < 2e-3


def test_weights_on_a_simplex_are_multiplied() -> None:
    made = program(pennies(), "mirror", 0.5)
    w = made.start(jax.random.key(0)).parameters
    found = after(made, 1)["row"]["p"]
    weights = np.asarray(w["row"]["p"]) * np.exp(-0.5 * np.asarray(made.game.xi(w)["row"]["p"]))
    np.testing.assert_allclose(found, weights / weights.sum(), rtol=1e-12)
