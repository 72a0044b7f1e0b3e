"""Certificates of "no": a place at which something provably is not 0 that would have to be.

{"kind": "witness", "matrix": "A", "entry": ["x", "y"], "point": {"x": 0, "y": 0}, "value": 1}
{"kind": "difference", "combination": {"row": 1, "column": -1}, "point": {...},
 "moves": [{"x": 1}, {"y": "1/2"}], "value": "-3/2"}
{"kind": "change", "entry": ["x", "y"], "points": [{...}, {...}], "value": 2}: H is not constant
{"kind": "witnesses", "places": [...]}: with symbolic constants, several that never vanish at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Any

from flint import arb, fmpq

from gamelang.builtins.smoothness import kinked
from gamelang.certify import printing
from gamelang.certify.coefficients import coefficient_at
from gamelang.certify.constants import Assumptions
from gamelang.certify.evaluation import (
    Place,
    Value,
    entry_of,
    moved,
    require_off_kinks,
    within,
)
from gamelang.certify.evidence import Evidence
from gamelang.certify.forms import Forms
from gamelang.certify.polynomials import Poly, UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.reading import (
    json_number,
    json_point,
    list_of,
    mapping_of,
    member,
    number_of,
    point_of,
    text_of,
)
from gamelang.certify.setting import Setting
from gamelang.certify.sparse.points import inside, is_sparse, require_sparse_form
from gamelang.certify.stopped import require_values
from gamelang.certify.ways import ways
from gamelang.core.verdicts import Json

MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Found:
    """The value at a place of a certificate, and the certificate with the value written in."""

    value: Value
    certificate: dict[str, Json]


def check_no(evidence: Evidence, verdict: str, certificate: Mapping[str, Any]) -> dict[str, Json]:
    """The certificate with every value filled in; raises UndecidedError if it proves nothing."""
    kind = member(certificate, "kind")
    if kind == "witnesses":
        places = list_of(member(certificate, "places"))[:MOST_PLACES]
    else:
        places = [certificate]
    found = [refutation(evidence, verdict, mapping_of(p)) for p in places]
    if evidence.setting.symbols:
        _never_together(evidence, found)
    elif not any(is_not_zero(f.value) for f in found):
        raise UndecidedError("the value at the witness is not provably different from 0")
    if kind == "witnesses":
        return {"kind": "witnesses", "places": [f.certificate for f in found]}
    return found[0].certificate


def _never_together(evidence: Evidence, found: list[Found]) -> None:
    """No allowed constants make all values 0."""
    numerators = [numerator(f.value) for f in found]
    if not any(numerators):
        raise UndecidedError("the value at the witness is 0")
    assumptions = Assumptions(evidence.setting, evidence.forms)
    if ways(assumptions, [n for n in numerators if n]):
        raise UndecidedError("some constants may make the value at the witness 0")


def numerator(value: Value) -> Poly:
    assert isinstance(value, Form)
    return value.numerator


def is_not_zero(value: Value) -> bool:
    if isinstance(value, arb):
        return value.is_finite() and not value.contains(0)
    return isinstance(value, fmpq) and value != 0


def refutation(evidence: Evidence, verdict: str, certificate: Mapping[str, Any]) -> Found:
    """A place whose value, if it is not 0, refutes the verdict."""
    match member(certificate, "kind"):
        case "witness":
            found = entry_at(evidence, certificate)
            _entry_refutes(evidence.setting, verdict, found.certificate)
            require_smooth(evidence.setting, verdict, found.certificate)
            return found
        case "difference":
            return difference_at(evidence, verdict, certificate)
        case "change":
            return change_at(evidence, verdict, certificate)
        case "coefficient":
            value, out = coefficient_at(evidence.expanded, verdict, certificate)
            exact = value if evidence.setting.symbols else value.rational
            if exact is None:
                raise UndecidedError("a coefficient is no rational number")
            return Found(exact, {**out, "value": json_value(exact, evidence.forms)})
    raise UndecidedError("a certificate of `no` is a witness, difference, change or coefficient")


def entry_at(evidence: Evidence, certificate: Mapping[str, Any]) -> Found:
    """An entry of H, S or A at a point."""
    setting = evidence.setting
    names = [text_of(n) for n in list_of(member(certificate, "entry"))]
    if len(names) != 2:
        raise UndecidedError("an entry has a row and a column")
    matrix = text_of(member(certificate, "matrix"))
    if matrix not in ("H", "S", "A"):
        raise UndecidedError("the matrix of a witness is H, S or A")
    point = domain_point(setting, certificate)
    place = entry_of(setting, matrix, (names[0], names[1]), point)
    evidence.require_defined(point)
    value = evidence.value(place)
    out: dict[str, Json] = {
        "kind": "witness",
        "matrix": matrix,
        "entry": [*names],
        "point": json_point(point),
        "value": json_value(value, evidence.forms),
    }
    return Found(value, out)


def change_at(evidence: Evidence, verdict: str, certificate: Mapping[str, Any]) -> Found:
    """By how much an entry of H differs between two points: an affine ξ has one H."""
    if verdict not in ("quadratic", "bilinear"):
        raise UndecidedError(f"an entry of H that changes does not refute `{verdict}`")
    setting = evidence.setting
    names = [text_of(n) for n in list_of(member(certificate, "entry"))]
    given = [mapping_of(p) for p in list_of(member(certificate, "points"))]
    if len(names) != 2 or len(given) != 2:
        raise UndecidedError("a change is of one entry between two points")
    points = [domain_point(setting, {"point": p}) for p in given]
    evidence.require_defined(*points)
    first, last = (
        evidence.value(entry_of(setting, "H", (names[0], names[1]), point)) for point in points
    )
    value = difference_of(evidence.forms, last, first)
    out: dict[str, Json] = {
        "kind": "change",
        "entry": [*names],
        "points": [json_point(p) for p in points],
        "value": json_value(value, evidence.forms),
    }
    return Found(value, out)


def difference_of(forms: Forms, a: Value, b: Value) -> Value:
    """a - b, in the numbers that they are."""
    if isinstance(a, Form) and isinstance(b, Form):
        return forms.field.subtract(a, b)
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return a - b
    assert not isinstance(a, Form)
    assert not isinstance(b, Form)
    return arb(a) - arb(b)


def domain_point(setting: Setting, certificate: Mapping[str, Any]) -> dict[str, Fraction]:
    given = point_of(member(certificate, "point"))
    if is_sparse(given):
        require_sparse_form(setting, given)
        if not inside(setting, given):
            raise UndecidedError("the point of the certificate is not in the game's domain")
        return given
    point = {c.name: given[c.name] for c in setting.coordinates if c.name in given}
    if len(point) != len(given) or not within(setting, point):
        raise UndecidedError("the point of the certificate is not in the game's domain")
    return point


def _entry_refutes(setting: Setting, verdict: str, certificate: Mapping[str, Any]) -> None:
    first, second = certificate["entry"]
    same = setting.coordinate(first).agent == setting.coordinate(second).agent
    matrix = certificate["matrix"]
    if setting.stops:
        allowed = OF_HELD[str(matrix), same]
        if (matrix, same) == ("H", True) and first == second:
            allowed = OF_HELD["S", True]
        return _must_refute(verdict, allowed, matrix)
    allowed = {
        ("A", False): ("potential", "separable", "common_payoff"),
        ("S", False): (
            "hamiltonian",
            "rotational_coupling",
            "pairwise_zero_sum",
            "zero_sum",
            "constant_sum",
            "separable",
        ),
        ("S", True): ("hamiltonian", "weighted_hamiltonian", "bilinear"),
        ("H", False): ("separable",),
        ("H", True): ("hamiltonian", "weighted_hamiltonian", "bilinear"),
    }[str(matrix), same]
    if verdict in ("zero_sum", "constant_sum") and len(setting.agents) != 2:
        allowed = ()
    _must_refute(verdict, allowed, matrix)


def _must_refute(verdict: str, allowed: tuple[str, ...], matrix: Json) -> None:
    if verdict not in allowed:
        raise UndecidedError(f"an entry of {matrix} does not refute `{verdict}`")


# What an entry that is not 0 refutes where `stop` holds parameters: a player's own block need not
# be symmetric there, and H says nothing about the losses' values.
OF_HELD: dict[tuple[str, bool], tuple[str, ...]] = {
    ("A", False): ("potential", "separable"),
    ("A", True): ("potential", "weighted_potential"),
    ("S", False): ("hamiltonian", "rotational_coupling", "separable"),
    ("S", True): ("hamiltonian", "weighted_hamiltonian", "bilinear"),
    ("H", False): ("separable",),
    ("H", True): ("bilinear",),
}
ALMOST_EVERYWHERE = ("hamiltonian", "weighted_hamiltonian", "rotational_coupling")


def require_smooth(setting: Setting, verdict: str, certificate: Mapping[str, Any]) -> None:
    """At a kink at which the plane of the entry does not move, a mixed difference in that plane is
    not 0, but what holds almost everywhere may hold. Sparse points often lie on some."""
    losses = [player.loss for player in setting.game.players]
    if verdict not in ALMOST_EVERYWHERE or not is_sparse(mapping_of(member(certificate, "point"))):
        return
    if kinked(*losses):
        names = [text_of(name) for name in list_of(member(certificate, "entry"))]
        agents = {setting.coordinate(name).agent for name in names}
        require_off_kinks(setting, domain_point(setting, certificate), sorted(agents))


def difference_at(evidence: Evidence, verdict: str, certificate: Mapping[str, Any]) -> Found:
    """An iterated difference of a combination of losses."""
    setting = evidence.setting
    combination = {
        setting.agent(name): number_of(weight)
        for name, weight in mapping_of(member(certificate, "combination")).items()
    }
    moves = tuple(point_of(move) for move in list_of(member(certificate, "moves")))
    if len(moves) > 3 or not combination:
        raise UndecidedError("a difference has at most three moves")
    point = domain_point(setting, certificate)
    for name in (name for move in moves for name in move):
        setting.coordinate(name)
    for size in range(1, len(moves) + 1):
        for chosen in combinations(moves, size):
            if not within(setting, moved(point, chosen)):
                raise UndecidedError("a corner of the difference is not in the game's domain")
            evidence.require_defined(moved(point, chosen))
    evidence.require_defined(point)
    place = Place(combination, point, None, moves)
    _difference_refutes(setting, verdict, place)
    value = evidence.value(place)
    out: dict[str, Json] = {
        "kind": "difference",
        "combination": {setting.agents[p].name: json_number(w) for p, w in combination.items()},
        "point": json_point(point),
        "moves": [json_point(move) for move in moves],
        "value": json_value(value, evidence.forms),
    }
    return Found(value, out)


def _difference_refutes(setting: Setting, verdict: str, place: Place) -> None:
    """Whether this iterated difference is 0 in every game for which the verdict is yes."""
    require_values(setting, verdict)
    weights = sorted(place.weights.values())
    losses = sorted(place.weights)
    blocks = [frozenset(setting.coordinate(n).agent for n in move) for move in place.moves]
    single = [next(iter(b)) if len(b) == 1 else -1 for b in blocks]
    one = len(losses) == 1 and weights == [1]
    holds = False
    match verdict:
        case "zero_sum":
            holds = not blocks and _all_ones(setting, place)
        case "constant_sum":
            holds = len(blocks) == 1 and _all_ones(setting, place)
        case "common_payoff":
            holds = not blocks and weights == [-1, 1]
        case "potential":
            holds = weights == [-1, 1] and sorted(single) == losses
        case "pairwise_zero_sum":
            holds = (weights == [1, 1] and sorted(single) == losses) or (
                one and _three_agents(single, losses[0])
            )
        case "separable":
            holds = one and len(single) == 2 and single[0] == losses[0] and _other(single)
        case "polymatrix":
            holds = one and _three_agents(single, losses[0])
        case "quadratic" | "bilinear":
            holds = one and len(single) == 3 and single[0] == losses[0]
    if not holds:
        raise UndecidedError(f"this difference does not refute `{verdict}`")


def _all_ones(setting: Setting, place: Place) -> bool:
    return len(place.weights) == len(setting.agents) and set(place.weights.values()) == {1}


def _three_agents(single: list[int], own: int) -> bool:
    return len(single) == 3 and -1 not in single and len(set(single)) == 3 and own in single


def _other(single: list[int]) -> bool:
    return single[1] not in (-1, single[0])


def json_value(value: Value, forms: Forms) -> Json:
    """A rational, an enclosing interval, or an expression in the constants."""
    if isinstance(value, fmpq):
        return json_number(Fraction(int(value.p), int(value.q)))
    if isinstance(value, arb):
        low, high = enclosure(value)
        return {"low": str(low), "high": str(high)}
    return printing.form_text(forms, value)


def enclosure(ball: arb) -> tuple[Fraction, Fraction]:
    """Rational ends of a ball, rounded outwards to about six figures."""
    if not ball.is_finite():
        raise UndecidedError("a value has no finite enclosure")
    low, high = (_exact_end(end) for end in (ball.lower(), ball.upper()))
    size = max(abs(low), abs(high), Fraction(1, 10**300))
    step = Fraction(1)
    while step * 10**6 > size:
        step /= 10
    return Fraction(floor(low / step)) * step, -Fraction(floor(-high / step)) * step


MOST_BITS = 20_000


def _exact_end(end: arb) -> Fraction:
    mantissa, exponent = end.man_exp()
    if abs(int(exponent)) > MOST_BITS:
        raise UndecidedError("a value is too large or too small to be written")
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
