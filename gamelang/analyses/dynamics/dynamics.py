"""The dynamics half of `check --deep`: how the players move, and which method brings them to rest.

Each answer keeps to the inquiry's time and says nothing that is not proved.
"""

from __future__ import annotations

from gamelang.analyses.dynamics.conserved import conserved
from gamelang.analyses.dynamics.decomposition import decomposition
from gamelang.analyses.dynamics.monotonicity import monotone_verdicts, monotonicity
from gamelang.analyses.dynamics.recommendation import recommend
from gamelang.analyses.dynamics.steps import steps

__all__ = [
    "conserved",
    "decomposition",
    "monotone_verdicts",
    "monotonicity",
    "recommend",
    "steps",
]
