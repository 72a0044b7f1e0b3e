"""A game's losses as normal forms over one ring, and finite differences of them.

Nothing is differentiated here: a mixed difference that vanishes identically proves that a loss
separates, with kinks too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from flint import fmpq

from gamelang.certify.forms import Forms
from gamelang.certify.limit import Limit
from gamelang.certify.polynomials import Monomial, Ring
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting

Weights = Sequence[Form]
Move = Mapping[str, Form]  # what is added to coordinates


@dataclass(frozen=True, slots=True)
class Expanded:
    """`losses[p]` in the symbols `point`; `agents_of[g]`: the agents on whose parameters
    generator g depends (kept as long as generators are met)."""

    setting: Setting
    forms: Forms
    point: Mapping[str, Form]
    constants: Mapping[str, Form]
    losses: Sequence[Form]
    owners: Mapping[int, int]  # symbol -> agent
    agents_of: dict[int, frozenset[int]]
    sums: dict[str, Form] = field(default_factory=dict)
    hessian: list[list[Form]] = field(default_factory=list)  # of a game with stops, once asked for

    def agents(self, monomial: Monomial) -> frozenset[int]:
        """The agents whose parameters occur in a monomial."""
        out: frozenset[int] = frozenset()
        for g, _ in monomial:
            out |= self._generator_agents(g)
        return out

    def _generator_agents(self, g: int) -> frozenset[int]:
        known = self.agents_of.get(g)
        if known is None:
            depends = self.forms.ring.generators[g].depends
            known = frozenset(self.owners[s] for s in depends if s in self.owners)
            self.agents_of[g] = known
        return known

    def agents_below(self, form: Form) -> frozenset[int]:
        """The agents on whose parameters the denominator depends."""
        out: frozenset[int] = frozenset()
        for k, _ in form.denominator:
            for monomial in self.forms.ring.factors[k]:
                out |= self.agents(monomial)
        return out

    def combined(self, weights: Mapping[int, Form], moved: Mapping[str, Form]) -> Form:
        """Σ weight * loss with `moved` in place of coordinates."""
        ops = self.forms
        if not moved:
            return ops.add([ops.multiply([w, self.losses[p]]) for p, w in weights.items()])
        run = self.setting.interpreter(ops, {**self.point, **moved}, self.constants)
        return ops.add([ops.multiply([w, self.setting.loss(run, p)]) for p, w in weights.items()])

    def remembered(self, weights: Mapping[int, Form]) -> Form:
        """Σ weight * loss, computed once."""
        key = repr(sorted((p, sorted(w.numerator.items())) for p, w in weights.items()))
        if key not in self.sums:
            self.sums[key] = self.combined(weights, {})
        return self.sums[key]

    def difference(self, weights: Mapping[int, Form], moves: Sequence[Move]) -> Form:
        """The iterated difference of Σ weight * loss along the moves: Σ ± over their subsets."""
        terms = []
        for size in range(len(moves) + 1):
            for chosen in combinations(moves, size):
                value = self.combined(weights, self._moved(chosen))
                sign = (-1) ** (len(moves) - size)
                terms.append(self.forms.field.scale(value, fmpq(sign)))
        return self.forms.add(terms)

    def _moved(self, moves: Sequence[Move]) -> dict[str, Form]:
        out: dict[str, Form] = {}
        for move in moves:
            for name, step in move.items():
                out[name] = self.forms.field.add([out.get(name, self.point[name]), step])
        return out

    def free_move(self, agents: Sequence[int], label: str) -> dict[str, Form]:
        """A move of these agents' coordinates by fresh symbols."""
        return {
            c.name: self.forms.symbol(f"step {label} of {c.name}")
            for c in self.setting.coordinates
            if c.agent in agents
        }


def expand(setting: Setting, limit: Limit, constants: Mapping[str, Form] | None = None) -> Expanded:
    """The losses over a new ring; symbolic constants are symbols of it."""
    return expand_over(setting, Forms(Ring(limit)), constants or {})


def expand_over(setting: Setting, forms: Forms, solved: Mapping[str, Form]) -> Expanded:
    """The losses, `solved` in place of some symbolic constants."""
    point = {c.name: forms.symbol(c.name, c.bounds.sign) for c in setting.coordinates}
    owners = {forms.ring.symbol(c.name): c.agent for c in setting.coordinates}
    constants = constant_symbols(setting, forms) | dict(solved)
    losses = setting.losses(forms, point, constants)
    return Expanded(setting, forms, point, constants, losses, owners, {})


def constant_symbols(setting: Setting, forms: Forms) -> dict[str, Form]:
    return {n: forms.symbol(f"const {n}", b.sign) for n, b in setting.symbols.items()}
