"""Diagnostics for programs: one line each, as commands of GitHub, as JSON."""

from __future__ import annotations

from gamelang.diagnostics.model import Diagnostic
from gamelang.diagnostics.printable import printable
from gamelang.source import Source

Value = str | int | None


def concise(diagnostic: Diagnostic, source: Source | None) -> str:
    """`wgan.game:7:17: error[G201]: unknown name `thet` (did you mean `theta`?)`"""
    where = ""
    if source is not None:
        where = f"{printable(source.name)}: "
        if diagnostic.span is not None:
            line, column = source.position(diagnostic.span.start)
            where = f"{printable(source.name)}:{line}:{column}: "
    advice = f" ({printable(diagnostic.help)})" if diagnostic.help else ""
    head = f"{diagnostic.severity}[{diagnostic.code}]"
    return f"{where}{head}: {printable(diagnostic.message)}{advice}"


def github(diagnostic: Diagnostic, source: Source | None) -> str:
    """`::error file=wgan.game,line=7,col=17,...::message`, a workflow command of GitHub."""
    level = "notice" if diagnostic.severity == "note" else diagnostic.severity
    place = [f"file={_property(source.name)}"] if source is not None else []
    if source is not None and diagnostic.span is not None:
        line, column = source.position(diagnostic.span.start)
        end_line, end_column = source.position(diagnostic.span.end)
        place += [f"line={line}", f"col={column}", f"endLine={end_line}", f"endColumn={end_column}"]
    place.append(f"title={diagnostic.code}")
    advice = f"\nhelp: {diagnostic.help}" if diagnostic.help else ""
    return f"::{level} {','.join(place)}::{_data(diagnostic.message + advice)}"


def as_dict(diagnostic: Diagnostic, source: Source | None) -> dict[str, Value]:
    """The keys of `check --json`; lines and columns count from 1, the end is one behind."""
    places: tuple[Value, Value, Value, Value] = (None, None, None, None)
    if source is not None and diagnostic.span is not None:
        start, end = diagnostic.span.start, diagnostic.span.end
        places = (*source.position(start), *source.position(max(start, end)))
    line, column, end_line, end_column = places
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
