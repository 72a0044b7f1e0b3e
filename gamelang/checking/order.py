"""Which declaration must come first, which ones go in a circle, and what each mentions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gamelang.core import ast
from gamelang.core.walking import free_references


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


def names_in(*exprs: ast.Expr | None, local: Iterable[str] = ()) -> list[str]:
    """The names that expressions mention, without those that are local there; of `p.x` both this
    path and its owner."""
    present = [e for e in exprs if e is not None]
    found = free_references(*present, local=frozenset(local))
    named = [(r.name,) if r.owner is None else (f"{r.owner}.{r.name}", r.owner) for r in found]
    return [name for names in named for name in names]


Declared = ast.Const | ast.Let | ast.Function | ast.Draw | ast.Derived


def other_names(members: Mapping[str, tuple[str, ast.Draw | ast.Derived]]) -> dict[str, list[str]]:
    """The lines of samplers, by each name in them: alone, and with the sampler before it."""
    found: dict[str, list[str]] = {}
    for path, (sampler, member) in members.items():
        for name in _names_of(member):
            found.setdefault(name, []).append(path)
            found[f"{sampler}.{name}"] = [path]
    return found


def _names_of(line: ast.Draw | ast.Derived) -> list[str]:
    return [line.name] if isinstance(line, ast.Derived) else [name for name, _, _ in line.names]


def mentioned(declaration: Declared) -> list[str]:
    """The names without which a declaration has no meaning."""
    match declaration:
        case (
            ast.Const(indices=indices, type=type_, value=value)
            | ast.Let(indices=indices, type=type_, value=value)
        ):
            start = declaration.start if isinstance(declaration, ast.Let) else None
            outside = names_in(*_type_exprs(type_), *(i.domain for i in indices))
            return [*outside, *names_in(value, start, local=(i.name for i in indices))]
        case ast.Derived(indices=indices, type=type_, value=value):
            outside = names_in(*_type_exprs(type_), *(i.domain for i in indices))
            return [*outside, *names_in(value, local=(i.name for i in indices))]
        case ast.Draw(names, distribution):
            domains = [i.domain for _, indices, _ in names for i in indices]
            needed = [size for _, _, type_ in names for size in _type_exprs(type_)]
            local = [i.name for _, indices, _ in names for i in indices]
            return [*names_in(*needed, *domains), *names_in(distribution, local=local)]
        case ast.Function(parameters=parameters, body=body):
            sizes = names_in(*(size for _, type_ in parameters for size in _type_exprs(type_)))
            return [*sizes, *names_in(body, local=(name for name, _ in parameters))]


def _type_exprs(type_: ast.Type | None) -> list[ast.Expr]:
    if type_ is None:
        return []
    match type_.domain:
        case ast.Interval(low, high):
            return [*type_.sizes, low, high]
        case ast.Bound(_, limit):
            return [*type_.sizes, limit]
        case None:
            return list(type_.sizes)
