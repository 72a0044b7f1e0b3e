"""Certificates against weights: positive w with w_p D_pq ℓ_p = ± w_q D_pq ℓ_q cannot exist.

{"kind": "cycle", "links": [{"pair": ["row", "column"], "entry": ["x", "y"], "point": {...}}, ...]}
One link: the two derivatives have the wrong sign, or one of them is 0. Several: the ratios around
the cycle do not multiply to 1. {"kind": "one-sided", ...}: one derivative is not 0 somewhere, the
other's loss separates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from gamelang.certify.constants import Assumptions
from gamelang.certify.evaluation import Place, Value
from gamelang.certify.evidence import Evidence
from gamelang.certify.expansion import expand
from gamelang.certify.forms import ONE, Forms
from gamelang.certify.identities import prove_separates
from gamelang.certify.limit import Limit
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.reading import json_point, list_of, mapping_of, member, text_of
from gamelang.certify.setting import Setting
from gamelang.certify.stopped import prove_block_vanishes
from gamelang.certify.witnesses import domain_point, is_not_zero, json_value, require_smooth
from gamelang.core.verdicts import Json


@dataclass(frozen=True, slots=True)
class Link:
    """D_ij ℓ_p and D_ij ℓ_q at a point, i of p and j of q."""

    pair: tuple[int, int]
    values: tuple[Value, Value]
    certificate: dict[str, Json]


def check(
    evidence: Evidence, limit: Limit, verdict: str, certificate: Mapping[str, Any]
) -> dict[str, Json]:
    """The completed certificate of `no` to weighted_potential or weighted_hamiltonian."""
    if verdict not in ("weighted_potential", "weighted_hamiltonian"):
        raise UndecidedError("a cycle speaks of weights only")
    sign = 1 if verdict == "weighted_potential" else -1
    setting = evidence.setting
    single = certificate["kind"] == "one-sided"
    for place in [certificate] if single else list_of(member(certificate, "links")):
        require_smooth(setting, verdict, mapping_of(place))
    forms = evidence.forms
    if certificate["kind"] == "one-sided":
        link = _link(evidence, mapping_of(certificate))
        if not _nonzero(setting, forms, link.values[0]):
            raise UndecidedError("the derivative at the witness is not provably different from 0")
        p, q = link.pair
        if setting.stops:
            prove_block_vanishes(expand(setting, limit), q, p)
        else:
            prove_separates(expand(setting, limit), {q: ONE}, [p, q])
        return {**link.certificate, "kind": "one-sided"}
    links = [_link(evidence, mapping_of(e)) for e in list_of(member(certificate, "links"))]
    if not links:
        raise UndecidedError("a cycle has at least one link")
    if len(links) == 1:
        _must(_wrong_sign(setting, forms, links[0], sign))
    else:
        _must(_closed(links) and _not_one(setting, forms, links, sign))
    return {"kind": "cycle", "links": [link.certificate for link in links]}


def _must(holds: bool) -> None:
    if not holds:
        raise UndecidedError("the links do not contradict each other")


def _link(evidence: Evidence, certificate: Mapping[str, Any]) -> Link:
    setting, forms = evidence.setting, evidence.forms
    names = [text_of(n) for n in list_of(member(certificate, "pair"))]
    entry = [text_of(n) for n in list_of(member(certificate, "entry"))]
    if len(names) != 2 or len(entry) != 2:
        raise UndecidedError("a link has two players and two coordinates")
    pair = (setting.agent(names[0]), setting.agent(names[1]))
    owners = [setting.coordinate(n).agent for n in entry]
    if sorted(owners) != sorted(pair) or pair[0] == pair[1]:
        raise UndecidedError("a link's coordinates are not those of its players")
    point = domain_point(setting, certificate)
    evidence.require_defined(point)
    first, second = (
        evidence.value(Place({p: Fraction(1)}, point, (entry[0], entry[1]))) for p in pair
    )
    out: dict[str, Json] = {
        "pair": [*names],
        "entry": [*entry],
        "point": json_point(point),
        "values": [json_value(first, forms), json_value(second, forms)],
    }
    return Link(pair, (first, second), out)


def _wrong_sign(setting: Setting, forms: Forms, link: Link, sign: int) -> bool:
    """No positive w_p, w_q fulfil w_p u = sign * w_q v."""
    u, v = link.values
    if isinstance(u, Form) and isinstance(v, Form):
        product = forms.field.scale(forms.field.multiply([u, v]), fmpq(-sign))
        assumptions = Assumptions(setting, forms)
        if assumptions.positive(product):
            return True
        return any(a.vanishes and assumptions.never_zero(b.numerator) for a, b in ((u, v), (v, u)))
    if isinstance(u, fmpq) and isinstance(v, fmpq):
        return (u == 0) != (v == 0) or sign * u * v < 0
    return bool(_ball(u) * _ball(v) * sign < 0)


def _ball(value: Value) -> arb:
    assert not isinstance(value, Form)
    return arb(value)


def _nonzero(setting: Setting, forms: Forms, value: Value) -> bool:
    if isinstance(value, Form):
        return Assumptions(setting, forms).never_zero(value.numerator)
    return is_not_zero(value)


def _closed(links: list[Link]) -> bool:
    """p, q, r, ... and back to p."""
    following = [*links[1:], links[0]]
    return all(a.pair[1] == b.pair[0] for a, b in zip(links, following, strict=True))


def _not_one(setting: Setting, forms: Forms, links: list[Link], sign: int) -> bool:
    """w_q / w_p = sign * u / v along each link; around the cycle they must multiply to 1."""
    if not all(_nonzero(setting, forms, value) for link in links for value in link.values):
        return False
    scale = sign ** len(links)
    if any(isinstance(link.values[0], Form) for link in links):
        above = forms.field.multiply([_form(link.values[0]) for link in links])
        below = forms.field.multiply([_form(link.values[1]) for link in links])
        gap = forms.field.subtract(forms.field.scale(above, fmpq(scale)), below)
        return Assumptions(setting, forms).never_zero(gap.numerator)
    above_ball, below_ball = fmpq(scale), fmpq(1)
    exact = all(isinstance(v, fmpq) for link in links for v in link.values)
    start: Any = fmpq(1) if exact else arb(1)
    above_number, below_number = start * above_ball, start * below_ball
    for link in links:
        above_number = above_number * link.values[0]
        below_number = below_number * link.values[1]
    if exact:
        return bool(above_number != below_number)
    return not (above_number - below_number).contains(0)


def _form(value: Value) -> Form:
    assert isinstance(value, Form)
    return value
