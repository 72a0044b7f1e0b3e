"""What must vanish for each verdict to be yes, and the proof that it does.

Each function returns nothing and raises `UndecidedError` where the checker cannot prove it. A
loss separates if no monomial holds parameters of both agents, or else if its mixed difference
vanishes (Monderer and Shapley 1996: vanishing mixed differences of all ℓ_p - ℓ_q are exactly
what makes a potential game, smooth or not).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from flint import fmpq

from gamelang.certify import stopped
from gamelang.certify.expansion import Expanded
from gamelang.certify.forms import ONE
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form

Weights = Sequence[Form]


def prove(expanded: Expanded, verdict: str, weights: Weights | None = None) -> None:
    """The verdict holds for the losses, each times its weight (weighted verdicts only)."""
    ones = weights or [ONE] * len(expanded.losses)
    if stopped.of_field(expanded.setting, verdict):
        return stopped.prove(expanded, verdict, ones)
    PROOFS[verdict](expanded, ones)


def _zero_sum(e: Expanded, weights: Weights) -> None:
    total = e.forms.field.add(list(e.losses))
    _must(total.vanishes, "the losses were not seen to add up to 0")


def _constant_sum(e: Expanded, weights: Weights) -> None:
    total = e.forms.field.add(list(e.losses))
    if _agents(e, total):
        everyone = range(len(e.losses))
        move = e.free_move(everyone, "1")
        change = e.difference(dict.fromkeys(everyone, ONE), [move])
        _must(change.vanishes, "the sum of the losses was not seen to be constant")


def _agents(e: Expanded, form: Form) -> frozenset[int]:
    return e.agents_below(form).union(*(e.agents(m) for m in form.numerator))


def _common_payoff(e: Expanded, weights: Weights) -> None:
    for loss in e.losses[1:]:
        same = e.forms.field.subtract(loss, e.losses[0]).vanishes
        _must(same, "the losses were not seen to be equal")


def _potential(e: Expanded, weights: Weights) -> None:
    _pairs_separate(e, weights, -1)


def _rotational(e: Expanded, weights: Weights) -> None:
    _pairs_separate(e, weights, 1)


def _hamiltonian(e: Expanded, weights: Weights) -> None:
    _pairs_separate(e, weights, 1)
    _own_affine(e, weights)


def _pairs_separate(e: Expanded, weights: Weights, sign: int) -> None:
    """Every w_p ℓ_p + sign w_q ℓ_q is a sum of terms that each miss θ_p or θ_q."""
    field = e.forms.field
    scaled = [field.multiply([w, loss]) for w, loss in zip(weights, e.losses, strict=True)]
    if any(form.denominator for form in scaled):
        pairs = list(combinations(range(len(scaled)), 2))
    else:
        pairs = _unlike_pairs(e, scaled, sign)
    for p, q in pairs:
        second = field.scale(scaled[q], fmpq(sign))
        if _reads_separate(e, field.add([scaled[p], second]), p, q):
            continue
        combination = {p: weights[p], q: field.scale(weights[q], fmpq(sign))}
        _must_separate(e, combination, [p, q])


def _unlike_pairs(e: Expanded, scaled: Sequence[Form], sign: int) -> list[tuple[int, int]]:
    """The pairs whose coefficients of some monomial in both agents' parameters do not cancel."""
    pairs: set[tuple[int, int]] = set()
    for p, form in enumerate(scaled):
        for monomial, c in form.numerator.items():
            met = e.agents(monomial)
            if p not in met:
                continue
            for q in met - {p}:
                if c + sign * scaled[q].numerator.get(monomial, fmpq(0)) != 0:
                    pairs.add((min(p, q), max(p, q)))
    return sorted(pairs)


def _reads_separate(e: Expanded, form: Form, p: int, q: int) -> bool:
    below = e.agents_below(form)
    return all(not {p, q} <= e.agents(m) | below for m in form.numerator)


def prove_separates(e: Expanded, combination: dict[int, Form], agents: Sequence[int]) -> None:
    """Σ weight * loss is a sum of terms that each miss one of the two agents."""
    stopped.require_values(e.setting, "separable")
    p, q = agents
    terms = [e.forms.field.multiply([w, e.losses[k]]) for k, w in combination.items()]
    if not _reads_separate(e, e.forms.field.add(terms), p, q):
        _must_separate(e, combination, agents)


