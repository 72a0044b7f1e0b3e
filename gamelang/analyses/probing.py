"""The probe: is something not 0 that the verdict wants to vanish, at one of a few points?

A finite difference along random moves, or an entry of H, S or A, that is provably not 0 settles
"no" in milliseconds. Finding nothing proves nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice, product

from gamelang.analyses.inquiry import Inquiry, Point
from gamelang.certify.evaluation import moved, within
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.reading import json_point
from gamelang.certify.setting import Setting
from gamelang.certify.witnesses import Found, refutation
from gamelang.core.verdicts import Json

Certificate = dict[str, Json]
MOST_PAIRS = 60
MOST_ENTRIES = 40
ENTRIES_OF_LARGE = 6
LARGE = 24
FEW_PLACES = 8
GLANCE = 2


def candidates(inquiry: Inquiry, verdict: str) -> Iterator[Certificate]:
    """Places that would refute the verdict, likely ones first."""
    setting = inquiry.setting
    assert setting is not None
    everyone = range(len(setting.agents))
    pairs = list(combinations(everyone, 2))[:MOST_PAIRS]
    match verdict:
        case "potential":
            yield from _entries(inquiry, "A", pairs)
            if inquiry.kinks:
                yield from _rectangles(inquiry, pairs, -1)
        case "rotational_coupling":
            yield from _entries(inquiry, "S", pairs)
        case "hamiltonian":
            yield from _entries(inquiry, "S", [(p, p) for p in everyone])
            yield from _entries(inquiry, "S", pairs)
        case "weighted_hamiltonian":
            yield from _entries(inquiry, "H", [(p, p) for p in everyone])
        case "pairwise_zero_sum":
            yield from _entries(inquiry, "S", pairs)
            if inquiry.kinks:
                yield from _rectangles(inquiry, pairs, 1)
            yield from candidates(inquiry, "polymatrix")
        case "separable":
            ordered = [(p, q) for p in everyone for q in everyone if p != q][: 2 * MOST_PAIRS]
            yield from _entries(inquiry, "H", ordered)
            if inquiry.kinks:
                yield from _cubes(inquiry, [((p,), (p, q)) for p, q in ordered])
        case "zero_sum":
            yield from _sums(inquiry, moves=0)
        case "constant_sum":
            yield from _sums(inquiry, moves=1)
        case "common_payoff":
            yield from _unequal(inquiry)
        case "polymatrix":
            triples = [(p, q, r) for p in everyone for q, r in pairs if p not in (q, r)]
            yield from _cubes(inquiry, [((t[0],), t) for t in triples[:MOST_PAIRS]])
        case "quadratic":
            yield from _cubes(inquiry, [((p,), (p, -1, -1)) for p in everyone][:MOST_PAIRS])
        case "bilinear":
            yield from _entries(inquiry, "H", [(p, p) for p in everyone])
            yield from candidates(inquiry, "quadratic")


def refute(inquiry: Inquiry, verdict: str, *, thorough: bool) -> tuple[Found | None, list[Found]]:
    """(a place that is provably not 0 for all constants, the places that hold constants)."""
    if inquiry.setting is None:
        return None, []
    open_places: list[Found] = []
    most = None if thorough else FEW_PLACES
    for certificate in islice(candidates(inquiry, verdict), most):
        if inquiry.seconds_left < 0:
            break
        found = tried(inquiry, verdict, certificate)
        if found is None:
            continue
        if not inquiry.setting.symbols:
            return found, []
        if inquiry.never_zero(found):
            return found, []
        open_places.append(found)
        if len(open_places) >= min(MOST_ENTRIES, 2 * len(inquiry.setting.symbols) + 6):
            break
    return None, open_places


def glance(inquiry: Inquiry, verdict: str) -> Found | None:
    """One entry of a matrix that is not 0, whatever the constants, if the first ones show it."""
    if inquiry.setting is None:
        return None
    for certificate in islice(candidates(inquiry, verdict), GLANCE):
        if certificate["kind"] == "witness":
            found = tried(inquiry, verdict, certificate)
            if found is not None and inquiry.never_zero(found):
                return found
    return None


def tried(inquiry: Inquiry, verdict: str, certificate: Certificate) -> Found | None:
    """The place with its value, unless that is 0 or cannot be had."""
    try:
        found = refutation(inquiry.evidence, verdict, certificate)
    except UndecidedError:
        return None
    return found if inquiry.may_differ_from_zero(found) else None


def _entries(
    inquiry: Inquiry, matrix: str, pairs: Sequence[tuple[int, int]]
) -> Iterator[Certificate]:
    """Entries (i, j), i of p and j of q: all for small games, some for large ones."""
    setting = inquiry.setting
    assert setting is not None
    points = inquiry.points[:3]
    blocks = {p: [c.name for c in setting.block(p)] for p in {p for pair in pairs for p in pair}}
    small = sum(len(b) for b in blocks.values()) <= LARGE
    for point in points:
        for p, q in pairs:
            for first, second in chosen(blocks[p], blocks[q], p == q, small):
                yield {
                    "kind": "witness",
                    "matrix": matrix,
                    "entry": [first, second],
                    "point": json_point(point),
                }


def chosen(
    rows: Sequence[str], columns: Sequence[str], same: bool, small: bool
) -> list[tuple[str, str]]:
    if small:
        return [
            (a, b)
            for (k, a), (m, b) in product(enumerate(rows), enumerate(columns))
            if not same or k <= m
        ]
    dice = random.Random(7)
    if not rows or not columns:
        return []
    some = [(rows[0], columns[0])]
    some += [(dice.choice(rows), dice.choice(columns)) for _ in range(ENTRIES_OF_LARGE)]
    return some


def steps(setting: Setting, agents: Sequence[int], point: Point, target: Point) -> Point:
    """The move of these agents' coordinates from a point half of the way to another."""
    return {
        c.name: (target[c.name] - point[c.name]) / 2
        for c in setting.coordinates
        if c.agent in agents and target[c.name] != point[c.name]
    }


