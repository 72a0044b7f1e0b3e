"""Normal forms in constants as text of the game language."""

from __future__ import annotations

from fractions import Fraction

from gamelang.certify.forms import Forms
from gamelang.certify.polynomials import Monomial, Poly, UndecidedError
from gamelang.certify.quotients import Form


def form_text(forms: Forms, form: Form) -> str:
    """`(a - b) / (1 + c)`; terms in a fixed order, so equal forms give equal texts."""
    above = poly_text(forms, form.numerator)
    if not form.denominator:
        return above
    below = " * ".join(
        f"({poly_text(forms, forms.ring.factors[k])})" + (f"**{e}" if e > 1 else "")
        for k, e in form.denominator
    )
    return f"({above}) / ({below})"


def poly_text(forms: Forms, poly: Poly) -> str:
    if not poly:
        return "0"
    terms = sorted((_monomial_text(forms, m), c) for m, c in poly.items())
    text = ""
    for monomial, c in terms:
        size = str(abs(c))
        body = monomial if monomial and abs(c) == 1 else f"{size} * {monomial}".removesuffix(" * ")
        if text:
            text += f" - {body}" if c < 0 else f" + {body}"
        else:
            text = f"-{body}" if c < 0 else body
    return text


def _monomial_text(forms: Forms, monomial: Monomial) -> str:
    return " * ".join(_power_text(_name(forms, g), e) for g, e in monomial)


def _power_text(name: str, e: int | Fraction) -> str:
    if e == 1:
        return name
    return f"{name}**{e}" if isinstance(e, int) and e > 0 else f"{name}**({e})"


def _name(forms: Forms, g: int) -> str:
    key = forms.ring.generators[g].key
    match key:
        case ("symbol", str() as name):
            return name.removeprefix("const ")
        case ("pi",):
            return "pi"
        case ("exp" | "sin" | "cos" | "erf" as function, frozenset() as inside, tuple() as below):
            return f"{function}({form_text(forms, Form(dict(inside), below))})"
        case ("log" | "abs" as function, frozenset() as inside):
            return f"{function}({poly_text(forms, dict(inside))})"
        case ("root", frozenset() as inside, int() as degree):
            return f"({poly_text(forms, dict(inside))})**(1/{degree})"
    raise UndecidedError("a value at the witness has no simple text")
