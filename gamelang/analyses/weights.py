"""Positive weights for the players, so that the scaled game is potential (or Hamiltonian).

At every point w_p D_ij ℓ_p = ± w_q D_ij ℓ_q, i of p and j of q: one ratio a pair, joined along a
spanning forest. A sign, a zero or a cycle that contradicts is the certificate of "no".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any

from flint import arb, fmpq

from gamelang.analyses import held, sparse_probing
from gamelang.analyses.deciding import (
    accepted,
    on_terms,
    refuted,
    structural,
    unknown,
    weighted_theorem,
)
from gamelang.analyses.inquiry import Inquiry, Point
from gamelang.analyses.probing import chosen
from gamelang.analyses.rationals import fraction, simplest_within
from gamelang.certify.evaluation import Place, Value
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.printing import form_text
from gamelang.certify.quotients import Form
from gamelang.certify.reading import json_point
from gamelang.core.verdicts import Json, Verdict

LARGEST = 1_000  # denominators of weights that are guessed
MOST_PAIRS = 150
MOST_SINGLE = 40


@dataclass(frozen=True, slots=True)
class Link:
    """u = D_ij ℓ_p and v = D_ij ℓ_q somewhere, not both 0: w_p u = ± w_q v."""

    p: int
    q: int
    u: Value
    v: Value
    certificate: dict[str, Json]

    def turned(self, inquiry: Inquiry) -> Link:
        names: Any = [*reversed(_names(inquiry, self.p, self.q))]
        return Link(self.q, self.p, self.v, self.u, {**self.certificate, "pair": names})


def weigh(inquiry: Inquiry, name: str, plain: Verdict, sign: int, yes: str, no: str) -> Verdict:
    """The weighted verdict; `plain` is that with all weights 1."""
    if inquiry.game.stops:
        refuting, _ = held.refute(inquiry, name) if inquiry.setting is not None else (None, [])
        verdict = None if refuting is None else refuted(no, dict(refuting.certificate))
    else:
        verdict = _for_all_sizes(inquiry, name, yes, no)
    if verdict is not None:
        return verdict
    if inquiry.wide:
        found = _refuted(
            inquiry, name, sign, no, _evaluated(inquiry, sparse_probing.links(inquiry))
        )
        if found is not None:
            return found
    setting = inquiry.setting
    if setting is None:
        return on_terms(inquiry, name, no) or unknown(inquiry, inquiry.why_not_written)
    if plain.status == "yes" and plain.scope.everywhere:
        ones: dict[str, Json] = {agent.name: "1" for agent in setting.agents}
        return _weighted(inquiry, name, ones, yes) or unknown(inquiry)
    if plain.status == "yes":  # almost everywhere: weights of 1 keep that
        return accepted(inquiry, name, replace(plain, reason=yes)) or unknown(inquiry)
    links: list[Link] = []
    for link in _links(inquiry):
        wrong = _by_one_link(inquiry, name, link, sign, no) if len(links) < MOST_SINGLE else None
        if wrong is not None:
            return wrong
        links.append(link)
    tree = _tree(inquiry, links)
    weights = _weights(inquiry, tree, sign)
    if weights is not None:
        found = _weighted(inquiry, name, weights, yes)
        if found is not None:
            return found
    return _by_cycle(inquiry, name, links, tree, no) or unknown(inquiry)


def _for_all_sizes(inquiry: Inquiry, name: str, yes: str, no: str) -> Verdict | None:
    """Without weights first, where they change nothing."""
    verdict = structural(inquiry, name, yes)
    if verdict is None and inquiry.unknown_sizes:
        verdict = on_terms(inquiry, name, no)
    return verdict or weighted_theorem(inquiry, name, yes)


def _refuted(
    inquiry: Inquiry, name: str, sign: int, no: str, links: Iterator[Link]
) -> Verdict | None:
    """A "no" from a link or a cycle of links."""
    seen: list[Link] = []
    for link in links:
        wrong = _by_one_link(inquiry, name, link, sign, no)
        if wrong is not None:
            return wrong
        seen.append(link)
    return _by_cycle(inquiry, name, seen, _tree(inquiry, seen), no)


def _names(inquiry: Inquiry, *agents: int) -> list[str]:
    return [inquiry.checker.outline.agents[p].name for p in agents]


def _weighted(inquiry: Inquiry, name: str, weights: dict[str, Json], reason: str) -> Verdict | None:
    certificate: dict[str, Json] = {"kind": "weights", "weights": weights}
    return accepted(inquiry, name, Verdict("yes", "exact", reason=reason, certificate=certificate))


def _links(inquiry: Inquiry) -> Iterator[Link]:
    """Pairs that touch the first player first, so that a large game is soon connected."""
    return _evaluated(inquiry, _places(inquiry))


def _places(inquiry: Inquiry) -> Iterator[tuple[int, int, tuple[str, str], Point]]:
    setting = inquiry.setting
    assert setting is not None
    blocks = [[c.name for c in setting.block(p)] for p in range(len(setting.agents))]
    pairs = list(combinations(range(len(blocks)), 2))[:MOST_PAIRS]
    small = sum(map(len, blocks)) <= 16
    for point in inquiry.points[:3]:
        for p, q in pairs:
            for entry in chosen(blocks[p], blocks[q], False, small):
                yield p, q, entry, point


def _evaluated(
    inquiry: Inquiry, places: Iterator[tuple[int, int, tuple[str, str], Point]]
) -> Iterator[Link]:
    """The links there that are not known to be 0 on both sides."""
    for p, q, entry, point in places:
        if inquiry.seconds_left < 0:
            return
        try:
            u = inquiry.evidence.value(Place({p: Fraction(1)}, point, entry))
            v = inquiry.evidence.value(Place({q: Fraction(1)}, point, entry))
        except UndecidedError as problem:
            inquiry.note(str(problem))
            continue
        if _maybe(u) or _maybe(v):
            certificate: dict[str, Json] = {
                "pair": [*_names(inquiry, p, q)],
                "entry": [*entry],
                "point": json_point(point),
            }
            yield Link(p, q, u, v, certificate)


def _maybe(value: Value) -> bool:
    """Whether a value is not (known to be) 0."""
    if isinstance(value, Form):
        return bool(value.numerator)
    return not (isinstance(value, fmpq) and value == 0) and not _around_zero(value)


def _around_zero(value: Value) -> bool:
    return isinstance(value, arb) and bool(value.contains(0))


def _by_one_link(inquiry: Inquiry, name: str, link: Link, sign: int, reason: str) -> Verdict | None:
    """A link whose two sides have the wrong signs, or of which one vanishes."""
    if not _suspicious(link, sign):
        return None
    certificates: list[dict[str, Json]] = [{"kind": "cycle", "links": [dict(link.certificate)]}]
    for one in (link, link.turned(inquiry)):
        if not _maybe(one.v):
            certificates.append({"kind": "one-sided", **one.certificate})
    for certificate in certificates:
        verdict = Verdict("no", "witness", reason=reason, certificate=certificate)
        found = accepted(inquiry, name, verdict)
        if found is not None:
            return found
    return None


def _suspicious(link: Link, sign: int) -> bool:
    u, v = link.u, link.v
    if not _maybe(u) or not _maybe(v) or isinstance(u, Form) or isinstance(v, Form):
        return True
    return bool(arb(u) * arb(v) * sign < 0)


def _tree(inquiry: Inquiry, links: Sequence[Link]) -> dict[int, Link | None]:
    """A spanning forest: each player's link from her parent, None at a root."""
    around: dict[int, list[Link]] = {}
    for link in links:
        if _maybe(link.u) and _maybe(link.v):
            around.setdefault(link.p, []).append(link)
            around.setdefault(link.q, []).append(link.turned(inquiry))
    tree: dict[int, Link | None] = {}
    for root in range(len(inquiry.checker.outline.agents)):
        if root in tree:
            continue
        tree[root] = None
        waiting = [root]
        while waiting:
            p = waiting.pop()
            for link in around.get(p, []):
                if link.q not in tree:
                    tree[link.q] = link
                    waiting.append(link.q)
    return tree


