"""The slow wrapper: every k steps all players go back, but for a share of the way."""

from fractions import Fraction
from typing import Any

import jax
import pytest

from gamelang.core.game import Chosen, Train
from gamelang.diagnostics.model import Rejected
from gamelang.runtime.program import Program, State
from gamelang.runtime.settings import Flags, resolve
from tests.runtime.games import bilinear

SLOW = Chosen("slow", (), {"k": Fraction(3), "rate": Fraction(1, 4)})


def program(**more: Any) -> Program:
    settings = resolve(Train(), Flags(method="sgd", rate=0.1, **more), bilinear())
    return Program(bilinear(), settings.method, settings.optimizers, settings.order, settings.slow)


def place(state: State) -> complex:
    return complex(state.parameters["row"]["x"], state.parameters["column"]["y"])


def test_it_goes_back_after_every_k_steps() -> None:
    """On xy a step multiplies x + iy by 1 + 0.1i."""
    slow = program(wrapper=SLOW)
    state, wanted = slow.start(jax.random.key(0)), 1.0 + 0.5j
    for _ in range(2):
        anchor = wanted
        for k in range(1, 4):
            state = slow.step(state)
            wanted *= 1 + 0.1j
            if k == 3:
                wanted = anchor + (wanted - anchor) / 4
            assert abs(place(state) - wanted) < 1e-12


def test_it_makes_plain_descent_converge_on_a_rotation() -> None:
    step = jax.jit(lambda s: jax.lax.fori_loop(0, 4000, lambda _, at: made.step(at), s))
    made = program(wrapper=Chosen("slow", (), {"k": Fraction(20)}))
    assert abs(place(step(made.start(jax.random.key(0))))) < 1e-3


@pytest.mark.parametrize(
    ("wrapper", "code"),
    [
        (Chosen("fast"), "G526"),
        (Chosen("slow", (), {"k": Fraction(0)}), "G524"),
        (Chosen("slow", (), {"rate": Fraction(2)}), "G524"),
    ],
)
def test_a_wrong_wrapper_is_refused(wrapper: Chosen, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        program(wrapper=wrapper)
    assert [d.code for d in refused.value.diagnostics] == [code]
