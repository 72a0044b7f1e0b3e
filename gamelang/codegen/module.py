"""A typed game as one readable Python module that needs only jax.

In: a game with all values known, what was proved about it, and a method. Out: source text with
`init`, `losses`, `metrics`, `xi`, `Hv`, `HTv` and, with a method, `direction` and `step`.
"""

from __future__ import annotations

from gamelang.codegen import externs
from gamelang.codegen.binding import ValueNeeded
from gamelang.codegen.closed import Small
from gamelang.codegen.drawing import write_draw
from gamelang.codegen.field import write_field
from gamelang.codegen.functions import (
    Module,
    module_of,
    write_losses,
    write_metrics,
    write_targets,
)
from gamelang.codegen.starting import write_init, write_project
from gamelang.codegen.stepping import chosen_method, write_step
from gamelang.core.game import Chosen, TypedGame
from gamelang.core.typed import Apply, Constant, postorder
from gamelang.core.verdicts import Facts

PARAMETERS = "Parameters are nested dicts {player: {parameter: array}}, a family's axes first."


def emit(game: TypedGame, facts: Facts, method: Chosen | str | None = None) -> str:
    """The module's source, with the step of the method (None: the game's own, else sga).

    Rejected: a value is missing (G530), the method is unknown, not supported yet or takes other
    arguments (G520 to G524).
    """
    chosen = chosen_method(game, method)
    module, small = _written(game, facts)
    write_step(module, facts, chosen, small)
    return _assembled(module)


def emit_fields(game: TypedGame, facts: Facts, open: frozenset[str] = frozenset()) -> str:
    """The module's source without a method; it takes the values of `open` constants from a mapping
    `given`. Rejected: a value is missing (G530). ValueNeeded: an open one is."""
    require_exponents(game, open)
    module = _written(game, facts, open)[0]
    write_targets(module)
    return _assembled(module)


def require_exponents(game: TypedGame, open: frozenset[str]) -> None:
    """ValueNeeded if an open constant stands in an exponent: of x**2 other code is written, which
    has all derivatives at 0."""
    roots = [*(p.loss for p in game.players), *(m.value for m in game.metrics)]
    for node in postorder(*roots if open else ()):
        if isinstance(node, Apply) and node.function == "power":
            for inside in postorder(node.arguments[1]):
                if isinstance(inside, Constant) and inside.name in open:
                    raise ValueNeeded(inside.name)


def _written(
    game: TypedGame, facts: Facts, open: frozenset[str] = frozenset()
) -> tuple[Module, Small | None]:
    module = module_of(game, open)
    write_init(module)
    write_draw(module)
    write_losses(module)
    write_metrics(module)
    write_project(module)
    return module, write_field(module, facts)


def _assembled(module: Module) -> str:
    """Docstring, imports, helpers that tables need, tables, the other helpers, functions."""
    tables = "\n".join(module.tables.lines)
    helpers = module.tables.helper_sources()
    packed = helpers.pop("unpacked", None)
    functions = [*helpers.values(), *module.functions]
    numpy = any("np." in text.replace("jnp.", "") for text in (tables, packed or "", *functions))
    imports = ["import jax", "import jax.numpy as jnp", *(["import numpy as np"] if numpy else [])]
    if packed is not None:
        imports = ["import base64", "", *imports]
    head = [f'"""{_doc(module)}"""', "\n".join(imports)]
    parts = [part for part in (externs.head(module.game), packed, tables, *functions) if part]
    return (
        "\n\n".join(head)
        + ("\n\n" if tables and packed is None else "\n\n\n")
        + "\n\n\n".join(parts)
        + "\n"
    )


def _doc(module: Module) -> str:
    """The docstring: title, players and their parameters."""
    game = module.game
    title = game.title or game.name
    lines = [_plain(title) + ("" if title[-1:] in ".!?" else "."), ""]
    lines.append(f"The game `{game.name}`, compiled by gamelang.")
    lines += [PARAMETERS, ""]
    for player in game.players:
        count = "".join(f"[{n}]" for n in module.family(player))
        shapes = [
            f"{r.node.name} {list(module.bound.shape(r.node.shape)) or ''}".strip()
            for r in player.parameters
        ]
        goal = "maximizes" if player.maximised else "minimizes"
        lines.append(f"    {player.name}{count}: {', '.join(shapes) or 'no parameters'}; {goal}")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """A title as it may stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"', "'")
