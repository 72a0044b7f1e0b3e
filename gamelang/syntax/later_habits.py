"""Habits in networks and samplers.

In: a stumble. Out: its diagnostic, or None where it is another habit.
"""

from __future__ import annotations

from gamelang.diagnostics.model import Diagnostic
from gamelang.source import Span
from gamelang.syntax.stumble import Stumble

INSIDE = {
    "net": "a network stands in the block of its player, as in "
    "`net D: vector[2] -> real = mlp(64)`",
    "minimize": "an objective stands in the block of its player, indented by four spaces",
    "maximize": "an objective stands in the block of its player, indented by four spaces",
    "batch": "a batch stands in the block of its sampler, or in `train:`",
}


def _outside(s: Stumble) -> Diagnostic | None:
    """`net f: ...` or `minimize x` as a declaration."""
    word = str(s.token)
    if s.tokens or s.place != "file" or word not in INSIDE:
        return None
    text = f"`{word}` does not begin a declaration"
    return Diagnostic("G018", text, s.span, "belongs inside a block", help=INSIDE[word])


def _short_sampler(s: Stumble) -> Diagnostic | None:
    """`sampler z: real ~ normal(0, 1)`."""
    if s.first != "sampler" or s.previous != ":" or s.ends or s.accepted != {"_NEWLINE"}:
        return None
    name = str(s.tokens[1])
    draw = s.source.text[s.span.start : s.line.end]
    form = f"{name}: {draw}" if len(draw) < 60 else f"{name}: real ~ normal(0, 1)"
    return Diagnostic(
        "G020",
        "the block of a `sampler` does not stand on its line",
        Span(s.span.start, s.line.end),
        "belongs on lines of its own",
        help=f"write `{form}` on a line of its own, indented by four spaces",
    )


def _untyped_draw(s: Stumble) -> Diagnostic | None:
    """`u ~ normal(0, 1)` in a block."""
    if s.place != "block" or s.token.type != "TILDE" or [t.type for t in s.tokens] != ["NAME"]:
        return None
    draw = s.source.text[s.span.start : s.line.end]
    form = f"{s.first}: real {draw}" if len(draw) < 60 else f"{s.first}: real ~ normal(0, 1)"
    return Diagnostic(
        "G021",
        f"the type of `{s.first}` is missing",
        s.span,
        "expected `:` and a type",
        help=f"write `{form}`",
    )


LATER_HABITS = (_outside, _short_sampler, _untyped_draw)
