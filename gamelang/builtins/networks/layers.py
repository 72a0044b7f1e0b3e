"""Layers that kinds of networks are made of: flattened inputs, affine maps, look-ups.

A weight matrix has its inputs along the first axis and its outputs along the last, so that a batch
of rows is multiplied as `x @ W`, without transposes.
"""

from __future__ import annotations

from collections.abc import Sequence

from gamelang.builtins.networks.record import Input, Weight, Wiring
from gamelang.core import typed
from gamelang.core.building import Builder
from gamelang.core.dims import ONE, ZERO, Dim, Shape, count
from gamelang.core.typed import Node

FLAT = 1  # the rank of a vector


# weights, in pairs: the k-th affine map has weightk and biask


def affine_weights(number: int, width: Dim, out: Shape) -> tuple[Weight, Weight]:
    """The map from a vector of this width: as PyTorch and Equinox start it."""
    columns = () if not out else (count(out),)
    return (
        Weight(f"weight{number}", (width, *columns), "uniform", width),
        Weight(f"bias{number}", columns, "uniform", width),
    )


def width_of(inputs: Sequence[Input]) -> Dim:
    return sum((i.width for i in inputs), ZERO)


# values


def affine(b: Builder, x: Node, weight: Node, bias: Node) -> Node:
    """x @ weight + bias, of a vector."""
    return plus(b, product(b, x, weight), bias)


def product(b: Builder, x: Node, weight: Node) -> Node:
    """x @ weight; a vector of weights gives a real."""
    name = "matmul" if len(weight.shape) > 1 else "dot"
    return b.apply(name, (x, weight), weight.shape[1:])


def plus(b: Builder, *terms: Node) -> Node:
    return b.sum(terms, terms[0].shape, "real")


def times(b: Builder, *factors: Node) -> Node:
    return b.product(factors, factors[0].shape, "real")


def first(wiring: Wiring, weight: Node, bias: Node | None) -> Node:
    """The affine map of all inputs together: a look-up where every input is an index."""
    b, inputs = wiring.builder, wiring.plan.inputs
    if any(i.index_size is None for i in inputs):
        made = product(b, joined(b, inputs, wiring.inputs), weight)
        return made if bias is None else plus(b, made, bias)
    rows: list[Node] = []
    offset = ZERO
    for place, given in zip(wiring.inputs, inputs, strict=True):
        rows.append(row(b, weight, shifted(b, place, offset)))
        offset = offset + given.width
    terms = (*rows, *(() if bias is None else (bias,)))
    return terms[0] if len(terms) == 1 else plus(b, *terms)


def joined(b: Builder, inputs: Sequence[Input], nodes: Sequence[Node]) -> Node:
    """All inputs flattened, one behind the other."""
    parts = [flat(b, i, x) for i, x in zip(inputs, nodes, strict=True)]
    if len(parts) == 1:
        return parts[0]
    return b.apply("concat", tuple(parts), (width_of(inputs),))


def flat(b: Builder, given: Input, x: Node) -> Node:
    """An input as a vector."""
    if given.index_size is not None:
        return b.apply("one_hot", (x,), (given.index_size,))
    if not x.shape:
        return b.stack((x,), (ONE,), "real")
    return shaped(b, x, (count(x.shape),))


def shaped(b: Builder, x: Node, shape: Shape) -> Node:
    """The entries of an array in another shape."""
    return x if x.shape == shape else b.apply("reshape", (x,), shape)


def shifted(b: Builder, place: Node, offset: Dim) -> Node:
    return place if offset == ZERO else b.sum((place, b.size(offset)), (), "int")


def row(b: Builder, weight: Node, place: Node) -> Node:
    """weight[place], taken from inside where the weight is itself a part of a family's."""
    shape = weight.shape[1:]
    rest = tuple(b.part(ZERO, size) for size in shape)
    if isinstance(weight, typed.Index):
        outer = tuple(i for i in weight.items if not isinstance(i, typed.Part))
        return b.index(weight.base, (*outer, place, *rest), shape)
    return b.index(weight, (place, *rest), shape)


def between(b: Builder, x: Node, start: Dim, stop: Dim) -> Node:
    """x[start:stop]"""
    return b.index(x, (b.part(start, stop),), (stop - start,))
