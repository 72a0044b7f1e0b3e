"""Core AST -> text in the game language, as the formatter writes it.

`parse(print_game(t)) == t` for every tree that the parser makes: four spaces, one statement a
line, an empty line around blocks and between kinds of declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from gamelang.core import ast
from gamelang.core.expression_text import print_expression
from gamelang.core.numerals import quoted

__all__ = ["print_expression", "print_game", "print_type"]

_INDENT = "    "


def print_game(game: ast.GameFile) -> str:
    """The whole file, with its last line ended."""
    title = "" if game.title is None else f" {quoted(game.title)}"
    lines = [f"game {game.name}{title}"]
    before: ast.Declaration | None = None
    for declaration in game.declarations:
        if before is None or type(before) is not type(declaration) or _is_block(declaration):
            lines.append("")
        lines += _declaration(declaration)
        before = declaration
    return "\n".join(lines) + "\n"


def _is_block(declaration: ast.Declaration) -> bool:
    return isinstance(declaration, ast.Player | ast.Sampler | ast.Train)


def _declaration(declaration: ast.Declaration) -> Iterator[str]:
    match declaration:
        case ast.Dim(name, minimum, value):
            least = "" if minimum is None else f" >= {minimum}"
            yield f"dim {name}{least}{_given(value)}"
        case ast.Const():
            yield _const(declaration)
        case ast.Let():
            yield _let(declaration)
        case ast.Function(name, parameters, body):
            typed = ", ".join(f"{parameter}: {print_type(kind)}" for parameter, kind in parameters)
            yield f"fn {name}({typed}) = {print_expression(body)}"
        case ast.Metric(name, value):
            yield f"metric {name} = {print_expression(value)}"
        case ast.Claim(statement):
            yield f"claim {print_expression(statement)}"
        case ast.Sampler():
            yield from _sampler(declaration)
        case ast.Player():
            yield from _player(declaration)
        case ast.Train(settings):
            yield "train:"
            yield from (_INDENT + _setting(setting) for setting in settings)
        case _:
            assert_never(declaration)


def _given(value: ast.Expr | None, sign: str = "=") -> str:
    return "" if value is None else f" {sign} {print_expression(value)}"


def _const(const: ast.Const) -> str:
    match const.type:
        case None:
            kind = ""
        case ast.Type("real", (), ast.Interval() | ast.Bound() as domain):
            kind = _domain(domain)
        case written:
            kind = f": {print_type(written)}"
    words = "".join(f" {word}" for word in const.properties)
    return f"const {const.name}{_indices(const.indices)}{kind}{words}{_given(const.value)}"


def _let(let: ast.Let) -> str:
    kind = "" if let.type is None else f": {print_type(let.type)}"
    value = _given(let.value, "~" if let.random else "=")
    start = "" if let.start is None else f" from {print_expression(let.start)}"
    return f"let {let.name}{_indices(let.indices)}{kind}{value}{start}"


def _indices(indices: Iterable[ast.IndexVariable]) -> str:
    written = ", ".join(f"{i.name} in {print_expression(i.domain)}" for i in indices)
    return f"[{written}]" if written else ""


def print_type(kind: ast.Type) -> str:
    """`matrix[m, n] >= 0`"""
    sizes = ", ".join(print_expression(size) for size in kind.sizes)
    domain = "" if kind.domain is None else _domain(kind.domain)
    return f"{kind.name}{f'[{sizes}]' if sizes else ''}{domain}"


def _domain(domain: ast.Domain) -> str:
    match domain:
        case ast.Interval(low, high):
            return f" in [{print_expression(low)}, {print_expression(high)}]"
        case ast.Bound(symbol, limit):
            return f" {symbol} {_limit(limit)}"
        case _:
            assert_never(domain)


def _limit(limit: ast.Expr) -> str:
    """What stands behind a bound: a sum, or anything looser in brackets."""
    text = print_expression(limit)
    looser = isinstance(limit, ast.Choice) or (
        isinstance(limit, ast.Operator) and limit.symbol not in ("**", "@", "//", "%")
    )
    return f"({text})" if looser else text


def _sampler(sampler: ast.Sampler) -> Iterator[str]:
    yield f"sampler {sampler.name}:"
    if sampler.batch is not None:
        size = "all" if sampler.batch == "all" else print_expression(sampler.batch)
        yield f"{_INDENT}batch {size}"
    for member in sampler.members:
        match member:
            case ast.Draw(names, distribution):
                typed = ", ".join(_typed(*name) for name in names)
                yield f"{_INDENT}{typed} ~ {print_expression(distribution)}"
            case ast.Derived(name, indices, kind, value):
                yield f"{_INDENT}{_typed(name, indices, kind)} = {print_expression(value)}"
            case _:
                assert_never(member)


def _typed(name: str, indices: tuple[ast.IndexVariable, ...], kind: ast.Type) -> str:
    return f"{name}{_indices(indices)}: {print_type(kind)}"


def _player(player: ast.Player) -> Iterator[str]:
    yield f"player {player.name}{_indices(player.indices)}:"
    for member in player.members:
        match member:
            case ast.Parameter(name, kind, start, random):
                value = _given(start, "~" if random else "=")
                yield f"{_INDENT}{name}: {print_type(kind)}{value}"
            case ast.Network(name, inputs, output, architecture):
                taken = ", ".join(print_type(kind) for kind in inputs)
                form = f"{taken} -> {print_type(output)}"
                yield f"{_INDENT}net {name}: {form}{_given(architecture)}"
            case _:
                assert_never(member)
    yield f"{_INDENT}{player.direction} {print_expression(player.objective)}"


def _setting(setting: ast.Setting) -> str:
    member = "" if setting.member is None else f"[{setting.member}]"
    return f"{setting.key}{member} {print_expression(setting.value)}"
