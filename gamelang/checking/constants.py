"""`const`: its type, its exact value from the file or the settings, its bounds and properties."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from gamelang.builtins.interpret import Interpreter, UnknownSizeError
from gamelang.builtins.record import Grid
from gamelang.checking import limits, loops, types
from gamelang.checking.exact import Exact, IrrationalError, OutsideError
from gamelang.checking.problems import FaultError, fault
from gamelang.checking.scope import Scope
from gamelang.checking.settings import placed
from gamelang.core import ast, typed
from gamelang.core.dims import Dim, Shape, describe
from gamelang.core.game import ConstantRecord, Domain
from gamelang.core.typed import Node, Variable
from gamelang.data.files import read
from gamelang.data.table import DataError, Table
from gamelang.diagnostics.model import Label
from gamelang.source import Source, Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

PROPERTIES = ("symmetric", "antisymmetric", "diagonal", "orthogonal", "psd")
CONSTANT = {"parameter": "a constant", "draw": "a constant"}
EVALUATED = 300_000  # entries that are computed exactly while checking
SIMPLEX_SLACK = Fraction(1, 100_000)


def constant(
    e: Elaborator, const: ast.Const, source: Source, given: ast.Expr | Table | None
) -> ConstantRecord:
    """The record of a const; `given` is its value from the settings, which beats its own."""
    scope, variables = indices(e, const.indices, Scope(forbidden=CONSTANT))
    resolved, domain = _type(e, const, scope)
    value = const.value if given is None else given
    definition: Node | None = None
    entries: Sequence[Fraction] | None = None
    shape = None if resolved is None else (*(v.count for v in variables), *resolved.shape)
    whole = resolved is not None and resolved.kind == "int"
    outer = given is not None or const.value is None
    span = const.name_span if outer or const.value is None else const.value.span
    if isinstance(value, Table) or (isinstance(value, ast.Expr) and _file(value) is not None):
        with placed(e, const.name, const.name_span if given is not None else None):
            if isinstance(value, Table):
                table = value
            else:
                table = _read(e, const, value, source, shape, whole)
        shape = _table_shape(e, const, table, shape, span)
        entries = table.entries
    elif value is not None:
        inner = scope if given is None else Scope(forbidden=CONSTANT)
        binders = variables if given is None else []
        with placed(e, const.name, const.name_span if given is not None else None):
            definition, shape = _definition(e, const, value, inner, binders, shape)
        limits.refuse_repetitions(e, definition, span)
        entries = _value(e, definition, span)
    shape = () if shape is None else shape
    kind: typed.Kind = "int" if whole else "real"
    node = e.builder.constant(const.name, shape, kind)
    assert isinstance(node, typed.Constant)
    _check_properties(const, shape)
    if entries is not None:
        size = resolved.index_size if resolved is not None else None
        entries = _admitted(e, const, entries, shape, domain, size, span)
    return ConstantRecord(
        node,
        domain,
        const.properties,
        entries,
        None if entries is not None else definition,
        resolved.index_size if resolved is not None else None,
        const.name_span,
    )


def indices(
    e: Elaborator, declared: tuple[ast.IndexVariable, ...], scope: Scope
) -> tuple[Scope, list[Variable]]:
    """Fresh variables for `[i in n, j in m]`."""
    variables: list[Variable] = []
    for variable in declared:
        start, stop = loops.domain(e, variable.domain, scope)
        if start.number != 0:
            raise fault("G316", "a declaration's index runs over a size", variable.span)
        variables.append(e.builder.variable(variable.name, start, stop))
        scope = scope.with_local(variable.name, variables[-1])
    return scope, variables


def _type(
    e: Elaborator, const: ast.Const, scope: Scope
) -> tuple[types.Resolved | None, Domain | None]:
    if const.type is None:
        return None, None
    resolved = types.resolve(e, const.type, scope)
    return resolved, types.domain(e, const.type, resolved, scope)


def _definition(
    e: Elaborator,
    const: ast.Const,
    value: ast.Expr,
    scope: Scope,
    variables: list[Variable],
    shape: Shape | None,
) -> tuple[Node, Shape]:
    node = e.maker.real(e.fixed(value, scope, "a constant"))
    whole = node.shape and shape is not None and e.maker.fits(node.shape, shape)
    if not whole or e.builder.variables(node):
        for variable in reversed(variables):
            node = e.builder.comprehension(variable, node)
    if shape is None or e.maker.fits(node.shape, shape):
        return node, node.shape if shape is None else shape
    if not node.shape:
        return filled(e, node, shape), shape
    assert const.type is not None
    found = describe(node.shape)
    raise fault(
        "G312",
        f"const `{const.name}` is a {describe(shape)}, and its value is a {found}",
        value.span,
        f"this is a {found}",
        labels=(Label(const.type.span, "declared here"),),
    )


def filled(e: Elaborator, scalar: Node, shape: Shape) -> Node:
    """An array whose entries are all this scalar."""
    return e.builder.product((scalar, e.builder.apply("ones", (), shape)), shape, "real")


def evaluate(e: Elaborator, node: Node) -> Grid[Fraction]:
    """The exact entries; IrrationalError or UnknownSizeError where there are none, or where
    there are too many to write out."""
    if limits.repetitions(e, node) > EVALUATED:
        raise IrrationalError("too many entries")

    def leaf(found: typed.Parameter | typed.Constant) -> Grid[Fraction]:
        record = e.constants.get(found.name) if isinstance(found, typed.Constant) else None
        if record is None or record.value is None:
            raise IrrationalError(found.name)
        return Grid(tuple(_sizes(e, found.shape)), record.value)

    interpreter = Interpreter(Exact(), e.maker.sizes, leaf)
    grid = interpreter.value(node)
    return Grid(grid.sizes, [Fraction(entry) for entry in grid.entries])


def _sizes(e: Elaborator, shape: Shape) -> list[int]:
    found = [d.value(e.maker.sizes) for d in shape]
    if any(size is None for size in found):
        raise UnknownSizeError("a size")
    return [size for size in found if size is not None]


def _value(e: Elaborator, node: Node, span: Span) -> Sequence[Fraction] | None:
    try:
        return evaluate(e, node).entries
    except (IrrationalError, UnknownSizeError):
        return None
    except OutsideError as error:
        raise fault("G415", f"this constant has no value: {error}", span) from None


# ---- files


def _file(value: ast.Expr) -> str | None:
    match value:
        case ast.Call(ast.Reference("csv" | "npy" | "npz" as kind, None)):
            return kind
        case _:
            return None


def _read(
    e: Elaborator,
    const: ast.Const,
    value: ast.Expr,
    source: Source,
    shape: Shape | None,
    whole: bool,
) -> Table:
    assert isinstance(value, ast.Call)
    words = [a.value for a in value.arguments if isinstance(a, ast.Literal)]
    texts = [w for w in words if isinstance(w, str)]
    if not texts or len(texts) != len(value.arguments) or value.keywords:
        name = value.function.name
        raise fault("G303", f'`{name}` takes texts, as in {name}("prices.{name}")', value.span)
    kind = value.function.name
    keys = tuple(texts[1:]) or ((const.name,) if kind == "npz" else ())
    sizes = None if shape is None else tuple(d.value(e.maker.sizes) for d in shape)
    try:
        return read(kind, texts[0], keys, source.folder, sizes, whole, _spelled(e, shape))  # type: ignore[arg-type]
    except DataError as error:
        raise fault(error.code, error.message, value.span, help=error.help) from None


def _spelled(e: Elaborator, shape: Shape | None) -> str:
    """`matrix[m, n] with m = 5`."""
    if shape is None:
        return ""
    names = sorted({name for d in shape for name in d.names})
    known = [f"{n} = {e.maker.sizes[n]}" for n in names if n in e.maker.sizes]
    return describe(shape) + (f" with {', '.join(known)}" if known else "")


def _table_shape(
    e: Elaborator, const: ast.Const, table: Table, shape: Shape | None, span: Span
) -> Shape:
    found = tuple(Dim.of(size) for size in table.sizes)
    if shape is None:
        return found
    unknown = [d for d in shape if d.value(e.maker.sizes) is None]
    if len(shape) == len(found) and unknown:
        name = sorted(unknown[0].names)[0]
        size = table.sizes[shape.index(unknown[0])]
        help = f"say `dim {name} = {size}`" if unknown[0] == Dim.named(name) else None
        raise fault(
            "G480", f"the size {unknown[0]} of `{const.name}` is not known", span, help=help
        )
    if not e.maker.fits(shape, found):
        message = f"const `{const.name}` is a {_spelled(e, shape)}"
        raise fault("G312", message, span, f"this is a {describe(found)}")
    return shape


# ---- bounds and properties


def _admitted(
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
        except (IrrationalError, UnknownSizeError, OutsideError):
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


def _check_properties(const: ast.Const, shape: Shape) -> None:
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
