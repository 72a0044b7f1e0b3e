"""The deep answers for a person: fixed points with their kinds, and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gamelang.cli.terminal import Ink, beside, paragraph
from gamelang.core.deep import Deep, Equilibria, StepRange
from gamelang.core.verdicts import BestResponse, FixedPoint, Json

KINDS = {
    "flow_stable": "flow stable",
    "centre": "centre",
    "stable_fixed_point": "stable fixed point",
    "local_nash": "local Nash equilibrium",
    "nash": "Nash equilibrium",
    "stackelberg": "Stackelberg (first player leads)",
    "strict_saddle": "strict saddle",
    "unstable": "unstable",
}
OF_ZEROS = {"flow_stable", "centre", "stable_fixed_point", "strict_saddle", "unstable"}
HELD = "held by a limit of the domain: ξ is not 0 there, and pushes outwards"
MOST_SHOWN = 12
LONG_DECIMAL = re.compile(r"\d+\.\d{10,}(e-?\d+)?|\d\.\d+e-\d+")
MARGIN = 4


def deep_parts(deep: Deep, ink: Ink) -> Iterator[list[str]]:
    """Groups of lines, in the order in which they help."""
    yield equilibria_part(deep.equilibria, ink)
    yield [*_monotone(deep), *_split(deep), *_conserved(deep, ink)]
    yield _steps(deep, ink)
    yield _advice(deep, ink)


def equilibria_part(found: Equilibria, ink: Ink) -> list[str]:
    """How many there are, and each of them."""
    lines = paragraph(f"{_heading(found)}")
    lines[0] = lines[0].replace("fixed points", ink.strong("fixed points"), 1)
    for family in found.families[:MOST_SHOWN]:
        lines += beside("  family", "  " + ink.name("family"), 10, _point(family.at))
        lines += [f"          for {' and '.join(family.where)}"] if family.where else []
    several = len(found.points) > 1
    for number, point in enumerate(found.points[:MOST_SHOWN], start=1):
        lines += _fixed_point(point, f"{number}. " if several else "", ink)
    more = len(found.points) - MOST_SHOWN
    return [*lines, *([f"  and {more} more (--json has all)"] if more > 0 else [])]


def _heading(found: Equilibria) -> str:
    number = len(found.points)
    if found.complete:
        how_many = "none" if not number else "this one alone" if number == 1 else f"these {number}"
        if any(point.condition for point in found.points):
            how_many = "this one at most" if number == 1 else f"these {number} at most"
        if found.families:
            how_many = "a family" if number == 1 else f"{number}, some from families"
        where = "" if found.box is None else f" in {_box(found.box)}"
        return f"fixed points: {how_many}{where}, {found.why}"
    several = "none found" if not number else f"{number} found"
    return f"fixed points: {several}, there may be more: {found.why}"


def _box(box: Mapping[str, tuple[str, str]]) -> str:
    limits = set(box.values())
    if len(limits) == 1:
        low, high = limits.pop()
        return f"[{low}, {high}] for every parameter"
    return ", ".join(f"{low} <= {name} <= {high}" for name, (low, high) in box.items())


def _fixed_point(point: FixedPoint, number: str, ink: Ink) -> list[str]:
    sign = "=" if point.exact else "≈"
    lines = paragraph(number + ink.name(_point(point.at, sign)), indent=2)
    if point.condition:
        lines += paragraph(f"only if {point.condition}", indent=MARGIN)
    for word, answer in (("", True), ("not: ", False)):
        kinds = [KINDS[kind] for kind in _said(point) if getattr(point, kind) is answer]
        lines += paragraph(word + ", ".join(kinds), indent=MARGIN) if kinds else []
    if point.held:
        lines += paragraph(HELD, indent=MARGIN)
    elif point.eigenvalues is not None and len(point.eigenvalues) <= MOST_SHOWN:
        about = "" if point.eigenvalue_radius is None else " ≈"
        shown = ", ".join(map(_shorter, point.eigenvalues))
        lines += paragraph(f"eigenvalues of H{about}: {shown}", indent=MARGIN)
    if not point.exact:
        lines.append(f"{'':{MARGIN}}residual at most {point.residual}")
    for response in point.best_responses or ():
        lines += _response(response, ink)
    return lines


def _said(point: FixedPoint) -> list[str]:
    """Kinds that speak of zeros of ξ are not asked of a point that is none."""
    return [kind for kind in KINDS if not point.held or kind not in OF_ZEROS]


def _response(response: BestResponse, ink: Ink) -> list[str]:
    words = {True: "cannot do better", False: "can do better", None: "not known to do best"}
    text = f"{response.player} {words[response.best]}: {response.why}"
    if response.better is not None:
        text += f", at {_point(response.better)}"
        text += f" she gains at least {_shorter(response.gain or '0')}"
    return paragraph(text, indent=MARGIN)


def _point(at: Mapping[str, Json], sign: str = "=") -> str:
    return ", ".join(f"{name} {sign} {_entry(value)}" for name, value in at.items())


def _entry(value: Json) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_entry, value))}]"
    return _shorter(str(value))


def _shorter(text: str) -> str:
    """Long decimals with ten digits; all else as it is."""
    return LONG_DECIMAL.sub(lambda found: f"{float(found[0]):.10g}", text)


def _monotone(deep: Deep) -> list[str]:
    found = deep.monotonicity
    if found is None:
        return []
    parts = [f"S >= {found.mu}"] if found.mu is not None else []
    parts += [f"|H| <= {found.lipschitz}"] if found.lipschitz is not None else []
    where = "everywhere" if found.box is None else f"on {_box(found.box)}"
    return paragraph(f"monotonicity: {', '.join(parts)} {where}") if parts else []


def _split(deep: Deep) -> list[str]:
    found = deep.decomposition
    if found is None or found.distance_squared == "0":  # then the page shows the potential
        return []
    return paragraph(
        f"decomposition: ξ is the gradient of {found.potential} and a rest whose mean square under "
        f"the standard Gaussian is {found.distance_squared}"
    )


def _conserved(deep: Deep, ink: Ink) -> list[str]:
    return [line for text in deep.conserved for line in paragraph(f"conserved by the flow: {text}")]


def _steps(deep: Deep, ink: Ink) -> list[str]:
    """Points with the same answers together, and of each the methods with the same answer."""
    if not deep.steps:
        return []
    answers: dict[int, dict[str, list[str]]] = {}
    for step in deep.steps:
        methods = answers.setdefault(step.point, {}).setdefault(_range(step), [])
        methods.append(_method(step.method, step.setting))
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, found in answers.items():
        lines = tuple(f"{', '.join(methods)}: {text}" for text, methods in found.items())
        alike.setdefault(lines, []).append(number + 1)
    shown = [ink.strong("steps that converge") + " locally, with the optimizer sgd"]
    several = len(deep.equilibria.points) > 1
    for lines, numbers in alike.items():
        shown += paragraph(_at(numbers), indent=2) if several else []
        for line in lines:
            shown += paragraph(line, indent=MARGIN if several else 2)
    return shown


def _at(numbers: list[int]) -> str:
    *most, last = map(str, numbers)
    return f"at fixed points {', '.join(most)} and {last}" if most else f"at fixed point {last}"


def _range(step: StepRange) -> str:
    above = "" if step.above == "0" else f"above {_shorter(step.above)}"
    if step.below is not None:
        below = f"below {_shorter(step.below)}"
        again = ", and some larger ones" if step.again else ""
        return f"steps {above + ' and ' if above else ''}{below}{again}"
    return f"every step {above}".rstrip() if step.always else f"no step ({step.why})"


def _advice(deep: Deep, ink: Ink) -> list[str]:
    advice = deep.recommendation
    if advice is None:
        return []
    step = f" with a step below {advice.step_below}" if advice.step_below is not None else ""
    name = _method(advice.method, advice.setting)
    return [
        *beside("advice:", ink.strong("advice:"), 8, f"{name}{step}"),
        *paragraph(advice.why, indent=8),
    ]


def _method(name: str, setting: Mapping[str, str]) -> str:
    inside = ", ".join(f"{key}={value}" for key, value in setting.items())
    return f"{name}({inside})" if inside else name
