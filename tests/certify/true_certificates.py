"""True certificates of every kind, as JSON: from specs, and from texts for what no spec needs."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from gamelang import compiler, resources
from gamelang.analyses.certificate import document as certificate
from gamelang.analyses.dynamics.monotonicity import monotone_verdicts
from gamelang.analyses.inquiry import Inquiry
from gamelang.certify.certificates import Checker
from gamelang.core.verdicts import Verdict
from gamelang.source import Source
from tests.analyses.games import two

SPECS = (
    "absolute_difference",
    "battle_of_the_sexes",
    "bilinear_matrix",
    "cournot",
    "forsaken",
    "jordan_pennies",
    "mass_spring",
    "matching_pennies_logits",
    "polar",
    "rock_paper_scissors",
    "scalar_actor_critic",
    "shapley",
    "tullock",
    "zero_sum_potential",
)
TEXTS = {
    "cases": """game cases
const a
const b
player first:
    x: real
    minimize (a - b) * (a + 2) * x * y
player second:
    y: real
    minimize y**2
""",
    "contest": """game contest
dim n >= 2
player firm[i in n]:
    x: real > 0 = 1
    maximize x[i] / sum(x) - x[i]
""",
    "either": """game either
const a in [0, 1]
player first:
    x: real
    minimize a * x + (1 - a) * y
player second:
    y: real
    minimize 0 * y
""",
    "leaning": """game leaning
player first:
    x: real
    minimize x * exp(y)
player second:
    y: real
    minimize log(exp(x + y)) + exp(x)
""",
    "stops": """game stops
const b
player first:
    x: real
    minimize x * stop(y**2)
player second:
    y: real
    minimize b * y * stop(x * y) + y * (x - stop(x))
""",
    "slopes": """game slopes
dim n
const b: vector[n] > 0
player firm[i in n]:
    q: real >= 0
    minimize q[i] * b[i] * sum(q)
""",
}
BOX = ("real in [-1, 1]", "real in [0, 2]")
DEEP = {  # the losses of two players, for what `check --deep` says of monotone fields
    "affine": two("x**2/2 + 10*x*y", "y**2/2 - 10*x*y"),
    "cubic": two("x**3 + x*y", "-x*y"),
    "pointed": two("-abs(x)", "y**2"),
    "quartic": two("x**4 + x*y", "y**2 - x*y"),
    "wavy": two("x**2 + sin(x)/2 + x*y", "y**2 - x*y", "", *BOX),
}
NAMES = (*SPECS, *TEXTS, *DEEP)
LEANING = {
    "kind": "one-sided",
    "pair": ["first", "second"],
    "entry": ["x", "y"],
    "point": {"x": 1, "y": "1/2"},
}


def fresh(name: str) -> dict[str, Any]:
    """A copy of its own."""
    document: dict[str, Any] = json.loads(_written(name))
    return document


@cache
def _written(name: str) -> str:
    game = compiler.typed(_source(name))
    deep = monotone_verdicts(Inquiry(game, 10)) if name in DEEP else {}
    document: Any = json.loads(json.dumps(certificate(game, compiler.analyse(game), deep)))
    if name == "leaning":
        verdict = Verdict("no", "witness", certificate=LEANING)
        completed = Checker(game).check("weighted_potential", verdict)
        document["verdicts"]["weighted_potential"]["certificate"] = completed
    return json.dumps(document)


def _source(name: str) -> Source:
    if name in TEXTS or name in DEEP:
        return Source(name, {**TEXTS, **DEEP}[name])
    folder = resources.folder("specs")
    return Source(name, (folder / f"{name}.game").read_text(encoding="utf-8"), folder)
