"""The lines of a run's summary that say how it fared beside its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gamelang.runtime.cycle import Cycle
    from gamelang.runtime.domination import Domination
    from gamelang.runtime.health import Coverage, Health, Rotation

TRENDS = {
    "in": ", spiralling in",
    "out": ", spiralling out",
    "neither": ", neither in nor out",
    None: "",
}


def health(found: Health) -> Iterator[tuple[str, str]]:
    """Rows of (name, text); none where nothing was seen."""
    if found.cycle is not None:
        yield "cycle", _cycle(found.cycle)
    if found.dominated is not None:
        yield "dominated", _dominated(found.dominated)
    for covered in found.coverage:
        yield "coverage", _coverage(covered)
    if found.rotation is not None:
        yield "rotation", _rotation(found.rotation)


def _cycle(cycle: Cycle) -> str:
    return f"a turn every {cycle.period:.3g} steps{TRENDS[cycle.trend]}"


def _dominated(found: Domination) -> str:
    last = (
        f"the gradient of {found.player} vanished"
        if found.sign == "vanished"
        else "their gradients are orders of magnitude apart"
    )
    if not found.saturated:
        return f"{found.by} dominates {found.player}: {last}"
    return (
        f"{found.by} dominates {found.player}: its loss is all but at its infimum "
        f"{found.infimum:g}, and {last}"
    )


def _coverage(covered: Coverage) -> str:
    return (
        f"samples of {covered.generated} lie near {covered.coverage:.0%} of the draws of "
        f"{covered.target}, spread {covered.spread:.2g} times as far"
    )


def _rotation(found: Rotation) -> str:
    share = found.A / found.S if found.S else float("inf")
    ratio = "" if not found.S else f" ({share:.2g} times)"
    return f"‖A‖ ≈ {found.A:.3g} against ‖S‖ ≈ {found.S:.3g}{ratio}, over the last half"
