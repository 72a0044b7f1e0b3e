"""Registering every declared name, before anything is given a meaning."""

from __future__ import annotations

from gamelang.checking.names import Entry, Names, Owner, What
from gamelang.checking.problems import Problems
from gamelang.core import ast
from gamelang.diagnostics.model import Label
from gamelang.source import Span


def register(file: ast.GameFile, names: Names, problems: Problems) -> None:
    """Fills `names`; a name declared twice is reported once, and its first meaning stays."""
    for declaration in file.declarations:
        match declaration:
            case ast.Dim(name, name_span=span):
                _value(names, problems, Entry(name, "dim", span))
            case ast.Const(name, name_span=span):
                _value(names, problems, Entry(name, "constant", span))
            case ast.Let(name, name_span=span):
                _value(names, problems, Entry(name, "let", span))
            case ast.Function(name, name_span=span):
                _refuse_builtin(names, problems, name, span)
                _value(names, problems, Entry(name, "function", span, function=declaration))
            case ast.Player():
                _player(names, problems, declaration)
            case ast.Sampler():
                _sampler(names, problems, declaration)
            case ast.Metric() | ast.Claim() | ast.Train():
                pass


def _value(names: Names, problems: Problems, entry: Entry) -> None:
    found = [e for e in names.values.get(entry.name, []) if e.owner is None]
    if found:
        problems.add(
            "G202",
            f"`{entry.name}` is declared twice",
            entry.span,
            "this is the second",
            labels=(Label(found[0].span, "the first is here"),),
        )
        return
    names.values.setdefault(entry.name, []).append(entry)


def _refuse_builtin(names: Names, problems: Problems, name: str, span: Span) -> None:
    if name in names.builtin_functions:
        problems.add(
            "G209",
            f"`{name}` is a function of the language",
            span,
            "a net or fn needs a name of its own",
            f"call it `{name}_` or `my_{name}`",
        )


def _owner(names: Names, problems: Problems, owner: Owner) -> bool:
    if owner.name in names.owners:
        problems.add(
            "G110",
            f"`{owner.name}` is declared twice",
            owner.span,
            "this is the second",
            labels=(Label(names.owners[owner.name].span, "the first is here"),),
        )
        return False
    names.owners[owner.name] = owner
    return True


def _player(names: Names, problems: Problems, player: ast.Player) -> None:
    owner = Owner(player.name, "player", player.name_span)
    if not _owner(names, problems, owner):
        return
    for member in player.members:
        what: What = "parameter" if isinstance(member, ast.Parameter) else "net"
        if what == "net":
            _refuse_builtin(names, problems, member.name, member.name_span)
        _member(names, problems, owner, Entry(member.name, what, member.name_span, player.name))


def _member(names: Names, problems: Problems, owner: Owner, entry: Entry) -> None:
    if entry.name in owner.members:
        problems.add(
            "G202",
            f"`{entry.path}` is declared twice",
            entry.span,
            "this is the second",
            labels=(Label(owner.members[entry.name].span, "the first is here"),),
        )
        return
    owner.members[entry.name] = entry
    clash = [e for e in names.values.get(entry.name, []) if e.owner is None]
    if clash:
        problems.add(
            "G202",
            f"`{entry.name}` is declared twice",
            entry.span,
            f"`{entry.path}`",
            labels=(Label(clash[0].span, "the other is here"),),
        )
        return
    names.values.setdefault(entry.name, []).append(entry)


def _sampler(names: Names, problems: Problems, sampler: ast.Sampler) -> None:
    owner = Owner(sampler.name, "sampler", sampler.name_span)
    if not _owner(names, problems, owner):
        return
    for member in sampler.members:
        if isinstance(member, ast.Derived):
            drawn = [member.name]
        else:
            drawn = [name for name, _, _ in member.names]
        for name in drawn:
            _member(names, problems, owner, Entry(name, "draw", member.span, sampler.name))
