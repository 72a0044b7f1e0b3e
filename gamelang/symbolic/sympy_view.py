"""SymPy's view of a game: losses, ξ, H, S, A as SymPy expressions, derived by SymPy itself.

Built node by node, never from text; one symbol one object; nothing is simplified. It is what
`show` prints and what Python returns, and the oracle for the fast derivatives. Imports SymPy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, assert_never

from gamelang.symbolic.limits import TooLargeError
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
    children,
    postorder,
)
from gamelang.symbolic.scalars import ScalarGame, written

MOST_PARAMETERS = 64
MOST_TREE = 20_000


@dataclass(frozen=True)
class SympyView:
    """`symbols` are the coordinates in order, `constants` the symbols of constants; a loss each
    for the players in order. H_ij is ∂ξ_i/∂θ_j."""

    game: ScalarGame
    symbols: tuple[Any, ...]
    constants: Mapping[Symbol, Any]
    losses: tuple[Any, ...]
    apart: tuple[Any, ...]  # the losses, with symbols of its own for what is held
    held: Mapping[Any, Any]  # these symbols, and what they stand for

    @cached_property
    def xi(self) -> Any:
        """The simultaneous gradient, a column."""
        import sympy

        slopes = [
            loss.diff(self.symbols[k]).xreplace(self.held)
            for player, loss in zip(self.game.players, self.apart, strict=True)
            for k in player.coordinates
        ]
        return sympy.ImmutableMatrix(len(slopes), 1, slopes)

    @cached_property
    def H(self) -> Any:
        import sympy

        size = len(self.symbols)
        entries = [slope.diff(symbol) for slope in self.xi for symbol in self.symbols]
        return sympy.ImmutableMatrix(size, size, entries)

    @cached_property
    def S(self) -> Any:
        return (self.H + self.H.T) / 2

    @cached_property
    def A(self) -> Any:
        return (self.H - self.H.T) / 2


def sympy_view(game: ScalarGame) -> SympyView:
    """Raises TooLargeError for a game that is not of modest size."""
    import sympy

    if len(game.parameters) > MOST_PARAMETERS or tree_size(game.apart or game.losses) > MOST_TREE:
        raise TooLargeError(
            f"SymPy's view is for games of at most {MOST_PARAMETERS} scalar parameters and losses "
            f"of {MOST_TREE:,} operations when written out"
        )
    symbols = tuple(sympy.Symbol(p.name, real=True) for p in game.parameters)
    known: dict[Node, Any] = {}
    losses = tuple(convert(game, loss, symbols, known) for loss in game.losses)
    apart, held = losses, {}
    if game.apart is not None:
        seconds = tuple(sympy.Symbol(f"stop({p.name})", real=True) for p in game.parameters)
        held = dict(zip(seconds, symbols, strict=True))
        apart = tuple(convert(game, loss, (*symbols, *seconds), known) for loss in game.apart)
    constants = {node: made for node, made in known.items() if isinstance(node, Symbol)}
    return SympyView(game, symbols, constants, losses, apart, held)


def tree_size(roots: tuple[Scalar, ...]) -> int:
    """How many operations there are without sharing: SymPy works on trees."""
    sizes: dict[Node, int] = {}
    for node in postorder(*roots):
        sizes[node] = 1 + sum(sizes[child] for child in children(node))
    return sum(sizes[root] for root in roots)


def convert(
    game: ScalarGame, root: Scalar, symbols: tuple[Any, ...], known: dict[Node, Any]
) -> Any:
    """A node as a SymPy expression; `known` is shared between the nodes of one game."""
    for node in postorder(root):
        if node not in known:
            known[node] = _convert(node, symbols, known)
    return known[root]


def _convert(node: Node, symbols: tuple[Any, ...], known: Mapping[Node, Any]) -> Any:
    import sympy

    match node:
        case Rational(value):
            return _rational(value)
        case Coordinate(number):
            return symbols[number]
        case Symbol(name, index):
            return sympy.Symbol(written(name, index), real=True)
        case Pi():
            return sympy.pi
        case Add(constant, terms):
            return sympy.Add(_rational(constant), *(_rational(c) * known[t] for t, c in terms))
        case Multiply(factors):
            return sympy.Mul(*(sympy.Pow(known[b], _rational(e)) for b, e in factors))
        case Apply(primitive, arguments):
            return _function(primitive)(*(known[a] for a in arguments))
        case Compare(symbol, difference):
            relation: Any = {
                "less": sympy.Lt,
                "lesseq": sympy.Le,
                "equal": sympy.Eq,
                "unequal": sympy.Ne,
            }[symbol]
            return relation(known[difference], sympy.Integer(0))
        case Logic(symbol, parts):
            connective: Any = {"and": sympy.And, "or": sympy.Or, "not": sympy.Not}[symbol]
            return connective(*(known[p] for p in parts))
        case Choice(condition, yes, no):
            return sympy.Piecewise((known[yes], known[condition]), (known[no], True))
        case _:
            assert_never(node)


def _rational(value: Q) -> Any:
    import sympy

    value = Fraction(value)
    return sympy.Rational(value.numerator, value.denominator)


def _function(primitive: str) -> Any:
    import sympy

    return {
        "exp": sympy.exp,
        "log": sympy.log,
        "sin": sympy.sin,
        "cos": sympy.cos,
        "tan": sympy.tan,
        "tanh": sympy.tanh,
        "erf": sympy.erf,
        "abs": sympy.Abs,
        "sign": sympy.sign,
        "maximum": sympy.Max,
        "minimum": sympy.Min,
    }[primitive]
