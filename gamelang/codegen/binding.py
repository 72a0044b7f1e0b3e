"""A typed game with every size and constant known: what code can be written for.

In: a TypedGame. Out: Bound, which evaluates whatever holds no parameter: exactly where the value
is rational (to be rounded once, when printed), else in double precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from gamelang.builtins.interpret import Interpreter
from gamelang.builtins.record import Grid
from gamelang.core import typed
from gamelang.core.dims import Dim, Shape
from gamelang.core.game import ConstantRecord, TypedGame
from gamelang.core.typed import Constant, Node, Parameter
from gamelang.diagnostics.model import Diagnostic, Rejected

LARGEST_EXACT_POWER = 64


class NotRational(Exception):
    """The value is no rational number, or not decided by rational arithmetic."""


class ValueNeeded(Exception):
    """Code for a game cannot be written before this constant has a value."""

    def __init__(self, constant: str) -> None:
        super().__init__(constant)
        self.constant = constant


@dataclass(frozen=True, slots=True)
class Rationals:
    """Arithmetic on exact rationals; raises NotRational where it leaves them."""

    def number(self, value: Fraction) -> Fraction:
        return value

    def constant(self, name: str) -> Fraction:
        raise NotRational

    def add(self, terms: Sequence[Fraction]) -> Fraction:
        return sum(terms, Fraction(0))

    def multiply(self, factors: Sequence[Fraction]) -> Fraction:
        return math.prod(factors, start=Fraction(1))

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        whole = exponent.denominator == 1 and abs(exponent) <= LARGEST_EXACT_POWER
        if not whole or (base == 0 and exponent < 0):
            raise NotRational
        return base ** int(exponent)

    def apply(self, primitive: str, *arguments: Fraction) -> Fraction:
        match primitive:
            case "abs":
                return abs(arguments[0])
            case "sign":
                return Fraction((arguments[0] > 0) - (arguments[0] < 0))
            case "maximum":
                return max(arguments)
            case "minimum":
                return min(arguments)
            case _:
                raise NotRational

    def compare(self, symbol: str, a: Any, b: Any) -> bool:
        return _compared(symbol, a, b)

    def logic(self, symbol: str, *conditions: Any) -> Any:
        raise NotRational

    def choose(self, condition: Any, yes: Fraction, no: Fraction) -> Fraction:
        raise NotRational


@dataclass(frozen=True, slots=True)
class Doubles:
    """Arithmetic on Python floats; outside a function's domain the value is NaN."""

    def number(self, value: Fraction) -> float:
        return rounded(value)

    def constant(self, name: str) -> float:
        return math.pi if name == "pi" else math.inf

    def add(self, terms: Sequence[float]) -> float:
        return math.fsum(terms) if all(map(math.isfinite, terms)) else sum(terms)

    def multiply(self, factors: Sequence[float]) -> float:
        return math.prod(factors)

    def power(self, base: float, exponent: float) -> float:
        return _defined(math.pow, base, exponent)

    def apply(self, primitive: str, *arguments: float) -> float:
        return _defined(DOUBLE[primitive], *arguments)

    def compare(self, symbol: str, a: float, b: float) -> bool:
        return _compared(symbol, a, b)

    def logic(self, symbol: str, *conditions: Any) -> bool:
        raise AssertionError("comparisons of floats are Python bools")

    def choose(self, condition: Any, yes: float, no: float) -> float:
        raise AssertionError("comparisons of floats are Python bools")


DOUBLE: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "erf": math.erf,
    "abs": abs,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "maximum": max,
    "minimum": min,
}


def _defined(function: Callable[..., float], *arguments: float) -> float:
    try:
        return function(*arguments)
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return math.nan


def _compared(symbol: str, a: Any, b: Any) -> bool:
    return bool({"less": a < b, "lesseq": a <= b, "equal": a == b, "unequal": a != b}[symbol])


