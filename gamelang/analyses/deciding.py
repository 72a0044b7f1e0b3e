"""How a verdict is proposed: structure, probe, normal form, condition, in this order of cost.

Everything that is proposed goes through the independent checker; what it does not accept is not
said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

from gamelang.analyses import conditions, held, probing, realising, sparse_probing
from gamelang.analyses.couplings import Table
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.mismatches import Mismatch, mismatches
from gamelang.certify.branches import ALMOST
from gamelang.certify.constants import Assumptions
from gamelang.certify.polynomials import Poly, UndecidedError
from gamelang.certify.reading import json_point
from gamelang.certify.stopped import OF_VALUES
from gamelang.certify.ways import Way
from gamelang.certify.witnesses import Found, numerator, refutation
from gamelang.core.verdicts import Json, Scope, Status, Verdict

MOST_MISMATCHES = 300
FEW = 3


def decide(inquiry: Inquiry, name: str, no: str, yes: str) -> Verdict:
    """The verdict; `no` and `yes` are its reasons in plain words."""
    if inquiry.game.stops and name not in OF_VALUES:
        return _of_field(inquiry, name, no, yes)
    if inquiry.example:
        found = probing.glance(inquiry, name)
        if found is not None:
            return refuted(no, found.certificate)
    verdict = None if inquiry.example else structural(inquiry, name, yes)
    if verdict is not None:
        return verdict
    if inquiry.wide:
        found = sparse_probing.refute(inquiry, name)
        if found is not None:
            return refuted(no, found.certificate)
    if inquiry.setting is None:
        verdict = on_terms(inquiry, name, no)
        return verdict or unknown(inquiry, inquiry.why_not_written)
    if inquiry.small:
        verdict = _read_off(inquiry, name, no, yes)
        if verdict is not None:
            return verdict
    found, open_places = probing.refute(inquiry, name, thorough=inquiry.small)
    if found is not None:
        return refuted(no, found.certificate)
    if not open_places:
        verdict = proved(inquiry, name, yes)
        if verdict is not None:
            return verdict
    if not inquiry.small:
        verdict = _read_off(inquiry, name, no, yes)
        if verdict is not None:
            return verdict
        found, open_places = probing.refute(inquiry, name, thorough=True)
        if found is not None:
            return refuted(no, found.certificate)
    return by_coefficients(inquiry, name, no, open_places)


def _of_field(inquiry: Inquiry, name: str, no: str, yes: str) -> Verdict:
    """With stops: entries of H at points, then H vanishing identically where it must."""
    if inquiry.wide:
        sparse = sparse_probing.refute(inquiry, name)
        if sparse is not None:
            return refuted(no, sparse.certificate)
    if inquiry.setting is None:
        return unknown(inquiry)
    found, open_places = held.refute(inquiry, name)
    if found is not None:
        return refuted(no, dict(found.certificate))
    if not open_places:
        return proved(inquiry, name, yes) or unknown(inquiry)
    wrong = evaluated(inquiry, name, [dict(place.certificate) for place in open_places])
    return conditional(inquiry, name, no, wrong) if wrong else unknown(inquiry)


def _read_off(inquiry: Inquiry, name: str, no: str, yes: str) -> Verdict | None:
    """What the table of coefficients shows at once; None where kernels leave it open."""
    table = inquiry.table
    if table is None:
        return None
    wrong = list(islice(mismatches(table, name), MOST_MISMATCHES))
    if not wrong:
        return proved(inquiry, name, yes)
    pure = [m for m in wrong if table.monomials[m.key].pure]
    for mismatch in pure[:FEW]:
        last = coefficient_place(inquiry, table, mismatch)
        for place in (*_entries(inquiry, table, mismatch), last):
            found = probing.tried(inquiry, name, place)
            if found is not None and inquiry.never_zero(found):
                return refuted(no, found.certificate)
    if inquiry.symbols and len(pure) == len(wrong):
        return by_coefficients(inquiry, name, no, [])
    return None


def _entries(inquiry: Inquiry, table: Table, mismatch: Mismatch) -> list[dict[str, Json]]:
    """The entry of H, S or A to which a monomial of two factors points, at plain points."""
    names = [p.name for p in table.exact.game.parameters]
    degrees = table.monomials[mismatch.key].degrees
    factors = [names[c] for c, d in sorted(degrees.items()) for _ in range(d)]
    agents = [p for p, _ in mismatch.weights]
    if len(agents) == 1:
        own = [n for n in factors if table.owner[names.index(n)] == agents[0]]
        factors = own[:1] + [n for n in factors if n not in own[:1]] if len(own) == 1 else own[:2]
    else:
        firsts = (
            next((n for n in factors if table.owner[names.index(n)] == p), "") for p in agents
        )
        factors = [n for n in firsts if n]
    if len(factors) < 2 or len(agents) > 2:
        return []
    signs = [w for _, w in mismatch.weights]
    matrix = "H" if len(signs) == 1 else "A" if signs == [1, -1] else "S"
    return [
        {"kind": "witness", "matrix": matrix, "entry": [*factors[:2]], "point": json_point(point)}
        for point in inquiry.points[:2]
    ]


def unknown(inquiry: Inquiry, reason: str | None = None) -> Verdict:
    late = "the time for exact work is over" if inquiry.seconds_left < 0 else None
    return Verdict("unknown", "none", reason=reason or late or inquiry.reason)


def refuted(reason: str, certificate: dict[str, Json]) -> Verdict:
    return Verdict("no", "witness", reason=reason, certificate=certificate)


def structural(inquiry: Inquiry, name: str, reason: str) -> Verdict | None:
    """A theorem on the losses' terms, for all sizes at once."""
    verdict = Verdict(
        "yes", "structural", Scope("all"), reason=reason, certificate={"kind": "theorem"}
    )
    return accepted(inquiry, name, verdict)


