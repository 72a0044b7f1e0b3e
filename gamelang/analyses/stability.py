"""What is asked of a point: is it a fixed point, and of which kind (EXACT, section 3).

Each answer is True, False or None (not decided), with a reason. All kinds but local_nash speak of
points with ξ = 0. On a boundary of the domain a fixed point is one with residual 0: ξ points out
of the domain, or along a simplex towards its zero entries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gamelang.analyses.critical import critical, restricted
from gamelang.analyses.enclosed_spectrum import real_parts
from gamelang.analyses.hurwitz import hurwitz
from gamelang.analyses.own_loss import HELD, own_loss
from gamelang.analyses.point import Place, rationals
from gamelang.analyses.spectrum import LARGEST, characteristic, sides
from gamelang.builtins.determinant import determinant
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.nodes import Scalar


@dataclass(frozen=True, slots=True)
class Finding:
    """`open_nodes`: expressions in the constants that must vanish, where that is the question."""

    holds: bool | None
    reason: str
    open_nodes: tuple[Scalar, ...] = ()


def find(place: Place, kind: str) -> Finding:
    """One property of POINT_PROPERTIES at a point."""
    if place.inside is False:
        return Finding(False, "the point lies outside the domain")
    try:
        if place.values.kinks:
            return Finding(None, "the point lies on a kink, or may do so")
        return KINDS[kind](place)
    except (UndecidedError, NotExpandableError) as problem:
        return Finding(None, str(problem))


def fixed_point(place: Place) -> Finding:
    boundary, empty = place.boundary, place.empty_entries
    if boundary is None or empty is None or place.inside is None:
        return Finding(None, "it is not known whether the point lies in the interior")
    on_rows = {k for row, _ in empty for k in row}
    open_nodes: list[Scalar] = []
    for k, node in enumerate(place.values.xi):
        if k in on_rows:
            continue
        found = place.sign(node)
        side = boundary.get(k, 0)
        if found is None:
            open_nodes.append(node)
        elif found * (side or found) > 0:
            name = place.game.parameters[k].name
            return Finding(False, f"the simultaneous gradient is not 0 at the point, for {name}")
    for row, zero in empty:
        held = _row_held(place, row, zero)
        if held is not True:
            reason = "the gradient moves the point along its simplex"
            return Finding(held, reason if held is False else "a sign on a simplex is not known")
    if open_nodes:
        inner = tuple(open_nodes) if not boundary and not empty else ()
        return Finding(None, "the gradient at the point holds constants", inner)
    return Finding(True, "the simultaneous gradient vanishes there, up to the domain")


def _row_held(place: Place, row: tuple[int, ...], zero: list[bool]) -> bool | None:
    """Entries that are not 0 share one slope; entries that are 0 have no smaller one."""
    graph = place.game.graph
    slopes = [*(place.values.xi[k] for k in row), graph.number(0)]
    level = next(s for s, z in zip(slopes, zero, strict=True) if not z)
    for slope, z in zip(slopes, zero, strict=True):
        found = place.sign(graph.subtract(slope, level))
        if found is None:
            return None
        if found < 0 or (found and not z):
            return False
    return True


def _gradient_vanishes(place: Place) -> Finding | None:
    """What to say if ξ is not 0 at the point; None if it is."""
    signs = [place.sign(node) for node in place.values.xi]
    if all(s == 0 for s in signs):
        return None
    if None in signs and not any(signs):
        return Finding(None, "it is not known whether the gradient vanishes at the point")
    return Finding(False, "the simultaneous gradient is not 0 at the point")


def held(place: Place) -> bool | None:
    """Whether a limit of the domain holds a fixed point: ξ is not 0 there."""
    try:
        refused = None if place.values.kinks else _gradient_vanishes(place)
    except (UndecidedError, NotExpandableError):
        return None
    return False if refused is None else refused.holds is False or None


def flow_stable(place: Place) -> Finding:
    """Every eigenvalue of H has positive real part."""
    refused = _gradient_vanishes(place)
    if refused is not None:
        return refused
    numbers = rationals(place.jacobian)
    if numbers is not None and len(numbers) <= LARGEST:
        found = sides(characteristic(numbers))
        stable = found.positive == len(numbers)
        return Finding(stable, _where(found.positive, found.imaginary, found.negative))
    parts = real_parts(place)
    if parts is not None and (parts.negative or not parts.open):
        return Finding(not parts.negative, "by enclosures of the eigenvalues of H")
    return _flow_stable_by_signs(place)


def _where(positive: int, imaginary: int, negative: int) -> str:
    return (
        f"of the eigenvalues of H, {positive} have positive, {imaginary} zero and {negative} "
        "negative real part"
    )


def _flow_stable_by_signs(place: Place) -> Finding:
    """Routh and Hurwitz: p(-s) must have positive coefficients and Hurwitz minors."""
    if place.definiteness(place.symmetric(place.values.hessian)).positive:
        return Finding(True, "S is positive definite")
    mirrored = _mirrored_coefficients(place)
    if mirrored is None:
        return Finding(None, "H is too large for its eigenvalues to be decided")
    signs = [place.sign(c) for c in mirrored]
    if any(s is not None and s <= 0 for s in signs):
        return Finding(False, "a coefficient of the characteristic polynomial has the wrong sign")
    minors = [place.sign(m) for m in _hurwitz_minors(place, mirrored)]
    if any(s is not None and s <= 0 for s in minors):
        return Finding(False, "a Hurwitz determinant is not positive")
    if all(s == 1 for s in (*signs, *minors)):
        return Finding(True, "all Hurwitz determinants are positive")
    return Finding(None, "the sign of a Hurwitz determinant is not known")


def _mirrored_coefficients(place: Place) -> list[Scalar] | None:
    """e_1 .. e_n with det(s I + H) = s**n + e_1 s**(n-1) + ... + e_n."""
    rows = place.jacobian
    n = len(rows)
    if n > 5:
        return None
    graph: Any = place.game.graph
    out: list[Scalar] = []
    current = [[graph.number(int(i == j)) for j in range(n)] for i in range(n)]
    sign = 1
    for k in range(1, n + 1):
        product = [
            [
                graph.add([graph.multiply([rows[i][m], current[m][j]]) for m in range(n)])
                for j in range(n)
            ]
            for i in range(n)
        ]
        trace = graph.add([product[i][i] for i in range(n)])
        c = graph.linear(0, [(trace, Fraction(-1, k))])
        for i in range(n):
            product[i][i] = graph.add([product[i][i], c])
        current = product
        sign = -sign
        out.append(graph.scale(sign, c))
    return out


def _hurwitz_minors(place: Place, coefficients: list[Scalar]) -> list[Scalar]:
    """Those that the coefficients' own signs leave to ask for."""
    graph: Any = place.game.graph
    falling, zero = [graph.number(1), *coefficients], graph.number(0)
    sizes = range(2, len(coefficients))
    return [determinant(graph, hurwitz(falling, size, zero)) for size in sizes]


