"""Random games whose class is known because it was planted, often in disguise.

`python -m tests.properties.planted 750` analyses so many games of each family and prints, for
each, how many answers were right, and how many `unknown`; it ends with an error at a wrong one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from gamelang.analyses.analysis import analyse
from tests.checking.games import typed

NAMES = "xyzw"
Term = str


@dataclass(frozen=True)
class Planted:
    """A text, and for some verdicts the status that is true of it."""

    text: str
    truth: dict[str, str]


def power(random: Random, name: str) -> str:
    return name if (k := random.choice((1, 1, 2, 3))) == 1 else f"{name}**{k}"


def rational(random: Random, names: str) -> tuple[Term, Term]:
    """A term in these names, and the same one written otherwise."""
    a, b = random.choice(names), random.choice(names)
    c, k = random.choice((1, 2, 3, 5)), random.randint(1, 3)
    return random.choice(
        (
            (f"({a} + {c}*{b})**2", f"{a}**2 + {2 * c}*{a}*{b} + {c * c}*{b}**2"),
            (f"{power(random, a)} * {b} / {c}", "")
            if random.random() < 0.5
            else (f"({a} - {b}) * ({a} + {b})", f"{a}**2 - {b}**2"),
            (f"1 / ({k} + {a}**2 * {b}**2)", f"{a}**0 / ({b}**2 * {a}**2 + {k})"),
            (f"{a} * {b} / ({c} + {a}**2)", f"{b} / ({c} + {a}**2) * {a}"),
            (
                f"{a} * ({b} - {c})**3",
                f"{a} * ({b}**3 - {3 * c}*{b}**2 + {3 * c * c}*{b} - {c**3})",
            ),
        )
    )


def elementary(random: Random, names: str) -> tuple[Term, Term]:
    a, b = random.choice(names), random.choice(names)
    k = random.choice((1, 2, 3))
    return random.choice(
        (
            (f"exp({a} + {k}*{b})", f"exp({a}) * exp({b})**{k}"),
            (f"sin({a} + {b})", f"sin({a})*cos({b}) + cos({a})*sin({b})"),
            (f"tanh({k}*{a}*{b})", f"2*sigmoid({2 * k}*{a}*{b}) - 1"),
            (f"log(1 + {a}**2) * {b}", f"{b} * log({a}**2 + 1)"),
            (f"log((1 + {a}**2) * (2 + {b}**2))", f"log(1 + {a}**2) + log(2 + {b}**2)"),
            (f"softplus({a} - {b})", f"log(1 + exp({a} - {b}))"),
            (f"sigmoid({a}) * {b}", f"{b} / (1 + exp(-{a}))"),
            (f"cos({k}*{a}) * {power(random, b)}", ""),
            (f"sqrt(1 + {a}**2 + {b}**2)", f"(1 + {b}**2 + {a}**2)**(1/2)"),
            (f"erf({a}) * {b}", f"-erf(-{a}) * {b}"),
        )
    )


def kinked(random: Random, names: str) -> tuple[Term, Term]:
    a, b = random.choice(names), random.choice(names)
    return random.choice(
        (
            (f"abs({a} - {b})", f"abs({b} - {a})"),
            (f"max({a}, {b})", f"({a} + {b} + abs({a} - {b})) / 2"),
            (f"relu({a} + {b})", f"max({a} + {b}, 0)"),
            (f"min({a}, 2*{b})", f"-max(-{a}, -2*{b})"),
            (f"abs({a}) * {b}", f"sqrt({a}**2) * {b}"),
            (f"abs({a} * {b})", f"abs({a}) * abs({b})"),
            (f"where({a} > {b}, {a}*{b}, 0)", f"({a}*{b} if {a} > {b} else 0)"),
        )
    )


def parametric(random: Random, names: str) -> tuple[Term, Term]:
    """With constants that have no value."""
    term, other = random.choice((rational, rational, elementary))(random, names)
    a = random.choice(names)
    return random.choice(
        (
            (f"c * ({term})", f"({other or term}) * c"),
            (f"(c + d) * {a}**2", f"c * {a}**2 + d * {a}**2"),
            (f"c * d * {a} + {term}", f"d * {a} * c + {other or term}"),
        )
    )


FAMILIES: dict[str, Callable[[Random, str], tuple[Term, Term]]] = {
    "rational": rational,
    "elementary": elementary,
    "kinks": kinked,
    "constants": parametric,
}


def planted(family: str, seed: int) -> Planted:
    random = Random(f"{family} {seed}")
    names = NAMES[: random.choice((2, 2, 3))]
    kind = random.choice((potential, potential, weighted, zero_sum, rotation, broken, separable))
    losses, truth = kind(random, names, FAMILIES[family])
    players = "".join(
        f"\nplayer p{n}:\n    {n}: real\n    minimize {loss}\n"
        for n, loss in zip(names, losses, strict=True)
    )
    return Planted(f"game g\nconst c\nconst d\n{players}", truth)


Draw = Callable[[Random, str], tuple[Term, Term]]
Made = tuple[list[str], dict[str, str]]


def _common(random: Random, names: str, draw: Draw) -> list[str]:
    """One function in as many wordings as there are players."""
    drawn = [draw(random, names) for _ in range(random.randint(1, 3))]
    out = []
    for _ in names:
        words = [random.choice((a, b)) if b else a for a, b in random.sample(drawn, len(drawn))]
        out.append(" + ".join(f"({word})" for word in words))
    return out


def _others(random: Random, names: str, draw: Draw) -> list[str]:
    """For each player something that holds nothing of hers."""
    return [f"({draw(random, names.replace(n, ''))[0]})" for n in names]


def potential(random: Random, names: str, draw: Draw) -> Made:
    common, rest = _common(random, names, draw), _others(random, names, draw)
    losses = [f"{a} + {b}" for a, b in zip(common, rest, strict=True)]
    return losses, {"potential": "yes", "weighted_potential": "yes"}


def weighted(random: Random, names: str, draw: Draw) -> Made:
    common, rest = _common(random, names, draw), _others(random, names, draw)
    weights = [random.choice((1, 2, 3)) for _ in names]
    losses = [f"{w} * ({a}) + {b}" for w, a, b in zip(weights, common, rest, strict=True)]
    return losses, {"weighted_potential": "yes"}


def broken(random: Random, names: str, draw: Draw) -> Made:
    """A potential game, and x*y more for the first player alone."""
    losses, _ = potential(random, names, draw)
    losses[0] += f" + {random.choice((1, 2, -3))} * x * y"
    return losses, {"potential": "no", "common_payoff": "no"}


def zero_sum(random: Random, names: str, draw: Draw) -> Made:
    shares = _common(random, names, draw)
    last = " ".join(f"- ({share})" for share in shares[:-1])
    return [*shares[:-1], last], {"zero_sum": "yes", "constant_sum": "yes"}


def rotation(random: Random, names: str, draw: Draw) -> Made:
    """Antisymmetric couplings, and something affine of one's own times nothing of others."""
    terms: dict[str, list[str]] = {n: [f"{random.randint(-3, 3)} * {n}"] for n in names}
    for k, a in enumerate(names):
        for b in names[k + 1 :]:
            weight = random.choice((1, 2, -1))
            terms[a].append(f"{weight} * ({a} + 1) * ({b} - 2)")
            terms[b].append(f"{-weight} * {a} * {b}")
    rest = _others(random, names, draw)
    losses = [" + ".join([*terms[n], r]) for n, r in zip(names, rest, strict=True)]
    return losses, {"hamiltonian": "yes", "rotational_coupling": "yes", "quadratic": "yes"}


