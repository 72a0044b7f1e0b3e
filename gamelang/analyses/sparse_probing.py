"""The probe of large games: points at which all but a few coordinates of each array are equal.

There a wide network is a narrow one: entry 0 and 1 of each axis have values of their own, the rest
is 0, or as near to 0 as the domain allows. A place that is not 0 there proves "no" at any size.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice, permutations, product, zip_longest

from gamelang.analyses.inquiry import Inquiry, Point
from gamelang.analyses.points import random_inside, simple_inside
from gamelang.analyses.quiet_points import first_layers, has_draws, quiet_points
from gamelang.certify.entries import bounds_of, entry_name
from gamelang.certify.reading import json_point
from gamelang.certify.setting import Coordinate, Setting
from gamelang.certify.sparse.arrays import TooManyError, offset_of
from gamelang.certify.sparse.points import OTHERS, rest_name
from gamelang.certify.undecided import UndecidedError
from gamelang.certify.witnesses import Found, refutation
from gamelang.core.game import ParameterRecord
from gamelang.core.verdicts import Json

Certificate = dict[str, Json]
POINTS = 3  # at least 2: differences move from one to another
NAMED_EACH = 4  # coordinates of one array that have values of their own
MOST_PAIRS = 12  # of agents
MOST_ENTRIES = 8  # of one pair
MOST_PLACES = 60
MOST_SUMMED = 1000  # agents, each of whose losses is evaluated to add them up
DENSE = "too many entries differ at sparse points"


def refute(inquiry: Inquiry, verdict: str) -> Found | None:
    """A sparse place that proves "no"; None if none was found, or the game has no such points."""
    for certificate in islice(_candidates(inquiry, verdict), MOST_PLACES):
        if inquiry.seconds_left < 0 or DENSE in inquiry.remembered:
            return None
        try:
            found = refutation(inquiry.evidence, verdict, certificate)
        except TooManyError as problem:
            inquiry.remembered[DENSE] = str(problem)
            inquiry.note(str(problem))
            return None
        except UndecidedError as problem:
            inquiry.note(str(problem))
            continue
        if inquiry.may_differ_from_zero(found):
            return found
    return None


def links(inquiry: Inquiry) -> Iterator[tuple[int, int, tuple[str, str], Point]]:
    """Two agents, a coordinate of each, and a sparse point."""
    try:
        setting = inquiry.checker.outline
        points, chosen = sparse_points(setting), _chosen(setting)
    except UndecidedError as problem:
        inquiry.note(str(problem))
        return
    if DENSE in inquiry.remembered:
        return
    rounds = [[point] for point in points]
    if has_draws(setting):
        rounds, chosen = quiet_points(setting, points), _behind(setting, chosen)
    for some in rounds:
        for p, q in list(combinations(chosen, 2))[:MOST_PAIRS]:
            for entry in _pairs(chosen[p], chosen[q]):
                yield from ((p, q, entry, point) for point in some)


def sparse_points(setting: Setting) -> list[Point]:
    """A few points, always the same ones for one game."""
    rests = {record.node.path: _rest(setting, record) for record in setting.game.parameters}
    simplexes = {r.node.path for r in setting.game.parameters if _on_simplex(r)}
    named = [coordinate for found in _chosen(setting).values() for coordinate in found]
    out = []
    for seed in range(POINTS):
        dice = random.Random(seed)
        point = {OTHERS: Fraction(0)}
        for record in setting.game.parameters:
            if rests[record.node.path] != 0:
                point[rest_name(record)] = rests[record.node.path]
        for c in named:
            below = rests[c.path] * Fraction(dice.randint(4, 7), 8)  # the row still fits
            point[c.name] = below if c.path in simplexes else random_inside(c.bounds, dice)
        out.append(point)
    return out


def _rest(setting: Setting, record: ParameterRecord) -> Fraction:
    if _on_simplex(record):
        return Fraction(1, _sizes(setting, record)[-1])
    bounds = bounds_of(setting.game, record.domain)
    return Fraction(0) if bounds.hold(Fraction(0)) else simple_inside(bounds)


def _on_simplex(record: ParameterRecord) -> bool:
    return record.domain is not None and record.domain.form == "simplex"


def _sizes(setting: Setting, record: ParameterRecord) -> tuple[int, ...]:
    return tuple(dim.value(setting.game.sizes) or 0 for dim in record.node.shape)


def _chosen(setting: Setting) -> dict[int, list[Coordinate]]:
    """Of each agent a few coordinates: those with indices 0 and 1, of every array."""
    found: dict[int, list[Coordinate]] = {}
    for record in setting.game.parameters:
        sizes = _sizes(setting, record)
        for index in islice(product(*(range(min(2, size)) for size in sizes)), NAMED_EACH):
            name = entry_name(record.key, sizes, offset_of(sizes, index))
            try:
                coordinate = setting.coordinate(name)
            except UndecidedError:  # the last entry of a simplex
                continue
            found.setdefault(coordinate.agent, []).append(coordinate)
    return found


def _behind(
    setting: Setting, chosen: Mapping[int, list[Coordinate]]
) -> dict[int, list[Coordinate]]:
    """Those whose derivatives need hold no draw, where an agent has some."""
    first = frozenset[str]().union(*first_layers(setting).values())
    behind = {p: [c for c in found if c.path not in first] for p, found in chosen.items()}
    return {p: behind[p] or found for p, found in chosen.items()}


def _pairs(rows: Sequence[Coordinate], columns: Sequence[Coordinate]) -> list[tuple[str, str]]:
    """Of every two arrays one pair, then others."""
    pairs = [(a.name, b.name) for a in rows for b in columns]
    random.Random(len(pairs)).shuffle(pairs)
    arrays = {(a.partition("[")[0], b.partition("[")[0]): (a, b) for a, b in reversed(pairs)}
    return list(dict.fromkeys([*arrays.values(), *pairs]))[:MOST_ENTRIES]


def _candidates(inquiry: Inquiry, verdict: str) -> Iterator[Certificate]:
    """Places that would refute the verdict."""
    try:
        setting = inquiry.checker.outline
        points, chosen = sparse_points(setting), _chosen(setting)
    except UndecidedError as problem:
        inquiry.note(str(problem))
        return
    places = calm = _Places(setting, points, chosen)
    if has_draws(setting):
        rounds = quiet_points(setting, points)
        chosen = _behind(setting, chosen)
        calm = _Places(setting, [first for first, *_ in rounds], chosen)
        mixed = [point for round in rounds for point in round]
        places = _Places(setting, mixed, chosen, len(rounds[0]))
    pairs = list(islice(combinations(chosen, 2), MOST_PAIRS))
    own = [(p, p) for p in chosen][:MOST_PAIRS]
    match verdict:
        case "potential":
            yield from places.entries("A", pairs)
        case "rotational_coupling":
            yield from places.entries("S", pairs)
        case "hamiltonian":
            yield from calm.entries("S", own)
            yield from places.entries("S", pairs)
        case "weighted_hamiltonian":
            yield from calm.entries("H", own)
        case "separable":
            yield from places.entries("H", list(permutations(chosen, 2))[:MOST_PAIRS])
        case "pairwise_zero_sum":
            yield from places.entries("S", pairs)
            yield from _candidates(inquiry, "polymatrix")
        case "zero_sum" | "constant_sum":
            if len(setting.agents) > MOST_SUMMED:
                return
            everyone = dict.fromkeys(range(len(setting.agents)), 1)
            blocks = () if verdict == "zero_sum" else (tuple(chosen),)
            yield from calm.differences([(everyone, blocks)])
        case "common_payoff":
            yield from calm.differences([({p: 1, q: -1}, ()) for p, q in pairs])
        case "polymatrix":
            triples = islice((t for t in permutations(chosen, 3) if t[1] < t[2]), MOST_PAIRS)
            yield from calm.differences([({t[0]: 1}, tuple((k,) for k in t)) for t in triples])
        case "quadratic":
            whole = tuple(chosen)
            yield from calm.differences([({p: 1}, ((p,), whole, whole)) for p, _ in own])
        case "bilinear":
            yield from calm.entries("H", own)
            yield from _candidates(inquiry, "quadratic")


@dataclass(frozen=True, slots=True)
class _Places:
    """Certificates of one game's sparse points. `together`: how many are tried side by
    side, entry by entry."""

    setting: Setting
    points: Sequence[Point]
    chosen: Mapping[int, Sequence[Coordinate]]
    together: int = 1

    @property
    def rounds(self) -> Iterator[Sequence[Point]]:
        for start in range(0, len(self.points), self.together):
            yield self.points[start : start + self.together]

    def entries(self, matrix: str, agents: Sequence[tuple[int, int]]) -> Iterator[Certificate]:
        """Entries of a matrix, in a coordinate of each of two agents, these in turn."""
        lists = [_pairs(self.chosen[p], self.chosen[q]) for p, q in agents]
        in_turn = [e for turn in zip_longest(*lists) for e in turn if e is not None]
        for some in self.rounds:
            for first, second in in_turn:
                for point in some:
                    yield {
                        "kind": "witness",
                        "matrix": matrix,
                        "entry": [first, second],
                        "point": json_point(point),
                    }

    def differences(
        self, wanted: Sequence[tuple[Mapping[int, int], Sequence[Sequence[int]]]]
    ) -> Iterator[Certificate]:
        """Differences of combinations of losses, a move for each of these groups of agents."""
        for k, point in enumerate(self.points):
            for weights, blocks in wanted:
                names: dict[str, Json] = {
                    self.setting.agents[p].name: w for p, w in weights.items()
                }
                others = [*self.points[k + 1 :], *self.points[:k]]
                moves = [
                    self._move(point, others[j % len(others)], block)
                    for j, block in enumerate(blocks)
                ]
                yield {
                    "kind": "difference",
                    "combination": names,
                    "point": json_point(point),
                    "moves": [json_point(move) for move in moves],
                }

    def _move(self, point: Point, target: Point, agents: Sequence[int]) -> Point:
        """A third of the way to another point, for these agents' coordinates."""
        steps = {
            c.name: (target[c.name] - point[c.name]) / 3
            for p in agents
            for c in self.chosen[p]
            if c.name in point
        }
        return {name: step for name, step in steps.items() if step}
