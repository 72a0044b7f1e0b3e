"""Sums, products, quotients and powers as text: scalars first, then what needs fewer entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gamelang.codegen.binding import held, rounded
from gamelang.codegen.page import Page
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import (
    ATOM,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Value,
    aligned,
    common_loops,
    common_sizes,
    count,
    literal,
)
from gamelang.core.typed import Apply, Constant, Node, Product, Sum

TERMS_A_LINE = 24
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Pieces:
    """weight * Π above / Π below, with the constant scalars gathered in the weight."""

    weight: Fraction
    above: tuple[Node, ...]
    below: tuple[Node, ...]


def parts(page: Page, node: Sum | Product) -> list[Node]:
    """The nodes whose values a sum or product is written with."""
    if isinstance(node, Product):
        pieces = pieces_of(page, node)
        return [*pieces.above, *pieces.below]
    return [magnitude for _, magnitude in _terms(page, node)]


# ---- sums


def _terms(page: Page, node: Sum) -> list[tuple[int, Node]]:
    """Signs and magnitudes of the terms, constants in one."""
    found: list[tuple[int, Node]] = []
    constants: list[tuple[Node, Fraction]] = []
    for term in node.terms:
        value = page.bound.number(term)
        if value is not None:
            constants.append((term, value))
            continue
        weight, rest = page.algebra.weighted(term)
        sign = -1 if weight < 0 else 1
        found.append((sign, page.algebra.scaled(abs(weight), rest)))
    if len(constants) == 1:
        weight, rest = page.algebra.weighted(constants[0][0])
        found.append((-1 if weight < 0 else 1, page.algebra.scaled(abs(weight), rest)))
    elif total := sum((value for _, value in constants), Fraction(0)):
        found.append((-1 if total < 0 else 1, page.algebra.number(abs(total))))
    return found or [(1, page.algebra.number(0))]


def sum_of(page: Page, node: Sum, scope: Scope) -> Value:
    terms = [(sign, page.get(magnitude, scope)) for sign, magnitude in _terms(page, node)]
    values = [value for _, value in terms]
    loops = common_loops(values)
    lengths = {v: page.length(v) for v in loops}
    terms.sort(key=lambda t: (count(t[1], lengths), t[1].python))
    lead = next((k for k, (sign, _) in enumerate(terms) if sign > 0), 0)
    same = count(terms[0][1], lengths) == count(terms[lead][1], lengths)
    if lead and (same or lead == 1):
        terms.insert(0, terms.pop(lead))
    return _added(page, terms, values)


def _added(page: Page, terms: list[tuple[int, Value]], values: Sequence[Value]) -> Value:
    loops, sizes = common_loops(values), common_sizes(values)
    python, fixed = all(v.python for v in values), all(v.fixed for v in values)
    text, level = "", SUM
    for number, (sign, value) in enumerate(terms):
        inner = aligned(value, loops, len(sizes), PRODUCT if sign < 0 or text else SUM)
        if not text:
            text = inner if sign > 0 else f"-{aligned(value, loops, len(sizes), PRODUCT)}"
            level = max(SUM, value.level) if sign > 0 else min(PRODUCT, value.level)
        else:
            text, level = f"{text} {'-' if sign < 0 else '+'} {inner}", SUM
        if (number + 1) % TERMS_A_LINE == 0 and number + 1 < len(terms):
            text = page.assigned(Value(text, SUM, python=python), "t").text
    return Value(text, level, loops, sizes, "real", python, fixed)


# ---- products


def pieces_of(page: Page, node: Product) -> Pieces:
    weight = Fraction(1)
    above: list[Node] = []
    below: list[Node] = []
    constants: list[tuple[Node, Fraction]] = []
    for factor in node.factors:
        value = page.bound.number(factor)
        if value is not None and not isinstance(factor, Constant):
            weight *= value
        elif value is not None:
            constants.append((factor, value))
        elif (divisor := _divisor(page, factor)) is not None:
            below.append(divisor)
        else:
            above.append(factor)
    if len(constants) == 1 and _power_of_two(abs(weight)):
        above.insert(0, constants[0][0])
    else:
        for _, value in constants:
            weight *= value
    return Pieces(weight, tuple(above), tuple(below))


def _power_of_two(value: Fraction) -> bool:
    n, d = value.numerator, value.denominator
    return n > 0 and n & (n - 1) == 0 and d & (d - 1) == 0


def _divisor(page: Page, node: Node) -> Node | None:
    """b where the node is 1 / b."""
    if not isinstance(node, Apply) or node.function != "power":
        return None
    base, exponent = node.arguments
    value = page.bound.number(exponent)
    if value is None or value >= 0:
        return None
    return page.algebra.power(base, page.algebra.number(-value), node.shape)


def product_of(page: Page, node: Product, scope: Scope) -> Value:
    pieces = pieces_of(page, node)
    above = [page.get(n, scope) for n in pieces.above]
    below = [guarded(page, page.get(n, scope), scope, "1.0") for n in pieces.below]
    if abs(pieces.weight) != 1 or not above:
        above.insert(0, literal(held(abs(pieces.weight))))
    over = multiplied(page, above)
    value = divided(over, multiplied(page, below)) if below else over
    return negated(value) if pieces.weight < 0 else value


def multiplied(page: Page, values: Sequence[Value]) -> Value:
    """The product, with what has fewer entries first."""
    if len(values) == 1:
        return values[0]
    loops, sizes = common_loops(values), common_sizes(values)
    lengths = {v: page.length(v) for v in loops}
    factors = sorted(values, key=lambda v: (not v.python, count(v, lengths)))
    levels = [PRODUCT] + [SIGN] * (len(factors) - 1)
    texts = [aligned(v, loops, len(sizes), k) for v, k in zip(factors, levels, strict=True)]
    lines = [texts[k : k + TERMS_A_LINE] for k in range(0, len(texts), TERMS_A_LINE)]
    text = " * ".join(lines[0])
    python, fixed = all(v.python for v in values), all(v.fixed for v in values)
    for line in lines[1:]:
        text = page.assigned(Value(text, PRODUCT), "t").text
        text = " * ".join([text, *line])
    return Value(text, PRODUCT, loops, sizes, "real", python, fixed)


def divided(over: Value, under: Value) -> Value:
    values = (over, under)
    loops, sizes = common_loops(values), common_sizes(values)
    left = aligned(over, loops, len(sizes), PRODUCT)
    right = aligned(under, loops, len(sizes), SIGN)
    python, fixed = over.python and under.python, over.fixed and under.fixed
    return Value(f"{left} / {right}", PRODUCT, loops, sizes, "real", python, fixed)


def negated(value: Value) -> Value:
    """-value: the sign goes to the first factor, which is the smallest."""
    text = value.text if value.level in (PRODUCT, POWER, ATOM) else f"({value.text})"
    level = PRODUCT if value.level == PRODUCT else SIGN
    return Value(f"-{text}", level, value.loops, value.sizes, "real", value.python, value.fixed)


# ---- powers


def power(page: Page, node: Apply, scope: Scope) -> Value:
    base_node, exponent = node.arguments
    base = guarded(page, page.get(base_node, scope), scope, "1.0", node)
    value = page.bound.number(exponent)
    if value is None:
        return _general_power(base, page.get(exponent, scope))
    if value < 0:
        return divided(literal(1.0), _positive_power(base, -value))
    return _positive_power(base, value)


def _positive_power(base: Value, exponent: Fraction) -> Value:
    if exponent == 1:
        return base
    if exponent == HALF:
        text, level = f"jnp.sqrt({base.text})", ATOM
    elif exponent.denominator == 1:
        text, level = f"{base.at(ATOM)} ** {int(exponent)}", POWER
    else:
        text, level = f"jnp.power({base.text}, {rounded(exponent)!r})", ATOM
    return Value(text, level, base.loops, base.sizes, fixed=base.fixed)


def _general_power(base: Value, exponent: Value) -> Value:
    values = (base, exponent)
    loops, sizes = common_loops(values), common_sizes(values)
    texts = ", ".join(aligned(v, loops, len(sizes), SUM) for v in values)
    return Value(f"jnp.power({texts})", ATOM, loops, sizes, "real", False, base.fixed)


def guarded(
    page: Page, value: Value, scope: Scope, harmless: str, node: Apply | None = None
) -> Value:
    """The argument of a function with a restricted domain, harmless where a guard fails."""
    if value.fixed or (node is not None and not page.scopes.is_partial(node)):
        return value
    for guard in scope.guards:
        if guard.sizes not in ((), value.sizes):
            continue
        values = (guard, value)
        loops, own = common_loops(values), len(value.sizes)
        condition, kept = (aligned(v, loops, own, SUM) for v in values)
        text = f"jnp.where({condition}, {kept}, {harmless})"
        value = Value(text, ATOM, loops, value.sizes)
    return value
