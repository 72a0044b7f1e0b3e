"""What the domain of definition implies: arguments of log and roots that are always evaluated."""

from __future__ import annotations

from gamelang.symbolic.nodes import Apply, Choice, Multiply, Node, Scalar, children


def unconditional(roots: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    """Nodes that are >= 0 wherever all roots are defined.

    What stands only inside a branch of a choice says nothing: the branch may not be taken.
    """
    found: dict[Scalar, None] = {}
    stack: list[Node] = list(reversed(roots))
    done: set[Node] = set()
    while stack:
        node = stack.pop()
        if node in done:
            continue
        done.add(node)
        match node:
            case Choice(condition):
                stack.append(condition)
                continue
            case Apply("log", (inside,)):
                found[inside] = None
            case Multiply(factors):
                for base, exponent in factors:
                    if exponent.denominator != 1:
                        found[base] = None
            case _:
                pass
        stack.extend(reversed(children(node)))
    return tuple(found)
