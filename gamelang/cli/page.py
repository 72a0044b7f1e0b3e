"""What `check` tells a person: one short page about one game.

In: a typed game, its analysis, its file. Out: text: what the game is, what was decided about it
and why, its claims, and what to type next.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING, assert_never

from gamelang.cli.terminal import Ink, beside, columns, paragraph, side_by_side
from gamelang.cli.verdicts import brief_verdicts, full_verdicts
from gamelang.core.checked import Checked
from gamelang.core.dims import describe
from gamelang.core.game import NetworkRecord, Player, TypedGame
from gamelang.core.report import owned, parameters_total
from gamelang.core.verdicts import Analysis, ClaimResult, Estimator, GameClass

if TYPE_CHECKING:
    from gamelang.core.deep import Deep, Recommendation

MEANING: dict[GameClass, str] = {
    "potential": "all players descend one function φ: the simultaneous gradient is its gradient "
    "(A = 0), and sga is plain gradient descent.",
    "hamiltonian": "the players turn around each other (S = 0): plain simultaneous descent drifts "
    "away from a fixed point in a spiral; sga turns it inward.",
    "general": "neither one common descent nor a pure rotation: both A and S are nonzero.",
    "conditional": "the class depends on the constants.",
    "unknown": "the class was not decided.",
}
NOT_FOR_EVERY_SIZE = (
    "not for every size one common descent, and not for every size a pure rotation."
)
SHORT = 240  # characters of a potential on the short page


def page(file: str, checked: Checked, ink: Ink) -> str:
    """What one reads first, without a final line end."""
    game, analysis, deep = checked.game, checked.analysis, checked.deep
    phi = _shortened(analysis.potential_function)
    parts = [
        _title(game, ink),
        _players(game, ink),
        _class(analysis, phi, ink),
        *brief_verdicts(game, analysis, ink),
        _estimators(checked.estimators, ink),
        *_deep(deep, ink),
        _brief_claims(analysis.claims, ink),
        _next(file, game, analysis, deep, ink),
    ]
    return _joined(parts)


def full_page(file: str, checked: Checked, ink: Ink) -> str:
    """The same with every verdict's evidence, every claim on its line, the potential whole."""
    game, analysis, deep = checked.game, checked.analysis, checked.deep
    parts = [
        _title(game, ink),
        _players(game, ink),
        _class(analysis, analysis.potential_function, ink),
        *full_verdicts(game, analysis, ink),
        _estimators(checked.estimators, ink),
        *_deep(deep, ink),
        _claims(analysis.claims, ink),
        _next(file, game, analysis, deep, ink),
    ]
    return _joined(parts)


def _joined(parts: list[list[str]]) -> str:
    return "\n\n".join("\n".join(part) for part in parts if part)


def _shortened(phi: str | None) -> str | None:
    """The first terms of a long potential."""
    if phi is None or len(phi) <= SHORT:
        return phi
    end = max(phi.rfind(sign, 0, SHORT) for sign in (" + ", " - "))
    return f"{phi[: end if end > 0 else SHORT]} ... (whole with --verbose)"


def _deep(deep: Deep | None, ink: Ink) -> list[list[str]]:
    if deep is None:
        return []
    from gamelang.cli.deep_page import deep_parts

    return list(deep_parts(deep, ink))


def _estimators(estimators: tuple[Estimator, ...], ink: Ink) -> list[str]:
    """How a run differentiates each draw that parameters decide."""
    if not estimators:
        return []
    rows = [(one.name, f"line {one.line}", _way(one)) for one in estimators]
    return [ink.strong("derivatives of draws"), *columns(rows)]


def _way(one: Estimator) -> str:
    match one.estimator:
        case "sum":
            return f"exact sum over its {one.values} values"
        case "reparametrised":
            return "reparametrised"
        case "score":
            return f"score function (DiCE), with{'' if one.baseline else 'out'} a baseline"
        case "none":
            summed = "" if one.values is None else f"; its {one.values} values are summed"
            return f"none: its parameters stand in `stop(...)`{summed}"
        case "unknown":
            return "exact sum or score function: that depends on sizes without a value"
        case _:
            assert_never(one.estimator)


def _title(game: TypedGame, ink: Ink) -> list[str]:
    title = f": {game.title}" if game.title else ""
    return [ink.strong(game.name) + title]


def _players(game: TypedGame, ink: Ink) -> list[str]:
    rows = [(_called(p), _aim(p), ", ".join(_owned(game, p))) for p in game.players]
    total = parameters_total(game)
    count = f"{total} parameter{'' if total == 1 else 's'} in all"
    sizes = ", ".join(f"{dim.name} = {dim.value}" for dim in game.dims if dim.value is not None)
    return [*columns(rows), ink.faint(f"  {count}{f' ({sizes})' if sizes else ''}")]


