"""Powers and functions of expressions: elementwise ones, inverse, det, softmax, logsumexp.

Arguments are brought to one form first (canonical.py), so that equal ones are one text.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gamelang.symbolic.limits import TooLargeError, UndefinedError
from gamelang.symbolic.roots import rational_power
from gamelang.symbolic.tensor.algebra import Algebra
from gamelang.symbolic.tensor.canonical import ODD, ONE, REFLECTED, canonical
from gamelang.symbolic.tensor.drafts import Draft
from gamelang.symbolic.tensor.indices import Index, Sizes, Slot
from gamelang.symbolic.tensor.normal_form import settled
from gamelang.symbolic.tensor.tensors import (
    Applied,
    Factor,
    Factors,
    Relation,
    Tensor,
    bound_in,
)

LARGEST_POWER = 24
ZERO_AT_ZERO = (*("sin", "tan", "tanh", "erf"), *("abs", "sign", "relu", "step"))
AT_ZERO = {
    "exp": ONE,
    "cos": ONE,
    "sigmoid": Fraction(1, 2),
    **dict.fromkeys(ZERO_AT_ZERO, Fraction(0)),
}


def algebra(sizes: Sizes) -> Algebra:
    """An algebra that can make functions anew when their arguments fall together."""
    made = Algebra(sizes)
    made.work.rebuilt = lambda head, slots, e: rebuilt(made, head, slots, e)
    return made


def power(algebra: Algebra, base: Tensor, exponent: Fraction | int) -> Tensor:
    """base ** exponent; what cannot be multiplied out is one group."""
    e = Fraction(exponent)
    whole = e.denominator == 1
    if base.number is not None:
        return _number_power(algebra, base.number, e)
    if whole and e >= 0 and base.single is None:
        if e > LARGEST_POWER and len(base.terms) > 1:
            raise TooLargeError(f"a sum to the power {e} has too many terms")
        if len(base.terms) > 1 or any(bound_in(f) for _, f in base.terms.values()):
            return algebra.product([base] * int(e))
    if len(base.terms) == 1:
        ((c, factors),) = base.terms.values()
        free = not bound_in(factors) and not any(isinstance(f.head, Relation) for f in factors)
        if free and (whole or base.single is not None):
            raised = tuple(Factor(f.head, f.slots, f.exponent * e) for f in factors)
            scale = c ** int(e) if whole else ONE
            return settled(algebra.work, [Draft(scale, raised)])
    return _group(algebra, base, e)


def _number_power(algebra: Algebra, number: Fraction, e: Fraction) -> Tensor:
    if number == 0 and e < 0:
        raise UndefinedError("a division by zero")
    if e.denominator == 1:
        return algebra.number(number ** int(e))
    scale, root, rest = rational_power(number, e)
    outside = algebra.number(Fraction(scale))
    if root == 1:
        return outside
    inside = _group(algebra, algebra.number(root), Fraction(rest))
    return algebra.product([outside, inside])


def _group(algebra: Algebra, base: Tensor, e: Fraction) -> Tensor:
    """base in brackets, its scale outside where the exponent is whole."""
    scale, factor = canonical(algebra, "group", base, (), scaling=e.denominator == 1)
    raised = Factor(factor.head, factor.slots, e)
    return settled(algebra.work, [Draft(scale ** int(e) if scale != 1 else ONE, (raised,))])


def applied(algebra: Algebra, name: str, inner: Tensor, own: tuple[Index, ...] = ()) -> Tensor:
    """The function of `inner`. `own` are the indices that it binds: two of inverse and det, one
    of softmax and logsumexp; of inverse and softmax the result has them as well."""
    if name in ("softmax", "logsumexp"):
        return _along(algebra, name, inner, own)
    if inner.number is not None and not own:
        value = _value(name, inner.number)
        if value is not None:
            return algebra.number(value)
    scale, factor = canonical(algebra, name, inner, own, scaling=name == "inverse")
    made = algebra.factor(factor)
    if name == "inverse":
        return algebra.scaled(made, 1 / scale)
    if scale < 0 and name in REFLECTED:
        if name == "sigmoid":
            return algebra.sum([(algebra.number(1), 1), (made, -1)])
        return algebra.sum([(inner, 1), (made, 1)])
    return algebra.scaled(made, scale) if name in ODD else made


def _along(algebra: Algebra, name: str, inner: Tensor, own: tuple[Index, ...]) -> Tensor:
    """What does not depend on the axis leaves softmax as it is, and moves logsumexp."""
    inside: dict[str, tuple[Fraction, Factors]] = {}
    outside: dict[str, tuple[Fraction, Factors]] = {}
    for key, (c, factors) in inner.terms.items():
        within = any(own[0] in f.slots for f in factors)
        (inside if within else outside)[key] = (c, factors)
    _, factor = canonical(algebra, name, Tensor(inside), own, scaling=False)
    made = algebra.factor(factor)
    return made if name == "softmax" else algebra.sum([(made, 1), (Tensor(outside), 1)])


def _value(name: str, number: Fraction) -> Fraction | None:
    """The function of a number where it is rational."""
    match name:
        case "abs":
            return abs(number)
        case "sign":
            return Fraction((number > 0) - (number < 0))
        case "relu":
            return max(number, Fraction(0))
        case "step":
            return Fraction(int(number > 0))
        case "log" if number <= 0:
            raise UndefinedError("the logarithm of a number that is not positive")
        case "log" if number == 1:
            return Fraction(0)
        case _:
            return AT_ZERO[name] if number == 0 and name in AT_ZERO else None


def rebuilt(algebra: Algebra, head: Applied, slots: tuple[Slot, ...], e: Fraction) -> Tensor:
    """The function at slots of which two are one, or one is a fixed place, to the power e."""
    own = free_own(algebra, head)
    inner = inner_at(algebra, head, slots, own)
    if head.name == "group":
        return power(algebra, inner, e)
    made = applied(algebra, head.name, inner, own)
    shown: Mapping[Index, Slot] = dict(zip(own[: head.visible], slots[: head.visible], strict=True))
    return power(algebra, algebra.moved(made, shown), e)


def free_own(algebra: Algebra, head: Applied) -> tuple[Index, ...]:
    """Names for the head's own axes that nothing else has."""
    return tuple(algebra.work.free(a) for a in head.own)


def inner_at(
    algebra: Algebra, head: Applied, slots: tuple[Slot, ...], own: tuple[Index, ...]
) -> Tensor:
    """The inner expression at a factor's slots, its own axes under the names `own`."""
    names: dict[Index, Slot] = dict(zip(head.others, slots[head.visible :], strict=True))
    names |= dict(zip(head.own, own, strict=True))
    return algebra.moved(head.inner, names)
