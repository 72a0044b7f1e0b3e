"""Terms in index notation, evaluated at sizes and numbers; losses likewise by the interpreter."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import numpy as np

from gamelang.builtins.interpret import Interpreter
from gamelang.builtins.record import Grid
from gamelang.certify.indexed.proofs import Indexed
from gamelang.certify.indexed.table import BOUND, HOLE, Table
from gamelang.core import typed
from gamelang.core.dims import Dim
from gamelang.core.game import TypedGame


class Floats:
    """Arithmetic of the interpreter with floats."""

    def number(self, value: Fraction) -> float:
        return float(value)

    def constant(self, name: str) -> float:
        return math.pi if name == "pi" else math.inf

    def add(self, terms: Sequence[float]) -> float:
        return math.fsum(terms)

    def multiply(self, factors: Sequence[float]) -> float:
        return math.prod(factors)

    def power(self, base: float, exponent: float) -> float:
        return float(base) ** exponent

    def apply(self, primitive: str, *arguments: float) -> float:
        return float(FUNCTIONS[primitive](*arguments))

    def compare(self, symbol: str, a: float, b: float) -> bool:
        return {"less": a < b, "lesseq": a <= b, "equal": a == b, "unequal": a != b}[symbol]


FUNCTIONS: dict[str, Any] = {
    **{name: getattr(math, name) for name in ("exp", "log", "sin", "cos", "tan", "tanh", "erf")},
    "abs": abs,
    "sign": lambda x: (x > 0) - (x < 0),
    "maximum": max,
    "minimum": min,
    "reciprocal": lambda x: 1 / x,
    "power": lambda x, y: x**y,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "relu": lambda x: max(x, 0.0),
    "mod": lambda x, y: x % y,
    "floordiv": lambda x, y: x // y,
    "clip": lambda x, low, high: min(max(x, low), high),
}
FOLDS: dict[str, Any] = {"max": max, "min": min, "prod": math.prod}


@dataclass
class Values:
    """A game at these sizes, with random parameters and constants."""

    game: TypedGame
    sizes: Mapping[str, int]
    arrays: dict[str, np.ndarray[Any, Any]]

    @staticmethod
    def drawn(game: TypedGame, sizes: Mapping[str, int], seed: int) -> Values:
        chance = random.Random(seed)
        known = {**sizes, **game.sizes}
        arrays: dict[str, np.ndarray[Any, Any]] = {}
        for record in game.parameters:
            shape = tuple(size_of(d, known) for d in record.node.shape)
            drawn = np.array([chance.uniform(0.3, 1.7) for _ in range(math.prod(shape))])
            arrays[record.node.path] = drawn.reshape(shape)
            if record.domain is not None and record.domain.form == "simplex":
                arrays[record.node.path] /= arrays[record.node.path].sum(axis=-1, keepdims=True)
        for constant in game.constants:
            shape = tuple(size_of(d, known) for d in constant.node.shape)
            if constant.value is not None:
                arrays[constant.name] = np.array([float(v) for v in constant.value]).reshape(shape)
            elif constant.definition is None:
                arrays[constant.name] = _constant(constant, shape, chance, known)
        return Values(game, known, arrays)

    def loss(self, player: str, member: Sequence[int]) -> float:
        """By the interpreter."""
        record = next(p for p in self.game.players if p.name == player)
        ops: Any = Floats()

        def leaf(node: typed.Parameter | typed.Constant) -> Any:
            if isinstance(node, typed.Constant):
                definition = self.game.constant(node.name).definition
                if definition is not None:
                    return definition
            name = node.path if isinstance(node, typed.Parameter) else node.name
            array = self.arrays[name]
            entries = [int(e) if node.kind == "int" else float(e) for e in array.ravel()]
            return Grid(array.shape, entries)

        there = {
            v: size_of(v.start, self.sizes) + k
            for v, k in zip(record.variables, member, strict=True)
        }
        return float(Interpreter(ops, self.sizes, leaf).member(record.loss, there).scalar)

    def terms(self, table: Table, terms: Any, free: Mapping[int, int]) -> float:
        """Σ coefficient Π factors over all values of the dummies."""
        total = 0.0
        for (ranges, factors), c in dict(terms).items():
            spans = [self.span(table, place, free) for place in ranges]
            for dummies in product(*spans):
                at = {**free, **dict(enumerate(dummies))}
                value = float(c)
                for atom, exponent in factors:
                    value *= self._factor(table, atom, at) ** exponent
                    if value == 0:
                        break
                total += value
        return total

    def span(self, table: Table, place: int, free: Mapping[int, int]) -> list[int]:
        here = table.ranges[place]
        without = {free[s] for s in here.without}
        whole = range(size_of(here.start, self.sizes), size_of(here.stop, self.sizes))
        return [k for k in whole if k not in without]

    def _factor(self, table: Table, atom: tuple[int, ...], at: Mapping[int, int]) -> float:
        head = table.heads[atom[0]]
        slots = [
            size_of(table.constants[s], self.sizes) if s in table.constants else at[s]
            for s in atom[1:]
        ]
        match head.kind:
            case "parameter" | "constant" if head.name != "same entry":
                return float(self.arrays[head.name][tuple(slots)])
            case "constant":
                return self._same_entry(table, head, slots, at)
            case "dim":
                return float(self.sizes[head.name])
            case "index":
                return float(slots[0])
            case "delta":
                return float(slots[0] == slots[1])
            case "number":
                return math.pi if head.name == "pi" else math.inf
            case "determinant":
                return float(np.linalg.det(self._matrix(table, head, slots, at)))
            case "inverse":
                matrix = self._matrix(table, head, slots[2:], at)
                return float(np.linalg.inv(matrix)[slots[0], slots[1]])
            case "reduction":
                return self._reduction(table, head, slots, at)
            case "function":
                return float(FUNCTIONS[head.name](*self._inside(table, head, slots, at)))
            case "indicator":
                (value,) = self._inside(table, head, slots, at)
                if head.name == "positive":
                    return float(value > 1e-12)
                if head.name == "zero":
                    return float(abs(value) < 1e-12)
                divisor = self.sizes[head.name.removeprefix("divisible by ")]
                return float(round(value) % divisor == 0)
        raise NotImplementedError(head.kind)

    def _same_entry(
        self, table: Table, head: Any, slots: list[int], at: Mapping[int, int]
    ) -> float:
        """Whether two places of a reshaped array hold one entry."""
        split = head.ranges.index(-1)
        old, new = head.ranges[:split], head.ranges[split + 1 :]
        places = []
        for ranges, chosen in ((old, slots[:split]), (new, slots[split:])):
            shape = tuple(len(self.span(table, place, at)) for place in ranges)
            places.append(int(np.ravel_multi_index(tuple(chosen), shape)))
        return float(places[0] == places[1])

    def _inside(
        self, table: Table, head: Any, slots: list[int], at: Mapping[int, int], **bound: int
    ) -> list[float]:
        labels = {s: v for s, v in at.items() if s <= HOLE * 5}
        holes = {HOLE - k: s for k, s in enumerate(slots)}
        names = {BOUND - int(k[1:]): v for k, v in bound.items()}
        return [self.terms(table, inner, {**labels, **holes, **names}) for inner in head.inner]

    def _matrix(self, table: Table, head: Any, slots: list[int], at: Mapping[int, int]) -> Any:
        n = len(self.span(table, head.ranges[0], at))
        rows = range(n)
        return np.array(
            [[self._inside(table, head, slots, at, b0=i, b1=j)[0] for j in rows] for i in rows]
        )

    def _reduction(self, table: Table, head: Any, slots: list[int], at: Mapping[int, int]) -> float:
        spans = [self.span(table, place, at) for place in head.ranges]
        entries = []
        for values in product(*spans):
            bound = {f"b{k}": v for k, v in enumerate(values)}
            found = self._inside(table, head, slots, at, **bound)
            if len(found) == 1 or found[1]:
                entries.append(found[0])
        if head.name == "argmax":
            return float(entries.index(max(entries)))
        name = head.name.removesuffix(" where")
        return float(FOLDS[name](entries))


def size_of(dim: Dim, sizes: Mapping[str, int]) -> int:
    value = dim.value(sizes)
    assert value is not None
    return value


def _constant(record: Any, shape: tuple[int, ...], chance: Any, sizes: Mapping[str, int]) -> Any:
    count = math.prod(shape)
    if record.node.kind == "int":
        return np.array(
            [chance.randrange(size_of(record.index_size, sizes)) for _ in range(count)]
        ).reshape(shape)
    drawn = np.array([chance.uniform(0.3, 1.7) for _ in range(count)]).reshape(shape)
    for name in record.properties:
        match name:
            case "symmetric":
                drawn = drawn + drawn.T
            case "antisymmetric":
                drawn = drawn - drawn.T
            case "diagonal":
                drawn = np.diag(np.diag(drawn))
    return drawn


def disagreements(game: TypedGame, sizes: Mapping[str, int], seed: int = 0) -> list[str]:
    """Members whose loss as terms, generic or split for any pair, is not the loss."""
    indexed = Indexed(game)
    values = Values.drawn(game, sizes, seed)
    table = indexed.table
    wrong = []
    pairs = [(case, member) for case in indexed.family_pairs for member in case.members]
    for kind, found in (
        ("pair", pairs),
        ("single", [(case, case.members[0]) for case in indexed.singles]),
    ):
        for case, member in found:
            terms = indexed.loss(case, member)
            for labels in assignments(values, table, case):
                who = [labels[s] for s in member.labels]
                a, b = values.terms(table, terms, labels), values.loss(member.player.name, who)
                if not math.isclose(a, b, rel_tol=1e-7, abs_tol=1e-7):
                    wrong.append(f"{kind} {member.player.name}{who}: {a} is not {b}")
    total = values.terms(table, indexed.total, {})
    truth = math.fsum(
        values.loss(p.name, who)
        for p in game.players
        for who in product(*(range(size_of(d, values.sizes)) for d in p.family_shape))
    )
    if not math.isclose(total, truth, rel_tol=1e-7, abs_tol=1e-7):
        wrong.append(f"total: {total} is not {truth}")
    return wrong


def assignments(values: Values, table: Table, case: Any) -> list[dict[int, int]]:
    """All ways to choose different numbers for the labels of each range."""
    out: list[dict[int, int]] = [{}]
    for place, labels in case.labels:
        here = table.ranges[place]
        span = range(size_of(here.start, values.sizes), size_of(here.stop, values.sizes))
        out = [
            {**before, **dict(zip(labels, chosen, strict=True))}
            for before in out
            for chosen in permutations(span, len(labels))
        ]
    return out