def stable_fixed_point(place: Place) -> Finding:
    """S is positive semidefinite and H invertible (Letcher et al. 2019)."""
    refused = _gradient_vanishes(place)
    if refused is not None:
        return refused
    definite = place.definiteness(place.symmetric(place.values.hessian))
    if definite.nonnegative is False:
        return Finding(False, "S has a negative direction")
    invertible = place.sign(_determinant(place))
    if invertible == 0:
        return Finding(False, "H is not invertible")
    if definite.nonnegative and (invertible or definite.positive):
        return Finding(True, "S is positive semidefinite and H invertible")
    return Finding(None, "it is not known whether S >= 0 and H is invertible")


def _determinant(place: Place) -> Scalar:
    graph: Any = place.game.graph
    numbers = rationals(place.values.hessian)
    if numbers is not None:
        value: Scalar = graph.number(characteristic(numbers)[0])
        return value
    found: Scalar = determinant(graph, place.values.hessian)
    return found


def unstable(place: Place) -> Finding:
    """S is negative definite."""
    refused = _gradient_vanishes(place)
    if refused is not None:
        return refused
    negative = place.definiteness(place.symmetric(place.values.hessian)).negative
    words = {True: "S is negative definite", False: "S is not negative definite"}
    return Finding(
        negative,
        words.get(negative is True, "") if negative is not None else "a sign of S is not known",
    )


def strict_saddle(place: Place) -> Finding:
    """Some eigenvalue of H has negative real part."""
    refused = _gradient_vanishes(place)
    if refused is not None:
        return refused
    numbers = rationals(place.jacobian)
    if numbers is not None and len(numbers) <= LARGEST:
        found = sides(characteristic(numbers))
        return Finding(found.negative > 0, _where(found.positive, found.imaginary, found.negative))
    parts = real_parts(place)
    if parts is not None and (parts.negative or not parts.open):
        return Finding(parts.negative > 0, "by enclosures of the eigenvalues of H")
    if place.definiteness(place.symmetric(place.values.hessian)).nonnegative:
        return Finding(False, "S is positive semidefinite")
    mirrored = _mirrored_coefficients(place)
    if mirrored is not None and any(place.sign(c) == -1 for c in mirrored):
        return Finding(True, "a coefficient of the characteristic polynomial has the wrong sign")
    if _flow_stable_by_signs(place).holds:
        return Finding(False, "every eigenvalue of H has positive real part")
    return Finding(None, "the signs of the eigenvalues' real parts are not known")


def local_nash(place: Place) -> Finding:
    """First-order conditions hold, and every own block is positive definite or every own loss
    convex; no if one fails or an own block has a feasible negative direction."""
    held = next((p for p in place.game.players if place.game.holds_own(p.number)), None)
    if held is not None:
        return Finding(None, HELD.format(name=held.name))
    first = fixed_point(place)
    if first.holds is not True:
        return first
    undecided = None
    for player in place.game.players:
        found = _own_minimum(place, player.number)
        if found is False:
            return Finding(False, f"the own block of {player.name} has a negative direction")
        if found is None:
            undecided = undecided or player.name
    if undecided:
        reason = f"second derivatives do not decide whether {undecided} is at a minimum"
        return Finding(None, reason)
    return Finding(True, "every player is at a local minimum of her own loss")


def _own_minimum(place: Place, player: int) -> bool | None:
    """Second-order conditions on the moves that the first order leaves open."""
    own = place.game.players[player].coordinates
    found = critical(place, player)
    if found is None:
        return None
    block = place.block(own)
    definite = place.definiteness(restricted(place, block, own, found.all))
    if definite.positive:
        return True
    if definite.nonnegative and place.own_constant(player):
        return True  # a quadratic loss (or an affine one) that no critical move lowers
    if place.definiteness(restricted(place, block, own, found.free)).nonnegative is False:
        return False
    one_way = restricted(place, block, own, found.loose)
    if any(place.sign(one_way[k][k]) == -1 for k in range(len(one_way))):
        return False
    loss = own_loss(place, player)
    return True if loss.flat or loss.convex else None


KINDS: dict[str, Callable[[Place], Finding]] = {
    "fixed_point": fixed_point,
    "flow_stable": flow_stable,
    "stable_fixed_point": stable_fixed_point,
    "local_nash": local_nash,
    "strict_saddle": strict_saddle,
    "unstable": unstable,
}
