"""Second derivatives along two directions at a point, without building any derivative.

A node's jet is (f, f_a, f_b, f_ab): value, derivatives along a and b, mixed second derivative
(hyper-dual numbers). uᵀHv = Σ_p D²ℓ_p(u_p, v) costs one shared pass and one per player.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from gamelang.symbolic.nodes import (
    Add,
    Apply,
    Choice,
    Compare,
    Coordinate,
    Logic,
    Multiply,
    Node,
    Pi,
    Q,
    Rational,
    Scalar,
    Symbol,
    postorder,
)
from gamelang.symbolic.numbers import Local, Numbers, UnfitError
from gamelang.symbolic.points import Point
from gamelang.symbolic.scalars import AtomicPlayer, ScalarGame

Jet = tuple[Any, Any, Any, Any]
Direction = Mapping[int, int]  # coordinate -> component, zeros left out
NOWHERE: Direction = {}
_Step = tuple[Node, list[tuple[Scalar, Q]] | None]


@dataclass(slots=True)
class Jets:
    """Evaluates one game at one point in one kind of number. Raises UnfitError.

    `check` is called now and then and may raise.
    """

    game: ScalarGame
    numbers: Numbers
    point: Point
    check: Callable[[], None] = lambda: None
    shared: dict[tuple[tuple[int, int], ...], Mapping[Node, Any]] = field(default_factory=dict)
    sweeps: dict[tuple[Scalar, int], list[_Step]] = field(default_factory=dict)

    def value(self, node: Scalar) -> Any:
        """The node's value."""
        return _jet(self._along(NOWHERE, (node,)), node)[0]

    def second(self, node: Scalar, a: Direction, b: Direction) -> Any:
        """D²node(a, b)."""
        return self._mixed(node, a, self._along(b, (node,)), sum(1 << k for k in a))

    def bilinear(self, u: Direction, v: Direction) -> Any:
        """uᵀHv = Σ_p D²ℓ_p(u_p, v)."""
        below = self._along(v, self.game.losses)
        return self._sum(
            self._mixed(loss, mine, below, block) for _, loss, mine, block in self._players(u)
        )

    def own_bilinear(self, u: Direction, v: Direction) -> Any:
        """Σ_p u_pᵀ H_pp v_p: the diagonal blocks alone."""
        return self._sum(
            self._mixed(
                loss,
                mine,
                self._along({k: v[k] for k in player.coordinates if k in v}, (loss,)),
                block,
            )
            for player, loss, mine, block in self._players(u)
        )

    # ---- passes

    def _sum(self, values: Iterable[Any]) -> Any:
        total = self.numbers.number(0)
        for value in values:
            total = self.numbers.tidy(total + value)
        return total

    def _players(self, u: Direction) -> Iterator[tuple[AtomicPlayer, Scalar, Direction, int]]:
        """Every player with a share in u: its loss, its share, its coordinates as a mask."""
        for player, loss in zip(self.game.players, self.game.losses, strict=True):
            mine = {k: u[k] for k in player.coordinates if k in u}
            if mine:
                yield player, loss, mine, sum(1 << k for k in player.coordinates)

    def _along(self, b: Direction, roots: tuple[Scalar, ...]) -> Mapping[Node, Any]:
        """Jets of everything below the roots with a = 0; an UnfitError where there is none."""
        key = tuple(sorted(b.items()))
        known = self.shared.get(key)
        if known is None:
            known = self.shared[key] = _Layers({}, self._along(NOWHERE, ())) if b else {}
        mask = sum(1 << k for k in b)
        if b:
            self._along(NOWHERE, roots)
        upper: dict[Node, Any] = known.upper if isinstance(known, _Layers) else known  # type: ignore[assignment]
        if any(root not in upper for root in roots):
            for node in postorder(*roots):
                if node not in upper and (not b or self.game.graph.coordinates(node) & mask):
                    upper[node] = self._try(node, known, NOWHERE, b)
        return known

    def _mixed(self, root: Scalar, a: Direction, below: Mapping[Node, Any], block: int) -> Any:
        """The fourth part of root's jet, given the jets for a = 0; a lies within the block."""
        value = _jet(below, root)[3]
        own: dict[Node, Any] = {}
        both = _Layers(own, below)
        for node, terms in self._sweep(root, block):
            if terms is None:
                own[node] = self._try(node, both, a, below)
            else:
                own[node] = self._try_sum(terms, own, below[node])
        return _jet(own, root)[3] if own else value

    def _sweep(self, root: Scalar, block: int) -> list[_Step]:
        """The nodes below root that depend on the block, children first; of a sum only the terms
        that do."""
        steps = self.sweeps.get((root, block))
        if steps is None:
            mask = self.game.graph.coordinates
            steps = self.sweeps[root, block] = [
                (
                    node,
                    [(t, c) for t, c in node.terms if mask(t) & block]
                    if isinstance(node, Add)
                    else None,
                )
                for node in postorder(root)
                if mask(node) & block
            ]
        return steps

    def _try_sum(self, terms: list[tuple[Scalar, Q]], own: Mapping[Node, Any], lower: Any) -> Any:
        if isinstance(lower, UnfitError):
            return lower
        a = ab = self.numbers.number(0)
        for term, coefficient in terms:
            jet = own[term]
            if isinstance(jet, UnfitError):
                return jet
            if coefficient == 1:
                a, ab = a + jet[1], ab + jet[3]
            else:
                factor = self.numbers.number(coefficient)
                a, ab = a + factor * jet[1], ab + factor * jet[3]
        return lower[0], self.numbers.tidy(a), lower[2], self.numbers.tidy(ab)

    def _try(self, node: Node, known: Mapping[Node, Any], a: Direction, b: Any) -> Any:
        self.check()
        try:
            if isinstance(node, Coordinate) and a:
                # In a sweep the direction b is what the shared pass used.
                return *b[node][:1], a.get(node.number, 0), b[node][2], 0
            return self._compute(node, known, b)
        except UnfitError as unfit:
            # Only matters if a branch that is taken uses it.
            return unfit

    # ---- one node

    def _compute(self, node: Node, known: Mapping[Node, Any], b: Direction) -> Any:
        number, tidy = self.numbers.number, self.numbers.tidy
        match node:
            case Rational(value):
                return number(value), 0, 0, 0
            case Coordinate(k):
                return number(self.point.parameters[k]), 0, b.get(k, 0), 0
            case Symbol():
                return number(self.point.symbols[node]), 0, 0, 0
            case Pi():
                return self.numbers.pi(), 0, 0, 0
            case Add(constant, terms):
                f, slope = number(constant), number(0)
                for term, coefficient in terms:
                    jet = _jet(known, term)
                    if coefficient == 1:
                        f, slope = f + jet[0], slope + jet[2]
                    else:
                        factor = number(coefficient)
                        f, slope = f + factor * jet[0], slope + factor * jet[2]
                return tidy(f), 0, tidy(slope), 0
            case Multiply(factors):
                result: Jet = (number(1), 0, 0, 0)
                for base, exponent in factors:
                    jet = _jet(known, base)
                    if exponent != 1:
                        jet = self._chain(self.numbers.power(jet[0], exponent), jet)
                    result = self._times(result, jet)
                return result
            case Apply(primitive, arguments):
                return self._apply(primitive, [_jet(known, x) for x in arguments])
            case Compare(symbol, difference):
                return self._holds(symbol, _jet(known, difference)[0])
            case Logic(symbol, parts_of):
                values = [_jet(known, part) for part in parts_of]
                if symbol == "not":
                    return not values[0]
                return all(values) if symbol == "and" else any(values)
            case Choice(condition, yes, no):
                return _jet(known, yes if _jet(known, condition) else no)
            case _:
                assert_never(node)

    def _times(self, x: Jet, y: Jet) -> Jet:
        tidy = self.numbers.tidy
        return (
            tidy(x[0] * y[0]),
            tidy(x[0] * y[1] + x[1] * y[0]),
            tidy(x[0] * y[2] + x[2] * y[0]),
            tidy(x[0] * y[3] + x[1] * y[2] + x[2] * y[1] + x[3] * y[0]),
        )

    def _chain(self, local: Local, x: Jet) -> Jet:
        tidy = self.numbers.tidy
        f, slope, bend = local
        return (
            f,
            tidy(slope * x[1]),
            tidy(slope * x[2]),
            tidy(slope * x[3] + bend * x[1] * x[2]),
        )

    def _apply(self, primitive: str, jets: list[Any]) -> Any:
        x = jets[0]
        if primitive in ("maximum", "minimum"):
            above = self._side(x[0] - jets[1][0]) == (1 if primitive == "maximum" else -1)
            return x if above else jets[1]
        if primitive == "abs":
            side = self._side(x[0])
            return tuple(self.numbers.tidy(side * part) for part in x)
        if primitive == "sign":
            return self.numbers.number(self._side(x[0])), 0, 0, 0
        return self._chain(self.numbers.function(primitive, x[0]), x)

    def _side(self, value: Any) -> int:
        """The sign of a value, which must not be on a kink."""
        sign = self.numbers.sign(value)
        if not sign:
            raise UnfitError("the point is on a kink")
        return sign

    def _holds(self, symbol: str, difference: Any) -> bool:
        sign = self._side(difference)
        return sign < 0 if symbol in ("less", "lesseq") else symbol == "unequal"


def _jet(known: Mapping[Node, Any], node: Node) -> Any:
    found = known[node]
    if isinstance(found, UnfitError):
        raise found
    return found


@dataclass(frozen=True, slots=True)
class _Layers(Mapping[Node, Any]):
    """What depends on a direction over what does not."""

    upper: dict[Node, Any]
    lower: Mapping[Node, Any]

    def __getitem__(self, node: Node) -> Any:
        found = self.upper.get(node)
        return self.lower[node] if found is None else found

    def __iter__(self) -> Iterator[Node]:
        return iter({**self.lower, **self.upper})

    def __len__(self) -> int:
        return len({**self.lower, **self.upper})