def _weights(inquiry: Inquiry, tree: dict[int, Link | None], sign: int) -> dict[str, Json] | None:
    """w_q = ± w_p u / v down the forest, as texts in the constants."""
    if inquiry.symbols:
        return _symbolic_weights(inquiry, tree, sign)
    values: dict[int, Fraction] = {}
    for q, link in tree.items():
        ratio = Fraction(1) if link is None else _ratio(link, sign)
        if ratio is None or ratio <= 0:
            return None
        values[q] = ratio * (1 if link is None else values[link.p])
    common = lcm(*(v.denominator for v in values.values()))
    names = _names(inquiry, *range(len(values)))
    return {names[p]: str(values[p] * common) for p in sorted(values)}


def _ratio(link: Link, sign: int) -> Fraction | None:
    u, v = link.u, link.v
    if isinstance(u, fmpq) and isinstance(v, fmpq):
        exact = fmpq(sign) * u / v
        return fraction(exact)
    assert not isinstance(u, Form)
    assert not isinstance(v, Form)
    return simplest_within(arb(u) * sign / arb(v), LARGEST)


def _symbolic_weights(
    inquiry: Inquiry, tree: dict[int, Link | None], sign: int
) -> dict[str, Json] | None:
    forms = inquiry.evidence.forms
    field = forms.field
    values: dict[int, Form] = {}
    one = forms.number(Fraction(1))
    for q, link in tree.items():
        if link is None:
            values[q] = one
            continue
        assert isinstance(link.u, Form)
        assert isinstance(link.v, Form)
        up = field.scale(field.multiply([values[link.p], link.u]), fmpq(sign))
        values[q] = field.multiply([up, field.inverse(link.v)])
    names = _names(inquiry, *range(len(values)))
    try:
        return {names[p]: form_text(forms, values[p]) for p in sorted(values)}
    except UndecidedError as problem:
        inquiry.note(str(problem))
        return None


def _by_cycle(
    inquiry: Inquiry,
    name: str,
    links: Sequence[Link],
    tree: dict[int, Link | None],
    reason: str,
) -> Verdict | None:
    """A link that closes a cycle of the forest with ratios that do not multiply to 1."""
    for link in links[:MOST_PAIRS]:
        if not _maybe(link.u) or not _maybe(link.v):
            continue
        cycle = [link, *_path(inquiry, tree, link.q, link.p)]
        if len(cycle) < 2 or cycle[1:] == [link.turned(inquiry)]:
            continue
        listed: list[Json] = [dict(part.certificate) for part in cycle]
        certificate: dict[str, Json] = {"kind": "cycle", "links": listed}
        verdict = Verdict("no", "witness", reason=reason, certificate=certificate)
        found = accepted(inquiry, name, verdict)
        if found is not None:
            return found
    return None


def _path(inquiry: Inquiry, tree: dict[int, Link | None], start: int, end: int) -> list[Link]:
    """The links from one player to another along the forest."""
    up, down = _to_root(tree, start), _to_root(tree, end)
    while up and down and up[-1] is down[-1]:
        up.pop()
        down.pop()
    return [link.turned(inquiry) for link in up] + list(reversed(down))


def _to_root(tree: dict[int, Link | None], player: int) -> list[Link]:
    out: list[Link] = []
    link = tree.get(player)
    while link is not None:
        out.append(link)
        link = tree[link.p]
    return out
