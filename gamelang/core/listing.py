"""A TypedGame as text: one line for each distinct expression, in the order of computing them.

    %4 = power(%2, %3)              vector[n]

An expression that occurs twice has one line; that is what later stages work on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from gamelang.core.dims import describe
from gamelang.core.game import ConstantRecord, DimRecord, Player, TypedGame
from gamelang.core.report import number
from gamelang.core.typed import (
    Apply,
    Batch,
    Carried,
    Choice,
    Comprehension,
    Constant,
    Expectation,
    Extern,
    Gradient,
    Index,
    Node,
    Number,
    Parameter,
    Part,
    Pick,
    Product,
    Random,
    Reduction,
    Scan,
    Size,
    Stack,
    Sum,
    Symbol,
    Trace,
    Variable,
    postorder,
)

WIDTH = 56
LEAVES = Number | Size | Variable | Parameter | Constant | Random | Batch


def listing(game: TypedGame) -> str:
    """The whole game; what was named above is not repeated."""
    names: dict[Node, str] = {}
    lines = [f"game {game.name}"]
    lines += [_dim(dim) for dim in game.dims]
    lines += [_constant(constant) for constant in game.constants]
    for player in game.players:
        lines += ["", *_player(player), "  loss", *_expression(player.loss, names)]
    for metric in game.metrics:
        lines += ["", f"metric {metric.name}", *_expression(metric.value, names)]
    return "\n".join(lines)


def _dim(dim: DimRecord) -> str:
    return f"dim {dim.name} " + (f">= {dim.minimum}" if dim.value is None else f"= {dim.value}")


def _constant(record: ConstantRecord) -> str:
    known = "symbol" if record.symbolic else "known"
    return f"const {record.name}: {describe(record.node.shape)}, {known}"


def _player(player: Player) -> Iterator[str]:
    indices = ", ".join(f"{v.name} in {v.count}" for v in player.variables)
    yield f"player {player.name}" + (f"[{indices}]" if indices else "")
    for parameter in player.parameters:
        domain = f", {parameter.domain.form}" if parameter.domain is not None else ""
        yield f"  parameter {parameter.node.path}: {describe(parameter.node.shape)}{domain}"


def _expression(root: Node, names: dict[Node, str]) -> Iterator[str]:
    count = sum(name.startswith("%") for name in names.values())
    for node in postorder(root):
        if node in names:
            continue
        names[node] = text = _node(node, names)
        if not isinstance(node, LEAVES):
            count += 1
            names[node] = f"%{count}"
            yield f"{f'    %{count} = {text}':<{WIDTH}}  {describe(node.shape)}"
    yield f"    {names[root]}"


def _node(node: Node, names: dict[Node, str]) -> str:
    match node:
        case Number(value):
            return str(number(value))
        case Size(dim):
            return str(dim)
        case Variable(name):
            return name
        case Parameter():
            return f"stop({node.path})" if node.held else node.path
        case Constant(name):
            return name
        case Sum(terms):
            return " + ".join(names[t] for t in terms)
        case Product(factors):
            return " * ".join(names[f] for f in factors)
        case Apply(function, arguments):
            axis = "" if node.axis is None else f", axis={node.axis}"
            return f"{function}({', '.join(names[a] for a in arguments)}{axis})"
        case Index(base, items):
            return f"{names[base]}[{', '.join(_item(item, names) for item in items)}]"
        case Stack(items):
            return f"[{', '.join(names[item] for item in items)}]"
        case Comprehension(variable, body):
            return f"[{names[body]} {_clause(variable)}]"
        case Reduction(function, variable, body, condition):
            given = "" if condition is None else f" if {names[condition]}"
            return f"{function}({names[body]} {_clause(variable)}{given})"
        case Choice(condition, yes, no):
            return f"{names[yes]} if {names[condition]} else {names[no]}"
        case Random(name) | Batch(name):
            return name
        case Pick(probabilities, noise):
            return f"pick({names[probabilities]}, {names[noise]})"
        case Expectation(body):
            return f"E[{names[body]}]"
        case Carried(_, slot):
            return f"last {slot}"
        case Scan(variable, backward, _, starts, bodies):
            way = "backward" if backward else "forward"
            new, first = (", ".join(names[x] for x in each) for each in (bodies, starts))
            return f"scan({new} from {first} {_clause(variable)}, {way})"
        case Trace(scan, slot):
            return f"{names[scan]} {slot}"
        case Symbol(key):
            return f"stop(at {-key})" if node.held else f"at {-key}"
        case Gradient(symbol, body, at):
            return f"grad({names[body]} by {names[symbol]} = {names[at]})"
        case Extern(name, weights, inputs):
            return f"{name}({', '.join(names[x] for x in (weights, *inputs))})"
        case _:
            assert_never(node)


def _item(item: Node | Part, names: dict[Node, str]) -> str:
    return f"{item.start}:{item.stop}" if isinstance(item, Part) else names[item]


def _clause(variable: Variable) -> str:
    return f"for {variable.name} in range({variable.start}, {variable.stop})"
