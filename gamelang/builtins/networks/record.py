"""What a kind of network is: its weights, and its value as an ordinary typed expression of them.

So a network is nothing that later stages must know: its layers are matrix products, sums and
elementwise functions of parameters like any others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal as Word

from gamelang.core.building import Builder
from gamelang.core.dims import ONE, Dim, Shape, count
from gamelang.core.typed import Node


class PlanError(Exception):
    """The declared inputs and output do not suit this kind; the texts are message and help."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message, self.help = message, help


@dataclass(frozen=True, slots=True)
class Input:
    """A declared input: an array of reals, or an index below `index_size`."""

    shape: Shape
    index_size: Dim | None = None

    @property
    def width(self) -> Dim:
        """Its entries when flattened; an index is one-hot."""
        return count(self.shape) if self.index_size is None else self.index_size


@dataclass(frozen=True, slots=True)
class Plan:
    """One declared network. `numbers` are the whole numbers given by name, or their defaults;
    `known` the values of dims; `norm` what stands in front of its activations; `extern` the name
    by which it is bound from Python."""

    inputs: tuple[Input, ...]
    output: Shape
    widths: tuple[Dim, ...]
    numbers: Mapping[str, int]
    known: Mapping[str, int]
    norm: str | None = None
    extern: str | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight and how it starts: uniform on ±1/sqrt(fan), standard normal, all alike, or as what
    is bound from Python says."""

    name: str
    shape: Shape
    start: Word["uniform", "normal", "one", "zero", "bound"]
    fan: Dim = ONE


@dataclass(frozen=True, slots=True)
class Wiring:
    """A call: the values of weights and inputs, and how to make nodes of them."""

    builder: Builder
    plan: Plan
    weights: tuple[Node, ...]
    inputs: tuple[Node, ...]
    activate: Callable[[Node], Node]


@dataclass(frozen=True, slots=True)
class NetworkKind:
    """One kind of network.

    most: how many widths it takes at most (None: any number). `numbers`: whole numbers it takes by
    name, with their defaults. `activation`: the default one, None where it takes none. `norms`:
    what it takes as `norm=`. `bound`: it takes a name, by which it is bound from Python.
    weights(plan) or PlanError; value(wiring) has the plan's output shape.
    """

    name: str
    signature: str
    doc: str
    weights: Callable[[Plan], tuple[Weight, ...]]
    value: Callable[[Wiring], Node]
    most: int | None = 0
    numbers: Mapping[str, int] = field(default_factory=dict)
    activation: str | None = None
    norms: tuple[str, ...] = ()
    bound: bool = False