def weighted_theorem(inquiry: Inquiry, name: str, reason: str) -> Verdict | None:
    """The same for losses times weights that depend on the player's own constants."""
    kind: dict[str, Json] = {"kind": "weighted_theorem"}
    verdict = Verdict("yes", "structural", Scope("all"), reason=reason, certificate=kind)
    return accepted(inquiry, name, verdict)


def on_terms(inquiry: Inquiry, name: str, no: str) -> Verdict | None:
    """The condition under which the terms that stand in the way vanish, for all sizes at once; or
    a "no", if one never does."""
    try:
        condition = inquiry.checker.condition_for_all_sizes(name)
    except UndecidedError as problem:
        inquiry.note(str(problem))
        return None
    status: Status = "no" if condition is None else "conditional"
    reason = no if condition is None else None
    certificate: dict[str, Json] = {"kind": "terms"}
    verdict = Verdict(status, "exact", Scope("all"), condition, reason, certificate)
    return accepted(inquiry, name, verdict)


def proved(inquiry: Inquiry, name: str, reason: str) -> Verdict | None:
    """The exact normal form vanishes: everywhere, or off the kinks."""
    verdict = Verdict("yes", "exact", reason=reason, certificate={"kind": "identity"})
    settled = accepted(inquiry, name, verdict)
    if settled is None and inquiry.kinks and name in ALMOST:
        almost = Verdict(
            "yes",
            "exact",
            Scope(everywhere=False),
            reason=f"{reason}, away from the kinks",
            certificate={"kind": "branches"},
        )
        settled = accepted(inquiry, name, almost)
    return settled


def accepted(inquiry: Inquiry, name: str, verdict: Verdict) -> Verdict | None:
    """The verdict as the checker completes it, None if it does not accept it."""
    try:
        return replace(verdict, certificate=inquiry.checker.check(name, verdict))
    except UndecidedError as problem:
        inquiry.note(str(problem))
        return None


