"""The verdicts on the page of `check`: in few lines, or each with all its evidence.

In few lines, what follows from a verdict beside it is named and not argued, and what holds for
every size is said once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gamelang.cli.evidence import brief, evidence
from gamelang.cli.terminal import Ink, beside, paragraph
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Analysis, Verdict

MARGIN = 24
KEPT = ("potential", "hamiltonian")  # the two that make the class are always argued
IMPLIES = {
    "potential": ("weighted_potential",),
    "hamiltonian": ("weighted_hamiltonian", "rotational_coupling"),
    "zero_sum": ("constant_sum",),
    "pairwise_zero_sum": ("rotational_coupling", "polymatrix"),
    "common_payoff": ("potential",),
    "separable": ("potential", "rotational_coupling", "polymatrix"),
    "bilinear": ("quadratic",),
}
# With `stop` the losses' values, of which some verdicts speak, say nothing about H.
WITH_STOP = {
    **IMPLIES,
    "pairwise_zero_sum": ("polymatrix",),
    "common_payoff": (),
    "separable": ("rotational_coupling",),
}
HEADINGS = {"yes": "yes", "conditional": "on a condition", "no": "no", "unknown": "not decided"}
SO = {"yes": "and so", "no": "and so not"}


def full_verdicts(game: TypedGame, analysis: Analysis, ink: Ink) -> Iterator[list[str]]:
    """A group for each answer, in the order in which they help."""
    for status, found in _by_status(analysis):
        rows: dict[str, list[str]] = {}
        for name, verdict in found.items():
            words = evidence(verdict, bool(game.dims))
            rows.setdefault(words if status == "unknown" else name, []).append(name)
        lines = [
            line
            for names in rows.values()
            for line in _row(names, evidence(found[names[0]], bool(game.dims)), ink)
        ]
        yield [_painted(HEADINGS[status], status, ink), *lines]


def brief_verdicts(game: TypedGame, analysis: Analysis, ink: Ink) -> Iterator[list[str]]:
    """The same groups without what follows from a verdict in them."""
    for status, found in _by_status(analysis):
        implies = WITH_STOP if game.stops else IMPLIES
        follow = [name for name in found if _follows(name, found, status, implies)]
        heading = _painted(HEADINGS[status], status, ink) + _scope(found, bool(game.dims))
        lines = [heading]
        for words, names in _rows(found, follow, game).items():
            lines += _row(names, words, ink)
        if follow:
            so = SO[status]
            lines += beside(f"  {so}", "  " + ink.faint(so), MARGIN, ", ".join(follow))
        yield lines


def _by_status(analysis: Analysis) -> Iterator[tuple[str, dict[str, Verdict]]]:
    for status in HEADINGS:
        found = {name: v for name, v in analysis.verdicts.items() if v.status == status}
        if found:
            yield status, found


def _painted(heading: str, status: str, ink: Ink) -> str:
    paint = {"yes": ink.good, "no": ink.bad}.get(status, ink.doubtful)
    return paint(heading)


def _follows(
    name: str, found: Mapping[str, Verdict], status: str, implies: Mapping[str, tuple[str, ...]]
) -> bool:
    """Whether another verdict with this answer and scope brings this one: `yes` along the
    implications, `no` against them."""
    if name in KEPT:
        return False
    scope = found[name].scope
    match status:
        case "yes":
            sources = [other for other, brought in implies.items() if name in brought]
        case "no":
            sources = list(implies.get(name, ()))
        case _:
            sources = []
    return any(other in found and found[other].scope == scope for other in sources)


def _rows(found: Mapping[str, Verdict], follow: list[str], game: TypedGame) -> dict[str, list[str]]:
    """Verdicts by their words; those with the same words share a row."""
    rows: dict[str, list[str]] = {}
    common = _scope(found, bool(game.dims))
    for name, verdict in found.items():
        if name not in follow:
            words = brief(verdict)
            if not common and verdict.scope.dims == "all" and game.dims:
                words += "; for every size"
            if verdict.status != "unknown" and not verdict.scope.everywhere:
                words += "; almost everywhere (there are kinks)"
            rows.setdefault(words, []).append(name)
    return rows


def _scope(found: Mapping[str, Verdict], sized: bool) -> str:
    """What is true of all of them, for the heading."""
    every = sized and all(verdict.scope.dims == "all" for verdict in found.values())
    return ", for every size" if every else ""


def _row(names: list[str], words: str, ink: Ink) -> list[str]:
    """One verdict with its evidence, or several with the same."""
    if len(names) == 1:
        return beside(f"  {names[0]}", "  " + ink.name(names[0]), MARGIN, words)
    listed = [ink.name(line) for line in paragraph(", ".join(names), indent=2)]
    return [*listed, *paragraph(words, indent=MARGIN)]
