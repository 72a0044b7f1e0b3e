"""Every example game compiles to what it says; its field is that of its losses."""

from pathlib import Path

import jax
import pytest

from gamelang import compiler
from gamelang.codegen.load import fields_of, load
from gamelang.codegen.module import emit
from gamelang.core.verdicts import Facts
from tests.codegen.agreement import (
    NOTHING,
    a_point,
    assert_agrees,
    game_in,
    interpreted_losses,
    near,
)
from tests.specs.told import values

SPECS = Path(__file__).parents[2] / "specs"
PROVED = {
    "matching_pennies": Facts(hamiltonian=True, zero_sum=True, quadratic=True),
    "four_players": Facts(quadratic=True),
    "dirac_gan": Facts(zero_sum=True),
    "tandem": Facts(potential=True, quadratic=True),
    "nash_not_stable": Facts(potential=True, common_payoff=True, quadratic=True),
    "covariance": Facts(zero_sum=True),
    "battle_of_the_sexes": Facts(potential=True, quadratic=True),
    "rock_paper_scissors": Facts(hamiltonian=True, zero_sum=True, quadratic=True),
    "cournot_costs": Facts(potential=True, quadratic=True),
    "contest": NOTHING,
    "ring_network": NOTHING,
}


@pytest.mark.parametrize("path", sorted(SPECS.glob("*.game")), ids=lambda path: path.stem)
def test_losses_mean_what_the_spec_says(path: Path) -> None:
    game = game_in(path, **values(path))
    if game.samplers:
        pytest.skip("the mean of a batch is no expectation: tests/lowering/test_sampled.py")
    fields = fields_of(game, NOTHING)
    if fields.draw(jax.random.key(0)):
        pytest.skip("its values are those of a draw: tests/systems/test_agreement.py")
    w = a_point(fields)
    meant = compiler.readable(game) if game.randoms else game
    near(fields.losses(w), interpreted_losses(meant, w), 1e-12)
    start = fields.init(jax.random.key(0))
    assert jax.tree.map(lambda x: (x.shape, x.dtype), start) == jax.tree.map(
        lambda x: (x.shape, x.dtype), w
    )


@pytest.mark.parametrize("name", PROVED)
def test_the_field_agrees_with_autodiff(name: str) -> None:
    assert_agrees(game_in(SPECS / f"{name}.game"), PROVED[name])


def test_every_spec_has_a_step() -> None:
    for name in ("matching_pennies", "cournot_costs", "rock_paper_scissors"):
        module = load(emit(game_in(SPECS / f"{name}.game"), PROVED[name], "sga"))
        w = module.init(jax.random.key(0))
        moved = module.step(w, 0.01)
        assert jax.tree.structure(moved) == jax.tree.structure(w)