def separable(random: Random, names: str, draw: Draw) -> Made:
    own = [f"({draw(random, n)[0]})" for n in names]
    rest = _others(random, names, draw)
    losses = [f"{a} + {b}" for a, b in zip(own, rest, strict=True)]
    return losses, {"separable": "yes", "potential": "yes", "polymatrix": "yes"}


def wrong(game: Planted, seconds: float, seen: Counter[str]) -> list[str]:
    """The verdicts that contradict the truth; counts the answers by their status."""
    verdicts = analyse(typed(game.text), seconds).verdicts
    out = []
    for name, truth in game.truth.items():
        status = verdicts[name].status
        seen["unknown" if status == "unknown" else "right" if status == truth else "wrong"] += 1
        if status not in (truth, "unknown"):
            out.append(f"{name}: {status}, not {truth}\n{game.text}")
    return out


def main(count: int) -> int:
    failures: list[str] = []
    for family in FAMILIES:
        seen: Counter[str] = Counter()
        for seed in range(count):
            failures += wrong(planted(family, seed), 10.0, seen)
        share = seen["unknown"] / max(1, seen.total())
        print(f"{family:11} {count} games, {seen.total()} answers, unknown {share:.2%}", flush=True)
    print("\n".join(failures) or "no wrong verdict")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 75))
