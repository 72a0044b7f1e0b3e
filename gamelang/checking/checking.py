"""The checking stage: from a parsed file to a TypedGame, or every error in it.

In: ast.GameFile, its Source, and the settings of the command line or of Python.
Out: a TypedGame that later stages trust. Raises Rejected with all diagnostics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from gamelang.checking import (
    circles,
    claims,
    constants,
    expectations,
    externs,
    lets,
    limits,
    members,
    networks,
    players,
    recurrences,
    samplers,
    types,
)
from gamelang.checking.bounds import Bounds, entries_of
from gamelang.checking.declarations import register
from gamelang.checking.expectations import refuse_unequal_batches
from gamelang.checking.expressions import Elaborator, room_to_recurse
from gamelang.checking.making import Maker
from gamelang.checking.names import Entry, Names
from gamelang.checking.order import dependency_order, mentioned, names_in, other_names
from gamelang.checking.problems import MOST, REPORTED, Problems, TooManyError, fault
from gamelang.checking.scope import Scope
from gamelang.checking.settings import Setting, check_names, dim_value, spelled
from gamelang.checking.uncallable import known_functions
from gamelang.core import ast
from gamelang.core.building import Builder
from gamelang.core.dims import Dim
from gamelang.core.externs import size_name
from gamelang.core.game import (
    Call,
    Claim,
    ConstantRecord,
    DimRecord,
    Named,
    ParameterRecord,
    Player,
    Train,
    TypedGame,
)
from gamelang.core.stopping import valued
from gamelang.core.typed import Node, Variable
from gamelang.diagnostics.model import Diagnostic, Label, Rejected
from gamelang.source import Source, Span


def check(file: ast.GameFile, source: Source, settings: Mapping[str, Setting]) -> TypedGame:
    """The checked game. A setting (a constant expression, or a table of exact numbers) gives a
    dim or const its value and beats the file's own."""
    work = _Work.of(file, source, settings)
    with room_to_recurse():
        try:
            return _checked(work, file, source, settings)
        except TooManyError:
            more = Diagnostic(
                "G051", f"more than {MOST} errors; the rest is not shown", severity="note"
            )
            found = sorted(work.problems.found, key=_place)
            raise Rejected([*found, more], source) from None


def _checked(
    work: _Work, file: ast.GameFile, source: Source, settings: Mapping[str, Setting]
) -> TypedGame:
    check_names(work.problems, file, settings)
    register(file, work.names, work.problems)
    work.sizes_first()
    work.values()
    found = work.all_players()
    metrics, stated = work.metrics(), work.claims(found)
    blocks = [d for d in file.declarations if isinstance(d, ast.Train)]
    training = _training(work, blocks, [m.name for m in metrics])
    refuse_unequal_batches(work.e, training.batch)
    if not work.names_of_players:
        message = f"the game `{file.name}` has no player"
        help = "write `player NAME:` with a parameter and an objective below it"
        work.problems.add("G111", message, _header(source), "nobody learns", help)
    if not work.problems.errors:
        limits.check(work.problems, found, metrics, work.e)
        players.warn_unused(work.problems, found, training.method)
    if work.problems.errors:
        raise Rejected(sorted(work.problems.found, key=_place), source)
    assert not work.problems.silenced, "an error was passed over without a diagnostic"
    return TypedGame(
        name=file.name,
        title=file.title,
        source=source,
        settings={name: spelled(value) for name, value in settings.items()},
        dims=tuple(work.dims),
        constants=tuple(work.e.constants.values()),
        lets=tuple(work.lets),
        players=tuple(found),
        metrics=tuple(metrics),
        claims=tuple(stated),
        train=training,
        warnings=tuple(work.problems.found),
        builder=work.e.builder,
        samplers=tuple(work.e.samplers.values()),
        randoms=tuple(work.e.randoms.values()),
        datasets=tuple(work.e.datasets.values()),
        networks=networks.declared(file, work.names, source),
        externs=dict(work.e.externs),
        calls=tuple(Call(*at, node) for at, node in work.e.inlined.items() if node is not None),
    )


def _training(work: _Work, blocks: list[ast.Train], metrics: list[str]) -> Train:
    if not blocks:
        return Train()
    from gamelang.checking.train import train

    return train(work.e, blocks, work.names_of_players, metrics)


def _header(source: Source) -> Span:
    """The line that names the game."""
    start = source.text.find("game")
    return Span(start, max(start, source.text.find("\n", start)))


def _place(diagnostic: object) -> tuple[int, int]:
    span = getattr(diagnostic, "span", None)
    return (span.start, span.end) if span is not None else (-1, -1)