def _called(player: Player) -> str:
    indices = ", ".join(f"{v.name} in {v.count}" for v in player.variables)
    return f"{player.name}[{indices}]" if indices else player.name


def _aim(player: Player) -> str:
    return "maximizes" if player.maximised else "minimizes"


def _owned(game: TypedGame, player: Player) -> Iterator[str]:
    """What one player, or each member of a family, may change."""
    for parameter in owned(game, player):
        if isinstance(parameter, NetworkRecord):
            yield parameter.text.removeprefix("net ")
            continue
        shape, domain = parameter.node.shape[len(player.variables) :], parameter.domain
        simplex = domain is not None and domain.form == "simplex"
        text = f"simplex[{', '.join(map(str, shape))}]" if simplex else describe(shape)
        yield f"{parameter.node.name}: {text}"


def _class(analysis: Analysis, phi: str | None, ink: Ink) -> list[str]:
    name = analysis.game_class
    paint = ink.doubtful if name in ("conditional", "unknown") else ink.strong
    small = any(
        analysis.verdicts[word].certificate.get("kind") == "at_sizes"
        for word in ("potential", "hamiltonian")
    )
    meaning = NOT_FOR_EVERY_SIZE if small and name == "general" else MEANING[name]
    lines = beside(f"{name}:", paint(f"{name}:"), len(name) + 2, meaning)
    if phi is not None:
        lines += beside("  φ =", "  φ =", 6, phi)
    return lines


def _brief_claims(claims: tuple[ClaimResult, ...], ink: Ink) -> list[str]:
    """Those that hold side by side, the others with what is wrong."""
    if not claims:
        return []
    good = [f"✓ {claim.text}" for claim in claims if claim.status == "yes"]
    rest = [line for c in claims if c.status != "yes" for line in _claim(c, ink)]
    held = [line.replace("✓", ink.good("✓")) for line in side_by_side(good, indent=2)]
    return [ink.strong("claims"), *held, *rest]


def _claims(claims: tuple[ClaimResult, ...], ink: Ink) -> list[str]:
    if not claims:
        return []
    return [ink.strong("claims"), *(line for claim in claims for line in _claim(claim, ink))]


def _claim(claim: ClaimResult, ink: Ink) -> list[str]:
    sign, paint, remark = {
        "yes": ("✓", ink.good, ""),
        "no": ("✗", ink.bad, "refuted"),
        "conditional": ("✗", ink.bad, f"only if {claim.condition}"),
        "unknown": ("?", ink.doubtful, "not decided"),
    }[claim.status]
    more = [f"{remark}: {claim.reason}" if claim.reason and remark else remark] if remark else []
    line = f"  {paint(sign)} {claim.text}"
    return [line, *(text for part in more for text in paragraph(part, indent=6))]


def _next(file: str, game: TypedGame, analysis: Analysis, deep: Deep | None, ink: Ink) -> list[str]:
    """The commands that lead on."""
    if file == "-":
        return []
    given = "".join(f" --set {quote(f'{name}={text}')}" for name, text in game.settings.items())
    unset = "".join(f" --set {name}=..." for name in game.unbound)
    shown = quote(file)
    method = _method(game, analysis, None if deep is None else deep.recommendation)
    lines = [ink.strong("next"), f"  gamelang run {shown}{method}{given}{unset}"]
    if game.not_bound:
        nets = ", ".join(f'"{name}": module' for name in game.not_bound)
        lines[1] = f"  in Python: gamelang.load({file!r}, externs={{{nets}}}).run()"
    sizes = [dim.name for dim in game.dims if dim.name in game.unbound]
    if sizes and analysis.game_class == "unknown":
        given += "".join(f" --set {name}=3" for name in sizes)
        lines.append(f"  gamelang check {shown}{given}    to decide it for one size")
    return lines


def _method(game: TypedGame, analysis: Analysis, advice: Recommendation | None) -> str:
    """The flags that a first run needs: those of the advice; else where players turn about each
    other. Within domains that is extragradient: sga lets a bound that holds one player push the
    others."""
    asked = game.train.method
    turning = analysis.game_class in ("hamiltonian", "general")
    bounded = any(parameter.domain is not None for parameter in game.parameters)
    potential = analysis.game_class == "potential"
    if asked is None and advice is not None and not potential:
        return "".join(
            f" --{name} {value}"
            for name, value in {"method": advice.method, **advice.setting}.items()
        )
    if asked is not None or not (turning or bounded):
        return ""
    return "" if potential else f" --method {'extragradient' if bounded else 'sga'}"
