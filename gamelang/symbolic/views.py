"""What `show` prints of a game: losses, ξ, H, S, A as text, LaTeX or JSON data.

Text and JSON are in the game language; LaTeX is SymPy's. Matrices are lists of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, assert_never
from typing import Literal as Word

from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.scalars import ScalarGame
from gamelang.symbolic.text import HALF, text
from gamelang.typesetting.names import word

if TYPE_CHECKING:
    from gamelang.core.verdicts import Json
    from gamelang.symbolic.game import SymbolicGame
    from gamelang.symbolic.sympy_view import SympyView

What = Word["losses", "xi", "hessian", "S", "A"]
TITLES = {"hessian": "H", "S": "S", "A": "A"}


def as_json(game: SymbolicGame, what: What) -> Json:
    """losses: {player: text}; xi: {parameter: text}; matrices: {parameters, rows of text}."""
    scalar = game.ambient
    if what == "losses":
        return {
            player.name: text(scalar, loss)
            for player, loss in zip(scalar.players, scalar.losses, strict=True)
        }
    names = [p.name for p in scalar.parameters]
    if what == "xi":
        return {name: text(scalar, node) for name, node in zip(names, scalar.xi(), strict=True)}
    rows: list[Json] = [[text(scalar, node) for node in row] for row in _matrix(scalar, what)]
    return {"parameters": [*names], "rows": rows}


def as_text(game: SymbolicGame, what: What) -> str:
    """One line for a loss or an entry of ξ; a matrix as aligned columns."""
    data: Any = as_json(game, what)
    if what in ("losses", "xi"):
        names = {key: f"loss({key})" if what == "losses" else f"xi[{key}]" for key in data}
        width = max(map(len, names.values()), default=0)
        return "\n".join(f"{names[key]:<{width}} = {value}" for key, value in data.items())
    return _table(TITLES[what], data["parameters"], data["rows"])


def as_latex(game: SymbolicGame, what: What) -> str:
    """SymPy's LaTeX, rows of an `align` environment. Imports SymPy."""
    import sympy

    view = game.sympy
    names = {
        symbol: _latex_name(view.game, k) for k, symbol in enumerate(view.symbols)
    } | _constant_names(view)
    match what:
        case "losses":
            return " \\\\\n".join(
                f"\\ell_{{{word(player.name)}}} &= {sympy.latex(loss, symbol_names=names)}"
                for player, loss in zip(view.game.players, view.losses, strict=True)
            )
        case "xi":
            head, value = "\\xi", view.xi
        case "hessian":
            head, value = TITLES[what], view.H
        case "S":
            head, value = what, view.S
        case "A":
            head, value = what, view.A
        case _:
            assert_never(what)
    return f"{head} &= {sympy.latex(value, symbol_names=names)}"


def _latex_name(game: ScalarGame, number: int) -> str:
    """theta_0^row: the owner above where the name alone does not tell."""
    parameter = game.parameters[number]
    owner, _, name = parameter.key.rpartition(".")
    below = f"_{{{','.join(map(str, parameter.index))}}}" if parameter.index else ""
    above = f"^{{{word(owner)}}}" if owner else ""
    return f"{word(name)}{below}{above}"


def _constant_names(view: SympyView) -> dict[Any, str]:
    constants = symbols(*(view.game.apart or view.game.losses))
    return {
        view.constants[s]: word(s.name) + (f"_{{{','.join(map(str, s.index))}}}" if s.index else "")
        for s in constants
    }


def _matrix(game: ScalarGame, what: What) -> list[list[Scalar]]:
    graph, count = game.graph, len(game.parameters)
    zero = graph.number(0)
    rows = [gradient(graph, slope) for slope in game.xi()]
    H = [[row.get(j, zero) for j in range(count)] for row in rows]
    if what == "hessian":
        return H
    sign = 1 if what == "S" else -1
    return [
        [graph.linear(0, ((H[i][j], HALF), (H[j][i], sign * HALF))) for j in range(count)]
        for i in range(count)
    ]


def _table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = [[title, *names], *([name, *row] for name, row in zip(names, rows, strict=True))]
    widths = [max(len(row[k]) for row in cells) for k in range(len(cells[0]))]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
