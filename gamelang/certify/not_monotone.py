"""What refutes a monotone field: a direction with vᵀSv < 0, or two points whose gradients turn
towards each other. Certificates: monotone.py."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import flint
from flint import arb, fmpq

from gamelang.certify.constants import Assumptions
from gamelang.certify.evaluation import PRECISIONS, Value, entry_of, within
from gamelang.certify.evidence import Evidence
from gamelang.certify.hyperdual import HyperDual, HyperDuals, held
from gamelang.certify.identities import prove
from gamelang.certify.numbers import Balls, Exact
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.reading import (
    json_point,
    list_of,
    member,
    point_of,
)
from gamelang.certify.semidefinite import sign_of_form
from gamelang.certify.setting import Setting
from gamelang.certify.witnesses import domain_point, json_value
from gamelang.core.verdicts import Json


def symmetric_entry(
    evidence: Evidence, point: Mapping[str, Fraction], first: str, second: str
) -> Value:
    return evidence.value(entry_of(evidence.setting, "S", (first, second), point))


def by_direction(
    evidence: Evidence, certificate: Mapping[str, Any], strict: bool
) -> dict[str, Json]:
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
        terms.append((weight, symmetric_entry(evidence, point, first, second)))
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


def by_pair(evidence: Evidence, certificate: Mapping[str, Any], strict: bool) -> dict[str, Json]:
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
        run = setting.interpreter(HyperDuals(numbers), seeded, {}, held(seeded))
        loss = setting.loss(run, agent)
        if loss.f1 is not None:
            total = total + loss.f1
    return total
