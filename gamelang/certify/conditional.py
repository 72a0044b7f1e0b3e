"""Certificates of "conditional": yes in every case of the condition, no outside all of them.

{"kind": "condition", "cases": [["a == b"], ["c == 0"]], "places": [witnesses]}
A case is a list of equations on the constants. The verdict is proved with each case's equations
solved; wherever all values at the places vanish, one of the cases holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from gamelang.certify import witnesses
from gamelang.certify.constants import Assumptions, substituted
from gamelang.certify.evidence import Evidence
from gamelang.certify.expansion import constant_symbols, expand_over
from gamelang.certify.forms import Forms
from gamelang.certify.formula import evaluate_expr
from gamelang.certify.identities import prove
from gamelang.certify.limit import Limit
from gamelang.certify.polynomials import (
    Monomial,
    Poly,
    Ring,
    UndecidedError,
    content,
    generator,
    scaled,
)
from gamelang.certify.quotients import Form
from gamelang.certify.reading import list_of, mapping_of, member, text_of
from gamelang.certify.setting import Setting
from gamelang.certify.ways import follows, ways
from gamelang.core import ast
from gamelang.core.verdicts import Json
from gamelang.diagnostics.model import Rejected
from gamelang.syntax.parsing import parse_expression

MOST_CASES = 40


@dataclass(frozen=True, slots=True)
class Case:
    """Equations on the constants, as texts and as polynomials that vanish."""

    equations: tuple[str, ...]
    zero: tuple[Poly, ...]


def check_condition(
    evidence: Evidence, limit: Limit, verdict: str, certificate: Mapping[str, Any]
) -> tuple[str, dict[str, Json]]:
    """The condition as text, and the completed certificate."""
    if certificate["kind"] != "condition":
        raise UndecidedError("a conditional verdict needs its condition")
    setting = evidence.setting
    forms = evidence.forms
    given = list_of(member(certificate, "cases"))
    if not 1 <= len(given) <= MOST_CASES:
        raise UndecidedError("a condition has at least one case, and not too many")
    cases = [_case(setting, forms, [text_of(t) for t in list_of(c)]) for c in given]
    places = [mapping_of(p) for p in list_of(member(certificate, "places"))]
    completed = _no_outside(evidence, verdict, cases, places)
    for case in cases:
        _yes_inside(setting, limit, verdict, case)
    condition = " or ".join(" and ".join(case.equations) for case in cases)
    return condition, {
        "kind": "condition",
        "cases": [[*case.equations] for case in cases],
        "places": completed,
    }


def _case(setting: Setting, forms: Forms, equations: Sequence[str]) -> Case:
    names = constant_symbols(setting, forms)
    zero = []
    for text in equations:
        try:
            expr = parse_expression(text)
        except Rejected as problem:
            raise UndecidedError("a condition is not an expression") from problem
        match expr:
            case ast.Operator("==", (left, right)):
                sides = [evaluate_expr(side, forms, names) for side in (left, right)]
            case _:
                raise UndecidedError("a condition is a list of equations")
        difference = forms.field.subtract(*sides)
        if difference.denominator or not difference.numerator:
            raise UndecidedError("an equation of the condition is not one of polynomials")
        zero.append(difference.numerator)
    if not zero:
        raise UndecidedError("a case of the condition has no equation")
    return Case(tuple(equations), tuple(zero))


def _no_outside(
    evidence: Evidence,
    verdict: str,
    cases: Sequence[Case],
    places: Sequence[Mapping[str, Any]],
) -> list[Json]:
    """Wherever every value at the places is 0, all equations of one of the cases hold."""
    forms = evidence.forms
    found = [witnesses.refutation(evidence, verdict, place) for place in places]
    values = [witnesses.numerator(f.value) for f in found]
    assumptions = Assumptions(evidence.setting, forms)
    for way in ways(assumptions, [v for v in values if v]):
        if not any(all(follows(assumptions, way, p) for p in case.zero) for case in cases):
            raise UndecidedError("the verdict was not seen to fail outside the condition")
    return [f.certificate for f in found]


def _yes_inside(setting: Setting, limit: Limit, verdict: str, case: Case) -> None:
    """The verdict, with the case's equations solved for some of the constants."""
    forms = Forms(Ring(limit))
    zero = _case(setting, forms, case.equations).zero
    assumptions = Assumptions(setting, forms)
    solutions, left = assumptions.solved(list(zero))
    solved = _solved_constants(setting, forms, solutions)
    for poly in left:
        place, value = _solve(forms, assumptions, poly)
        name = forms.ring.generators[place].key[1]
        solved = {n: _replaced(forms, form, place, value) for n, form in solved.items()}
        solved[str(name).removeprefix("const ")] = value
        if len(left) > 1:
            raise UndecidedError("the condition has equations that were not solved")
    prove(expand_over(setting, forms, solved), verdict)


def _solved_constants(
    setting: Setting, forms: Forms, solutions: Sequence[tuple[int, Poly]]
) -> dict[str, Form]:
    """Every substituted constant as a polynomial in the others (later solutions put in)."""
    out: dict[str, Form] = {}
    for k, (place, value) in enumerate(solutions):
        name = str(forms.ring.generators[place].key[1]).removeprefix("const ")
        out[name] = Form(substituted(forms.ring, value, solutions[k + 1 :]))
    return out


def _replaced(forms: Forms, form: Form, place: int, value: Form) -> Form:
    """form with the constant `place` replaced (no denominators)."""
    field = forms.field
    terms = [Form({})]
    for monomial, c in form.numerator.items():
        exponent = dict(monomial).get(place, 0)
        rest = Form({tuple((g, e) for g, e in monomial if g != place): c})
        if not isinstance(exponent, int):
            raise UndecidedError("a constant stands below a root")
        terms.append(field.multiply([rest, field.whole_power(value, exponent)]))
    return field.add(terms)


def _solve(forms: Forms, assumptions: Assumptions, poly: Poly) -> tuple[int, Form]:
    """(g, value) with poly = 0 exactly where g = value: linear in g, or monic in g."""
    for g in sorted({g for m in poly for g, _ in m if g in assumptions.bounds}):
        degree = max(int(dict(m).get(g, 0)) for m in poly)
        slope = _part(poly, g, degree)
        others = Form({m: c for m, c in poly.items() if dict(m).get(g, 0) != degree})
        linear = degree == 1 and (
            assumptions.never_zero(slope) or assumptions.contradictory([slope, others.numerator])
        )
        if linear:
            below = forms.field.inverse(Form(slope))
            return g, forms.field.multiply([Form({(): fmpq(-1)}), others, below])
        if degree > 1 and list(slope) == [()]:
            return g, _algebraic(forms, g, degree, scaled(others.numerator, -1 / slope[()]))
    raise UndecidedError("an equation of the condition could not be solved")


def _part(poly: Poly, g: int, degree: int) -> Poly:
    """The coefficient of g ** degree."""
    out: dict[Monomial, fmpq] = {}
    for monomial, c in poly.items():
        if dict(monomial).get(g, 0) == degree:
            out[tuple((h, e) for h, e in monomial if h != g)] = c
    return out


def _algebraic(forms: Forms, g: int, degree: int, value: Poly) -> Form:
    """A generator whose power is this polynomial: the constant on the condition."""
    if len(content(value)[2]) and any(h == g for m in value for h, _ in m):
        raise UndecidedError("an equation of the condition could not be solved")
    record = forms.ring.generators[g]
    place = forms.ring.kernel(
        ("root", "on the condition", g), frozenset((g,)), record.sign, lambda _: (degree, value)
    )
    return Form(generator(place))
