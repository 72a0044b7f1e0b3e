"""Networks bound from Python: the name in `extern("D")`, its dim, and what may be bound to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gamelang.builtins.networks.record import Plan
from gamelang.checking.problems import fault
from gamelang.core import ast
from gamelang.core.dims import Shape
from gamelang.core.externs import Binding, BindingError, size_name
from gamelang.data.table import spell
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

USE = 'write `extern("D")`, and bind it with `gamelang.load(path, externs={"D": module})`'
MOST = 200  # letters of a name


def name_of(arguments: Sequence[ast.Expr], span: Span) -> str:
    """The name in the brackets."""
    match arguments:
        case [ast.Literal(str(name)) as text]:
            if name.isidentifier() and name.isascii() and len(name) <= MOST:
                return name
            message = "the name of an extern is made of letters, digits and `_`"
            raise fault("G121", message, text.span, "no such name", USE)
        case _:
            raise fault("G121", "`extern` takes one name in quotes", span, "no name", USE)


def named(players: Sequence[ast.Player]) -> dict[str, Span]:
    """Every name that networks of the file are bound by, and where it first stands."""
    found: dict[str, Span] = {}
    for name, span in _all(players):
        found.setdefault(name, span)
    return found


def _all(players: Sequence[ast.Player]) -> Iterator[tuple[str, Span]]:
    for member in (m for player in players for m in player.members):
        if isinstance(member, ast.Network):
            match member.architecture:
                case ast.Call(ast.Reference("extern", None), (ast.Literal(str(name)),)):
                    yield name, member.name_span


def bindings(
    names: Mapping[str, Span], settings: Mapping[str, object]
) -> dict[str, Binding | None]:
    """What each is bound to; None where only its number of weights is known, or nothing."""
    found = {name: settings.get(size_name(name)) for name in names}
    return {name: x if isinstance(x, Binding) else None for name, x in found.items()}


def refuse_other_shapes(e: Elaborator, network: ast.Network, plan: Plan, in_family: bool) -> None:
    """A fault unless what is bound takes the declared inputs and gives the declared output."""
    binding = None if plan.extern is None else e.externs[plan.extern]
    if binding is None:
        return
    what = f"what is bound as `{plan.extern}`"
    if in_family and not binding.drawn:
        message = f"{what} is one module, and every member of a family starts with its own"
        help = "bind a pair (init, apply): `(lambda key: make(key), lambda module, x: module(x))`"
        raise fault("G506", message, network.architecture.span, "one start for all", help)
    shapes = tuple(
        None if given.index_size is not None else _known(e, given.shape, type_)
        for given, type_ in zip(plan.inputs, network.inputs, strict=True)
    )
    wanted = _known(e, plan.output, network.output)
    try:
        made = binding.output(shapes)
    except BindingError as error:
        message, help = f"{what} {error.message}", "call it on one sample of these shapes"
        raise fault("G506", message, network.architecture.span, "bound here", help) from None
    if made != wanted:
        gives = spell(made)
        message = f"{what} gives a {gives}, and `{network.name}` is declared to give a "
        scalar = wanted == () and made == (1,)
        help = 'give the module the output size "scalar"' if scalar else f"write `-> {gives}`"
        raise fault("G506", message + spell(wanted), network.output.span, "declared", help)


def _known(e: Elaborator, shape: Shape, type_: ast.Type) -> tuple[int, ...]:
    values = [dim.value(e.maker.sizes) for dim in shape]
    if any(value is None for value in values):
        names = sorted({n for dim in shape for n in dim.names})
        message = "a network bound from Python needs to know the sizes of its inputs and output"
        help = "add " + " ".join(f"--set {n}=..." for n in names)
        raise fault("G506", message, type_.span, "not known", help)
    return tuple(value for value in values if value is not None)
