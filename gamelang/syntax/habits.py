"""Why a token cannot stand where it stands, in the words of the writer.

In: a stumble, which is the tokens of a statement up to the one that the grammar refuses. Out: one
diagnostic. Habits from Python, from mathematics and from other languages come first; what is no
known habit gets what was expected.
"""

from __future__ import annotations

from collections.abc import Callable

from gamelang.diagnostics.model import Diagnostic
from gamelang.syntax.expected import expectation
from gamelang.syntax.expression_habits import EXPRESSION_HABITS, VALUE_HABITS
from gamelang.syntax.later_habits import LATER_HABITS
from gamelang.syntax.statement_habits import STATEMENT_HABITS, WORD_HABITS
from gamelang.syntax.stumble import Stumble

_FORMS = {
    "game": 'game my_game "Its title"',
    "dim": "dim n >= 2",
    "const": "const a: vector[n] > 0 = 1",
    "let": "let y[i in n] = a[i] * x[i]",
    "fn": "fn f(x: vector[2], k: real) = exp(-k * dot(x, x))",
    "metric": "metric welfare = sum(profit)",
    "player": "player firm[i in n]:",
    "sampler": "sampler data:",
    "train": "train:",
    "net": "net D: vector[2] -> real = mlp(64, activation=tanh)",
}


def explain(stumble: Stumble) -> Diagnostic:
    """The diagnostic for a stumble."""
    return next(found for habit in _HABITS if (found := habit(stumble)) is not None)


def _early_end(s: Stumble) -> Diagnostic | None:
    if not s.ends:
        return None
    what = expectation(s.accepted)
    return Diagnostic(
        "G022", "the statement ends too early", s.span, f"expected {what}", help=_example(s.first)
    )


def _unexpected(s: Stumble) -> Diagnostic | None:
    what = expectation(s.accepted)
    shown = str(s.token) if len(s.token) <= 40 else f"{s.token[:40]}..."
    return Diagnostic(
        "G021",
        f"`{shown}` cannot stand here",
        s.span,
        f"expected {what}",
        help=_example(s.first),
    )


def _example(word: str) -> str | None:
    return f"the form is `{_FORMS[word]}`" if word in _FORMS else None


_HABITS: tuple[Callable[[Stumble], Diagnostic | None], ...] = (
    *LATER_HABITS,
    *STATEMENT_HABITS,
    *EXPRESSION_HABITS,
    *WORD_HABITS,
    *VALUE_HABITS,
    _early_end,
    _unexpected,
)
