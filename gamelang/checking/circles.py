"""Which lets are recurrences: those with a first value, and circles of lets that have indices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gamelang.core import ast

Declaration = ast.Const | ast.Let | ast.Function
Groups = Mapping[str, tuple[str, ...]]


def recurrences(declared: Mapping[str, Declaration], needs: Mapping[str, Sequence[str]]) -> Groups:
    """Every let that recurs, with all that recur together with it in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for together in components(needs):
        if together[0] not in declared:
            continue
        lets = [d for d in map(declared.__getitem__, together) if isinstance(d, ast.Let)]
        circle = len(together) > 1 or together[0] in needs[together[0]]
        indexed = len(lets) == len(together) and all(let.indices for let in lets)
        if (circle and indexed) or (not circle and any(let.start is not None for let in lets)):
            members = tuple(name for name in declared if name in together)
            found |= dict.fromkeys(members, members)
    return found


def contracted(needs: Mapping[str, Sequence[str]], groups: Groups) -> dict[str, list[str]]:
    """The same needs, with one name for all that recur together: that of the first."""
    merged: dict[str, list[str]] = {}
    for name, wanted in needs.items():
        own = groups.get(name, (name,))
        outside = [groups.get(w, (w,))[0] for w in wanted if name not in groups or w not in own]
        merged.setdefault(own[0], []).extend(outside)
    return merged


def components(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The strongly connected components (Tarjan's), without recursion."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    inside: set[str] = set()
    found: list[list[str]] = []
    for root in needs:
        if root in number:
            continue
        path = [(root, iter(_known(needs, root)))]
        _enter(root, number, lowest, waiting, inside)
        while path:
            name, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == number[name]:
                    found.append(_left(name, waiting, inside))
            elif following not in number:
                _enter(following, number, lowest, waiting, inside)
                path.append((following, iter(_known(needs, following))))
            elif following in inside:
                lowest[name] = min(lowest[name], number[following])
    return found


def _known(needs: Mapping[str, Sequence[str]], name: str) -> Iterable[str]:
    return (n for n in needs[name] if n in needs)


def _enter(
    name: str,
    number: dict[str, int],
    lowest: dict[str, int],
    waiting: list[str],
    inside: set[str],
) -> None:
    number[name] = lowest[name] = len(number)
    waiting.append(name)
    inside.add(name)


def _left(root: str, waiting: list[str], inside: set[str]) -> list[str]:
    """The component that ends with its root."""
    found: list[str] = []
    while not found or found[-1] != root:
        found.append(waiting.pop())
        inside.discard(found[-1])
    return found
