"""A spec or a setting that was refused: its diagnostics on stderr, and the exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from gamelang.cli.terminal import colourful
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.syntax.values import ValuesRejected

SPEC, USAGE = 1, 2


def refuse(refusal: Rejected, wanted: bool | None = None) -> int:
    """Shows why, where a reader of stdout is not disturbed. `wanted`: what `--color` says."""
    from gamelang.diagnostics import rendering

    colour = colourful(wanted, sys.stderr)
    click.echo(
        rendering.render_all(refusal.diagnostics, refusal.source, colour),
        err=True,
        nl=False,
        color=colour,
    )
    return refused(refusal)


def refused(refusal: Rejected) -> int:
    """The exit status of a refusal."""
    return USAGE if isinstance(refusal, ValuesRejected) else status(refusal.diagnostics)


def status(diagnostics: Iterable[Diagnostic]) -> int:
    """2 where a setting or a missing file is the cause (G5xx), 1 where the spec is."""
    errors = [d for d in diagnostics if d.severity == "error"]
    if any(d.code.startswith("G5") for d in errors):
        return USAGE
    return SPEC if errors else 0
