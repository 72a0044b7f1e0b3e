"""The functions of the language as generators of the checker's ring; here exp and log.

Every rule here is an identity wherever both sides are defined on the reals, so that a vanishing
numerator proves a vanishing expression; whether unlike kernels are independent is never assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from flint import fmpq

from gamelang.certify import angles
from gamelang.certify.piecewise import absolute, extreme, odd, signum
from gamelang.certify.polynomials import (
    Exponent,
    Monomial,
    Poly,
    UndecidedError,
    content,
    generator,
    number,
    prime_powers,
)
from gamelang.certify.quotients import Form, Quotients
from gamelang.certify.roots import root


def apply(forms: Quotients, primitive: str, *arguments: Form) -> Form:
    known: dict[str, Callable[..., Form]] = {
        "exp": exponential,
        "log": logarithm,
        "sin": angles.sine,
        "cos": angles.cosine,
        "tan": angles.tangent,
        "tanh": _hyperbolic_tangent,
        "abs": absolute,
        "sign": signum,
        "erf": partial(odd, name="erf"),
        "maximum": partial(extreme, side=1),
        "minimum": partial(extreme, side=-1),
    }
    return known[primitive](forms, *arguments)


def exponential(forms: Quotients, u: Form) -> Form:
    """exp of a sum of c * monomial / denominator: the product of E[monomial / denominator] ** c."""
    out = Form(number(1))
    for monomial, c in sorted(u.numerator.items()):
        out = forms.multiply([out, _exponential_term(forms, monomial, c, u)])
    return out


def _exponential_term(forms: Quotients, monomial: Monomial, c: fmpq, u: Form) -> Form:
    exponent = _exponent(c)
    if len(monomial) == 1 and monomial[0][1] == 1 and not u.denominator:
        record = forms.ring.generators[monomial[0][0]]
        if record.key[0] == "log":
            return _power_of_absolute(forms, record.key[1], exponent)
    base = Form({monomial: fmpq(1)}, u.denominator)
    place = forms.ring.kernel(("exp", *base.key), forms.depends(base), "positive")
    return Form(generator(place, exponent))


def _exponent(c: fmpq) -> Exponent:
    return int(c.p) if c.q == 1 else Fraction(int(c.p), int(c.q))


def _power_of_absolute(forms: Quotients, key: object, exponent: Exponent) -> Form:
    """|p| ** exponent for the p of a kernel log|p|."""
    assert isinstance(key, frozenset)
    inside = Form(dict(key))
    if isinstance(exponent, int) and exponent % 2 == 0:
        return forms.whole_power(inside, exponent)
    base = absolute(forms, inside)
    if isinstance(exponent, int):
        return forms.whole_power(base, exponent)
    return root(forms, base, exponent)


def logarithm(forms: Quotients, u: Form) -> Form:
    """log u = log|c| + Σ e log|g| + log|rest| - Σ e log|factor|, as u > 0 where it is defined."""
    if not u.numerator:
        raise UndecidedError("the logarithm of 0 occurs in a loss")
    forms.demand_positive(u)
    scale, shared, rest = content(u.numerator)
    if scale < 0 and (u.rational is not None or forms.sign(u) == "negative"):
        raise UndecidedError("the logarithm of a negative number occurs in a loss")
    terms = [_log_number(forms, abs(scale))]
    terms += [_log_power(forms, g, e) for g, e in shared]
    if len(rest) > 1:
        terms.append(_log_kernel(forms, rest))
    for k, e in u.denominator:
        terms.append(forms.scale(_log_kernel(forms, forms.ring.factors[k]), fmpq(-e)))
    return forms.add(terms)


def _log_number(forms: Quotients, c: fmpq) -> Form:
    logs = [
        forms.scale(_log_kernel(forms, number(fmpq(prime))), fmpq(e))
        for prime, e in prime_powers(c)
    ]
    return forms.add([Form({}), *logs])


def _log_power(forms: Quotients, g: int, exponent: Exponent) -> Form:
    record = forms.ring.generators[g]
    scale = fmpq(exponent) if isinstance(exponent, int) else _rational(exponent)
    if record.key[0] == "exp":
        inside, denominator = record.key[1], record.key[2]
        assert isinstance(denominator, tuple)
        assert isinstance(inside, frozenset)
        return forms.scale(Form(dict(inside), denominator), scale)
    return forms.scale(_log_kernel(forms, generator(g)), scale)


def _rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _log_kernel(forms: Quotients, poly: Poly) -> Form:
    place = forms.ring.kernel(("log", frozenset(poly.items())), forms.ring.depends(poly))
    return Form(generator(place))


def _hyperbolic_tangent(forms: Quotients, u: Form) -> Form:
    squared = exponential(forms, forms.scale(u, fmpq(2)))
    one = Form(number(1))
    return forms.multiply([forms.subtract(squared, one), forms.inverse(forms.add([squared, one]))])
