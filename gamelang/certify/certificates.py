"""Re-checks a verdict against its certificate: no verdict is printed without. (What claims say of
equations and points does not pass here.)

In: a typed game, a verdict's name and the verdict. Out: its certificate with every derived part
(values, statements) filled in by this package. Raises UndecidedError, with the reason, where the
certificate does not prove the verdict. Kinds of certificates: docs/certificates.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from gamelang.certify import cycles, monotone, stopped
from gamelang.certify.branches import prove_almost_everywhere
from gamelang.certify.conditional import check_condition
from gamelang.certify.constants import Assumptions
from gamelang.certify.evidence import Evidence
from gamelang.certify.expansion import Expanded, expand
from gamelang.certify.forms import ONE
from gamelang.certify.formula import evaluate_text
from gamelang.certify.identities import prove, prove_independent
from gamelang.certify.indexed.condition import condition
from gamelang.certify.indexed.proofs import Indexed, prove_for_all_sizes, unweighted
from gamelang.certify.indexed.weights import weights_for_all_sizes
from gamelang.certify.instances import chosen, instance
from gamelang.certify.limit import Limit
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.reading import mapping_of, member, text_of
from gamelang.certify.setting import Setting, listed, outline_of
from gamelang.certify.stopped import OF_VALUES, prove_potential
from gamelang.certify.witnesses import check_no
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import DEEP_VERDICTS, VERDICTS, Json, Scope, Verdict

WORK_PER_SECOND = 300_000
FOR_ALL_SIZES = (
    "theorem",
    "weighted_theorem",
    "terms",
)  # kinds of certificates that hold for every size
STATEMENTS = {
    "potential": "every loss(p) - loss(q) is a sum of terms that miss p's or q's parameters",
    "hamiltonian": "every loss is affine in its own parameters, and every loss(p) + loss(q) is a "
    "sum of terms that miss p's or q's parameters",
    "rotational_coupling": "every loss(p) + loss(q) is a sum of terms that miss p's or q's "
    "parameters",
    "zero_sum": "the losses add up to 0",
    "constant_sum": "the sum of the losses holds no parameter",
    "pairwise_zero_sum": "every term holds parameters of at most two players, and every "
    "loss(p) + loss(q) is a sum of terms that miss p's or q's parameters",
    "common_payoff": "all losses are equal",
    "separable": "every term of loss(p) with p's parameters holds no others",
    "polymatrix": "every term of loss(p) with p's parameters holds those of at most one other",
    "quadratic": "every term of loss(p) with p's parameters has degree 2 at most",
    "bilinear": "every term of loss(p) with p's parameters has degree 2 at most, and 1 in these",
}

OF_H = {  # with stops
    "potential": "every entry of H equals the one opposite",
    "hamiltonian": "every entry of H is minus the one opposite",
    "rotational_coupling": "every entry of H between two players is minus the one opposite",
    "separable": "every entry of H between two players is 0",
    "quadratic": "no entry of H holds a parameter",
    "bilinear": "no entry of H holds a parameter, and those within a player are 0",
}


class Checker:
    """Re-checks the verdicts of one game; expands its losses once."""

    def __init__(self, game: TypedGame, seconds: float = 10.0) -> None:
        self.game = game
        self.limit = Limit(max(20_000, int(seconds * WORK_PER_SECOND)))
        self._outline: Setting | None = None
        self._expanded: Expanded | UndecidedError | None = None
        self._evidence: Evidence | None = None
        self._indexed: Indexed | UndecidedError | None = None
        self._conditions: dict[str, str | UndecidedError | None] = {}
        self._instances: dict[tuple[tuple[str, int], ...], Checker] = {}

    def at(self, sizes: Mapping[str, Any], seconds: float | None = None) -> Checker:
        """The checker of the game at these sizes, which value every dim that has no value."""
        key = chosen(self.game, sizes)
        if key not in self._instances:
            game = instance(self.game, key)
            whole = self.limit.work / WORK_PER_SECOND
            made = self._instances[key] = Checker(game, whole if seconds is None else seconds)
            made.limit.until = self.limit.until
        return self._instances[key]

    @property
    def setting(self) -> Setting:
        """Agents with all their coordinates."""
        return listed(self.outline)

    @property
    def outline(self) -> Setting:
        """The same, before its coordinates are listed: there may be too many."""
        if self._outline is None:
            self._outline = outline_of(self.game)
        return self._outline

    @property
    def expanded(self) -> Expanded:
        if self._expanded is None:
            try:
                self._expanded = expand(self.setting, self.limit)
            except UndecidedError as problem:  # once is enough: it may have taken long
                self._expanded = problem
        if isinstance(self._expanded, UndecidedError):
            raise UndecidedError(str(self._expanded))
        return self._expanded

    @property
    def evidence(self) -> Evidence:
        if self._evidence is None:
            self._evidence = Evidence(self.outline, self.limit)
        return self._evidence

    @property
    def indexed(self) -> Indexed:
        """The losses in index notation, for proofs that hold for all sizes."""
        if self._indexed is None:
            try:
                self._indexed = Indexed(self.game, self.limit.work / WORK_PER_SECOND)
            except UndecidedError as problem:
                self._indexed = problem
        if isinstance(self._indexed, UndecidedError):
            raise UndecidedError(str(self._indexed))
        return self._indexed

    def settle(self, name: str, verdict: Verdict) -> Verdict:
        """The verdict with its completed certificate, or `unknown` with what went wrong."""
        if verdict.status == "unknown":
            return verdict
        try:
            return replace(verdict, certificate=self.check(name, verdict))
        except UndecidedError as problem:
            reason = f"an answer was found, but its certificate could not be checked: {problem}"
            return Verdict("unknown", "none", Scope(), reason=reason)

    def check(self, name: str, verdict: Verdict) -> dict[str, Json]:
        """The completed certificate."""
        if name in DEEP_VERDICTS:
            return monotone.check(self.evidence, self.limit, name, verdict)
        if name not in VERDICTS:
            raise UndecidedError("there is no such verdict")
        certificate = mapping_of(verdict.certificate)
        kind = member(certificate, "kind")
        if verdict.scope.dims == "all" and kind not in FOR_ALL_SIZES:
            raise UndecidedError("only a theorem on terms speaks of all sizes")
        if verdict.scope.everywhere == (kind == "branches"):
            raise UndecidedError("the scope is not that of the proof")
        match verdict.status:
            case "yes":
                return self._yes(name, certificate)
            case "no" | "conditional" if kind == "terms":
                return self._terms(name, verdict)
            case "no" if kind in ("cycle", "one-sided"):
                return cycles.check(self.evidence, self.limit, name, certificate)
            case "no" if kind == "at_sizes":
                return self._at_sizes(name, certificate)
            case "no":
                return check_no(self.evidence, name, certificate)
            case "conditional":
                return self._conditional(name, verdict, certificate)
        raise UndecidedError("an unknown verdict has no certificate")

    def _yes(self, name: str, certificate: Mapping[str, Any]) -> dict[str, Json]:
        match certificate["kind"]:
            case "identity":
                prove(self.expanded, name)
                said = OF_H if stopped.of_field(self.setting, name) else STATEMENTS
                statement = said[name.removeprefix("weighted_")]
                return {"kind": "identity", "statement": statement}
            case "theorem" if self._of_terms(name):
                prove_for_all_sizes(self.indexed, name)
                plain = name.removeprefix("weighted_")
                theorem = THEOREMS.get(plain, "terms")
                return {"kind": "theorem", "theorem": theorem, "statement": STATEMENTS[plain]}
            case "weighted_theorem" if name.startswith("weighted_") and self._of_terms(name):
                found: dict[str, Json] = {**weights_for_all_sizes(self.indexed, name)}
                return {"kind": "weighted_theorem", "weights": found}
            case "potential_function" if name in ("potential", "weighted_potential"):
                return self._potential(text_of(member(certificate, "phi")))
            case "weights" if name.startswith("weighted_"):
                return self._weights(name, mapping_of(member(certificate, "weights")))
            case "branches":
                prove_almost_everywhere(self.setting, name, self.limit)
                return {"kind": "branches", "statement": "S vanishes on every side of every kink"}
        raise UndecidedError("this kind of certificate does not prove the verdict")

    def _of_terms(self, name: str) -> bool:
        """Whether the losses' terms, where nothing is held, decide a verdict."""
        return not self.game.stops or name in OF_VALUES

    def _potential(self, text: str) -> dict[str, Json]:
        """Every loss minus φ does not change with its own player's parameters."""
        e = self.expanded
        if self.game.stops:
            prove_potential(e, text)
            return {"kind": "potential_function", "phi": text}
        phi = self._text(text, e, e.point)
        for agent, loss in enumerate(e.losses):
            rest = e.forms.field.subtract(loss, phi)
            prove_independent(e, rest, agent, partial(self._rest_moved, text, agent))
        return {"kind": "potential_function", "phi": text}

    def _rest_moved(self, text: str, agent: int) -> Form:
        """The agent's loss minus φ, after a free move of her parameters."""
        e = self.expanded
        move = e.free_move([agent], "phi")
        there = {n: e.forms.field.add([e.point[n], step]) for n, step in move.items()}
        phi = self._text(text, e, {**e.point, **there})
        return e.forms.field.subtract(e.combined({agent: ONE}, there), phi)

    def _text(self, text: str, e: Expanded, point: Mapping[str, Form]) -> Form:
        value = evaluate_text(text, e.forms, {**e.constants, **point})
        if not isinstance(value, Form):
            raise UndecidedError("the text of the certificate is not a number")
        return value

    def _at_sizes(self, name: str, certificate: Mapping[str, Any]) -> dict[str, Json]:
        """What fails at one choice of the unknown sizes does not hold for all."""
        sizes = dict(mapping_of(member(certificate, "sizes")))
        inner = Verdict("no", "witness", certificate=mapping_of(member(certificate, "certificate")))
        completed = self.at(sizes).check(name, inner)
        return {"kind": "at_sizes", "sizes": sizes, "certificate": completed}

    def check_potential_function(self, text: str) -> None:
        """Raises UndecidedError unless the text is a potential of the game."""
        self._potential(text)

    def _weights(self, name: str, weights: Mapping[str, Any]) -> dict[str, Json]:
        e = self.expanded
        if weights.keys() != {agent.name for agent in self.setting.agents}:
            raise UndecidedError("the certificate does not give every player a weight")
        texts = {agent.name: text_of(weights[agent.name]) for agent in self.setting.agents}
        values = [self._text(text, e, {}) for text in texts.values()]
        assumptions = Assumptions(self.setting, e.forms)
        if not all(assumptions.positive(value) for value in values):
            raise UndecidedError("a weight was not seen to be positive")
        prove(e, name, values)
        return {"kind": "weights", "weights": dict(texts)}

    def _terms(self, name: str, verdict: Verdict) -> dict[str, Json]:
        """The terms that stand in the way vanish for all sizes exactly on the condition, or do so
        at no size."""
        wanted = self.condition_for_all_sizes(name)
        if verdict.scope.dims != "all" or verdict.condition != wanted:
            raise UndecidedError("the condition is not the one under which the terms vanish")
        if (wanted is None) != (verdict.status == "no"):
            raise UndecidedError("the terms that stand in the way say something else")
        plain = STATEMENTS[name.removeprefix("weighted_")]
        where = "at no size" if wanted is None else "exactly on the condition"
        return {"kind": "terms", "statement": f"{plain}, {where}"}

    def condition_for_all_sizes(self, name: str) -> str | None:
        """What the constants must meet, None if nothing will do at any size; UndecidedError where
        that is not certain."""
        if not self._of_terms(name):
            raise UndecidedError("with `stop` the losses' terms do not decide this")
        if name not in self._conditions:
            try:
                plain = unweighted(self.indexed, name)
                self._conditions[name] = condition(self.indexed, plain)
            except UndecidedError as problem:
                self._conditions[name] = problem
        found = self._conditions[name]
        if isinstance(found, UndecidedError):
            raise UndecidedError(str(found))
        return found

    def _conditional(
        self, name: str, verdict: Verdict, certificate: Mapping[str, Any]
    ) -> dict[str, Json]:
        found, completed = check_condition(self.evidence, self.limit, name, certificate)
        if found != verdict.condition:
            raise UndecidedError("the condition is not the one that the certificate proves")
        return completed


THEOREMS = {
    "potential": "T1",
    "rotational_coupling": "T2",
    "hamiltonian": "T3",
    "separable": "T4",
}
