"""What an analysis is: a question about a game in plain words, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gamelang.analyses.inquiry import Inquiry
from gamelang.core.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """One entry of `questions`. `name` is the verdict's; `run` proposes a verdict, which the
    independent checker settles before anyone sees it."""

    name: str
    question: str
    run: Callable[[Inquiry], Verdict]
