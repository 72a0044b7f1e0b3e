"""weighted_hamiltonian: are there positive weights that make the losses Hamiltonian?"""

from __future__ import annotations

from gamelang.analyses import probing, sparse_probing
from gamelang.analyses.deciding import refuted
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.analyses.questions import hamiltonian
from gamelang.analyses.weights import weigh
from gamelang.core.verdicts import Verdict

YES = "with these positive weights the losses make a Hamiltonian game"
NO = "no positive weights make the couplings of the players cancel"
BENT = "a loss is not affine in its own player's parameters, whatever the weights"


def run(inquiry: Inquiry) -> Verdict:
    plain = inquiry.answer("hamiltonian", hamiltonian.run)
    if inquiry.game.stops:
        return weigh(inquiry, "weighted_hamiltonian", plain, -1, YES, NO)
    if inquiry.wide and plain.status != "yes":
        sparse = sparse_probing.refute(inquiry, "weighted_hamiltonian")
        if sparse is not None:
            return refuted(BENT, sparse.certificate)
    if inquiry.setting is not None and plain.status != "yes":
        found, _ = probing.refute(inquiry, "weighted_hamiltonian", thorough=inquiry.small)
        if found is not None:
            return refuted(BENT, found.certificate)
    return weigh(inquiry, "weighted_hamiltonian", plain, -1, YES, NO)


QUESTION = Question(
    "weighted_hamiltonian", "Do positive weights for the losses make the game Hamiltonian?", run
)
