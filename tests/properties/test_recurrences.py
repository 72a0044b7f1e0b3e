"""Random recurrences of two sequences: exact values and compiled ones are those of a plain loop."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import jax.numpy as jnp
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gamelang.builtins.interpret import Interpreter
from gamelang.builtins.record import Grid
from gamelang.checking.exact import Exact
from gamelang.codegen.load import fields_of
from gamelang.core.verdicts import Facts
from gamelang.lowering.unrolling import unrolled
from tests.checking.games import typed

NUMBERS = st.integers(-3, 3)
TERMS = st.lists(st.tuples(NUMBERS, st.sampled_from("abtx"), st.sampled_from("1abtx")), max_size=3)
BACKWARD = st.booleans()


@settings(max_examples=8, deadline=None)
@given(TERMS, TERMS, st.integers(1, 5), BACKWARD, NUMBERS, st.booleans())
def test_two_sequences_are_those_of_a_loop(
    first: Any, second: Any, length: int, backward: bool, start: int, same_step: bool
) -> None:
    step = "t+1" if backward else "t-1"
    last = {"a": f"a[{step}]", "b": f"b[{step}]", "t": "t", "x": "x", "1": "1"}
    now = last | ({"a": "a[t]"} if same_step else {})
    text = f"""game g
dim T = {length}
let b[t in T] = {written(second, now)} from {start}
let a[t in T] = {written(first, last)} from x
player p:
    x: real
    minimize sum(a[t] * (t + 1) - b[{step}] for t in T) + b[0]
"""
    game = typed(text)
    x = Fraction(2, 3)
    wanted = by_loop(first, second, length, backward, start, same_step, x)
    leaf = Interpreter(Exact(), game.sizes, lambda node: Grid((), [x]))
    assert leaf.value(unrolled(game).players[0].loss).scalar == wanted
    found = fields_of(game, Facts()).losses({"p": {"x": jnp.asarray(float(x))}})["p"]
    np.testing.assert_allclose(float(found), float(wanted), rtol=1e-5)


def written(terms: Any, names: dict[str, str]) -> str:
    return " + ".join(["1", *(f"({c}) * {names[p]} * {names[q]} / 4" for c, p, q in terms)])


def by_loop(
    first: Any, second: Any, length: int, backward: bool, start: int, same_step: bool, x: Fraction
) -> Fraction:
    a, b, total = x, Fraction(start), Fraction(0)
    seen: dict[int, Fraction] = {}
    for t in reversed(range(length)) if backward else range(length):
        values = {"a": a, "b": b, "t": Fraction(t), "x": x, "1": Fraction(1)}
        total -= b
        new = 1 + sum((c * values[p] * values[q] / 4 for c, p, q in first), Fraction(0))
        if same_step:
            values["a"] = new
        b = 1 + sum((c * values[p] * values[q] / 4 for c, p, q in second), Fraction(0))
        a = new
        total += a * (t + 1)
        seen[t] = b
    return total + seen[0]
