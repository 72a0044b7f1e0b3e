"""Texts of nodes and normal forms parse again, with the same meaning."""

from __future__ import annotations

from typing import Any

import pytest

from gamelang.symbolic.exact import Exact
from gamelang.symbolic.normal_text import quotient_text
from gamelang.symbolic.scalars import expand
from gamelang.symbolic.text import text

HEAD = "game g\nconst a in [0, 1]\nconst c: vector[2]\nplayer p:\n    x: real = 1\n"
HEAD += "    q: vector[3]\n    minimize x\nclaim {} == 0\n"

TEXTS = [
    "x - 2 * q[0] / 3 - 1",
    "-(x + 1)**3 * q[1] / (q[0]**2 + a)",
    "-x**2",
    "(x - 1)**(2/3) / x / q[0]",
    "2**(1/2) * x",
    "exp(-x) * sqrt(q[0]) - log(x / a)",
    "max(x, q[0]) - min(x, 2) + abs(q[1]) - sign(q[0])",
    "where(x < q[0] and not q[1] <= 2 or x > 3, x**2, -x)",
    "sin(pi * x) - tan(q[0])**2",
    "sigmoid(x) * tanh(q[0]) + softplus(c[1] * x)",
    "-(-x)**3 / 7 + (a - c[0]) * (x + q[0]) / (-3)",
    "erf(x / 2)**2",
]


def node_of(load: Any, line: str) -> Any:
    game = load(HEAD.format(line))
    scalars = expand(game)
    (claim,) = game.claims
    return scalars, scalars.scalar(claim.statement.difference)


@pytest.mark.parametrize("line", TEXTS)
def test_the_text_of_a_node_parses_to_the_same_node(load: Any, line: str) -> None:
    game, node = node_of(load, line)
    again_game, again = node_of(load, text(game, node))
    assert text(again_game, again) == text(game, node)
    graph = game.graph
    assert Exact(game).zero(graph.subtract(node, _into(graph, again))) == "yes"


@pytest.mark.parametrize("line", [t for t in TEXTS if "where" not in t])
def test_the_text_of_a_normal_form_has_the_same_meaning(load: Any, line: str) -> None:
    game, node = node_of(load, line)
    exact = Exact(game)
    _, again = node_of(load, quotient_text(exact, exact.normal(node)))
    difference = game.graph.subtract(node, _into(game.graph, again))
    assert exact.zero(difference) in ("yes", "unknown")
    assert exact.zero(difference) == "yes" or "sign" in line


def _into(graph: Any, root: Any) -> Any:
    """The same node in another graph."""
    from gamelang.symbolic.substitution import Substitution

    class Copy(Substitution):
        def _made(self, node: Any) -> Any:
            match type(node).__name__:
                case "Coordinate":
                    return graph.coordinate(node.number)
                case "Symbol":
                    return graph.symbol(node.name, node.index)
                case "Rational":
                    return graph.number(node.value)
                case "Pi":
                    return graph.constant("pi")
                case _:
                    return super()._made(node)

    return Copy(graph, {}).of(root)
