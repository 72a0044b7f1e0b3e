"""Layer normalisation in front of an activation (Ba, Kiros and Hinton 2016): `norm=layer`.

All entries of a layer are brought to mean 0 and variance 1, and then scaled and shifted, in an
image each channel by its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gamelang.builtins.networks.layers import plus, times
from gamelang.builtins.networks.record import Plan, Weight, Wiring
from gamelang.core.building import Builder
from gamelang.core.dims import Dim
from gamelang.core.typed import Node

SMALL = Fraction(1, 100_000)  # added to the variance, as PyTorch and Equinox do
NORMS = ("layer",)


def norm_weights(plan: Plan, number: int, channels: Dim) -> tuple[Weight, ...]:
    """The scale and the shift behind layer `number`; none where nothing is normalised."""
    if plan.norm is None:
        return ()
    return (
        Weight(f"scale{number}", (channels,), "one"),
        Weight(f"shift{number}", (channels,), "zero"),
    )


def activated(wiring: Wiring, x: Node, given: Iterator[Node]) -> Node:
    """The activation of a layer, normalised first if it is to be."""
    if wiring.plan.norm is not None:
        b = wiring.builder
        scale, shift = (_spread(b, next(given), x) for _ in range(2))
        x = plus(b, times(b, _standard(b, x), scale), shift)
    return wiring.activate(x)


def _standard(b: Builder, x: Node) -> Node:
    """(x - mean) / sqrt(variance + SMALL)"""
    minus = b.product((b.number(-1), b.apply("mean", (x,), ())), (), "real")
    centred = plus(b, x, minus)
    variance = b.apply("mean", (b.apply("square", (centred,), x.shape),), ())
    guarded = b.sum((variance, b.number(SMALL)), (), "real")
    return times(b, centred, b.apply("power", (guarded, b.number(Fraction(-1, 2))), ()))


def _spread(b: Builder, weight: Node, x: Node) -> Node:
    """A number for each channel, at every place of an image."""
    for size in reversed(x.shape[:-1]):
        weight = b.apply("repeat", (weight,), (size, *weight.shape))
    return weight
