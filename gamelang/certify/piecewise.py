"""|.|, sign, max, min and conditions as generators of the checker's ring: signs that are proved
decide them, others are generators with sign ** 3 = sign and condition ** 2 = condition."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from gamelang.certify.polynomials import (
    Exponent,
    Poly,
    content,
    even,
    generator,
    number,
    scaled,
    sign_of,
)
from gamelang.certify.quotients import Form, Quotients


def absolute(forms: Quotients, u: Form) -> Form:
    sign = forms.sign(u)
    if sign in ("positive", "nonnegative", "zero"):
        return u
    if sign in ("negative", "nonpositive"):
        return forms.negative(u)
    scale, shared, rest = content(u.numerator)
    parts = [Form(number(abs(scale)))]
    for g, e in shared:
        known = forms.ring.generators[g].sign != "any" or even(e)
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


def signum(forms: Quotients, u: Form) -> Form:
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


def odd(forms: Quotients, u: Form, name: str) -> Form:
    if not u.numerator:
        return u
    scale, _ = _oriented(forms, u)
    positive = forms.negative(u) if scale < 0 else u
    place = forms.ring.kernel((name, *positive.key), forms.depends(positive))
    return Form(scaled(generator(place), fmpq(1 if scale > 0 else -1)))


def extreme(forms: Quotients, a: Form, b: Form, side: int) -> Form:
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
