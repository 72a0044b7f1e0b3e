"""Choices in an expectation: sums over finite supports where these are small."""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.core import typed
from gamelang.core.building import Builder
from gamelang.core.dims import ZERO
from gamelang.core.game import Finite, RandomRecord
from gamelang.core.typed import Node, Pick, Random

SMALL = 64  # values of all choices together that are summed, not drawn


def summed(
    builder: Builder,
    body: Node,
    records: Mapping[str, RandomRecord],
    sizes: Mapping[str, int],
    samplers: bool = False,
) -> Node:
    """E over the choices of a body as a sum, as long as that is small: sum of p[k] times the body
    at k, for one choice after the other. Choices that remain have too many values together.
    `samplers`: those of samplers too, which a run draws."""
    return with_sums(builder, body, records, sizes, samplers)[0]


def with_sums(
    builder: Builder,
    body: Node,
    records: Mapping[str, RandomRecord],
    sizes: Mapping[str, int],
    samplers: bool = False,
) -> tuple[Node, tuple[Node, ...]]:
    """The same, with the choices that were summed, each as it stood there."""
    left, done = SMALL, list[Node]()
    while (found := _first(builder, body, records, sizes, left, samplers)) is not None:
        choice, probabilities, count = found
        done.append(choice)
        left //= count
        variable = builder.variable("k", ZERO, probabilities.shape[0])
        at = builder.replaced(body, {choice: variable})
        share = builder.index(probabilities, (variable,), ())
        weighted = builder.product((share, at), body.shape, "real")
        body = builder.reduction("sum", variable, weighted, None)
    return body, tuple(done)


def _first(
    builder: Builder,
    body: Node,
    records: Mapping[str, RandomRecord],
    sizes: Mapping[str, int],
    left: int,
    samplers: bool,
) -> tuple[Node, Node, int] | None:
    """A choice that no other one waits for and that has no indices, with its probabilities and
    their number."""
    inside = _in_scans(body)
    nodes = [n for n in typed.postorder(body) if n not in inside]
    waited_for = {n for p in nodes if isinstance(p, Pick) for n in typed.postorder(p.probabilities)}
    for node in nodes:
        match node:
            case Pick(probabilities, noise) if not builder.variables(noise):
                pass
            case Random(name) if not node.shape and _is_choice(records[name], samplers):
                distribution = records[name].distribution
                assert isinstance(distribution, Finite)
                probabilities = distribution.probabilities
            case _:
                continue
        count = probabilities.shape[0].value(sizes)
        if node not in waited_for and count is not None and count <= left:
            return node, probabilities, count
    return None


def _is_choice(record: RandomRecord, samplers: bool) -> bool:
    return isinstance(record.distribution, Finite) and (samplers or record.sampler is None)


def _in_scans(body: Node) -> set[Node]:
    """What stands in the bodies of recurrences: choices there are one for each step."""
    scans = [n for n in typed.postorder(body) if isinstance(n, typed.Scan)]
    return {n for scan in scans for n in typed.postorder(*scan.bodies)}
