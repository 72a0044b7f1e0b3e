"""What the short page leaves to the reader does follow, and the other way round."""

import pytest

from gamelang.analyses.analysis import analyse
from gamelang.cli.verdicts import IMPLIES
from gamelang.compiler import typed
from gamelang.core.verdicts import VERDICTS
from gamelang.resources import folder
from gamelang.syntax.text import read_source

GAMES = ("adolphs", "bilinear", "cournot_any_size", "four_players", "prisoners_dilemma", "tandem")


def test_the_implications_are_between_verdicts() -> None:
    assert {*IMPLIES, *(w for brought in IMPLIES.values() for w in brought)} <= {*VERDICTS}


@pytest.mark.parametrize("name", GAMES)
def test_no_verdict_contradicts_an_implication(name: str) -> None:
    verdicts = analyse(typed(read_source(str(folder("specs") / f"{name}.game")))).verdicts
    for word, brought in IMPLIES.items():
        if verdicts[word].status == "yes":
            assert all(verdicts[other].status in ("yes", "unknown") for other in brought)
