"""Certificates about monotone fields: is S positive semidefinite everywhere, or surely not?

"yes": {"kind": "pivots", "point": {...}, "mu": "1/2", "pivots": [...]}: ξ is affine, S - mu G has
these pivots; {"kind": "minors"}: the principal minors of S, as expressions, have signs; {"kind":
"boxes", "mu": "1/4", "coupled": true}: S - mu G is positive semidefinite on boxes that cover the
domain; if not coupled, S vanishes between players (as `rotational_coupling` says).
"no": {"kind": "direction", "point": {...}, "direction": {...}, "value": -1}: vᵀSv < 0;
{"kind": "pair", "points": [{...}, {...}], "value": -1}: ⟨ξ(a) - ξ(b), a - b⟩ < 0.
G is the identity, but on a simplex, whose last entries are left out (its metric).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import flint
from flint import arb, fmpq

from gamelang.certify.constants import Assumptions
from gamelang.certify.covering import cover
from gamelang.certify.evaluation import PRECISIONS, Place, Value, within
from gamelang.certify.evidence import Evidence
from gamelang.certify.expansion import expand
from gamelang.certify.hyperdual import HyperDual, HyperDuals
from gamelang.certify.identities import prove
from gamelang.certify.limit import Limit
from gamelang.certify.numbers import Balls, Exact
from gamelang.certify.polynomials import Demand, UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.reading import (
    json_number,
    json_point,
    list_of,
    mapping_of,
    member,
    number_of,
    point_of,
)
from gamelang.certify.semidefinite import MOST_BY_MINORS, by_minors, pivots, sign_of_form
from gamelang.certify.setting import Setting
from gamelang.certify.symmetric import gram, symmetric_forms
from gamelang.certify.witnesses import domain_point, json_value
from gamelang.core.verdicts import DEEP_VERDICTS, Json, Verdict

MOST_COORDINATES = 60


def check(evidence: Evidence, limit: Limit, name: str, verdict: Verdict) -> dict[str, Json]:
    """The completed certificate; raises UndecidedError if it does not prove the verdict."""
    certificate = mapping_of(verdict.certificate)
    kind = member(certificate, "kind")
    strict = name == "strictly_monotone"
    if name not in DEEP_VERDICTS or len(evidence.setting.coordinates) > MOST_COORDINATES:
        raise UndecidedError("there is no such verdict, or the game is too large for it")
    if verdict.scope.dims == "all" or not verdict.scope.everywhere:
        raise UndecidedError("this certificate speaks of the given sizes, everywhere")
    match verdict.status, kind:
        case "yes", "pivots":
            return _pivots(evidence, certificate, strict)
        case "yes", "minors":
            return _minors(evidence.setting, limit, strict)
        case "yes", "boxes":
            return _boxes(evidence, limit, certificate, strict)
        case "no", "direction":
            return _direction(evidence, certificate, strict)
        case "no", "pair":
            return _pair(evidence, certificate, strict)
    raise UndecidedError("this kind of certificate does not prove the verdict")


# ---- yes


def _pivots(evidence: Evidence, certificate: Mapping[str, Any], strict: bool) -> dict[str, Json]:
    """ξ is affine, so S is the same everywhere."""
    prove(evidence.expanded, "quadratic")
    setting = evidence.setting
    point = domain_point(setting, certificate)
    mu = _bound(certificate, strict)
    names = [c.name for c in setting.coordinates]
    size = len(names)
    entries: dict[tuple[int, int], fmpq] = {}
    for i, j in combinations_with_replacement(range(size), 2):
        value = _symmetric_entry(evidence, point, names[i], names[j])
        if not isinstance(value, fmpq):
            raise UndecidedError("an entry of S is no rational number")
        entries[i, j] = entries[j, i] = value
    metric = gram(setting)
    shift = fmpq(mu.numerator, mu.denominator)
    found = pivots(
        [[entries[i, j] - shift * metric[i][j] for j in range(size)] for i in range(size)]
    )
    if strict and not mu and len(found) < size:
        raise UndecidedError("S has a direction along which it vanishes")
    texts: list[Json] = [json_number(Fraction(int(p.p), int(p.q))) for p in found]
    out: dict[str, Json] = {"kind": "pivots", "point": json_point(point)}
    return {**out, "mu": json_number(mu), "pivots": texts}


def _bound(certificate: Mapping[str, Any], strict: bool) -> Fraction:
    mu = number_of(member(certificate, "mu"))
    if mu < 0:
        raise UndecidedError("a negative bound of S proves nothing")
    return mu


def _minors(setting: Setting, limit: Limit, strict: bool) -> dict[str, Json]:
    """Signs of the principal minors of S over the whole domain and all allowed constants."""
    if len(setting.coordinates) > MOST_BY_MINORS:
        raise UndecidedError("the matrix is too large for its minors")
    e = expand(setting, limit)
    rows = symmetric_forms(e)
    demands = list(e.forms.ring.demands)
    assumptions = Assumptions(setting, e.forms)
    for c in setting.coordinates:
        assumptions.bounds[e.forms.ring.symbol(c.name)] = c.bounds
    for demand in demands:
        _must_hold(assumptions, demand)
    definite = by_minors(e.forms, rows, assumptions)
    if strict and not definite:
        raise UndecidedError("S was not seen to be positive definite")
    return {"kind": "minors"}


def _must_hold(assumptions: Assumptions, demand: Demand) -> None:
    """A field that is not defined somewhere, or not smooth, may decrease across the gap."""
    if demand.kind == "nonzero":
        holds = assumptions.never_zero(demand.numerator)
    else:
        form = Form(demand.numerator, demand.denominator)
        holds = sign_of_form(assumptions, form) == "positive"
    if not holds:
        raise UndecidedError("the losses were not seen to be smooth on the whole domain")


def _boxes(
    evidence: Evidence, limit: Limit, certificate: Mapping[str, Any], strict: bool
) -> dict[str, Json]:
    mu = _bound(certificate, strict)
    if strict and not mu:
        raise UndecidedError("S was not seen to be positive definite")
    coupled = member(certificate, "coupled")
    if coupled is not True:
        prove(expand(evidence.setting, limit), "rotational_coupling")
    cover(evidence.setting, mu, coupled is True, limit)
    return {"kind": "boxes", "mu": json_number(mu), "coupled": coupled is True}


# ---- no


def _symmetric_entry(
    evidence: Evidence, point: Mapping[str, Fraction], first: str, second: str
) -> Value:
    p, q = (evidence.setting.coordinate(n).agent for n in (first, second))
    half = Fraction(1, 2)
    weights = {p: Fraction(1)} if p == q else {p: half, q: half}
    return evidence.value(Place(weights, point, (first, second)))


def _direction(evidence: Evidence, certificate: Mapping[str, Any], strict: bool) -> dict[str, Json]:
    """vᵀSv < 0 at a point: nearby along v, two points contradict monotonicity."""
    setting = evidence.setting
    point = domain_point(setting, certificate)
    given = point_of(member(certificate, "direction"))
    v = {c.name: given[c.name] for c in setting.coordinates if given.get(c.name)}
    if not v or len(v) != len(given):
        raise UndecidedError("the direction names no parameters, or some with 0")
    evidence.require_defined(point)
    value = _form_value(evidence, point, v)
    if not _negative(evidence, value) and not (strict and _zero(value) and _affine(evidence)):
        raise UndecidedError("S was not seen to be negative along the direction")
    return {
        "kind": "direction",
        "point": json_point(point),
        "direction": json_point(v),
        "value": json_value(value, evidence.forms),
    }


def _form_value(
    evidence: Evidence, point: Mapping[str, Fraction], v: Mapping[str, Fraction]
) -> Value:
    """vᵀSv."""
    terms: list[tuple[Fraction, Value]] = []
    for first, second in combinations_with_replacement(v, 2):
        weight = v[first] * v[second] * (1 if first == second else 2)
        terms.append((weight, _symmetric_entry(evidence, point, first, second)))
    return _combined(evidence, terms)


def _combined(evidence: Evidence, terms: list[tuple[Fraction, Value]]) -> Value:
    """Σ weight · value, in the numbers that the values are."""
    forms: list[Form] = []
    exact, rough = fmpq(0), arb(0)
    for weight, value in terms:
        scale = fmpq(weight.numerator, weight.denominator)
        if isinstance(value, Form):
            forms.append(evidence.forms.field.scale(value, scale))
        elif isinstance(value, fmpq):
            exact += scale * value
        else:
            rough += arb(scale) * value
    if evidence.setting.symbols:
        return evidence.forms.field.add(forms)
    return exact if all(isinstance(v, fmpq) for _, v in terms) else rough + arb(exact)


def _negative(evidence: Evidence, value: Value) -> bool:
    if isinstance(value, Form):
        assumptions = Assumptions(evidence.setting, evidence.forms)
        return sign_of_form(assumptions, value) == "negative"
    return bool(value < 0)


def _zero(value: Value) -> bool:
    return value.vanishes if isinstance(value, Form) else isinstance(value, fmpq) and value == 0


def _affine(evidence: Evidence) -> bool:
    prove(evidence.expanded, "quadratic")
    return True


def _pair(evidence: Evidence, certificate: Mapping[str, Any], strict: bool) -> dict[str, Json]:
    """Two points whose fields point towards each other; nothing need be smooth between them."""
    setting = evidence.setting
    points = [point_of(p) for p in list_of(member(certificate, "points"))]
    if len(points) != 2 or setting.symbols or not all(within(setting, p) for p in points):
        raise UndecidedError("a pair is two points of the domain of a game without free constants")
    first, second = ({c.name: p[c.name] for c in setting.coordinates} for p in points)
    evidence.require_defined(first, second)
    gap = {name: first[name] - second[name] for name in first}
    value = _between(setting, first, second, gap)
    equal = strict and any(gap.values()) and isinstance(value, fmpq) and value == 0
    if not (value < 0 or equal):
        raise UndecidedError("the fields at the two points do not contradict monotonicity")
    out: dict[str, Json] = {"kind": "pair", "points": [json_point(first), json_point(second)]}
    return {**out, "value": json_value(value, evidence.forms)}


def _between(
    setting: Setting,
    first: Mapping[str, Fraction],
    second: Mapping[str, Fraction],
    gap: Mapping[str, Fraction],
) -> Any:
    """⟨ξ(a) - ξ(b), a - b⟩, exactly or in balls."""
    try:
        return _field_along(setting, Exact(), first, gap) - _field_along(
            setting, Exact(), second, gap
        )
    except UndecidedError:
        pass
    before, value = flint.ctx.prec, arb(0)
    try:
        for precision in PRECISIONS:
            flint.ctx.prec = precision
            value = _field_along(setting, Balls(), first, gap)
            value = value - _field_along(setting, Balls(), second, gap)
            if value < 0 or value > 0:
                break
    finally:
        flint.ctx.prec = before
    return value


def _field_along(
    setting: Setting, numbers: Any, point: Mapping[str, Fraction], gap: Mapping[str, Fraction]
) -> Any:
    """⟨ξ, v⟩: each loss differentiated along its own agent's share of v."""
    total = numbers.number(Fraction(0))
    for agent in range(len(setting.agents)):
        seeded = {
            c.name: HyperDual(
                numbers.number(point[c.name]),
                numbers.number(gap[c.name]) if c.agent == agent and gap[c.name] else None,
            )
            for c in setting.coordinates
        }
        loss = setting.loss(setting.interpreter(HyperDuals(numbers), seeded, {}), agent)
        if loss.f1 is not None:
            total = total + loss.f1
    return total
