"""`E[...]`, and which values are random: those that depend on a draw outside every `E`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.checking.problems import fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast, typed
from gamelang.core.dims import same
from gamelang.core.game import RandomRecord, SamplerRecord
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
    _refuse_unequal_batches(e, body, drawn)
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


def _refuse_unequal_batches(e: Elaborator, body: ast.Expr, drawn: list[RandomRecord]) -> None:
    """The samplers of one E are paired, sample by sample."""
    names = dict.fromkeys(r.sampler for r in drawn if r.sampler is not None)
    samplers = [e.samplers[name] for name in names if name in e.samplers]
    for other in samplers[1:]:
        if not _equal(e, samplers[0], other):
            a, b = samplers[0], other
            raise fault(
                "G432",
                f"samplers `{a.name}` and `{b.name}` have different batches, "
                "and one `E` pairs their samples",
                body.span,
                f"`{a.name}`: {size_text(e, a)}, `{b.name}`: {size_text(e, b)}",
                "give them the same `batch`, or write one `E[...]` for each",
                (Label(a.span, f"`{a.name}`"), Label(b.span, f"`{b.name}`")),
            )


def _equal(e: Elaborator, a: SamplerRecord, b: SamplerRecord) -> bool:
    if a.batch == "all" or b.batch == "all":
        return _rows(e, a) == _rows(e, b)
    if a.batch is None or b.batch is None:
        return a.batch is b.batch or _number(e, a) == _number(e, b)
    return same(a.batch, b.batch, e.maker.sizes)


DEFAULT = 256  # samples of a sampler that says nothing


def _number(e: Elaborator, sampler: SamplerRecord) -> int | None:
    assert sampler.batch != "all"
    return DEFAULT if sampler.batch is None else sampler.batch.value(e.maker.sizes)


def _rows(e: Elaborator, sampler: SamplerRecord) -> int | None:
    """The samples of a step, where known."""
    if sampler.batch == "all":
        return e.datasets[sampler.name].rows
    return _number(e, sampler)


def size_text(e: Elaborator, sampler: SamplerRecord) -> str:
    if sampler.batch == "all":
        return f"all {e.datasets[sampler.name].rows} rows"
    return str(DEFAULT if sampler.batch is None else sampler.batch)
