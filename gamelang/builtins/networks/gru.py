"""A gated recurrent unit (Cho et al. 2014), with the gates in the order of PyTorch and Equinox."""

from __future__ import annotations

from gamelang.builtins.networks.layers import (
    between,
    first,
    plus,
    product,
    times,
    width_of,
)
from gamelang.builtins.networks.record import NetworkKind, Plan, PlanError, Weight, Wiring
from gamelang.core.dims import ZERO, Dim, describe
from gamelang.core.typed import Node


def _weights(plan: Plan) -> tuple[Weight, ...]:
    state = plan.inputs[-1]
    if len(plan.inputs) < 2 or len(state.shape) != 1:
        raise PlanError(
            "a gru has at least two inputs, the last of which is its state, a vector",
            "write `net g: vector[4], vector[8] -> vector[8] = gru()`",
        )
    if plan.output != state.shape:
        raise PlanError(
            f"a gru gives its next state, a {describe(state.shape)} here, "
            f"and not a {describe(plan.output)}",
            f"write `-> {describe(state.shape)}`",
        )
    (n,) = state.shape
    gates = Dim.of(3) * n
    return (
        Weight("weight0", (width_of(plan.inputs[:-1]), gates), "uniform", n),
        Weight("weight1", (n, gates), "uniform", n),
        Weight("bias0", (gates,), "uniform", n),
        Weight("bias1", (n,), "uniform", n),
    )


def _value(wiring: Wiring) -> Node:
    """r, z = σ(..); new = tanh(W x + b + r (U h + c)); h' = new + z (h - new)."""
    b, plan = wiring.builder, wiring.plan
    weight, recurrent, bias, inner = wiring.weights
    h = wiring.inputs[-1]
    (n,) = h.shape
    rest = Plan(plan.inputs[:-1], plan.output, (), {}, plan.known)
    x = first(Wiring(b, rest, (), wiring.inputs[:-1], wiring.activate), weight, bias)
    back = product(b, h, recurrent)
    stops = (ZERO, n, Dim.of(2) * n, Dim.of(3) * n)
    given = [between(b, x, stops[k], stops[k + 1]) for k in range(3)]
    kept = [between(b, back, stops[k], stops[k + 1]) for k in range(3)]
    reset = b.apply("sigmoid", (plus(b, given[0], kept[0]),), (n,))
    update = b.apply("sigmoid", (plus(b, given[1], kept[1]),), (n,))
    new = b.apply("tanh", (plus(b, given[2], times(b, reset, plus(b, kept[2], inner))),), (n,))
    minus = b.product((b.number(-1), new), (n,), "real")
    return plus(b, new, times(b, update, plus(b, h, minus)))


GRU = NetworkKind(
    name="gru",
    signature="gru()",
    doc="A gated recurrent unit: the last input is its state, the output the next one.",
    weights=_weights,
    value=_value,
)
