"""A diagnostic as data: what is wrong (message), where (spans), and what to type instead (help)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from gamelang.frozen import frozen
from gamelang.source import Source, Span

Severity = Literal["error", "warning", "note"]


@frozen
class Label:
    """A second place that matters, with a few words about it."""

    span: Span
    text: str


@frozen
class Diagnostic:
    """One problem, one cause. `span` None: it concerns the whole file or the command line.

    `message` states the problem in the words of the program; `label` is written under the
    primary span; only `help` states the fix, in a form that can be typed.
    """

    code: str
    message: str
    span: Span | None = None
    label: str = ""
    labels: tuple[Label, ...] = ()
    help: str | None = None
    severity: Severity = "error"


class Rejected(Exception):
    """A stage refused its input. Carries every diagnostic the stage found."""

    def __init__(self, diagnostics: Iterable[Diagnostic], source: Source | None = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.source = source
        super().__init__("; ".join(f"[{d.code}] {d.message}" for d in self.diagnostics))
