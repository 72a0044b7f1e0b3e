"""Choices as they stand in a term: which of them a value holds, and which have a derivative."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from gamelang.core import typed
from gamelang.core.typed import Carried, Expectation, Node, Parameter, Pick, Random, Scan, Variable

Below = Callable[[Node], Iterable[Node]]


def draw_of(pick: Pick) -> str:
    """The name of its noise, by which draws are told apart."""
    noise = pick.noise.base if isinstance(pick.noise, typed.Index) else pick.noise
    assert isinstance(noise, Random)
    return noise.name


def is_learned(pick: Pick) -> bool:
    """Whether its probabilities have a derivative by a parameter. What is held counts: ξ does not
    see it, but H does."""
    return any(isinstance(n, Parameter | Carried) for n in differentiable(pick.probabilities))


def is_anywhere(pick: Pick) -> bool:
    """Whether all its indices are variables."""
    items = pick.noise.items if isinstance(pick.noise, typed.Index) else ()
    return all(isinstance(item, Variable) for item in items)


def distinct(nodes: Iterable[Node]) -> list[Pick]:
    """One choice of every draw among nodes: the one at any of its indices, where it is there."""
    found: dict[str, Pick] = {}
    for node in nodes:
        if isinstance(node, Pick) and (draw_of(node) not in found or is_anywhere(node)):
            found[draw_of(node)] = node
    return list(found.values())


def differentiable(root: Node, below: Below = typed.children) -> Iterator[Node]:
    """The nodes by which a value can have a derivative; none passes through indices, which are
    chosen."""
    reals = _reached(root, lambda node: () if node.kind == "int" else below(node))
    return (node for node in reals if node.kind != "int")


def averaged(root: Node, below: Below = typed.children) -> Sequence[Node]:
    """The nodes that a value depends on, those of an inner expectation excepted."""
    outer = _reached(root, lambda node: () if isinstance(node, Expectation) else below(node))
    return [node for node in outer if not isinstance(node, Expectation)]


def before_steps(node: Node) -> Sequence[Node]:
    """Its children; those of a recurrence without what is made step by step."""
    return node.starts if isinstance(node, Scan) else typed.children(node)


def _reached(root: Node, below: Below) -> Iterator[Node]:
    """Every node once, the last of several first."""
    stack, seen = [root], set[Node]()
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            yield node
            stack.extend(below(node))
