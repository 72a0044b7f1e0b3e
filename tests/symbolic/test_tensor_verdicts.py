"""Two independent answers for all sizes: vanishing blocks of A and S, and the verdicts of `check`.

The one differentiates in index notation, the other looks at the losses without derivatives.
"""

from __future__ import annotations

import pytest

from gamelang import compiler
from gamelang.analyses.analysis import analyse, answer
from gamelang.analyses.inquiry import Inquiry
from gamelang.source import Source
from gamelang.symbolic.tensor.blocks import TensorGame, tensor_game
from tests.symbolic.unsized import GAMES, text_of


def both(name: str) -> tuple[TensorGame, Inquiry]:
    game = compiler.typed(Source("test.game", text_of(name)))
    return tensor_game(game), Inquiry(game, 5.0)


@pytest.mark.parametrize("name", GAMES)
def test_potential_is_that_a_vanishes(name):
    game, inquiry = both(name)
    symmetric = all(block.zero for block in game.part("A").values())
    verdict = answer(inquiry, "potential")
    assert (verdict.status == "yes") == symmetric
    assert not symmetric or verdict.scope.dims == "all"


@pytest.mark.parametrize("name", GAMES)
def test_hamiltonian_is_that_s_vanishes(name):
    game, inquiry = both(name)
    turning = all(block.zero for block in game.part("S").values())
    assert (answer(inquiry, "hamiltonian").status == "yes") == turning


@pytest.mark.parametrize("name", GAMES)
def test_zero_sum_is_that_the_losses_cancel(name):
    game, inquiry = both(name)
    if any(player.variables for player in game.game.players):
        return
    total = game.algebra.sum((loss, 1) for loss in game.losses.values())
    assert (answer(inquiry, "zero_sum").status == "yes") == total.zero


@pytest.mark.parametrize("name", ["gan", "two_groups", "contest", "order"])
def test_no_is_given_only_where_a_block_does_not_vanish(name):
    game, inquiry = both(name)
    found = analyse(inquiry.game, 5.0)
    assert found.verdicts["potential"].status == "no"
    assert any(not block.zero for block in game.part("A").values())


def test_s_and_a_add_up_to_h():
    for name in ("gan", "softmax", "contest"):
        game, _ = both(name)
        S, A = game.part("S"), game.part("A")
        for place, block in game.hessian.items():
            whole = game.algebra.sum([(S[place], 1), (A[place], 1), (block, -1)])
            assert whole.zero
