"""The pipeline on a worker's side: each task takes one JSON object and answers with another.

The compiler names these tasks to a process of its own that can be stopped.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from gamelang import compiler
from gamelang.core.game import TypedGame
from gamelang.core.transport import analysis_of, as_data
from gamelang.core.verdicts import Facts
from gamelang.source import Source


def analyse(argument: Mapping[str, Any]) -> dict[str, Any]:
    """What `compiler.analyse` asks."""
    from gamelang.analyses.analysis import analyse as analysed

    return as_data(analysed(_exactly(argument), argument["budget"]))


def estimate(argument: Mapping[str, Any]) -> dict[str, Any]:
    """What `compiler.estimated` asks. Nothing proved is relied on."""
    until = time.monotonic() + argument["budget"]
    from gamelang.runtime.estimates import verdicts
    from gamelang.runtime.running import precision

    with precision("float64"):
        made = compiler.fields(_received(argument), Facts())
        found = verdicts(made, argument["names"], until - time.monotonic())
    return {name: asdict(verdict) for name, verdict in found.items()}


def deep(argument: Mapping[str, Any]) -> dict[str, Any]:
    """What `compiler.deep` asks."""
    from gamelang.analyses.deep import deep as deeply

    analysis, means = analysis_of(argument["analysis"]), frozenset(argument["means"])
    return as_data(deeply(_exactly(argument), analysis, argument["budget"], means))


def solve(argument: Mapping[str, Any]) -> dict[str, Any]:
    """What `compiler.solve` asks."""
    from gamelang.analyses.deep import solve as solved
    from gamelang.analyses.equilibria.box import Search

    box = argument["box"]
    search = Search() if box is None else Search(*map(Fraction, box))
    means = frozenset(argument["means"])
    return as_data(solved(_exactly(argument), search, argument["budget"], means))


def _exactly(argument: Mapping[str, Any]) -> TypedGame:
    return compiler.readable(_received(argument))


def _received(argument: Mapping[str, Any]) -> TypedGame:
    folder = argument["folder"]
    where = None if folder is None else Path(folder)
    return compiler.typed(Source(argument["name"], argument["text"], where), argument["values"])
