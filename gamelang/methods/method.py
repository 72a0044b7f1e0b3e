"""What an update rule is: it turns the field of a game into a direction.

The optimizer turns the direction into an update. What checking and `list` read here is data;
JAX comes in only inside `direction`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from gamelang.methods.arguments import Argument, Signature
from gamelang.methods.linear import Term

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields

Tree: TypeAlias = dict[str, dict[str, Any]]  # {player: {parameter: array}}
Memory: TypeAlias = Any  # what a method keeps from step to step; a pytree


@dataclass(frozen=True, slots=True)
class Cost:
    """What one direction asks of the field."""

    xi: int = 1
    jvp: int = 0
    vjp: int = 0


class Method(ABC):
    """An update rule. Each one is a final frozen dataclass in a file of its own, with one
    module-level value; its fields are its hyperparameters, made by `real` and `flag`.

    `factors` is what it does to a linear field (methods/linear.py); with none, exact work says
    nothing of its steps. `mixes`: its direction adds parts of one player's ξ to another's, also
    where a bound holds them back."""

    name: ClassVar[str]
    formula: ClassVar[str]
    reference: ClassVar[str]
    cost: ClassVar[Cost]
    factors: ClassVar[tuple[Term, ...]] = ()
    mixes: ClassVar[bool] = False

    @property
    def linear(self) -> bool:
        """Whether `factors` holds near a fixed point with these hyperparameters."""
        return True

    @abstractmethod
    def init(self, game: Fields, w: Tree) -> Memory:
        """What the method remembers before the first step."""

    @abstractmethod
    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        """The direction to descend along at w. `rate` is each player's current rate."""


def real(default: float, doc: str, low: float = -inf, high: float = inf) -> Any:
    """A hyperparameter that is a number; it may be varied under vmap."""
    return field(default=default, metadata={"argument": ("real", doc, default, low, high)})


def flag(default: bool, doc: str) -> Any:
    """A hyperparameter that is True or False: fixed when the step is compiled."""
    return field(default=default, metadata={"argument": ("flag", doc, default, -inf, inf)})


def hyperparameters(method: Method | type[Method]) -> tuple[Argument, ...]:
    """A method's hyperparameters in order, as data."""
    found = []
    for f in fields(method):  # type: ignore[arg-type]
        kind, doc, default, low, high = f.metadata["argument"]
        found.append(Argument(f.name, kind, doc, default, low=low, high=high))
    return tuple(found)


def signature(method: Method) -> Signature:
    return Signature("method", method.name, hyperparameters(method), method.formula)
