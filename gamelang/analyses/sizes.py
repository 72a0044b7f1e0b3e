"""Games of unknown sizes at a few small ones: what fails at one does not hold for all.

In: the inquiry into such a game, a verdict or claim that stayed open. Out: `no` with the sizes of
a counterexample, or `unknown` with what the small sizes say. Never `yes`, never a condition.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from gamelang.analyses.claims import decide_claim
from gamelang.analyses.inquiry import Inquiry
from gamelang.certify.polynomials import UndecidedError
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import ClaimResult, Json, Scope, Verdict
from gamelang.symbolic.cost import cost

SHARE = 0.4  # of the time left, for all small sizes together
MOST_SECONDS = 3.0  # and no more than this: a counterexample is found soon or not here
CHECKING = 0.06  # seconds of a checker's work on one instance
LIGHT = 1e5  # monomials; a larger instance would need a process of its own
LONGEST = 80  # characters of a condition that is quoted
Answer = Callable[[Inquiry, str], Verdict]
Found = TypeVar("Found", Verdict, ClaimResult)


@dataclass(frozen=True, slots=True)
class Instance:
    """The game at these sizes, under analysis."""

    sizes: Mapping[str, int]
    inquiry: Inquiry

    def above(self, other: Instance) -> bool:
        """Whether no size is smaller than the other's."""
        return all(size >= other.sizes[name] for name, size in self.sizes.items())

    @property
    def place(self) -> str:
        """`m = 2, n = 3`."""
        return ", ".join(f"{name} = {size}" for name, size in self.sizes.items())


class SmallSizes:
    """The instances of one game, made when something stays open; none if all sizes are known."""

    def __init__(self, inquiry: Inquiry, answer: Answer) -> None:
        self.inquiry = inquiry
        self.answer = answer
        self._made: list[Instance] = []

    @property
    def instances(self) -> Iterator[Instance]:
        """Smaller ones first, each made when the ones before it did not say enough."""
        yield from self._made
        for one in self._coming:
            self._made.append(one)
            yield one

    @cached_property
    def _coming(self) -> Iterator[Instance]:
        left = max(0.0, self.inquiry.seconds_left)
        return _instances(self.inquiry, time.monotonic() + min(left * SHARE, MOST_SECONDS))

    def verdict(self, name: str, found: Verdict) -> Verdict:
        """The verdict, refuted at small sizes where it was open and fails there."""
        if found.status != "unknown" or not self.inquiry.unknown_sizes:
            return found
        here = self._asked(lambda one: self.answer(one.inquiry, name))
        wrong = next(((one, v) for one, v in here if v.status == "no"), None)
        if wrong is None:
            remarks = [(one, v.status, v.condition) for one, v in here]
            return replace(found, reason=_open(self.inquiry.unknown_sizes, remarks))
        one, refuted = wrong
        sizes: dict[str, Json] = {**one.sizes}
        inside = dict(refuted.certificate)
        verdict = Verdict(
            "no",
            "witness",
            Scope(),
            reason=_except(f"at {one.place}: {refuted.reason}", here),
            certificate={"kind": "at_sizes", "sizes": sizes, "certificate": inside},
        )
        return self.inquiry.checker.settle(name, verdict)

    def claim(self, number: int, found: ClaimResult) -> ClaimResult:
        """The claim, refuted where its own text (with its `not`) fails at a small size."""
        if found.status != "unknown" or not self.inquiry.unknown_sizes:
            return found
        here = self._asked(lambda one: self._claimed(one, number))
        for one, result in here:
            if result.status == "no":
                return replace(found, status="no", reason=f"at {one.place}: {result.reason}")
        remarks = [(one, result.status, result.condition) for one, result in here]
        return replace(found, reason=_open(self.inquiry.unknown_sizes, remarks))

    def _claimed(self, one: Instance, number: int) -> ClaimResult:
        claim = one.inquiry.game.claims[number]
        return decide_claim(one.inquiry, claim, lambda name: self.answer(one.inquiry, name))

    def _asked(self, ask: Callable[[Instance], Found]) -> list[tuple[Instance, Found]]:
        """What small sizes say, until one says enough: a condition or a `no`.
        Sizes above those that were left open are not tried."""
        here: list[tuple[Instance, Found]] = []
        for one in self.instances:
            hard = [other for other, found in here if found.status == "unknown"]
            if one.inquiry.seconds_left <= 0 or any(one.above(other) for other in hard):
                continue
            found = ask(one)
            here.append((one, found))
            if found.status in ("no", "conditional"):
                break
        return here


def _instances(inquiry: Inquiry, end: float) -> Iterator[Instance]:
    for sizes in small_sizes(inquiry.game):
        try:
            checker = inquiry.checker.at(sizes, CHECKING)
        except UndecidedError:
            continue  # a value that the declarations exclude in another way
        left = end - time.monotonic()
        if left > 0 and cost(checker.game) <= LIGHT:
            inside = Inquiry(checker.game, left)
            inside.example = True
            inside.checker = checker
            yield Instance(sizes, inside)


def small_sizes(game: TypedGame) -> tuple[dict[str, int], ...]:
    """A few values for the unknown dims, different ones for different dims first."""
    open_dims = [dim for dim in game.dims if dim.value is None]
    low = [max(2, dim.minimum) for dim in open_dims]
    tried = dict.fromkeys(
        (
            tuple(size + k % 2 for k, size in enumerate(low)),
            tuple(size + (k + 1) % 2 for k, size in enumerate(low)),
            tuple(low),
            tuple(dim.minimum for dim in open_dims),
        )
    )
    return tuple(
        {dim.name: size for dim, size in zip(open_dims, sizes, strict=True)} for sizes in tried
    )


def _except(reason: str, here: list[tuple[Instance, Verdict]]) -> str:
    holds = [one.place for one, verdict in here if verdict.status == "yes"]
    return f"{reason} (it holds at {_listed(holds)})" if holds else reason


def _open(reason: str, remarks: Sequence[tuple[Instance, str, str | None]]) -> str:
    """Why it is open, and what is known all the same: where it holds, and one condition."""
    parts = [reason]
    holds = [one.place for one, status, _ in remarks if status == "yes"]
    if holds:
        parts.append(f"it holds at {_listed(holds)}")
    conditions = [(one.place, text) for one, status, text in remarks if status == "conditional"]
    for place, text in conditions[:1]:
        short = text is not None and len(text) <= LONGEST
        parts.append(
            f"at {place} it holds {f'exactly where {text}' if short else 'on a condition'}"
        )
    return "; ".join(parts)


def _listed(places: list[str]) -> str:
    """`n = 2`, `n = 2 and at n = 3`, `n = 1, at n = 2 and at n = 3`."""
    *most, last = sorted(places)
    return f"{', at '.join(most)} and at {last}" if most else last
