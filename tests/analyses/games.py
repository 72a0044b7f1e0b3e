"""Small games as text, made into typed games and analysed."""

from __future__ import annotations

from functools import cache

from gamelang.analyses.analysis import analyse
from gamelang.checking.checking import check
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Analysis
from gamelang.source import Source
from gamelang.syntax.parsing import parse


@cache
def typed(text: str) -> TypedGame:
    source = Source("test.game", text)
    return check(parse(source), source, {})


@cache
def analysed(text: str) -> Analysis:
    return analyse(typed(text))


def two(first: str, second: str, declarations: str = "", x: str = "real", y: str = "real") -> str:
    """Players p (parameter x) and q (parameter y) who minimise these losses."""
    return (
        f"game two\n{declarations}\n"
        f"player p:\n    x: {x}\n    minimize {first}\n"
        f"player q:\n    y: {y}\n    minimize {second}\n"
    )


def statuses(text: str) -> dict[str, str]:
    return {name: verdict.status for name, verdict in analysed(text).verdicts.items()}


def claims(text: str) -> list[str]:
    return [claim.status for claim in analysed(text).claims]
