"""What index notation prints: texts that mean what they were made from, LaTeX, data."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gamelang import compiler
from gamelang.core.game import TypedGame
from gamelang.source import Source
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.tensor.blocks import tensor_game
from gamelang.symbolic.tensor.indices import Index, Slot, axis
from gamelang.symbolic.tensor.reading import Reader
from gamelang.symbolic.tensor.views import Notation, as_json, as_latex, as_text
from tests.symbolic.unsized import GAMES, text_of

MATRICES = ("hessian", "S", "A")


def typed(text: str) -> TypedGame:
    return compiler.typed(Source("test.game", text))


def in_axes(names: Mapping[Index, str]) -> dict[Index, Slot]:
    return {index: axis(k, index.stop) for k, index in enumerate(names)}


@pytest.mark.parametrize("name", GAMES)
def test_every_text_read_again_is_the_same_expression(name):
    game = tensor_game(typed(text_of(name)))
    notation, algebra = Notation(game), game.algebra
    wanted = []
    for block in game.blocks:
        names = notation.rows(block)
        wanted.append(algebra.moved(game.xi[block.key], in_axes(names)))
    rows = [*as_json(game, "xi").values()]
    texts = [(notation.rows(b), text) for b, text in zip(game.blocks, rows, strict=True)]
    for what in MATRICES:
        found = as_json(game, what)["rows"]
        for i, row in enumerate(game.blocks):
            for j, column in enumerate(game.blocks):
                names = {**notation.rows(row), **notation.columns(column)}
                texts.append((names, found[i][j]))
                part = game.part(what)[row.key, column.key]
                wanted.append(algebra.moved(part, in_axes(names)))
    declared = "".join(_let(k, names, text) for k, (names, text) in enumerate(texts))
    again = typed(text_of(name) + declared)
    reader = Reader(again, algebra)
    for let, tensor in zip(again.lets, wanted, strict=True):
        assert reader.tensor(let.value).key == tensor.key


def _let(number: int, names: Mapping[Index, str], text: str) -> str:
    over = ", ".join(f"{letter} in {index.stop}" for index, letter in names.items())
    return f"let entry{number}{f'[{over}]' if over else ''} = {text}\n"


def test_losses_of_families_are_those_of_a_member():
    game = tensor_game(typed(text_of("cournot")))
    assert as_json(game, "losses") == {
        "firm[i]": "-a * q[i] + b * q[i] * sum(q[j] for j in n) + c[i] * q[i]"
    }
    assert as_text(game, "hessian") == "H[q[i], q[j]] = b + b * (i == j)"


def test_what_holds_only_for_one_member_stands_in_a_delta():
    game = tensor_game(typed(text_of("cournot_slopes")))
    assert as_text(game, "A") == "A[q[i], q[j]] = b[i] / 2 - b[j] / 2"


def test_latex_has_sums_deltas_and_fractions():
    gan = tensor_game(typed(text_of("gan")))
    assert as_latex(gan, "xi").splitlines()[1] == (
        r"\xi_{W_{i j}} &= \sum_{k=0}^{n - 1} V_{i k} V_{j k} - \delta_{i j}"
    )
    contest = tensor_game(typed(text_of("contest")))
    assert as_latex(contest, "losses") == (
        r"\ell_{\mathrm{firm}_{i}} &= x_{i} - \frac{x_{i}}{\sum_{j=0}^{n - 1} x_{j}}"
    )


def test_letters_keep_clear_of_declared_names():
    text = "game g\ndim i\nconst k\nplayer p:\n    j: vector[i]\n    minimize k * norm2(j)\n"
    assert as_text(tensor_game(typed(text)), "xi") == "xi[j[l]] = 2 * k * j[l]"


@pytest.mark.parametrize(
    "loss",
    ["max(x)", "prod(x)", "x[argmax(x)]", "sum(where(x[i] > 0, x[i], 0) for i in n)"],
)
def test_what_has_no_index_notation_says_so(loss):
    text = f"game g\ndim n\nplayer p:\n    x: vector[n]\n    minimize {loss}\n"
    with pytest.raises(NotExpandableError):
        as_text(tensor_game(typed(text)), "losses")
