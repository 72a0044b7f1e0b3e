"""Determinant and adjugate without division, so that no symbolic pivot is ever guessed.

Up to size 6 by minors, each computed once; beyond by Faddeev and LeVerrier's recursion, which
divides by integers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Rows = Sequence[Sequence[Any]]
BY_MINORS = 6


def determinant(ops: Any, rows: Rows) -> Any:
    if len(rows) > BY_MINORS:
        return _leverrier(ops, rows)[1]
    everything = tuple(range(len(rows)))
    return _minor(ops, rows, everything, everything, {})


def adjugate(ops: Any, rows: Rows) -> tuple[list[list[Any]], Any]:
    """(adj A, det A), with A adj A = det A."""
    n = len(rows)
    if n > BY_MINORS:
        return _leverrier(ops, rows)
    seen: dict[tuple[tuple[int, ...], tuple[int, ...]], Any] = {}
    every = tuple(range(n))
    entries = [
        [
            _signed(ops, i + j, _minor(ops, rows, _without(every, j), _without(every, i), seen))
            for j in range(n)
        ]
        for i in range(n)
    ]
    return entries, _minor(ops, rows, every, every, seen)


def _without(places: tuple[int, ...], gone: int) -> tuple[int, ...]:
    return tuple(p for p in places if p != gone)


def _signed(ops: Any, parity: int, value: Any) -> Any:
    return ops.multiply([ops.number(Fraction(-1)), value]) if parity % 2 else value


def _minor(
    ops: Any,
    rows: Rows,
    down: tuple[int, ...],
    across: tuple[int, ...],
    seen: dict[tuple[tuple[int, ...], tuple[int, ...]], Any],
) -> Any:
    """Laplace along the first row; at most `BY_MINORS` deep."""
    if not down:
        return ops.number(Fraction(1))
    if len(down) == 1:
        return rows[down[0]][across[0]]
    key = (down, across)
    if key not in seen:
        terms = [
            _signed(
                ops,
                k,
                ops.multiply(
                    [rows[down[0]][c], _minor(ops, rows, down[1:], _without(across, c), seen)]
                ),
            )
            for k, c in enumerate(across)
        ]
        seen[key] = ops.add(terms)
    return seen[key]


def _leverrier(ops: Any, rows: Rows) -> tuple[list[list[Any]], Any]:
    """M_1 = I, c_k = -tr(A M_k)/k, M_{k+1} = A M_k + c_k I; adj A = (-1)^(n-1) M_n."""
    n = len(rows)
    zero, one = ops.number(Fraction(0)), ops.number(Fraction(1))
    m = [[one if i == j else zero for j in range(n)] for i in range(n)]
    for k in range(1, n + 1):
        am = _times(ops, rows, m)
        trace = ops.add([am[i][i] for i in range(n)])
        c = ops.multiply([ops.number(Fraction(-1, k)), trace])
        if k == n:
            break
        m = [[ops.add([am[i][j], c]) if i == j else am[i][j] for j in range(n)] for i in range(n)]
    return [[_signed(ops, n - 1, entry) for entry in row] for row in m], _signed(ops, n, c)


def _times(ops: Any, a: Rows, b: Rows) -> list[list[Any]]:
    n = len(a)
    return [
        [ops.add([ops.multiply([a[i][k], b[k][j]]) for k in range(n)]) for j in range(n)]
        for i in range(n)
    ]
