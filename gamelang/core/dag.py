"""Walking over expressions that share parts, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

N = TypeVar("N", bound=Hashable)


def children_first(roots: Sequence[N], children: Callable[[N], Sequence[N]]) -> Iterator[N]:
    """Every node below the roots once, after all nodes below it."""
    done: set[N] = set()
    stack: list[tuple[N, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready:
            done.add(node)
            yield node
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(children(node)))
