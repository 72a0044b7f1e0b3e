"""Dense networks: `mlp(64, 64, activation=tanh)`, and `linear()`, which is also an embedding."""

from __future__ import annotations

from itertools import pairwise

from gamelang.builtins.networks.layers import (
    affine,
    affine_weights,
    first,
    shaped,
    width_of,
)
from gamelang.builtins.networks.normalising import NORMS, activated, norm_weights
from gamelang.builtins.networks.record import NetworkKind, Plan, Weight, Wiring
from gamelang.core.dims import count
from gamelang.core.typed import Node


def _weights(plan: Plan) -> tuple[Weight, ...]:
    sizes = (width_of(plan.inputs), *plan.widths)
    found: list[Weight] = []
    for number, (before, after) in enumerate(pairwise(sizes)):
        found += affine_weights(number, before, (after,))
        found += norm_weights(plan, number, after)
    found += affine_weights(len(plan.widths), sizes[-1], plan.output)
    return tuple(found)


def _value(wiring: Wiring) -> Node:
    given = iter(wiring.weights)
    x = first(wiring, next(given), next(given))
    for _ in wiring.plan.widths:
        x = affine(wiring.builder, activated(wiring, x, given), next(given), next(given))
    return shaped(wiring.builder, x, wiring.plan.output)


def _linear_weights(plan: Plan) -> tuple[Weight, ...]:
    if not _embeds(plan):
        return affine_weights(0, width_of(plan.inputs), plan.output)
    columns = (count(plan.output),) if plan.output else ()
    return (Weight("weight0", (width_of(plan.inputs), *columns), "normal"),)


def _embeds(plan: Plan) -> bool:
    return all(i.index_size is not None for i in plan.inputs)


def _linear_value(wiring: Wiring) -> Node:
    bias = None if _embeds(wiring.plan) else wiring.weights[1]
    return shaped(wiring.builder, first(wiring, wiring.weights[0], bias), wiring.plan.output)


MLP = NetworkKind(
    name="mlp",
    signature="mlp(widths..., activation=relu, norm=)",
    doc="Dense layers of these widths with the activation behind each, and a last one without.",
    weights=_weights,
    value=_value,
    most=None,
    activation="relu",
    norms=NORMS,
)
LINEAR = NetworkKind(
    name="linear",
    signature="linear()",
    doc="One affine map; of indices alone an embedding: a row of its weights for each, no bias.",
    weights=_linear_weights,
    value=_linear_value,
)
