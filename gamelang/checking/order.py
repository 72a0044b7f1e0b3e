"""Which declaration must come first, and which ones go in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def dependency_order(needs: Mapping[str, Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """Names with what each needs first, and the circles found (each once, as a path)."""
    order: list[str] = []
    circles: list[list[str]] = []
    state: dict[str, int] = {}  # 1: on the path, 2: done
    for root in needs:
        if root in state:
            continue
        path = [root]
        state[root] = 1
        waiting = [iter(needs[root])]
        while path:
            following = next((n for n in waiting[-1] if n in needs), None)
            if following is None:
                waiting.pop()
                name = path.pop()
                state[name] = 2
                order.append(name)
            elif following not in state:
                state[following] = 1
                path.append(following)
                waiting.append(iter(needs[following]))
            elif state[following] == 1:
                circles.append([*path[path.index(following) :], following])
    return order, circles