@dataclass(slots=True)
class _Work:
    """What is known so far about one file."""

    file: ast.GameFile
    source: Source
    settings: Mapping[str, Setting]
    names: Names
    problems: Problems
    e: Elaborator
    sizes: dict[str, int] = field(default_factory=dict)
    minima: dict[str, int] = field(default_factory=dict)
    dims: list[DimRecord] = field(default_factory=list)
    lets: list[Named] = field(default_factory=list)
    families: dict[str, tuple[Scope, list[Variable]]] = field(default_factory=dict)

    @staticmethod
    def of(file: ast.GameFile, source: Source, settings: Mapping[str, Setting]) -> _Work:
        functions = known_functions()
        names = Names(
            builtin_values=frozenset(n for n, f in functions.items() if f.family == "constant"),
            builtin_functions=frozenset(
                {*functions, "where", "stack", "grad", "weights", "stop"} - {"matmul", "pi", "inf"}
            ),
        )
        problems, builder = Problems(), Builder()
        sizes: dict[str, int] = {}
        minima: dict[str, int] = {}
        constants: dict[str, ConstantRecord] = {}
        bounds = Bounds(sizes, minima, lambda node: entries_of(constants, node))
        e = Elaborator(builder, Maker(builder, sizes), names, bounds, problems, constants)
        return _Work(file, source, settings, names, problems, e, sizes, minima)

    @property
    def names_of_players(self) -> list[str]:
        return [d.name for d in self.file.declarations if isinstance(d, ast.Player)]

    def entry(self, name: str) -> Entry:
        owner, _, member = name.rpartition(".")  # `sampler.x`
        found = [self.names.owners[owner].members[member]] if owner else self.names.values[name]
        return next(e for e in found if owner or e.owner is None)

    # ---- dims, and the shapes of parameters: needed before any expression

    def sizes_first(self) -> None:
        declared = {d.name: d for d in self.file.declarations if isinstance(d, ast.Dim)}
        for name in self._ordered({n: names_in(d.value) for n, d in declared.items()}):
            with self.problems.kept():
                self._dim(declared[name])
        found = externs.named(self._players())
        self.e.externs = externs.bindings(found, self.settings)
        for name, span in found.items():
            with self.problems.kept():
                self._extern_size(size_name(name), span)
        for player in self._players():
            with self.problems.kept():
                self._shapes(player)

    def _extern_size(self, name: str, span: Span) -> None:
        dim = ast.Dim(name, span=span, name_span=span)
        value = dim_value(self.e, dim, self.settings.get(name))
        self.minima[name] = 1
        if isinstance(value, int):
            self.sizes[name] = value
        self.dims.append(DimRecord(name, 1, self.sizes.get(name), span))

    def _dim(self, dim: ast.Dim) -> None:
        entry = self.entry(dim.name)
        minimum = 1 if dim.minimum is None else dim.minimum
        if minimum < 1:
            raise fault("G311", "a dim is at least 1", dim.span)
        self.minima[dim.name] = minimum
        named = self.e.builder.size(Dim.named(dim.name))
        value = dim_value(self.e, dim, self.settings.get(dim.name))
        if isinstance(value, Dim):
            entry.node = self.e.builder.size(value)
            return
        if value is not None:
            if value < minimum:
                span = dim.name_span if dim.value is None else dim.value.span
                raise fault("G410", f"dim `{dim.name}` is at least {minimum}, not {value}", span)
            self.sizes[dim.name] = value
        entry.node = named
        self.dims.append(DimRecord(dim.name, minimum, value, dim.name_span))

    def _shapes(self, player: ast.Player) -> None:
        if self.names.owners[player.name].span != player.name_span:
            raise REPORTED  # declared twice
        sizes = Scope(forbidden=players.SIZE)
        scope, variables = constants.indices(self.e, player.indices, sizes)
        self.families[player.name] = Scope(scope.local, scope.known), variables
        for member in player.members:
            entry = self.names.owners[player.name].members[member.name]
            if entry.span == member.name_span:
                with self.problems.kept():
                    members.declare(self.e, player, member, entry, variables)

    # ---- consts, lets and functions, each after what it needs

    def values(self) -> None:
        kinds = (ast.Const, ast.Let, ast.Function)
        declared = {d.name: d for d in self.file.declarations if isinstance(d, kinds)}
        for sampler in samplers.declared_once(self.file, self.names):
            with self.problems.kept():
                samplers.register(self.e, sampler)
        drawn = samplers.lines(self.file, self.names)
        needs = {n: mentioned(d) for n, d in declared.items()}
        needs |= {n: mentioned(d) for n, (_, d) in drawn.items()}
        networks.add_needs(needs, self._players())
        lines = {n: paths for n, paths in other_names(drawn).items() if n not in declared}
        needs = {n: [p for w in wanted for p in lines.get(w, [w])] for n, wanted in needs.items()}
        groups = circles.recurrences(declared, needs)
        order = self._ordered(circles.contracted(needs, groups))
        for name in order:
            if name in groups:
                together = [d for n in groups[name] if isinstance(d := declared[n], ast.Let)]
                with self.problems.kept():
                    self._recurrence(together)
            elif name in declared:
                with self.problems.kept():
                    self._declare(declared[name])
            elif name in drawn:
                with self.problems.kept():
                    self._member(*drawn[name])
        for name in declared.keys() - {*order, *groups}:
            self.entry(name).function = None

    def _member(self, sampler: str, member: ast.Draw | ast.Derived) -> None:
        if sampler not in self.e.samplers:
            raise REPORTED
        self.lets.extend(samplers.declare(self.e, self.names, sampler, member, self.source))

    def _declare(self, declaration: ast.Const | ast.Let | ast.Function) -> None:
        entry = self.entry(declaration.name)
        if entry.span != declaration.name_span:
            raise REPORTED  # the second of two
        match declaration:
            case ast.Const():
                record = constants.constant(self.e, declaration, self.source, self.settings)
                self.e.constants[declaration.name] = record
                entry.node = record.node
            case ast.Let():
                entry.node = lets.array(self.e, declaration)
                self.lets.append(Named(declaration.name, entry.node, declaration.name_span))
            case ast.Function():
                self._try_function(entry, declaration)

    def _recurrence(self, declared: list[ast.Let]) -> None:
        """Lets that recur together."""
        entries = [self.entry(let.name) for let in declared]
        if any(e.span != d.name_span for e, d in zip(entries, declared, strict=True)):
            raise REPORTED  # the second of two
        for entry, node in zip(
            entries, recurrences.declare(self.e, declared, entries), strict=True
        ):
            entry.node = node
            self.lets.append(Named(entry.name, node, entry.span))

    def _try_function(self, entry: Entry, function: ast.Function) -> None:
        """A function's body is checked on symbols of the declared types, used or not; a wrong
        one is no function to its callers."""
        entry.function = None
        scope = Scope()
        for name, type_ in function.parameters:
            resolved = types.resolve(self.e, type_, Scope())
            if resolved.index_size is not None:
                node: Node = self.e.builder.variable(name, Dim.of(0), resolved.index_size)
            else:
                symbol = f"{function.name}({name})"
                node = self.e.builder.constant(symbol, resolved.shape, resolved.kind)
            scope = scope.with_local(name, node)
        self.e.node(function.body, scope)
        entry.function = function

    # ---- players, metrics, claims

    def _players(self) -> list[ast.Player]:
        return [d for d in self.file.declarations if isinstance(d, ast.Player)]

    def all_players(self) -> list[Player]:
        found: list[Player] = []
        for declared in self._players():
            if not declared.members:
                self.problems.add(
                    "G112",
                    f"player `{declared.name}` has no parameters",
                    declared.name_span,
                    "nothing to learn",
                    "write what it chooses, such as `x: real`",
                )
            with self.problems.kept():
                found.append(self._player(declared))
        return found

    def _player(self, declared: ast.Player) -> Player:
        owner = self.names.owners[declared.name]
        if declared.name not in self.families or owner.span != declared.name_span:
            raise REPORTED
        scope, variables = self.families[declared.name]
        records: list[ParameterRecord] = []
        for member in declared.members:
            entry = owner.members[member.name]
            if entry.span == member.name_span:
                with self.problems.kept():
                    records += members.records(self.e, member, entry, scope, variables)
        return players.player(self.e, declared, tuple(records), scope, variables)

    def metrics(self) -> list[Named]:
        found: list[Named] = []
        for declared in self.file.declarations:
            if isinstance(declared, ast.Metric):
                with self.problems.kept():
                    found.append(self._metric(declared, found))
        return found

    def _metric(self, metric: ast.Metric, before: list[Named]) -> Named:
        if metric.name in ("xi_norm", "residual"):
            message = f"every run logs a `{metric.name}` already"
            raise fault("G202", message, metric.name_span, "the name is taken")
        first = next((m for m in before if m.name == metric.name), None)
        if first is not None:
            message = f"metric `{metric.name}` is declared twice"
            places = (Label(first.span, "the first is here"),)
            raise fault("G202", message, metric.name_span, "this is the second", labels=places)
        node = self.e.maker.real(self.e.node(metric.value, Scope()))
        expectations.refuse_random(self.e, node, metric.value, f"metric `{metric.name}`")
        return Named(metric.name, valued(self.e.builder, node), metric.name_span)

    def claims(self, found: list[Player]) -> list[Claim]:
        by_name = {player.name: player for player in found}
        records = tuple(p for player in found for p in player.parameters)
        stated: list[Claim] = []
        complete = len(found) == len(self.names_of_players) and not self.problems.errors
        for declared in self.file.declarations:
            if isinstance(declared, ast.Claim) and complete:
                with self.problems.kept():
                    stated.append(claims.claim(self.e, declared, self.source, by_name, records))
        return stated

    # ---- order and errors

    def _ordered(self, needs: Mapping[str, list[str]]) -> list[str]:
        order, circles = dependency_order(needs)
        for circle in circles:
            (first, second), *rest = pairwise(circle)
            self.problems.add(
                "G208",
                f"`{first}` is defined by itself: {' -> '.join(circle)}",
                self.entry(first).span,
                f"`{first}` needs {'itself' if second == first else f'`{second}`'}",
                labels=tuple(Label(self.entry(a).span, f"`{a}` needs `{b}`") for a, b in rest),
            )
        broken = {name for circle in circles for name in circle}
        return [name for name in order if name not in broken]
