"""A long short-term memory cell (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000).

The last input is its state and the output the next one: h in front, the cell c behind.
"""

from __future__ import annotations

from gamelang.builtins.networks.layers import between, first, plus, product, times, width_of
from gamelang.builtins.networks.record import NetworkKind, Plan, PlanError, Weight, Wiring
from gamelang.core.dims import Dim, describe
from gamelang.core.typed import Node

USE = "write `net cell: vector[4], vector[2 * 8] -> vector[2 * 8] = lstm()`"


def _width(plan: Plan) -> Dim:
    """The width of h, half that of the state."""
    state = plan.inputs[-1]
    if len(plan.inputs) < 2 or len(state.shape) != 1:
        raise PlanError("an lstm has at least two inputs, the last of which is its state", USE)
    if plan.output != state.shape:
        raise PlanError(
            f"an lstm gives its next state, a {describe(state.shape)} here, "
            f"and not a {describe(plan.output)}",
            f"write `-> {describe(state.shape)}`",
        )
    (both,) = state.shape
    if any(coefficient % 2 for _, coefficient in both.terms):
        raise PlanError(
            f"the state of an lstm is a vector of even length, h and then c, not of {both}", USE
        )
    return Dim(tuple((monomial, coefficient // 2) for monomial, coefficient in both.terms))


def _weights(plan: Plan) -> tuple[Weight, ...]:
    n = _width(plan)
    gates = Dim.of(4) * n
    return (
        Weight("weight0", (width_of(plan.inputs[:-1]), gates), "uniform", n),
        Weight("weight1", (n, gates), "uniform", n),
        Weight("bias0", (gates,), "uniform", n),
    )


def _value(wiring: Wiring) -> Node:
    """i, f, o = σ(..), g = tanh(..) of W x + U h + b; c' = f c + i g; h' = o tanh(c')."""
    b, plan = wiring.builder, wiring.plan
    weight, recurrent, bias = wiring.weights
    state, n = wiring.inputs[-1], _width(plan)
    rest = Plan(plan.inputs[:-1], plan.output, (), {}, plan.known)
    x = first(Wiring(b, rest, (), wiring.inputs[:-1], wiring.activate), weight, bias)
    h, c = (between(b, state, Dim.of(k) * n, Dim.of(k + 1) * n) for k in range(2))
    back = product(b, h, recurrent)
    stops = [Dim.of(k) * n for k in range(5)]
    gates = [
        plus(b, between(b, x, stops[k], stops[k + 1]), between(b, back, stops[k], stops[k + 1]))
        for k in range(4)
    ]
    let_in, keep, out = (b.apply("sigmoid", (gates[k],), (n,)) for k in (0, 1, 3))
    new = b.apply("tanh", (gates[2],), (n,))
    cell = plus(b, times(b, keep, c), times(b, let_in, new))
    shown = times(b, out, b.apply("tanh", (cell,), (n,)))
    return b.apply("concat", (shown, cell), state.shape)


LSTM = NetworkKind(
    name="lstm",
    signature="lstm()",
    doc="A long short-term memory cell: the last input is its state, [h, c]; the output the next.",
    weights=_weights,
    value=_value,
)
