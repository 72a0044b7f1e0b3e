"""A network bound from Python, `extern("D")`: a call of a function that nothing is known of."""

from __future__ import annotations

from gamelang.builtins.networks.record import NetworkKind, Plan, Weight, Wiring
from gamelang.core.dims import Dim
from gamelang.core.externs import size_name
from gamelang.core.typed import Node


def _weights(plan: Plan) -> tuple[Weight, ...]:
    assert plan.extern is not None
    return (Weight("weights", (Dim.named(size_name(plan.extern)),), "bound"),)


def _value(wiring: Wiring) -> Node:
    plan = wiring.plan
    assert plan.extern is not None
    indices = tuple(k for k, given in enumerate(plan.inputs) if given.index_size is not None)
    (weights,) = wiring.weights
    return wiring.builder.extern(plan.extern, weights, wiring.inputs, indices, plan.output)


EXTERN = NetworkKind(
    name="extern",
    signature='extern("name")',
    doc="A function bound from Python: an Equinox module, or an (init, apply) pair.",
    weights=_weights,
    value=_value,
    bound=True,
)
