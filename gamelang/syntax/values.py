"""Values of dims and consts from outside: texts of the command line, or Python's numbers."""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.core import ast
from gamelang.core.externs import Binding
from gamelang.data.python import table_of
from gamelang.data.table import DataError, Table
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.syntax.parsing import parse_expression


class ValuesRejected(Rejected):
    """A value is none, or the game is one but not with it: a mistake of usage."""


def read_values(values: Mapping[str, object]) -> dict[str, ast.Expr | Table | Binding]:
    """Each value as checking takes it. Raises ValuesRejected with every one that is none."""
    read: dict[str, ast.Expr | Table | Binding] = {}
    problems: list[Diagnostic] = []
    for name, value in values.items():
        if isinstance(value, Binding):
            read[name] = value
            continue
        try:
            expression = isinstance(value, str)
            read[name] = parse_expression(str(value)) if expression else table_of(name, value)
        except Rejected as refusal:
            first = refusal.diagnostics[0]
            message = f"the value of `{name}`, `{value}`, is no expression: {first.message}"
            problems.append(Diagnostic("G504", message, help=first.help))
        except DataError as error:
            problems.append(Diagnostic(error.code, error.message, help=error.help))
    if problems:
        raise ValuesRejected(problems)
    return read
