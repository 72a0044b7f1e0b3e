"""Proofs about games with `stop(...)`, where ξ is no derivative of the losses as functions.

What speaks of H is proved of H itself, entry by entry, by hyper-dual numbers over normal forms.
What speaks of the losses' values (OF_VALUES) is proved as ever: there nothing is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement

from gamelang.builtins.smoothness import kinked, partial
from gamelang.certify.expansion import Expanded
from gamelang.certify.formula import evaluate_text
from gamelang.certify.hyperdual import HyperDual, HyperDuals
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting
from gamelang.certify.symmetric import hessian_forms, slopes
from gamelang.core.typed import Apply, Node, postorder

OF_VALUES = ("zero_sum", "constant_sum", "common_payoff", "polymatrix", "pairwise_zero_sum")
MOST = 30  # coordinates: every entry of H takes a pass of its own
MEROMORPHIC = frozenset(
    (
        *("power", "square", "sum", "mean", "prod", "dot", "norm2", "matmul", "outer", "trace"),
        *("transpose", "diag", "inv", "det", "solve", "zeros", "ones", "eye", "one_hot", "concat"),
        *("reshape", "repeat", "pi", "exp", "sin", "cos", "tan", "tanh", "sigmoid", "erf"),
        "softmax",
    )
)
Rows = list[list[Form]]
Weights = Sequence[Form]


def of_field(setting: Setting, verdict: str) -> bool:
    """Whether a verdict speaks of H in a game where that is not made of the losses' values."""
    return setting.stops and verdict not in OF_VALUES


def require_values(setting: Setting, verdict: str) -> None:
    """Raises UndecidedError where the losses' values say nothing about a verdict."""
    if of_field(setting, verdict):
        raise UndecidedError("with `stop` the losses' values do not decide this")


def prove(e: Expanded, verdict: str, weights: Weights) -> None:
    """The verdict holds of H, each player's rows times her weight (weighted verdicts only)."""
    require_smooth(e)
    if verdict in ("quadratic", "bilinear") and partial(*_losses(e)) and not _meromorphic(e):
        raise UndecidedError("with `stop` and losses that are not defined everywhere")
    PROOFS[verdict](e, hessian(e), weights)


def require_smooth(e: Expanded) -> None:
    if len(e.setting.coordinates) > MOST:
        raise UndecidedError(f"the game has `stop` and more than {MOST} scalar parameters")
    if kinked(*_losses(e)):
        raise UndecidedError("the game has `stop` and kinks")


def _meromorphic(e: Expanded) -> bool:
    """Whether the losses extend to complex parameters, off a set that leaves them connected: then
    ξ is one affine function on both sides of a gap. (exp(log(x**2)/2)/x is not: it has H = 0.)"""
    return all(
        node.function in MEROMORPHIC
        for node in postorder(*_losses(e))
        if isinstance(node, Apply) and node.kind == "real"
    )


def _losses(e: Expanded) -> list[Node]:
    return [player.loss for player in e.setting.game.players]


def hessian(e: Expanded) -> Rows:
    """H, made once."""
    if not e.hessian:
        e.hessian.extend(hessian_forms(e))
    return e.hessian


def prove_block_vanishes(e: Expanded, row: int, column: int) -> None:
    """ξ of one agent does not change with the parameters of another."""
    require_smooth(e)
    owner = _owner(e)
    for i, j in _places(e):
        if (owner[i], owner[j]) == (row, column):
            _must(hessian(e)[i][j])
        if (owner[j], owner[i]) == (row, column):
            _must(hessian(e)[j][i])


def prove_potential(e: Expanded, text: str) -> None:
    """ξ is the gradient of the text."""
    require_smooth(e)
    ops = HyperDuals(e.forms)
    constants = {name: HyperDual(value) for name, value in e.constants.items()}
    field = e.forms.field
    for seeded, slope in slopes(e):
        phi = evaluate_text(text, ops, {**constants, **seeded})
        if not isinstance(phi, HyperDual):
            raise UndecidedError("the text of the certificate is not a number")
        _must(field.subtract(slope, phi.f1 or Form({})))


def _owner(e: Expanded) -> list[int]:
    return [c.agent for c in e.setting.coordinates]


def _places(e: Expanded) -> Iterator[tuple[int, int]]:
    """Every unordered pair of coordinates, also of one with itself."""
    return combinations_with_replacement(range(len(e.setting.coordinates)), 2)


def _must(form: Form) -> None:
    if not form.vanishes:
        raise UndecidedError("an entry was not seen to vanish identically")


# ---- verdicts


def _balanced(e: Expanded, rows: Rows, weights: Weights, sign: int, *, own: bool) -> None:
    """w_p H_ij + sign w_q H_ji = 0, i of p and j of q; `own`: also where p = q."""
    field, owner = e.forms.field, _owner(e)
    for i, j in _places(e):
        p, q = owner[i], owner[j]
        if own or p != q:
            there = field.multiply([weights[p], rows[i][j]])
            back = field.multiply([weights[q], rows[j][i]])
            _must(field.subtract(there, back) if sign < 0 else field.add([there, back]))


def _potential(e: Expanded, rows: Rows, weights: Weights) -> None:
    _balanced(e, rows, weights, -1, own=True)


def _hamiltonian(e: Expanded, rows: Rows, weights: Weights) -> None:
    _balanced(e, rows, weights, 1, own=True)


def _rotational(e: Expanded, rows: Rows, weights: Weights) -> None:
    _balanced(e, rows, weights, 1, own=False)


def _separable(e: Expanded, rows: Rows, weights: Weights) -> None:
    owner = _owner(e)
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            if owner[i] != owner[j]:
                _must(entry)


def _quadratic(e: Expanded, rows: Rows, weights: Weights) -> None:
    """H holds no parameter: ξ, analytic and defined everywhere, is affine."""
    for entry in (entry for row in rows for entry in row):
        if e.agents_below(entry).union(*(e.agents(m) for m in entry.numerator)):
            raise UndecidedError("an entry of H was not seen to be constant")


def _bilinear(e: Expanded, rows: Rows, weights: Weights) -> None:
    _quadratic(e, rows, weights)
    owner = _owner(e)
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            if owner[i] == owner[j]:
                _must(entry)


PROOFS: dict[str, Callable[[Expanded, Rows, Weights], None]] = {
    "potential": _potential,
    "weighted_potential": _potential,
    "hamiltonian": _hamiltonian,
    "weighted_hamiltonian": _hamiltonian,
    "rotational_coupling": _rotational,
    "separable": _separable,
    "quadratic": _quadratic,
    "bilinear": _bilinear,
}
