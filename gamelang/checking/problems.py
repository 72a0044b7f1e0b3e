"""Collecting diagnostics: every true error once, none that only follows from another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gamelang.core import ast
from gamelang.core.expression_text import print_expression
from gamelang.diagnostics.model import Diagnostic, Label, Severity
from gamelang.source import Span

LONGEST = 60
MOST = 50


class FaultError(Exception):
    """This expression or declaration has no meaning; the diagnostic says why.

    Without a diagnostic the reason was reported before: whoever catches it stays silent.
    """

    def __init__(self, diagnostic: Diagnostic | None = None) -> None:
        super().__init__()
        self.diagnostic = diagnostic


def fault(
    code: str,
    message: str,
    span: Span,
    label: str = "",
    help: str | None = None,
    labels: tuple[Label, ...] = (),
) -> FaultError:
    """An error to raise."""
    return FaultError(Diagnostic(code, message, span, label, labels, help))


REPORTED = FaultError()


def quoted(expr: ast.Expr) -> str:
    """An expression as a help may repeat it."""
    text = print_expression(expr)
    return text if len(text) <= LONGEST else "..."


class TooManyError(Exception):
    """More errors than anybody reads; what was found stands in `Problems`."""


@dataclass(slots=True)
class Problems:
    """What was found so far, in the order found; TooManyError after `MOST` of them."""

    found: list[Diagnostic] = field(default_factory=list)
    silenced: bool = False  # something was left out, so an error must have been found

    def take(self, error: FaultError) -> None:
        if error.diagnostic is None:
            self.silenced = True
        else:
            self._keep(error.diagnostic)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keeps the error of one step, so that the next ones are taken all the same."""
        try:
            yield
        except FaultError as error:
            self.take(error)

    def add(
        self,
        code: str,
        message: str,
        span: Span | None,
        label: str = "",
        help: str | None = None,
        labels: tuple[Label, ...] = (),
        severity: Severity = "error",
    ) -> None:
        self._keep(Diagnostic(code, message, span, label, labels, help, severity))

    def _keep(self, diagnostic: Diagnostic) -> None:
        if diagnostic in self.found:
            return
        if len(self.found) >= MOST:
            raise TooManyError
        self.found.append(diagnostic)

    @property
    def errors(self) -> bool:
        return any(d.severity == "error" for d in self.found)
