"""What must be true of extragradient."""

from typing import Any

import jax
import jax.numpy as jnp
import pytest

from gamelang.core.game import Train
from gamelang.fields.interface import LeafDomain, Tree
from gamelang.runtime.compiled import compiled
from gamelang.runtime.settings import Flags, resolve
from tests.runtime.games import bilinear, game


@pytest.mark.parametrize("rate", [0.1, 0.9])
def test_extragradient_converges_on_xy_for_rates_below_one(rate: float) -> None:
    settings = resolve(Train(), Flags(method="extragradient", rate=rate), bilinear())
    learner = compiled(bilinear(), settings)
    _, history = learner.run(learner.init(jax.random.key(0)), 3000)
    assert history.xi_norm[-1] < 1e-6


def test_the_trial_step_stays_in_the_domain() -> None:
    def losses(w: Tree) -> dict[str, Any]:
        x = w["one"]["x"]
        return {"one": x + 0.1 * jnp.log(2 - x) - 2 * jnp.sqrt(x)}

    fields = game(losses, {"one": {"x": 0.01}}, domains={"one": LeafDomain("box", 0.0, 1.5)})
    learner = compiled(fields, resolve(Train(), Flags(method="extragradient", rate=1.0), fields))
    state, _ = learner.step(learner.init(jax.random.key(0)))
    assert bool(jnp.isfinite(state.parameters["one"]["x"]))
