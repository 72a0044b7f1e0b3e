"""exp, log, roots, sin, cos, |.|, conditions as generators of the checker's ring.

Every rule here is an identity wherever both sides are defined on the reals, so that a vanishing
numerator proves a vanishing expression; whether unlike kernels are independent is never assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from flint import fmpq, fmpz

from gamelang.certify import angles
from gamelang.certify.polynomials import (
    Demand,
    Exponent,
    Monomial,
    Poly,
    Sign,
    UndecidedError,
    content,
    generator,
    number,
    scaled,
    sign_of,
)
from gamelang.certify.quotients import Form, Quotients

HALF = Fraction(1, 2)
PRIMES_BELOW = 10**24  # a larger number keeps its logarithm as one kernel


def apply(forms: Quotients, primitive: str, *arguments: Form) -> Form:
    known: dict[str, Callable[..., Form]] = {
        "exp": exponential,
        "log": logarithm,
        "sin": angles.sine,
        "cos": angles.cosine,
        "tan": angles.tangent,
        "tanh": _hyperbolic_tangent,
        "abs": absolute,
        "sign": _sign,
        "erf": partial(_odd_kernel, name="erf"),
        "maximum": partial(_extreme, side=1),
        "minimum": partial(_extreme, side=-1),
    }
    return known[primitive](forms, *arguments)


# ---- exp and log


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
    _demand_positive(forms, u)
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


def _demand_positive(forms: Quotients, u: Form) -> None:
    if u.rational is None:
        forms.ring.demands.append(Demand("positive", u.numerator, u.denominator))


def _log_number(forms: Quotients, c: fmpq) -> Form:
    terms = [Form({})]
    for part, sign in ((fmpz(c.p), 1), (fmpz(c.q), -1)):
        primes = part.factor() if part < PRIMES_BELOW else [(part, 1)]
        for prime, e in primes:
            if prime != 1:
                kernel = _log_kernel(forms, number(fmpq(prime)))
                terms.append(forms.scale(kernel, fmpq(sign * int(e))))
    return forms.add(terms)


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


# ---- roots


def root(forms: Quotients, u: Form, exponent: Fraction) -> Form:
    """u ** (a/b), real for u >= 0 (u > 0 if a < 0): parts of proved sign are split off."""
    if not u.numerator:
        if exponent < 0:
            raise UndecidedError("a denominator vanishes identically")
        return u
    _demand_positive(forms, u)
    scale, shared, rest = content(u.numerator)
    parts = [_root_of_number(forms, abs(scale), exponent)]
    unproved: list[Form] = [Form(number(-1))] if scale < 0 else []
    for g, e in shared:
        if forms.ring.generators[g].sign == "any" and not _even(e):
            unproved.append(Form(generator(g, e)))
        else:
            parts.append(_root_of_power(forms, g, e, exponent))
    pieces = [(rest, 1)] if len(rest) > 1 else []
    pieces += [(forms.ring.factors[k], -e) for k, e in u.denominator]
    for poly, e in pieces:
        if sign_of(forms.ring, poly) in ("positive", "nonnegative"):
            parts.append(_raised_root(forms, poly, exponent * e))
        else:
            unproved.append(forms.whole_power(Form(poly), e))
    if unproved:
        parts.append(_root_of_rest(forms, forms.multiply(unproved), exponent))
    return forms.multiply(parts)


def _even(e: Exponent) -> bool:
    return isinstance(e, int) and e % 2 == 0


def _root_of_number(forms: Quotients, c: fmpq, exponent: Fraction) -> Form:
    parts = [Form(number(1))]
    for part, sign in ((fmpz(c.p), 1), (fmpz(c.q), -1)):
        primes = part.factor() if part < PRIMES_BELOW else [(part, 1)]
        for prime, e in primes:
            if prime != 1:
                parts.append(_raised_root(forms, number(fmpq(prime)), exponent * sign * int(e)))
    return forms.multiply(parts)


def _root_of_power(forms: Quotients, g: int, e: Exponent, exponent: Fraction) -> Form:
    """(g ** e) ** exponent for a generator that is not negative, or an even e."""
    record = forms.ring.generators[g]
    power = _simplest(e * exponent)
    if g not in forms.ring.related and record.sign != "any":
        return Form(generator(g, power))
    base = absolute(forms, Form(generator(g)))
    if isinstance(power, int):
        return forms.whole_power(base, power)
    return _raised_root(forms, base.numerator, power)


def _simplest(e: Exponent) -> Exponent:
    value = Fraction(e)
    return value.numerator if value.denominator == 1 else value


def _raised_root(forms: Quotients, poly: Poly, exponent: Exponent) -> Form:
    """poly ** (a/b) for poly >= 0, through one generator r with r ** b = poly."""
    exponent = Fraction(exponent)
    whole, rest = divmod(exponent, 1)
    out = forms.whole_power(Form(poly), int(whole))
    if not rest:
        return out
    degree = rest.denominator
    sign: Sign = "positive" if sign_of(forms.ring, poly) == "positive" else "nonnegative"
    place = forms.ring.kernel(
        ("root", frozenset(poly.items()), degree),
        forms.ring.depends(poly),
        sign,
        lambda _: (degree, poly),
    )
    return forms.multiply([out, Form(generator(place, rest.numerator))])


def _root_of_rest(forms: Quotients, u: Form, exponent: Fraction) -> Form:
    if not u.denominator and all(e > 0 for m in u.numerator for _, e in m):
        return _raised_root(forms, u.numerator, exponent)
    place = forms.ring.kernel(
        ("root of quotient", *u.key, exponent), forms.depends(u), "nonnegative"
    )
    return Form(generator(place))


def _hyperbolic_tangent(forms: Quotients, u: Form) -> Form:
    squared = exponential(forms, forms.scale(u, fmpq(2)))
    one = Form(number(1))
    return forms.multiply([forms.subtract(squared, one), forms.inverse(forms.add([squared, one]))])


# ---- |.|, sign, max, min, conditions


def absolute(forms: Quotients, u: Form) -> Form:
    sign = forms.sign(u)
    if sign in ("positive", "nonnegative", "zero"):
        return u
    if sign in ("negative", "nonpositive"):
        return forms.negative(u)
    scale, shared, rest = content(u.numerator)
    parts = [Form(number(abs(scale)))]
    for g, e in shared:
        known = forms.ring.generators[g].sign != "any" or _even(e)
        parts.append(Form(generator(g, e)) if known else _odd_absolute(forms, g, e))
    if len(rest) > 1:
        parts.append(_absolute_of(forms, rest))
    for k, e in u.denominator:
        below = _absolute_of(forms, forms.ring.factors[k])
        parts.append(forms.whole_power(below, -e))
    return forms.multiply(parts)


def _odd_absolute(forms: Quotients, g: int, e: Exponent) -> Form:
    kernel = _absolute_of(forms, generator(g))
    assert isinstance(e, int)
    return forms.whole_power(kernel, e)


def _absolute_of(forms: Quotients, poly: Poly) -> Form:
    """|p| = p - 2 p [p < 0]: the conditions of `where` and |.| share their generators."""
    if sign_of(forms.ring, poly) in ("positive", "nonnegative"):
        return Form(poly)
    below = _when(forms, "less", Form(poly))
    return forms.subtract(Form(poly), forms.scale(forms.multiply([Form(poly), below]), fmpq(2)))


def _sign(forms: Quotients, u: Form) -> Form:
    sign = forms.sign(u)
    fixed = {"positive": 1, "negative": -1, "zero": 0}.get(sign)
    if fixed is not None:
        return Form(number(fixed))
    scale, body = _oriented(forms, u)

    def relation(place: int) -> tuple[int, Poly]:
        return 3, generator(place)

    place = forms.ring.kernel(("sign", *body.key), forms.depends(body), "any", relation)
    return Form(generator(place) if scale > 0 else scaled(generator(place), fmpq(-1)))


def _oriented(forms: Quotients, u: Form) -> tuple[fmpq, Form]:
    """u = scale * body, body with leading coefficient 1."""
    leading = u.numerator[max(u.numerator)]
    return leading, forms.scale(u, 1 / leading)


def _odd_kernel(forms: Quotients, u: Form, name: str) -> Form:
    if not u.numerator:
        return u
    scale, _ = _oriented(forms, u)
    positive = forms.negative(u) if scale < 0 else u
    place = forms.ring.kernel((name, *positive.key), forms.depends(positive))
    return Form(scaled(generator(place), fmpq(1 if scale > 0 else -1)))


def _extreme(forms: Quotients, a: Form, b: Form, side: int) -> Form:
    """max and min are (a + b ± |a - b|) / 2."""
    gap = forms.scale(absolute(forms, forms.subtract(a, b)), fmpq(side))
    return forms.scale(forms.add([a, b, gap]), fmpq(1, 2))


def compare(forms: Quotients, symbol: str, a: Form, b: Form) -> Any:
    """A truth value where the sign of a - b is proved, else a form that is 0 or 1."""
    difference = forms.subtract(a, b)
    sign = forms.sign(difference)
    decided: dict[str, dict[str, bool]] = {
        "less": {"negative": True, "positive": False, "zero": False, "nonnegative": False},
        "lesseq": {"negative": True, "positive": False, "zero": True, "nonpositive": True},
        "equal": {"zero": True, "positive": False, "negative": False},
        "unequal": {"zero": False, "positive": True, "negative": True},
    }
    if sign in decided[symbol]:
        return decided[symbol][sign]
    one = Form(number(1))
    if symbol == "less":
        return _when(forms, "less", difference)
    if symbol == "lesseq":  # a <= b is not b < a
        return forms.subtract(one, _when(forms, "less", forms.negative(difference)))
    equal = _when(forms, "equal", _oriented(forms, difference)[1])
    return equal if symbol == "equal" else forms.subtract(one, equal)


def _when(forms: Quotients, symbol: str, difference: Form) -> Form:
    scale, body = _oriented(forms, difference)
    name = symbol if scale > 0 else symbol + " reversed"

    def relation(place: int) -> tuple[int, Poly]:
        return 2, generator(place)

    key = ("when", name, *body.key)
    place = forms.ring.kernel(key, forms.depends(body), "nonnegative", relation)
    return Form(generator(place))