def _must_separate(e: Expanded, combination: dict[int, Form], agents: Sequence[int]) -> None:
    """The mixed difference along one free move of each of these agents vanishes."""
    moves = [e.free_move([agent], str(k)) for k, agent in enumerate(agents)]
    names = " and ".join(e.setting.agents[a].name for a in agents)
    vanishes = e.difference(combination, moves).vanishes
    _must(vanishes, f"a loss was not seen to separate the parameters of {names}")


def _own_affine(e: Expanded, weights: Weights) -> None:
    """Every loss is affine in its own player's parameters."""
    for p, loss in enumerate(e.losses):
        if not _reads_own_affine(e, loss, p):
            moves = [e.free_move([p], "1"), e.free_move([p], "2")]
            affine = e.difference({p: ONE}, moves).vanishes
            name = e.setting.agents[p].name
            _must(affine, f"the loss of {name} was not seen to be affine in its own parameters")


def _reads_own_affine(e: Expanded, loss: Form, p: int) -> bool:
    if p in e.agents_below(loss):
        return False
    return all(_degree(e, m, lambda agents: p in agents) <= 1 for m in loss.numerator)


def _degree(e: Expanded, monomial: object, counts: Callable[[frozenset[int]], bool]) -> int:
    """The degree in the symbols that count; 9 where one stands below a kernel or a root."""
    assert isinstance(monomial, tuple)
    degree = 0
    for g, exponent in monomial:
        if not counts(e.agents(((g, 1),))):
            continue
        if g not in e.owners or not isinstance(exponent, int) or exponent < 0:
            return 9
        degree += exponent
    return degree


def _separable(e: Expanded, weights: Weights) -> None:
    for p, loss in enumerate(e.losses):
        for q in range(len(e.losses)):
            if q != p and not _reads_separate(e, loss, p, q):
                _must_separate(e, {p: ONE}, [p, q])


def _polymatrix(e: Expanded, weights: Weights) -> None:
    for p, loss in enumerate(e.losses):
        others = [q for q in range(len(e.losses)) if q != p]
        below = e.agents_below(loss)
        if all(
            p not in met or len(met) <= 2 for met in (e.agents(m) | below for m in loss.numerator)
        ):
            continue
        for q, r in combinations(others, 2):
            _must_separate(e, {p: ONE}, [p, q, r])


def _pairwise_zero_sum(e: Expanded, weights: Weights) -> None:
    _polymatrix(e, weights)
    _rotational(e, weights)


def _quadratic(e: Expanded, weights: Weights) -> None:
    """∂ℓ_p/∂θ_p is affine in all parameters."""
    everyone = range(len(e.losses))
    for p, loss in enumerate(e.losses):
        if not _reads_quadratic(e, loss, p):
            moves = [e.free_move([p], "0"), e.free_move(everyone, "1"), e.free_move(everyone, "2")]
            affine = e.difference({p: ONE}, moves).vanishes
            name = e.setting.agents[p].name
            _must(affine, f"the gradient of {name} was not seen to be affine")


def _reads_quadratic(e: Expanded, loss: Form, p: int) -> bool:
    if e.agents_below(loss):
        return p not in _agents(e, loss)
    return all(
        p not in e.agents(m) or _degree(e, m, lambda agents: bool(agents)) <= 2
        for m in loss.numerator
    )


def _bilinear(e: Expanded, weights: Weights) -> None:
    _quadratic(e, weights)
    _own_affine(e, weights)


def prove_independent(e: Expanded, form: Form, agent: int, moved: Callable[[], Form]) -> None:
    """`form` does not depend on the agent's parameters; `moved` gives it after a free move."""
    if agent in e.agents_below(form) or any(agent in e.agents(m) for m in form.numerator):
        same = e.forms.field.subtract(form, moved()).vanishes
        name = e.setting.agents[agent].name
        _must(same, f"the loss of {name} minus the potential was seen to depend on its parameters")


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise UndecidedError(otherwise)


PROOFS: dict[str, Callable[[Expanded, Weights], None]] = {
    "potential": _potential,
    "weighted_potential": _potential,
    "hamiltonian": _hamiltonian,
    "weighted_hamiltonian": _hamiltonian,
    "rotational_coupling": _rotational,
    "zero_sum": _zero_sum,
    "constant_sum": _constant_sum,
    "pairwise_zero_sum": _pairwise_zero_sum,
    "common_payoff": _common_payoff,
    "separable": _separable,
    "polymatrix": _polymatrix,
    "quadratic": _quadratic,
    "bilinear": _bilinear,
}