def rounded(value: Fraction) -> float:
    """The double nearest to an exact number (Python's integer division rounds correctly)."""
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def held(value: Fraction) -> float:
    """The same for a number that stands in code; Rejected (G534) if it is too large for that."""
    number = rounded(value)
    if math.isinf(number):
        power = len(str(abs(value.numerator) // value.denominator)) - 1
        about = f"{'-' * (value < 0)}1e{power}"
        text = f"a number of this game, about {about}, is too large to compute with"
        help = "scale the game or its constants: a float64 holds numbers up to about 1.8e308"
        raise Rejected([Diagnostic("G534", text, help=help)])
    return number


CHANGING = (Parameter, *typed.Learning.__args__)  # what differs from step to step


@dataclass(slots=True)
class Bound:
    """A game whose sizes and constants are all known; make it with `bind`.

    `open`: real scalar constants that the code takes from outside, as it takes parameters."""

    game: TypedGame
    sizes: dict[str, int]
    records: dict[str, ConstantRecord]
    open: frozenset[str] = frozenset()
    fractions: dict[Node, Grid[Fraction] | None] = field(default_factory=dict)
    doubles: dict[Node, Grid[float]] = field(default_factory=dict)
    parameterless: dict[Node, bool] = field(default_factory=dict)

    def size(self, dim: Dim) -> int:
        value = dim.value(self.sizes)
        assert value is not None, "bind has made sure that every size is known"
        return value

    def shape(self, shape: Shape) -> tuple[int, ...]:
        return tuple(self.size(dim) for dim in shape)

    def exact(self, node: Node) -> Grid[Fraction] | None:
        """The entries of a node without parameters and free indices, where they are rational."""
        if node not in self.fractions:
            interpreter = Interpreter(Rationals(), self.sizes, self._exact_leaf)
            try:
                grid = interpreter.value(node)
                entries = [Fraction(entry) for entry in grid.entries]
                self.fractions[node] = Grid(grid.sizes, entries)
            except NotRational:
                self.fractions[node] = None
        return self.fractions[node]

    def double(self, node: Node) -> Grid[float]:
        """The same entries as floats, exact values rounded once."""
        if node not in self.doubles:
            exact = self.exact(node)
            if exact is not None:
                self.doubles[node] = Grid(exact.sizes, [held(q) for q in exact.entries])
            else:
                grid = Interpreter(Doubles(), self.sizes, self._double_leaf).value(node)
                self.doubles[node] = Grid(grid.sizes, [float(x) for x in grid.entries])
        return self.doubles[node]

    def constant(self, root: Node) -> bool:
        """Whether a node holds no parameter, no sample and no open constant."""
        if root not in self.parameterless:
            for node in typed.postorder(root):
                below = typed.children(node)
                changing = isinstance(node, CHANGING) or self.is_open(node)
                self.parameterless[node] = not changing and all(
                    self.parameterless[c] for c in below
                )
        return self.parameterless[root]

    def is_open(self, node: Node) -> bool:
        return isinstance(node, Constant) and node.name in self.open

    def number(self, node: Node) -> Fraction | None:
        """The exact value of a scalar without parameters and free indices, else None."""
        if isinstance(node, typed.Number):
            return node.value
        if node.shape or self.game.builder.variables(node) or not self.constant(node):
            return None
        grid = self.exact(node)
        return None if grid is None else grid.scalar

    def _given(self, record: ConstantRecord) -> Grid[Any] | None:
        sizes = self.shape(record.node.shape)
        if record.value is None:
            return None
        if record.node.kind == "int":
            return Grid(sizes, [int(q) for q in record.value])
        return Grid(sizes, record.value)

    def _exact_leaf(self, node: Parameter | Constant) -> Grid[Any] | Node:
        record = self.records[node.name]
        given = self._given(record)
        if given is not None:
            return given
        if record.definition is None:
            raise ValueNeeded(node.name)
        return record.definition

    def _double_leaf(self, node: Parameter | Constant) -> Grid[Any] | Node:
        found = self._exact_leaf(node)
        if isinstance(found, Grid) and node.kind != "int":
            return Grid(found.sizes, [rounded(q) for q in found.entries])
        return found


def bind(game: TypedGame, open: frozenset[str] = frozenset()) -> Bound:
    """The game ready for code; Rejected names every dim and constant without a value (G530), and
    every network that is not bound (G536). `open`: constants that may be without one."""
    require_bound(game)
    unbound = tuple(name for name in game.unbound if name not in open)
    if unbound:
        names = ", ".join(f"`{name}`" for name in unbound)
        setting = " ".join(f"--set {name}=..." for name in unbound)
        raise Rejected(
            [Diagnostic("G530", f"{names} must have a value to run", help=f"add {setting}")],
            game.source,
        )
    records = {record.name: record for record in game.constants}
    return Bound(game, game.sizes, records, open)


def require_bound(game: TypedGame) -> None:
    """Rejected (G536) if a network comes from Python, and did not."""
    if not game.not_bound:
        return
    names = " and ".join(f'`extern("{name}")`' for name in game.not_bound)
    message = f"a run needs what {names} stands for, and that is bound from Python"
    given = ", ".join(f'"{name}": module' for name in game.not_bound)
    help = f"in Python: `gamelang.load(path, externs={{{given}}}).run()`"
    raise Rejected([Diagnostic("G536", message, help=help)], game.source)
