"""Entry-by-entry functions, products of matrices and other rearrangements of sparse arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from gamelang.certify.sparse.arrays import (
    NO_ENTRIES,
    Array,
    Work,
    made,
    offset_of,
    places,
    vanishes,
)

Form = Callable[..., Sequence[Any]]  # columns of equal length to a column


def entrywise(arrays: Sequence[Array], form: Form, work: Work, *, product: bool) -> Array:
    """A function of numbers at every entry; scalars go with every entry. Of a product only the
    entries at which no factor is 0 throughout are computed."""
    sizes = next((a.sizes for a in arrays if a.sizes), ())
    shaped = [a for a in arrays if a.sizes]
    zeros = [a for a in arrays if vanishes(a.rest)] if product else []
    keys: Iterable[int]
    if any(not a.sizes for a in zeros):
        return Array(sizes, next(a.rest for a in zeros if not a.sizes))
    if zeros:
        fewest = min(zeros, key=lambda a: len(a.entries))
        keys = [k for k in fewest.entries if all(k in a.entries for a in zeros)]
    else:
        work.spend(sum(len(a.entries) for a in shaped))
        keys = list(dict.fromkeys(k for a in shaped for k in a.entries))
    work.spend(len(keys) + 1)
    if zeros or (sizes and len(keys) == prod(sizes)):  # the rest needs no computing
        columns = [[a.at(k) for k in keys] for a in arrays]
        values = list(form(*columns)) if keys else []
        rest = zeros[0].rest if zeros else values[0]
    else:
        columns = [[*(a.at(k) for k in keys), a.rest] for a in arrays]
        *values, rest = form(*columns)
    return made(sizes, rest, dict(zip(keys, values, strict=True)))


def matmul(ops: Any, a: Array, b: Array, work: Work) -> Array:
    """Σ_j a_ij b_jk; with a = r + a' and b = s + b' it is
    n r s + r Σ_j b'_jk + s Σ_j a'_ij + Σ_j a'_ij b'_jk."""
    inner = a.sizes[-1]
    rows = a.sizes[0] if len(a.sizes) == 2 else 1
    columns = b.sizes[1] if len(b.sizes) == 2 else 1
    terms = _common_terms(ops, a, b, (rows, inner, columns), work)
    if not vanishes(a.rest):
        for k, parts in _grouped(ops, b, lambda j_k: j_k % columns, work).items():
            work.spend(rows)
            part = ops.multiply([a.rest, _total(ops, parts)])
            for i in range(rows):
                terms.setdefault(i * columns + k, []).append(part)
    if not vanishes(b.rest):
        for i, parts in _grouped(ops, a, lambda i_j: i_j // inner, work).items():
            work.spend(columns)
            part = ops.multiply([_total(ops, parts), b.rest])
            for k in range(columns):
                terms.setdefault(i * columns + k, []).append(part)
    rest = ops.multiply([ops.number(Fraction(inner)), a.rest, b.rest])
    if vanishes(a.rest) or vanishes(b.rest):
        rest = ops.number(Fraction(0))
    entries = {
        k: _total(ops, parts if vanishes(rest) else [rest, *parts]) for k, parts in terms.items()
    }
    return made((*a.sizes[:-1], *b.sizes[1:]), rest, entries)


def _common_terms(
    ops: Any, a: Array, b: Array, sizes: tuple[int, int, int], work: Work
) -> dict[int, list[Any]]:
    """The terms a'_ij b'_jk of each entry, from the array with fewer entries."""
    rows, inner, columns = sizes
    terms: dict[int, list[Any]] = {}
    if len(a.entries) <= len(b.entries):
        for i_j, x in _apart(ops, a, work):
            i, j = divmod(i_j, inner)
            work.spend(columns)
            for k in range(columns):
                if j * columns + k in b.entries:
                    y = _deviation(ops, b, j * columns + k)
                    terms.setdefault(i * columns + k, []).append(ops.multiply([x, y]))
        return terms
    for j_k, y in _apart(ops, b, work):
        j, k = divmod(j_k, columns)
        work.spend(rows)
        for i in range(rows):
            if i * inner + j in a.entries:
                x = _deviation(ops, a, i * inner + j)
                terms.setdefault(i * columns + k, []).append(ops.multiply([x, y]))
    return terms


def _grouped(
    ops: Any, array: Array, line: Callable[[int], int], work: Work
) -> dict[int, list[Any]]:
    """What the entries of each line differ from the rest by."""
    found: dict[int, list[Any]] = {}
    for offset, x in _apart(ops, array, work):
        found.setdefault(line(offset), []).append(x)
    return found


def _apart(ops: Any, array: Array, work: Work) -> list[tuple[int, Any]]:
    """What the entries differ from the rest by."""
    work.spend(len(array.entries))
    return [(k, _deviation(ops, array, k)) for k in array.entries]


def _deviation(ops: Any, array: Array, offset: int) -> Any:
    x = array.entries[offset]
    if vanishes(array.rest):
        return x
    return ops.add([x, ops.multiply([ops.number(Fraction(-1)), array.rest])])


def _total(ops: Any, parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else ops.add(parts)


def outer(ops: Any, a: Array, b: Array, work: Work) -> Array:
    (rows,), (columns,) = a.sizes, b.sizes
    whole_rows = range(rows) if not vanishes(a.rest) else a.entries
    whole_columns = range(columns) if not vanishes(b.rest) else b.entries
    work.spend(len(a.entries) * len(whole_columns) + len(b.entries) * len(whole_rows))
    keys = {(i, k) for i in a.entries for k in whole_columns}
    keys |= {(i, k) for i in whole_rows for k in b.entries}
    entries = {i * columns + k: ops.multiply([a.at(i), b.at(k)]) for i, k in keys}
    return Array((rows, columns), ops.multiply([a.rest, b.rest]), entries)


def transpose(array: Array, work: Work) -> Array:
    if len(array.sizes) < 2:
        return array
    rows, columns = array.sizes
    work.spend(len(array.entries))
    entries = {k % columns * rows + k // columns: x for k, x in array.entries.items()}
    return Array((columns, rows), array.rest, entries)


def diagonal(array: Array, work: Work) -> Array:
    side = array.sizes[0]
    work.spend(side)
    found = {i: i * side + i for i in range(side) if i * side + i in array.entries}
    return Array((side,), array.rest, {i: array.entries[k] for i, k in found.items()})


def on_diagonal(ops: Any, array: Array, work: Work) -> Array:
    side = array.sizes[0]
    work.spend(side)
    entries = {i * side + i: array.at(i) for i in range(side)}
    return Array((side, side), ops.number(Fraction(0)), entries)


def eye(ops: Any, side: int, work: Work) -> Array:
    return on_diagonal(ops, Array((side,), ops.number(Fraction(1))), work)


def repeated(array: Array, times: int, work: Work) -> Array:
    length = array.length
    if not array.sizes:
        return Array((times,), array.rest)
    work.spend(times * len(array.entries))
    entries = {t * length + k: x for t in range(times) for k, x in array.entries.items()}
    return Array((times, *array.sizes), array.rest, entries)


def joined(arrays: Sequence[Array], sizes: tuple[int, ...], work: Work) -> Array:
    """Arrays one after the other; where rests differ, all entries of the later are kept."""
    rest, start = arrays[0].rest, 0
    entries: dict[int, Any] = {}
    for array in arrays:
        same = array.rest is rest or (vanishes(array.rest) and vanishes(rest))
        keys: Iterable[int] = array.entries if same and array.sizes else range(array.length)
        work.spend(len(array.entries) if same else array.length)
        entries |= {start + k: array.at(k) for k in keys}
        start += array.length
    return made(sizes, rest, entries)


def part(array: Array, ranges: Sequence[range], sizes: tuple[int, ...], work: Work) -> Array:
    """The entries whose index lies in these ranges; `sizes` are those of the result."""
    lengths = [len(r) for r in ranges]
    count = offset_of(lengths, [n - 1 for n in lengths]) + 1 if all(lengths) else 0
    if count == 0:
        return Array(sizes, array.rest, NO_ENTRIES)
    entries = {}
    if count <= len(array.entries):
        work.spend(count)
        for k in range(count):
            index = [r[i] for r, i in zip(ranges, places(lengths, k), strict=True)]
            offset = offset_of(array.sizes, index)
            if offset in array.entries:
                entries[k] = array.entries[offset]
    else:
        work.spend(len(array.entries))
        for offset, x in array.entries.items():
            index = places(array.sizes, offset)
            if all(i in r for i, r in zip(index, ranges, strict=True)):
                inside = [i - r.start for i, r in zip(index, ranges, strict=True)]
                entries[offset_of(lengths, inside)] = x
    return made(sizes, array.rest, entries)
