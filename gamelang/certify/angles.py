"""sin and cos in the checker's ring: the addition formulas, and sin ** 2 = 1 - cos ** 2."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flint import fmpq

from gamelang.certify.polynomials import ONE, generator, number
from gamelang.certify.quotients import Form, Quotients


def sine(forms: Quotients, u: Form) -> Form:
    return _turn(forms, u)[1]


def cosine(forms: Quotients, u: Form) -> Form:
    return _turn(forms, u)[0]


def tangent(forms: Quotients, u: Form) -> Form:
    cos, sin = _turn(forms, u)
    return forms.multiply([sin, forms.inverse(cos)])


def _turn(forms: Quotients, u: Form) -> tuple[Form, Form]:
    """(cos u, sin u) by the addition formulas over the terms of u."""
    cos, sin = Form(number(1)), Form({})
    for monomial, c in sorted(u.numerator.items()):
        one = _turn_of_term(forms, Form({monomial: fmpq(1)}, u.denominator), c)
        cos, sin = _turned(forms, (cos, sin), one)
    return cos, sin


def _turned(forms: Quotients, a: tuple[Form, Form], b: tuple[Form, Form]) -> tuple[Form, Form]:
    return (
        forms.subtract(forms.multiply([a[0], b[0]]), forms.multiply([a[1], b[1]])),
        forms.add([forms.multiply([a[1], b[0]]), forms.multiply([a[0], b[1]])]),
    )


def _turn_of_term(forms: Quotients, base: Form, c: fmpq) -> tuple[Form, Form]:
    """(cos, sin) of (p/q) base, as p-fold turns of base / q."""
    p, q = int(c.p), int(c.q)
    if abs(p) > 12:
        p, base = (1 if p > 0 else -1), forms.scale(base, fmpq(abs(p)))
    unit = forms.scale(base, fmpq(1, q))
    exact = _known_turn(forms, unit)
    cos = exact[0] if exact else None
    sin = exact[1] if exact else None
    if cos is None or sin is None:
        depends = forms.depends(unit)
        place = forms.ring.kernel(("cos", *unit.key), depends)
        cosine_poly = generator(place)
        squared = {((place, 2),): fmpq(-1), ONE: fmpq(1)}
        other = forms.ring.kernel(("sin", *unit.key), depends, "any", lambda _: (2, squared))
        cos, sin = Form(cosine_poly), Form(generator(other))
    if p < 0:
        sin = forms.negative(sin)
    out = (cos, sin)
    for _ in range(abs(p) - 1):
        out = _turned(forms, out, (cos, sin))
    return out


def _known_turn(forms: Quotients, unit: Form) -> tuple[Form, Form] | None:
    """cos and sin of pi / q for q = 1, 2, 3, 4, 6."""
    place = forms.ring.places.get(("pi",))
    if place is None or unit.denominator or list(unit.numerator) != [((place, 1),)]:
        return None
    part = unit.numerator[((place, 1),)]
    if part.p != 1:
        return None
    half = Form(number(fmpq(1, 2)))
    roots = {n: partial(_root_of, forms, n) for n in (2, 3)}
    known: dict[int, Callable[[], tuple[Form, Form]]] = {
        1: lambda: (Form(number(-1)), Form({})),
        2: lambda: (Form({}), Form(number(1))),
        3: lambda: (half, forms.multiply([half, roots[3]()])),
        4: lambda: (forms.multiply([half, roots[2]()]), forms.multiply([half, roots[2]()])),
        6: lambda: (forms.multiply([half, roots[3]()]), half),
    }
    found = known.get(int(part.q))
    return found() if found else None


def _root_of(forms: Quotients, n: int) -> Form:
    """The square root of a prime, the generator that roots of numbers use too."""
    poly = number(n)
    key = ("root", frozenset(poly.items()), 2)
    place = forms.ring.kernel(key, frozenset(), "positive", lambda _: (2, poly))
    return Form(generator(place))
