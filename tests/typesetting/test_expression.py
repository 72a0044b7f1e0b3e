"""Expressions as LaTeX: what stands where, and that it can be typeset."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gamelang.core.expression_text import print_expression
from gamelang.syntax.parsing import parse_expression
from gamelang.typesetting.expression import latex, latex_of
from gamelang.typesetting.names import word

WRITTEN = {
    "x - (y - z)": r"x - \left(y - z\right)",
    "x + (-y)": "x - y",
    "-(x + y)": r"-\left(x + y\right)",
    "x * (-y)": "-x y",
    "-x*y - (-z)": "-x y + z",
    "x**2 / 2 - 3*y*z/4": r"\frac{x^{2}}{2} - \frac{3 y z}{4}",
    "(x / y) / z": r"\frac{x}{y z}",
    "a / (b + c)": r"\frac{a}{b + c}",
    "1 / 3": r"\frac{1}{3}",
    "(-2)**2": r"\left(-2\right)^{2}",
    "-2**2": "-2^{2}",
    "(a / b)**2": r"\left(\frac{a}{b}\right)^{2}",
    "2 * 2**x": r"2 \cdot 2^{x}",
    "x * (y % z)": r"x \left(y \bmod z\right)",
    "x**(-2)": "x^{-2}",
    "row.x[0]**2": r"\left(x_{0}^{\mathrm{row}}\right)^{2}",
    "W[i, j] * theta_0": r"W_{i, j} \mathrm{theta\_0}",
    "exp(-x) * sqrt(y)": r"e^{-x} \sqrt{y}",
    "sum(x[i] + 1 for i in n if i != j) * b": (
        r"\left(\sum_{i \in n,\, i \ne j} \left(x_{i} + 1\right)\right) b"
    ),
    "dot(x, A @ y)": r"\left\langle x, A \, y\right\rangle ",
    "log(abs(x))": r"\log\left(\left|x\right|\right)",
    "x if x > 0 else -x": r"\begin{cases}x & \text{if } x > 0 \\ -x & \text{otherwise}\end{cases}",
    "f(x)": r"\operatorname{f}\left(x\right)",
}
NAMES = {"x": "x", "theta": r"\theta", "λ": r"\lambda", "Γ": r"\Gamma", "a_b": r"\mathrm{a\_b}"}


@pytest.mark.parametrize("text", WRITTEN)
def test_what_binds_less_tightly_stands_in_brackets(text: str) -> None:
    assert latex_of(text) == WRITTEN[text]


@pytest.mark.parametrize("name", NAMES)
def test_greek_letters_are_commands_and_long_names_upright(name: str) -> None:
    assert word(name) == NAMES[name]


def test_depth_costs_nothing() -> None:
    assert latex_of("+".join(["x"] * 20_000)).count("x") == 20_000
    assert latex_of("(" * 150 + "x" + "+1)**2" * 150).count("^{2}") == 150


NUMBERS = st.sampled_from(["0", "1", "2", "1/3", "-2", "0.5", "-1"])
LEAVES = NUMBERS | st.sampled_from(["x", "row.y", "z[0]", "beta", "W[1, 2]", "long_name"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    infix = st.sampled_from(["+", "-", "*", "/", "**", "@", "%", "//"])
    return st.one_of(
        st.tuples(inner, infix, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        inner.map(lambda t: f"-({t})"),
        st.tuples(st.sampled_from(["exp", "abs", "sqrt", "norm2", "inv", "erf"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        inner.map(lambda t: f"sum({t} for i in n if i < 2)"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]} if {t[1]} > 0 else 1)"),
        st.tuples(inner, inner).map(lambda t: f"[{t[0]}, {t[1]}]"),
    )


EXPRESSIONS = st.recursive(LEAVES, _grown, max_leaves=12)
KNOWN = frozenset(
    (
        *("frac", "sqrt", "sum", "left", "right", "operatorname", "mathrm", "beta", "cdot"),
        *("bmod", "mathbin", "begin", "end", "text", "in", "lfloor", "rfloor", "log", "top"),
    )
)


def problems(written: str) -> list[str]:
    """What would stop LaTeX: braces, brackets and environments that do not match, an unknown
    command, two exponents or two indices of one thing."""
    found = [c for c in re.findall(r"\\([A-Za-z]+)", written) if c not in KNOWN]
    if re.search(r"\^\{[^{}]*\}\^|_\{[^{}]*\}_", written):
        found.append("twice")
    open_ones: list[str] = []
    partner = {"}": "{", "right": "left", "end": "begin"}
    for token in re.findall(r"\\(left|right|begin|end)\b|(?<!\\)([{}])", written):
        mark = token[0] or token[1]
        if mark in partner:
            if not open_ones or open_ones.pop() != partner[mark]:
                found.append(mark)
        else:
            open_ones.append(mark)
    return found + open_ones


@settings(max_examples=150)
@given(EXPRESSIONS)
def test_everything_that_opens_is_closed(text: str) -> None:
    assert problems(latex_of(text)) == []


@settings(max_examples=100)
@given(EXPRESSIONS)
def test_brackets_of_the_text_change_nothing(text: str) -> None:
    expression = parse_expression(text)
    assert latex(parse_expression(print_expression(expression))) == latex(expression)
