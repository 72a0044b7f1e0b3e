"""The pipeline: what goes to a worker, what comes back, and that it is the same."""

import json
from pathlib import Path

from gamelang import compiler
from gamelang.analyses.analysis import analyse
from gamelang.core.transport import analysis_of, as_data, facts_of
from gamelang.core.verdicts import Facts
from gamelang.resources import folder
from gamelang.source import Source
from gamelang.symbolic.cost import cost
from gamelang.syntax.text import read_source

HEAVY = """\
game heavy

dim n = 12
const k = 1

player p:
    x: vector[n]
    minimize (1 + k * sum(x) + y)**14 + exp(sum(x[i] * y for i in n))

player q:
    y: real
    minimize (1 + 2 * sum(x) - y)**15 / (1 + norm2(x) + y**2)**9

claim polymatrix
"""


def spec(name: str) -> Path:
    return folder("specs") / f"{name}.game"


def test_an_answer_survives_the_way_between_processes() -> None:
    for name in ("matching_pennies", "cournot", "dirac_gan", "absolute_difference"):
        found = analyse(compiler.typed(read_source(spec(name))))
        assert analysis_of(json.loads(json.dumps(as_data(found)))) == found
    assert facts_of(as_data(Facts(quadratic=True))) == Facts(quadratic=True)


def test_a_worker_gives_the_answers_that_we_would_have_given() -> None:
    game = compiler.typed(read_source(spec("iterated_prisoners_dilemma")))
    assert cost(game) > compiler.AT_ONCE
    apart, here = compiler.analyse(game, 60), analyse(game, 60)
    statuses = {name: v.status for name, v in here.verdicts.items()}
    assert {name: v.status for name, v in apart.verdicts.items()} == statuses


def test_when_time_is_over_structure_still_answers() -> None:
    game = compiler.typed(Source("heavy.game", HEAVY), {"k": "3/2"})
    found = compiler.analyse(game, 0.01)
    assert found.verdicts["polymatrix"].status == "yes"
    assert found.verdicts["potential"].status == "unknown"
    assert [claim.status for claim in found.claims] == ["yes"]
    assert compiler.facts(game, 0.01) == Facts()