def by_coefficients(inquiry: Inquiry, name: str, no: str, open_places: list[Found]) -> Verdict:
    """What the exact coefficients say: a "no", or the constants for which it is a "yes"."""
    table = inquiry.table
    places = [dict(found.certificate) for found in open_places]
    if table is not None:
        wrong = list(islice(mismatches(table, name), MOST_MISMATCHES))
        pure = [m for m in wrong if table.monomials[m.key].pure]
        if len(pure) == len(wrong):
            places = [coefficient_place(inquiry, table, m) for m in pure]
        else:
            places = [coefficient_place(inquiry, table, m) for m in pure] + places
    found = evaluated(inquiry, name, places)
    if not found:
        return unknown(inquiry)
    if not inquiry.symbols:
        return refuted(no, dict(found[0].certificate))
    return conditional(inquiry, name, no, found)


def coefficient_place(inquiry: Inquiry, table: Table, mismatch: Mismatch) -> dict[str, Json]:
    setting = inquiry.setting
    assert setting is not None
    names = [p.name for p in table.exact.game.parameters]
    combination: dict[str, Json] = {setting.agents[p].name: w for p, w in mismatch.weights}
    degrees: dict[str, Json] = {
        names[c]: d for c, d in sorted(table.monomials[mismatch.key].degrees.items())
    }
    return {"kind": "coefficient", "combination": combination, "monomial": degrees}


def evaluated(inquiry: Inquiry, name: str, places: Iterable[dict[str, Json]]) -> list[Found]:
    """The places with values that are not identically 0, one for each value."""
    out: dict[Any, Found] = {}
    for place in places:
        if inquiry.seconds_left < 0:
            break
        try:
            found = refutation(inquiry.evidence, name, place)
        except UndecidedError as problem:
            inquiry.note(str(problem))
            continue
        if inquiry.may_differ_from_zero(found):
            key = repr(found.certificate["value"])
            out.setdefault(key, found)
    return list(out.values())


def conditional(inquiry: Inquiry, name: str, no: str, found: list[Found]) -> Verdict:
    """The constants for which all values vanish: none, some, or not solved."""
    setting = inquiry.setting
    assert setting is not None
    assumptions = Assumptions(setting, inquiry.evidence.forms)
    values: list[Poly] = [numerator(f.value) for f in found]
    try:
        cases = conditions.solve(assumptions, values)
    except UndecidedError as problem:
        return unknown(inquiry, str(problem))
    chosen: list[Json] = [dict(f.certificate) for f in _enough(assumptions, found, cases)]
    if not cases:
        certificate: dict[str, Json] = {"kind": "witnesses", "places": chosen}
        return refuted(no, certificate)
    doubt = realising.open_reason(setting, assumptions, cases)
    if doubt is not None:
        return unknown(inquiry, doubt)
    texts = conditions.case_texts(inquiry.evidence.forms, cases)
    condition = " or ".join(" and ".join(case) for case in texts)
    listed: list[Json] = [[*case] for case in texts]
    verdict = Verdict(
        "conditional",
        "exact",
        condition=condition,
        reason=f"it holds exactly where {condition}",
        certificate={"kind": "condition", "cases": listed, "places": chosen},
    )
    return accepted(inquiry, name, verdict) or unknown(inquiry)


def _enough(assumptions: Assumptions, found: list[Found], cases: list[Way]) -> list[Found]:
    """A few places that already give these cases."""
    wanted = {frozenset(map(repr, case.equations)) for case in cases}
    kept: list[Found] = []
    for candidate in sorted(found, key=lambda f: len(numerator(f.value))):
        kept.append(candidate)
        try:
            here = conditions.solve(assumptions, [numerator(f.value) for f in kept])
        except UndecidedError:
            continue
        if {frozenset(map(repr, case.equations)) for case in here} == wanted:
            return kept
    return found
