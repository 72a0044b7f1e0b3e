"""What a declaration says of its numbers: limits, indices, simplices, properties of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from gamelang.builtins.interpret import NoValueError
from gamelang.checking.evaluating import evaluate
from gamelang.checking.exact import IrrationalError, OutsideError
from gamelang.checking.problems import FaultError, fault
from gamelang.core import ast
from gamelang.core.dims import Dim, Shape, describe
from gamelang.core.game import Domain
from gamelang.diagnostics.model import Label
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

PROPERTIES = ("symmetric", "antisymmetric", "diagonal", "orthogonal", "psd")
SIMPLEX_SLACK = Fraction(1, 100_000)


def admitted(
    e: Elaborator,
    const: ast.Const,
    entries: Sequence[Fraction],
    shape: Shape,
    domain: Domain | None,
    index_size: Dim | None,
    span: Span,
) -> Sequence[Fraction]:
    """The entries, refused where they break what the declaration says."""
    if index_size is not None:
        _check_indices(e, const, entries, index_size, span)
    if domain is not None and domain.form == "simplex":
        sizes = [d.value(e.maker.sizes) or 1 for d in shape]
        entries = on_simplex(entries, sizes[-1], f"const `{const.name}`", span)
    elif domain is not None:
        for entry in set(entries):
            problem = outside(e, entry, domain)
            if problem:
                raise _outside_bound(const, problem, entry, len(entries) > 1, span)
    for name in const.properties:
        _check_property(const, name, entries, [d.value(e.maker.sizes) or 0 for d in shape], span)
    return entries


def _outside_bound(
    const: ast.Const, problem: str, entry: Fraction, among: bool, span: Span
) -> FaultError:
    what = "an entry of its value is" if among else "its value is"
    assert const.type is not None
    domain = const.type.domain
    labels = (Label(domain.span, "its bound"),) if domain is not None else ()
    message = f"const `{const.name}` is {problem}, and {what} {entry}"
    return fault("G410", message, span, f"{entry} lies outside", labels=labels)


def _check_indices(
    e: Elaborator, const: ast.Const, entries: Sequence[Fraction], size: Dim, span: Span
) -> None:
    most = size.value(e.maker.sizes)
    for entry in set(entries):
        if entry.denominator != 1 or entry < 0 or (most is not None and entry >= most):
            message = f"const `{const.name}` is an index[{size}], and its value is {entry}"
            last = size - Dim.of(1)
            raise fault("G410", message, span, f"an index[{size}] is one of 0 .. {last}")


def outside(e: Elaborator, entry: Fraction, domain: Domain) -> str:
    """What the domain demands, if the entry breaks it; "" if not, or if that can't be said."""
    for node, above, strict in (
        (domain.low, True, domain.low_strict),
        (domain.high, False, domain.high_strict),
    ):
        if node is None:
            continue
        try:
            limit = evaluate(e, node).scalar
        except (IrrationalError, NoValueError, OutsideError):
            continue
        if domain.form == "nonzero":
            return f"declared != {limit}" if entry == limit else ""
        beyond = entry < limit if above else entry > limit
        if beyond or (strict and entry == limit):
            return f"declared {'>' if above else '<'}{'' if strict else '='} {limit}"
    return ""


def on_simplex(
    entries: Sequence[Fraction], width: int, what: str, span: Span
) -> Sequence[Fraction]:
    """Rows of probabilities; rows that miss 1 by rounding are scaled."""
    rows: list[Fraction] = []
    for k in range(0, len(entries), width):
        row = list(entries[k : k + width])
        total = sum(row, Fraction(0))
        if min(row) < 0:
            raise fault("G418", f"{what} has a negative probability, {min(row)}", span)
        if abs(total - 1) > SIMPLEX_SLACK:
            text = str(total) if len(str(total)) < 20 else f"{float(total):.6g}"
            raise fault("G418", f"the probabilities of {what} sum to {text}, not to 1", span)
        rows.extend(p / total for p in row) if total != 1 else rows.extend(row)
    return rows


def check_properties(const: ast.Const, shape: Shape) -> None:
    """Refuses unknown properties, and those of square matrices elsewhere."""
    for name in const.properties:
        if name not in PROPERTIES:
            raise fault(
                "G417", f"unknown property `{name}`", const.span, help=", ".join(PROPERTIES)
            )
        if len(shape) != 2 or shape[0] != shape[1]:
            raise fault(
                "G417",
                f"only a square matrix can be {name}",
                const.name_span,
                f"this is a {describe(shape)}",
            )


def _check_property(
    const: ast.Const, name: str, entries: Sequence[Fraction], sizes: list[int], span: Span
) -> None:
    n = sizes[0]
    if prod(sizes) != len(entries):
        return
    a = [list(entries[i * n : (i + 1) * n]) for i in range(n)]
    pairs = [(i, j) for i in range(n) for j in range(n)]
    match name:
        case "symmetric":
            broken = [(i, j) for i, j in pairs if i < j and a[i][j] != a[j][i]]
        case "antisymmetric":
            broken = [(i, j) for i, j in pairs if i <= j and a[i][j] != -a[j][i]]
        case "diagonal":
            broken = [(i, j) for i, j in pairs if i != j and a[i][j]]
        case "orthogonal":
            broken = [] if _is_orthogonal(a) else [(0, 0)]
        case _:
            broken = [] if _is_psd(a) else [(0, 0)]
    if broken:
        i, j = broken[0]
        raise fault("G417", f"the value of `{const.name}` is not {name}", span, _seen(name, i, j))


def _seen(name: str, i: int, j: int) -> str:
    """Where a matrix lacks a property."""
    match name:
        case "orthogonal" | "psd":
            return ""
        case "symmetric" | "antisymmetric" if i != j:
            sign = "" if name == "symmetric" else "-"
            return f"entry [{i}, {j}] is not {sign}[{j}, {i}]"
        case _:
            return f"entry [{i}, {j}] is not 0"


def _is_orthogonal(a: list[list[Fraction]]) -> bool:
    """A'A = I, up to the rounding of numbers read from a file."""
    n, slack = len(a), Fraction(1, 10**9)
    return all(
        abs(sum((a[k][i] * a[k][j] for k in range(n)), Fraction(-(i == j)))) <= slack
        for i in range(n)
        for j in range(i, n)
    )


def _is_psd(a: list[list[Fraction]]) -> bool:
    """Symmetric, and no negative pivot in an exact LDL' (a zero pivot has a zero row)."""
    n = len(a)
    a = [row[:] for row in a]
    if any(a[i][j] != a[j][i] for i in range(n) for j in range(i)):
        return False
    for k in range(n):
        if a[k][k] < 0 or (a[k][k] == 0 and any(a[k][k + 1 :])):
            return False
        for i in range(k + 1, n):
            factor = a[i][k] / a[k][k] if a[k][k] else Fraction(0)
            for j in range(k, n):
                a[i][j] -= factor * a[k][j]
    return True
