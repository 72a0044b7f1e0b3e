"""Small rational points strictly inside the domains of a game's parameters and constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from gamelang.symbolic.graph import symbols
from gamelang.symbolic.leaves import Range
from gamelang.symbolic.nodes import Add, Multiply, Node, Pi, Rational, Scalar, Symbol, postorder
from gamelang.symbolic.nodes import Coordinate as Parameter
from gamelang.symbolic.scalars import ScalarGame, written

PI = Fraction(355, 113)
ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Point:
    """A value for every coordinate and every symbolic constant."""

    parameters: tuple[Fraction, ...]
    symbols: Mapping[Symbol, Fraction]

    def named(self, game: ScalarGame) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """({parameter: value}, {constant: value}) by their names in the language."""
        return (
            {p.name: self.parameters[p.number] for p in game.parameters},
            {written(s.name, s.index): value for s, value in self.symbols.items()},
        )


def draw(game: ScalarGame, seed: int) -> Point | None:
    """A point inside all domains, the same for the same seed; None if none was found."""
    random = Random(seed)
    for _ in range(ATTEMPTS):
        drawing = _Drawing(game, random, 9 + 4 * (seed // 4))
        drawing.draw_symbols()
        drawing.draw_parameters()
        if not drawing.failed and all(drawing.inside(fact) for fact, _ in game.facts):
            parameters = tuple(drawing.parameters[p.number] for p in game.parameters)
            return Point(parameters, dict(drawing.symbols))
    return None


@dataclass(slots=True)
class _Drawing:
    game: ScalarGame
    random: Random
    size: int
    symbols: dict[Symbol, Fraction] = field(default_factory=dict)
    parameters: dict[int, Fraction] = field(default_factory=dict)
    failed: bool = False

    def draw_symbols(self) -> None:
        game = self.game
        limits = [
            limit
            for r in (*game.ranges.values(), *(p.range for p in game.parameters))
            if r is not None
            for limit in (r.low, r.high)
            if limit is not None
        ]
        wanted = symbols(*game.losses, *(game.apart or ()), *limits, *game.ranges)
        for row, _ in game.symbol_rows:
            for symbol, value in zip(row, self.simplex(len(row)), strict=True):
                self.symbols[symbol] = value
        self.draw_restricted(wanted)
        waiting = [s for s in wanted if s not in self.symbols]
        while waiting:
            later = [s for s in waiting if not self.draw_symbol(s)]
            if len(later) == len(waiting):
                self.failed = True
                return
            waiting = later

    def draw_symbol(self, symbol: Symbol) -> bool:
        """False while a limit waits for another constant."""
        bounds = self.game.ranges.get(symbol)
        needed = () if bounds is None else tuple(n for n in (bounds.low, bounds.high) if n)
        if any(s not in self.symbols for s in symbols(*needed)):
            return False
        self.symbols[symbol] = self.between(bounds)
        return True

    def draw_restricted(self, wanted: tuple[Symbol, ...]) -> None:
        """An orthogonal matrix is drawn as a reflection, a psd one as B Bᵀ."""
        for name, properties in self.game.restricted.items():
            own = [s for s in wanted if s.name == name]
            if not own:
                continue
            size = 1 + max(max(s.index, default=0) for s in own)
            if "orthogonal" in properties:
                matrix = self.reflection(size)
            else:
                b = [[self.free() for _ in range(size)] for _ in range(size)]
                matrix = [[_inner(row, other) for other in b] for row in b]
            for s in own:
                self.symbols[s] = matrix[s.index[0]][s.index[1]]
        # Both properties together, or entries with bounds, may not fit what was drawn.
        self.failed |= any(len(p) > 1 for p in self.game.restricted.values())

    def reflection(self, size: int) -> list[list[Fraction]]:
        v = [self.free() for _ in range(size)]
        square = _inner(v, v)
        return [
            [Fraction(i == j) - 2 * v[i] * v[j] / square for j in range(size)] for i in range(size)
        ]

    def draw_parameters(self) -> None:
        for row in self.game.rows:
            for number, value in zip(
                row.coordinates, self.simplex(len(row.coordinates)), strict=True
            ):
                self.parameters[number] = value
        for parameter in self.game.parameters:
            if parameter.number not in self.parameters:
                self.parameters[parameter.number] = self.between(parameter.range)

    def simplex(self, count: int) -> list[Fraction]:
        """All entries but the last of a probability vector without zeros."""
        weights = [self.random.randint(1, self.size) for _ in range(count + 1)]
        return [Fraction(w, sum(weights)) for w in weights[:-1]]

    def between(self, bounds: Range | None) -> Fraction:
        """A value strictly inside; anything but 0 where there are no bounds."""
        low = None if bounds is None or bounds.low is None else self.limit(bounds.low)
        high = None if bounds is None or bounds.high is None else self.limit(bounds.high)
        if low is not None and high is not None:
            if low >= high:
                self.failed = True
                return low
            parts = self.random.randint(2, self.size)
            return low + (high - low) * Fraction(self.random.randint(1, parts - 1), parts)
        if low is not None:
            return low + abs(self.free())
        if high is not None:
            return high - abs(self.free())
        return self.free()

    def free(self) -> Fraction:
        sign = self.random.choice((-1, 1))
        return Fraction(sign * self.random.randint(1, self.size), self.random.choice((1, 1, 2, 3)))

    def limit(self, node: Scalar) -> Fraction:
        value = self.evaluate(node)
        if value is None:
            self.failed = True
            return Fraction(0)
        return value

    def inside(self, fact: Scalar) -> bool:
        """Whether what the domain says is >= 0 is > 0 here (unreadable facts: certify looks)."""
        value = self.evaluate(fact)
        return value is None or value > 0

    def evaluate(self, root: Scalar) -> Fraction | None:
        """Rational arithmetic (pi by 355/113); None for anything else."""
        known: dict[Node, Fraction | None] = {}
        for node in postorder(root):
            known[node] = self._evaluate(node, known)
        return known[root]

    def _evaluate(self, node: Node, known: dict[Node, Fraction | None]) -> Fraction | None:
        match node:
            case Rational(value):
                return Fraction(value)
            case Pi():
                return PI
            case Symbol():
                return self.symbols.get(node)
            case Parameter(number):
                return self.parameters.get(number)
            case Add(constant, terms):
                total = Fraction(constant)
                for term, coefficient in terms:
                    part = known[term]
                    if part is None:
                        return None
                    total += coefficient * part
                return total
            case Multiply(factors):
                product = Fraction(1)
                for base, exponent in factors:
                    part = known[base]
                    if part is None or exponent.denominator != 1 or (not part and exponent < 0):
                        return None
                    product *= part ** int(exponent)
                return product
            case _:
                return None


def _inner(a: list[Fraction], b: list[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))
