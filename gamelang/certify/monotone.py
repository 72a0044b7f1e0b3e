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

from flint import fmpq

from gamelang.certify.constants import Assumptions
from gamelang.certify.covering import cover
from gamelang.certify.evidence import Evidence
from gamelang.certify.expansion import expand
from gamelang.certify.identities import prove
from gamelang.certify.limit import Limit
from gamelang.certify.not_monotone import by_direction, by_pair, symmetric_entry
from gamelang.certify.polynomials import Demand, UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.reading import (
    json_number,
    json_point,
    mapping_of,
    member,
    number_of,
)
from gamelang.certify.semidefinite import MOST_BY_MINORS, by_minors, pivots, sign_of_form
from gamelang.certify.setting import Setting
from gamelang.certify.symmetric import gram, symmetric_forms
from gamelang.certify.witnesses import domain_point
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
            return by_direction(evidence, certificate, strict)
        case "no", "pair":
            return by_pair(evidence, certificate, strict)
    raise UndecidedError("this kind of certificate does not prove the verdict")


def _pivots(evidence: Evidence, certificate: Mapping[str, Any], strict: bool) -> dict[str, Json]:
    """ξ is affine, so S is the same everywhere."""
    prove(evidence.expanded, "quadratic")
    setting = evidence.setting
    point = domain_point(setting, certificate)
    mu = _bound(certificate)
    names = [c.name for c in setting.coordinates]
    size = len(names)
    entries: dict[tuple[int, int], fmpq] = {}
    for i, j in combinations_with_replacement(range(size), 2):
        value = symmetric_entry(evidence, point, names[i], names[j])
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


def _bound(certificate: Mapping[str, Any]) -> Fraction:
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
    mu = _bound(certificate)
    if strict and not mu:
        raise UndecidedError("S was not seen to be positive definite")
    coupled = member(certificate, "coupled")
    if coupled is not True:
        prove(expand(evidence.setting, limit), "rotational_coupling")
    cover(evidence.setting, mu, coupled is True, limit)
    return {"kind": "boxes", "mu": json_number(mu), "coupled": coupled is True}
