"""Roots in the checker's ring: u ** (a/b) through generators r with r ** b = a part of u that is
proved not to be negative."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from gamelang.certify.piecewise import absolute
from gamelang.certify.polynomials import (
    Exponent,
    Poly,
    Sign,
    UndecidedError,
    content,
    even,
    generator,
    number,
    prime_powers,
    sign_of,
)
from gamelang.certify.quotients import Form, Quotients
from gamelang.certify.squares import square_root


def root(forms: Quotients, u: Form, exponent: Fraction) -> Form:
    """u ** (a/b), real for u >= 0 (u > 0 if a < 0): parts of proved sign are split off."""
    if not u.numerator:
        if exponent < 0:
            raise UndecidedError("a denominator vanishes identically")
        return u
    forms.demand_positive(u)
    scale, shared, rest = content(u.numerator)
    parts = [_root_of_number(forms, abs(scale), exponent)]
    unproved: list[Form] = [Form(number(-1))] if scale < 0 else []
    for g, e in shared:
        if forms.ring.generators[g].sign == "any" and not even(e):
            unproved.append(Form(generator(g, e)))
        else:
            parts.append(_root_of_power(forms, g, e, exponent))
    squared = _root_of_square(forms, rest, exponent) if len(rest) > 1 else None
    if squared is not None:
        parts.append(squared)
    pieces = [(rest, 1)] if len(rest) > 1 and squared is None else []
    pieces += [(forms.ring.factors[k], -e) for k, e in u.denominator]
    for poly, e in pieces:
        if sign_of(forms.ring, poly) in ("positive", "nonnegative"):
            parts.append(_raised_root(forms, poly, exponent * e))
        else:
            unproved.append(forms.whole_power(Form(poly), e))
    if unproved:
        parts.append(_root_of_rest(forms, forms.multiply(unproved), exponent))
    return forms.multiply(parts)


def _root_of_square(forms: Quotients, poly: Poly, exponent: Fraction) -> Form | None:
    """poly ** exponent = |s| ** (2 exponent), where poly is the square of some s."""
    s = square_root(forms.ring, poly)
    if s is None:
        return None
    try:
        base = absolute(forms, Form(s))
        if (2 * exponent).denominator == 1:
            return forms.whole_power(base, int(2 * exponent))
        return _raised_root(forms, base.numerator, 2 * exponent)
    except UndecidedError:  # below a line |s| may not be to be had; the root itself is
        return None


def _root_of_number(forms: Quotients, c: fmpq, exponent: Fraction) -> Form:
    parts = [_raised_root(forms, number(fmpq(p)), exponent * e) for p, e in prime_powers(c)]
    return forms.multiply([Form(number(1)), *parts])


def _root_of_power(forms: Quotients, g: int, e: Exponent, exponent: Fraction) -> Form:
    """(g ** e) ** exponent for a generator that is not negative, or an even e."""
    record = forms.ring.generators[g]
    power = _whole_if_possible(e * exponent)
    if g not in forms.ring.related and record.sign != "any":
        return Form(generator(g, power))
    base = absolute(forms, Form(generator(g)))
    if isinstance(power, int):
        return forms.whole_power(base, power)
    return _raised_root(forms, base.numerator, power)


def _whole_if_possible(e: Exponent) -> Exponent:
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
