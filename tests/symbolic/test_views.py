"""What `show` prints: texts that parse, LaTeX from SymPy; and what is loaded to decide."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from gamelang.symbolic.game import SymbolicGame
from gamelang.symbolic.views import as_json, as_latex, as_text

TEXT = "game g\nconst beta\nplayer row:\n    θ: vector[2]\n    minimize beta * θ[0] * y + θ[1]**2\n"
TEXT += "player column:\n    y: real\n    maximize exp(θ[0]) * y\n"


def test_text_names_every_entry(load: Any) -> None:
    game = SymbolicGame(load(TEXT))
    assert as_text(game, "xi").splitlines() == [
        "xi[θ[0]] = beta * y",
        "xi[θ[1]] = 2 * θ[1]",
        "xi[y]    = -exp(θ[0])",
    ]
    assert as_text(game, "hessian").splitlines() == [
        "H     θ[0]        θ[1]  y",
        "θ[0]  0           0     beta",
        "θ[1]  0           2     0",
        "y     -exp(θ[0])  0     0",
    ]


def test_json_holds_texts(load: Any) -> None:
    data = as_json(SymbolicGame(load(TEXT)), "A")
    assert data == {
        "parameters": ["θ[0]", "θ[1]", "y"],
        "rows": [
            ["0", "0", "beta / 2 + exp(θ[0]) / 2"],
            ["0", "0", "0"],
            ["-beta / 2 - exp(θ[0]) / 2", "0", "0"],
        ],
    }


def test_latex_is_set_with_greek_letters_and_indices(load: Any) -> None:
    game = SymbolicGame(load(TEXT))
    assert as_latex(game, "losses").startswith(
        r"\ell_{\mathrm{row}} &= \beta y \theta_{0} + \theta_{1}^{2}"
    )
    assert as_latex(game, "S").startswith(r"S &= \left[\begin{matrix}")


def test_small_polynomial_games_load_no_heavy_library() -> None:
    program = """
import sys
from gamelang import compiler
from gamelang.source import Source
from gamelang.symbolic.game import SymbolicGame
source = Source("g", "game g\\nplayer p:\\n    x: real\\n    minimize x * y\\n"
                "player q:\\n    y: real\\n    maximize x * y\\n")
game = SymbolicGame(compiler.check(compiler.parse(source), source))
assert game.exact.zero(game.graph.add(game.scalars.losses)) == "yes"
loaded = {"sympy", "flint", "numpy", "jax", "pydantic"} & set(sys.modules)
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
