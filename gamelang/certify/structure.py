"""Theorems T1 to T5 re-derived on whole arrays, for sizes that are unknown or too large to expand.

Losses are flattened into signed terms; a term that occurs in both losses cancels by identity.
Works for games without families: a term misses a player if no parameter of hers stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import assert_never

from gamelang.certify.polynomials import UndecidedError
from gamelang.core import typed
from gamelang.core.game import TypedGame
from gamelang.core.typed import Node

Term = tuple[Node, ...]  # a product of scalar factors in a fixed order; () is 1
Terms = dict[Term, Fraction]
LINEAR = (
    "sum",
    "mean",
    "trace",
    "transpose",
    "diag",
    "repeat",
    "reshape",
    "concat",
    "stack",
)
BILINEAR = ("dot", "matmul", "outer")
MOST_PLAYERS = 200  # every pair is looked at
MANY = 9  # a degree that is too high, or none


def prove_structure(game: TypedGame, verdict: str) -> None:
    """The verdict follows from the losses' terms for all sizes, else UndecidedError."""
    if any(player.variables for player in game.players):
        raise UndecidedError("families are checked entry by entry")
    if len(game.players) > MOST_PLAYERS:
        raise UndecidedError(f"more than {MOST_PLAYERS} players written one by one")
    losses = [terms_of(player.loss) for player in game.players]
    names = [player.name for player in game.players]
    PROOFS[verdict](game, names, losses)


def terms_of(loss: Node) -> Terms:
    """The terms of nested sums with rational factors, like terms collected."""
    out: Terms = {}
    stack = [(loss, Fraction(1))]
    while stack:
        node, scale = stack.pop()
        match node:
            case typed.Sum(terms, ()):
                stack.extend((t, scale) for t in terms)
            case typed.Product(factors, ()):
                rest: list[Node] = []
                for factor in factors:
                    if isinstance(factor, typed.Number):
                        scale *= factor.value
                    else:
                        rest.append(factor)
                if len(rest) == 1:
                    stack.append((rest[0], scale))
                else:
                    _collect(out, tuple(sorted(rest, key=id)), scale)
            case typed.Number(value):
                _collect(out, (), scale * value)
            case _:
                _collect(out, (node,), scale)
    return {term: c for term, c in out.items() if c}


def _collect(out: Terms, term: Term, scale: Fraction) -> None:
    out[term] = out.get(term, Fraction(0)) + scale


def owners(term: Term) -> frozenset[str]:
    """The players whose parameters stand in a term."""
    return frozenset(n.player for n in typed.postorder(*term) if isinstance(n, typed.Parameter))


def _combined(a: Terms, b: Terms, sign: int) -> Terms:
    out = dict(a)
    for term, c in b.items():
        _collect(out, term, sign * c)
    return {term: c for term, c in out.items() if c}


def degree(term: Term, player: str) -> int:
    """An upper bound of the degree in the player's parameters; MANY where there may be none."""
    known: dict[Node, int] = {}
    for node in typed.postorder(*term):
        below = [known[c] for c in typed.children(node)]
        known[node] = min(MANY, _degree_of(node, below, player))
    return sum(known[factor] for factor in term)


def _degree_of(node: Node, below: list[int], player: str) -> int:
    highest = max(below, default=0)
    match node:
        case typed.Parameter(owner):
            return 1 if owner == player else 0
        case typed.Number() | typed.Size() | typed.Variable() | typed.Constant():
            return 0
        case typed.Product():
            return sum(below)
        case typed.Sum() | typed.Stack() | typed.Comprehension():
            return highest
        case typed.Index():
            return below[0] if not any(below[1:]) else MANY
        case typed.Reduction(function, _, _, condition):
            free = condition is None or below[-1] == 0
            return below[0] if function == "sum" and free else (MANY if highest else 0)
        case typed.Choice():
            return max(below[1:]) if below[0] == 0 else MANY
        case typed.Apply(function, arguments):
            return _degree_of_call(function, arguments, below)
        case _:
            assert_never(node)


def _degree_of_call(function: str, arguments: tuple[Node, ...], below: list[int]) -> int:
    if not any(below):
        return 0
    if function in LINEAR:
        return max(below)
    if function in BILINEAR:
        return sum(below)
    if function in ("square", "norm2"):
        return 2 * below[0]
    if function == "power" and isinstance(arguments[1], typed.Number) and not below[1]:
        exponent = arguments[1].value
        if exponent.denominator == 1 and exponent >= 0:
            return below[0] * int(exponent)
    return MANY


def _pairs(names: list[str], losses: list[Terms], sign: int) -> None:
    for p, q in combinations(range(len(names)), 2):
        wanted = {names[p], names[q]}
        for term in _combined(losses[p], losses[q], sign):
            if wanted <= owners(term):
                raise UndecidedError("a term joins two players and does not cancel")


def _potential(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    _pairs(names, losses, -1)


def _rotational(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    _pairs(names, losses, 1)


def _hamiltonian(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    _pairs(names, losses, 1)
    _own_affine(game, names, losses)


def _own_affine(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    for name, loss in zip(names, losses, strict=True):
        if any(degree(term, name) > 1 for term in loss):
            raise UndecidedError("a term is not affine in its own player's parameters")


def _zero_sum(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    if _total(losses):
        raise UndecidedError("terms of the losses do not cancel")


def _total(losses: list[Terms]) -> Terms:
    out: Terms = {}
    for loss in losses:
        out = _combined(out, loss, 1)
    return out


def _constant_sum(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    if any(owners(term) for term in _total(losses)):
        raise UndecidedError("terms of the losses do not cancel")


def _common_payoff(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    if any(_combined(loss, losses[0], -1) for loss in losses[1:]):
        raise UndecidedError("terms of the losses do not cancel")


def _separable(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    for name, loss in zip(names, losses, strict=True):
        if any(name in owners(term) and len(owners(term)) > 1 for term in loss):
            raise UndecidedError("a term joins two players")


def _polymatrix(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    for name, loss in zip(names, losses, strict=True):
        if any(name in owners(term) and len(owners(term)) > 2 for term in loss):
            raise UndecidedError("a term joins three players")


def _pairwise_zero_sum(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    _polymatrix(game, names, losses)
    _rotational(game, names, losses)


def _quadratic(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    for name, loss in zip(names, losses, strict=True):
        for term in loss:
            if name in owners(term) and sum(degree(term, other) for other in names) > 2:
                raise UndecidedError("a term has a degree above 2")


def _bilinear(game: TypedGame, names: list[str], losses: list[Terms]) -> None:
    _quadratic(game, names, losses)
    _own_affine(game, names, losses)


PROOFS: dict[str, Callable[[TypedGame, list[str], list[Terms]], None]] = {
    "potential": _potential,
    "weighted_potential": _potential,
    "hamiltonian": _hamiltonian,
    "weighted_hamiltonian": _hamiltonian,
    "rotational_coupling": _rotational,
    "zero_sum": _zero_sum,
    "constant_sum": _constant_sum,
    "pairwise_zero_sum": _pairwise_zero_sum,
    "common_payoff": _common_payoff,
    "separable": _separable,
    "polymatrix": _polymatrix,
    "quadratic": _quadratic,
    "bilinear": _bilinear,
}