def _difference(
    setting: Setting, weights: Mapping[int, int], point: Point, moves: Sequence[Point]
) -> Certificate:
    names: dict[str, Json] = {setting.agents[p].name: w for p, w in weights.items()}
    return {
        "kind": "difference",
        "combination": names,
        "point": json_point(point),
        "moves": [json_point(move) for move in moves],
    }


def _rectangles(
    inquiry: Inquiry, pairs: Sequence[tuple[int, int]], sign: int
) -> Iterator[Certificate]:
    """Mixed differences across the kinks."""
    setting = inquiry.setting
    assert setting is not None
    for point, target in _journeys(inquiry):
        for p, q in pairs:
            moves = [steps(setting, [k], point, target) for k in (p, q)]
            yield _difference(setting, {p: 1, q: sign}, point, moves)


def _journeys(inquiry: Inquiry) -> Iterator[tuple[Point, Point]]:
    points = inquiry.points
    for k, point in enumerate(points):
        yield point, points[(k + 1) % len(points)]
        yield point, points[(k + 2) % len(points)]


def _cubes(
    inquiry: Inquiry, wanted: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
) -> Iterator[Certificate]:
    """Differences of one loss along the blocks named (-1: every parameter)."""
    setting = inquiry.setting
    assert setting is not None
    everyone = range(len(setting.agents))
    points = inquiry.points
    for k, point in enumerate(points):
        for (p, *_), blocks in wanted:
            moves = []
            for j, block in enumerate(blocks):
                target = points[(k + 1 + j) % len(points)]
                agents = everyone if block == -1 else [block]
                moves.append(steps(setting, agents, point, target))
            for part in (Fraction(1, len(blocks)), Fraction(2), Fraction(-2))[
                : 3 if inquiry.kinks else 1
            ]:
                parts = [{n: s * part for n, s in move.items()} for move in moves]
                if within(setting, moved(point, parts)):
                    yield _difference(setting, {p: 1}, point, parts)


def _sums(inquiry: Inquiry, moves: int) -> Iterator[Certificate]:
    setting = inquiry.setting
    assert setting is not None
    everyone = dict.fromkeys(range(len(setting.agents)), 1)
    for point, target in _journeys(inquiry):
        step = [steps(setting, list(everyone), point, target)] * moves
        yield _difference(setting, everyone, point, step)


def _unequal(inquiry: Inquiry) -> Iterator[Certificate]:
    setting = inquiry.setting
    assert setting is not None
    for point in inquiry.points:
        for q in range(1, min(len(setting.agents), MOST_PAIRS)):
            yield _difference(setting, {0: 1, q: -1}, point, [])
