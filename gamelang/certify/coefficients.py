"""A coefficient of a polynomial combination of losses, as a certificate that it is not 0.

{"kind": "coefficient", "combination": {"row": 1, "column": -1}, "monomial": {"x": 1, "y": 1}}
A polynomial in the parameters vanishes on an open set only if every coefficient is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import fmpq

from gamelang.certify.expansion import Expanded
from gamelang.certify.forms import rational
from gamelang.certify.polynomials import Monomial, UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.reading import json_number, mapping_of, member, number_of
from gamelang.certify.stopped import require_values
from gamelang.core.verdicts import Json


def coefficient_at(
    e: Expanded, verdict: str, certificate: Mapping[str, Any]
) -> tuple[Form, dict[str, Json]]:
    """The coefficient as a form in the constants, and the certificate without its value."""
    combination = {
        e.setting.agent(name): number_of(weight)
        for name, weight in mapping_of(member(certificate, "combination")).items()
    }
    degrees = _degrees(e, mapping_of(member(certificate, "monomial")))
    if not combination:
        raise UndecidedError("a coefficient is one of some losses")
    _refutes(e, verdict, combination, degrees)
    weights = {p: Form({(): rational(w)}) for p, w in combination.items()}
    value = _coefficient(e, e.remembered(weights), degrees)
    out: dict[str, Json] = {
        "kind": "coefficient",
        "combination": {e.setting.agents[p].name: json_number(w) for p, w in combination.items()},
        "monomial": dict(degrees),
    }
    return value, out


def _degrees(e: Expanded, given: Mapping[str, Any]) -> dict[str, int]:
    degrees: dict[str, int] = {}
    for name, value in given.items():
        bounds = e.setting.coordinate(name).bounds
        if bounds.low is not None and bounds.low == bounds.high:
            raise UndecidedError("a parameter has a single value")
        exponent = number_of(value)
        if exponent.denominator != 1 or not 0 < exponent < 10_000:
            raise UndecidedError("a monomial has whole powers")
        degrees[name] = int(exponent)
    return degrees


def _coefficient(e: Expanded, form: Form, degrees: Mapping[str, int]) -> Form:
    """Of a polynomial in the parameters; kernels and denominators hold constants only."""
    if e.agents_below(form):
        raise UndecidedError("the losses are not polynomials")
    wanted = {e.forms.ring.symbol(name): d for name, d in degrees.items()}
    out: dict[Monomial, fmpq] = {}
    for monomial, c in form.numerator.items():
        inside: dict[int, int] = {}
        for g, exponent in monomial:
            if g in e.owners:
                if not isinstance(exponent, int) or exponent < 0:
                    raise UndecidedError("the losses are not polynomials")
                inside[g] = exponent
            elif e.agents(((g, 1),)):
                raise UndecidedError("the losses are not polynomials")
        if inside == wanted:
            out[tuple((g, x) for g, x in monomial if g not in inside)] = c
    return Form(out, form.denominator)


def _refutes(
    e: Expanded, verdict: str, combination: Mapping[int, Fraction], degrees: Mapping[str, int]
) -> None:
    """Whether this coefficient is 0 in every game for which the verdict is yes."""
    require_values(e.setting, verdict)
    losses, weights = sorted(combination), sorted(combination.values())
    met = {e.setting.coordinate(name).agent for name in degrees}
    total = sum(degrees.values())
    one = len(losses) == 1 and weights == [1]
    everyone = len(losses) == len(e.losses) and set(weights) == {1}
    pair = len(losses) == 2 and set(losses) <= met
    own = sum(d for n, d in degrees.items() if e.setting.coordinate(n).agent == losses[0])
    cubic = one and own > 0 and total >= 3
    bent = one and own >= 2
    triple = one and own > 0 and len(met) >= 3
    allowed = {
        "zero_sum": everyone,
        "constant_sum": everyone and total > 0,
        "common_payoff": weights == [-1, 1],
        "potential": pair and weights == [-1, 1],
        "rotational_coupling": pair and weights == [1, 1],
        "hamiltonian": (pair and weights == [1, 1]) or bent,
        "weighted_hamiltonian": bent,
        "pairwise_zero_sum": (pair and weights == [1, 1]) or triple,
        "separable": one and own > 0 and len(met) >= 2,
        "polymatrix": triple,
        "quadratic": cubic,
        "bilinear": cubic or bent,
    }
    if not allowed.get(verdict, False):
        raise UndecidedError(f"this coefficient does not refute `{verdict}`")
