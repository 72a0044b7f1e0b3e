"""`E[...]`, and which values are random: those that depend on a draw outside every `E`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.checking.problems import fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast, typed
from gamelang.core.dims import Dim, same
from gamelang.core.game import DEFAULT_BATCH, RandomRecord, SamplerRecord
from gamelang.core.typed import Node
from gamelang.diagnostics.model import Label

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def expectation(e: Elaborator, body: ast.Expr, scope: Scope) -> Node:
    """The mean of the body over every draw in it; the body itself where none is."""
    node = e.maker.real(e.node(body, scope))
    drawn = draws(e, node)
    if not drawn:
        return node
    _pair(e, body, drawn)
    return e.builder.expectation(node)


def draws(e: Elaborator, root: Node) -> list[RandomRecord]:
    """The basic random values that a node depends on, those below an inner `E` left out."""
    found: dict[str, RandomRecord] = {}
    stack, seen = [root], set[Node]()
    while stack:
        node = stack.pop()
        if node in seen or isinstance(node, typed.Expectation):
            continue
        seen.add(node)
        if isinstance(node, typed.Random):
            found[node.name] = e.randoms[node.name]
        stack.extend(typed.children(node))
    return list(found.values())


def refuse_random(e: Elaborator, node: Node, expr: ast.Expr, what: str) -> None:
    """What is lowered or logged is one number, not one for each sample."""
    drawn = draws(e, node)
    if drawn:
        first = min(drawn, key=lambda record: record.span.start)
        raise fault(
            "G431",
            f"{what} is random: it differs from sample to sample",
            expr.span,
            "this depends on a draw",
            f"take its expectation: `E[{quoted(expr)}]`",
            (Label(first.span, "drawn here"),),
        )


def _pair(e: Elaborator, body: ast.Expr, drawn: list[RandomRecord]) -> None:
    """The samplers of one E are paired, sample by sample; `refuse_unequal_batches` compares them
    once the batch of `train:` is known."""
    names = dict.fromkeys(r.sampler for r in drawn if r.sampler is not None)
    samplers = [e.samplers[name] for name in names if name in e.samplers]
    e.pairings += [(body, samplers[0], other) for other in samplers[1:]]


def refuse_unequal_batches(e: Elaborator, default: int | None) -> None:
    """G432 where one E pairs samplers of different batches; `default` is the batch of `train:`."""
    for body, a, b in e.pairings:
        first, second = (_size(e, sampler, default) for sampler in (a, b))
        if not same(first, second, e.maker.sizes):
            e.problems.add(
                "G432",
                f"samplers `{a.name}` and `{b.name}` have different batches, "
                "and one `E` pairs their samples",
                body.span,
                f"`{a.name}`: {_text(a, first)}, `{b.name}`: {_text(b, second)}",
                "give them the same `batch`, or write one `E[...]` for each",
                (Label(a.span, f"`{a.name}`"), Label(b.span, f"`{b.name}`")),
            )


def _size(e: Elaborator, sampler: SamplerRecord, default: int | None) -> Dim:
    if sampler.batch == "all":
        return Dim.of(e.datasets[sampler.name].rows)
    return Dim.of(default or DEFAULT_BATCH) if sampler.batch is None else sampler.batch


def _text(sampler: SamplerRecord, size: Dim) -> str:
    return f"all {size} rows" if sampler.batch == "all" else str(size)
