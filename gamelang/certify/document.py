"""Certificates on paper: a JSON document that a stranger can check, and the check.

{"schema_version": 1, "game": name, "text": the spec, "text_sha256": ..., "settings": {name: text},
 "data": {const: {"sizes": [...], "entries": [...]} or {"file": ..., "sha256": ...}},
 "class": ..., "potential_function": ..., "verdicts": {name: {"status", "proof", "scope",
 "condition", "certificate"}}}
`verify` parses and checks the text again, then settles every verdict anew: the outcome must be
the document's own, to the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gamelang.certify.attached import sha256, tables
from gamelang.certify.certificates import FOR_ALL_SIZES, Checker
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.reading import identical, mapping_of, text_of
from gamelang.checking.checking import check
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import DEEP_VERDICTS, VERDICTS, Scope, Verdict, classify
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.diagnostics.printable import printable
from gamelang.lowering.exact import exact
from gamelang.source import Source
from gamelang.syntax.parsing import parse, parse_expression

SCHEMA_VERSION = 1
KEYS = (
    "schema_version",
    "game",
    "text",
    "text_sha256",
    "settings",
    "data",
    "class",
    "potential_function",
    "verdicts",
)
PROOF_OF_KIND = {
    "theorem": "structural",
    "weighted_theorem": "structural",
    "identity": "exact",
    "potential_function": "exact",
    "weights": "exact",
    "branches": "exact",
    "condition": "exact",
    "terms": "exact",
    "pivots": "exact",
    "minors": "exact",
    "boxes": "exact",
    "witness": "witness",
    "witnesses": "witness",
    "difference": "witness",
    "change": "witness",
    "coefficient": "witness",
    "cycle": "witness",
    "one-sided": "witness",
    "direction": "witness",
    "pair": "witness",
    "at_sizes": "witness",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether one verdict's certificate proves it; an unknown one claims nothing."""

    status: str
    ok: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """`ok`: every verdict of the document holds. `reason`: the first thing that does not."""

    ok: bool
    verdicts: Mapping[str, Outcome] = field(default_factory=dict)
    reason: str | None = None


def verify(document: object, folder: Path | None = None, seconds: float = 60.0) -> Result:
    """Checks a document; data files that it names by hash are read below `folder`.

    Raises Rejected (G501) for what is no such document, and what checking raises for its text.
    """
    try:
        read = _read(document)
    except UndecidedError as problem:
        raise _no_certificate(problem) from problem
    if sha256(read["text"].encode(errors="surrogatepass")) != read["text_sha256"]:
        return Result(False, reason="the text is not the one that was certified")
    game = _game(read, folder)
    if game.name != read["game"]:
        return Result(False, reason="the text is that of another game")
    checker = Checker(game, seconds)
    try:
        verdicts = {name: _verdict(read["verdicts"], name) for name in _names(read)}
    except UndecidedError as problem:
        return Result(False, reason=str(problem))
    outcomes = {name: _outcome(checker, name, verdict) for name, verdict in verdicts.items()}
    wrong = next((f"{n}: {o.reason}" for n, o in outcomes.items() if not o.ok), None)
    wrong = wrong or _wrong_rest(checker, read, verdicts)
    return Result(wrong is None, outcomes, wrong)


def _names(read: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions that a document answers: those of `check`, or of `check --deep`."""
    deep = any(name in read["verdicts"] for name in DEEP_VERDICTS)
    return (*VERDICTS, *DEEP_VERDICTS) if deep else VERDICTS


def _no_certificate(problem: UndecidedError) -> Rejected:
    return Rejected([Diagnostic("G501", f"this is no certificate: {problem}")])


def _read(document: object) -> Mapping[str, Any]:
    read = mapping_of(document)
    if set(read) != set(KEYS):
        raise UndecidedError(f"its keys are not {', '.join(KEYS)}")
    if read["schema_version"] is not SCHEMA_VERSION:
        raise UndecidedError("its schema_version is not 1")
    for key in ("game", "text", "text_sha256", "class"):
        text_of(read[key])
    for key in ("settings", "data", "verdicts"):
        mapping_of(read[key])
    for value in read["settings"].values():
        text_of(value)
    return read


def _game(read: Mapping[str, Any], folder: Path | None) -> TypedGame:
    source = Source("the certificate's text", read["text"], folder)
    file = parse(source)
    settings = {name: parse_expression(text) for name, text in read["settings"].items()}
    try:
        given = tables(file, settings, read["data"], folder)
    except UndecidedError as problem:
        raise _no_certificate(problem) from problem
    return exact(check(file, source, {**settings, **given}))


def _verdict(verdicts: Mapping[str, Any], name: str) -> Verdict:
    if set(verdicts) not in (set(VERDICTS), {*VERDICTS, *DEEP_VERDICTS}):
        raise UndecidedError("the document does not answer exactly the questions there are")
    given = mapping_of(verdicts[name])
    if set(given) != {"status", "proof", "scope", "condition", "certificate"}:
        raise UndecidedError(f"the verdict `{name}` has other parts than it should")
    scope = mapping_of(given["scope"])
    if set(scope) != {"dims", "everywhere"} or scope["dims"] not in ("all", "given"):
        raise UndecidedError(f"the scope of `{name}` cannot be read")
    if not isinstance(scope["everywhere"], bool):
        raise UndecidedError(f"the scope of `{name}` cannot be read")
    if given["status"] not in ("yes", "no", "conditional", "unknown"):
        raise UndecidedError(f"the status of `{name}` cannot be read")
    condition = None if given["condition"] is None else text_of(given["condition"])
    certificate = mapping_of(given["certificate"])
    return Verdict(
        given["status"],
        given["proof"],
        Scope(scope["dims"], scope["everywhere"]),
        condition,
        None,
        certificate,
    )


def _outcome(checker: Checker, name: str, verdict: Verdict) -> Outcome:
    if verdict.status == "unknown":
        empty = verdict == Verdict("unknown", "none")
        return Outcome("unknown", empty, None if empty else "an unknown verdict proves nothing")
    try:
        completed = checker.check(name, verdict)
    except UndecidedError as problem:
        return Outcome(verdict.status, False, printable(str(problem)))
    if not identical(completed, verdict.certificate):
        return Outcome(verdict.status, False, "the certificate differs from what is proved")
    if PROOF_OF_KIND[str(completed["kind"])] != verdict.proof:
        return Outcome(verdict.status, False, "the proof is of another kind")
    if (verdict.condition is not None) != (verdict.status == "conditional"):
        return Outcome(verdict.status, False, "only a conditional verdict has a condition")
    if (verdict.scope.dims == "all") != (completed["kind"] in FOR_ALL_SIZES):
        return Outcome(verdict.status, False, "the scope is not that of the proof")
    if verdict.scope.everywhere != (completed["kind"] != "branches"):
        return Outcome(verdict.status, False, "the scope is not that of the proof")
    return Outcome(verdict.status, True)


def _wrong_rest(
    checker: Checker, read: Mapping[str, Any], verdicts: Mapping[str, Verdict]
) -> str | None:
    if read["class"] != classify(verdicts):
        return "the class does not follow from the verdicts"
    phi = read["potential_function"]
    if phi is None:
        return None
    if verdicts["potential"].status != "yes":
        return "a game without a potential has no potential function"
    try:
        checker.check_potential_function(text_of(phi))
    except UndecidedError as problem:
        return printable(f"potential_function: {problem}")
    return None
