"""The functions of an emitted module, written from expressions: prologue, lines, result."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gamelang.codegen.algebra import Algebra
from gamelang.codegen.binding import Bound, bind
from gamelang.codegen.indices import Indices, Loops
from gamelang.codegen.names import Names
from gamelang.codegen.normal import Normaliser
from gamelang.codegen.page import Page
from gamelang.codegen.scope import Scopes
from gamelang.codegen.tables import Tables
from gamelang.codegen.values import Value
from gamelang.codegen.writer import write
from gamelang.core.game import ParameterRecord, Player, TypedGame
from gamelang.core.stopping import stopped
from gamelang.core.typed import Batch, Parameter
from gamelang.lowering.sampled import sampled

WIDTH = 96
OPENING = re.compile(r"return |\w+ = ")
VECTOR = "'"  # marks the Parameter that stands for the same entry of v: no user name has it


@dataclass(slots=True)
class Module:
    """One emitted module in the making."""

    bound: Bound
    algebra: Algebra
    normal: Normaliser
    indices: Indices
    names: Names
    tables: Tables
    functions: list[str] = field(default_factory=list)

    @property
    def game(self) -> TypedGame:
        """The game as a run sees it: expectations are means over batches."""
        return self.bound.game

    @property
    def given(self) -> str:
        """What the module's functions take."""
        return "params, batch" if self.game.batches else "params"

    def with_vector(self, function: str) -> str:
        """The head of a function that also takes a vector v."""
        return f"{function}(params, v, batch)" if self.game.batches else f"{function}(params, v)"

    def called(self, function: str, at: str = "params") -> str:
        """One of the module's functions at these parameters."""
        return f"{function}({at}, batch)" if self.game.batches else f"{function}({at})"

    def moved(self, at: str) -> str:
        """The losses where a player's own parameters move; what is held stays at `params`."""
        called = self.called("losses", at)
        return f"{called[:-1]}, params)" if self.game.stops else called

    def of_params(self, function: str) -> str:
        """One of the module's functions as a function of the parameters alone."""
        return f"lambda w: {function}(w, batch)" if self.game.batches else function

    def family(self, player: Player) -> tuple[int, ...]:
        return self.bound.shape(player.family_shape)

    def page(self) -> Page:
        """A page for one function, with a local name for each parameter."""
        names = self.names.inner(("held",) if self.game.stops else ())
        leaves: dict[Parameter | Batch, str] = {}
        for record in self.game.parameters:
            leaves[record.node] = names.give(record.key.replace(".", "_"))
        for record in self.game.parameters:
            leaves[vector(self, record)] = names.give(f"v_{record.key}".replace(".", "_"))
        for batch in self.game.batches:
            leaves[batch.node] = names.give(batch.node.name.rpartition(".")[2])
        named = {self.normal(let.value): let.name for let in self.game.lets}
        if self.game.stops:
            for record in self.game.parameters:
                leaves[held(self, record)] = names.give(f"held_{record.key}".replace(".", "_"))
            for let in self.game.lets:
                inside = self.normal(stopped(self.game.builder, let.value))
                named.setdefault(inside, f"held_{let.name}")
        named = {node: name for node, name in named.items() if not isinstance(node, Parameter)}
        return Page(
            self.bound,
            Scopes(self.bound),
            self.algebra,
            self.indices,
            self.tables,
            names,
            leaves,
            named,
        )

    def function(self, header: str, doc: str, lines: Sequence[str]) -> None:
        body = [*textwrap.wrap(f'"""{doc}"""', WIDTH - 4), *lines]
        text = [f"def {header}:", *indented(body)]
        self.functions.append("\n".join(part for line in text for part in folded(line)))


def module_of(game: TypedGame, open: frozenset[str] = frozenset()) -> Module:
    bound = bind(sampled(game), open)
    algebra = Algebra(bound)
    names = Names()
    return Module(bound, algebra, Normaliser(algebra), Indices(bound), names, Tables(names))


def vector(module: Module, record: ParameterRecord) -> Parameter:
    """What stands for a parameter's part of v in `Hv` and `HTv`."""
    node = module.algebra.builder.parameter(
        record.node.player, record.node.name + VECTOR, record.node.shape
    )
    assert isinstance(node, Parameter)
    return node


def held(module: Module, record: ParameterRecord) -> Parameter:
    """What stands for a parameter inside `stop(...)`."""
    own = record.node
    node = module.game.builder.parameter(own.player, own.name, own.shape, held=True)
    assert isinstance(node, Parameter)
    return node


def prologue(page: Page) -> list[str]:
    """The parameters that the lines use, by their names."""
    lines = []
    for node in (leaf for leaf in page.leaves if leaf in page.used_leaves):
        if isinstance(node, Batch):
            lines.append(f"{page.leaves[node]} = batch[{quoted(node.name)}]")
            continue
        tree, name = ("v", node.name[:-1]) if node.name.endswith(VECTOR) else ("params", node.name)
        tree = "held" if node.held else tree
        lines.append(f"{page.leaves[node]} = {tree}[{quoted(node.player)}][{quoted(name)}]")
    if page.dtype_used:
        first = page.bound.game.parameters[0].node
        lines.insert(0, f"dtype = params[{quoted(first.player)}][{quoted(first.name)}].dtype")
    return lines


def quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def full(page: Page, value: Value, loops: Loops, sizes: tuple[int, ...]) -> str:
    """The text of an array that has exactly these axes."""
    return page.filled(value, loops, sizes).text


def mapping(entries: Mapping[str, str]) -> str:
    """A dict display: on one line where that is short."""
    items = [f"{quoted(name)}: {text}" for name, text in entries.items()]
    line = "{" + ", ".join(items) + "}"
    if len(line) <= WIDTH - 12 and "\n" not in line:
        return line
    return "{\n" + "".join(f"    {item},\n".replace("\n", "\n    ")[:-4] for item in items) + "}"


def indented(lines: Sequence[str]) -> list[str]:
    return [f"    {part}" if part else part for line in lines for part in line.split("\n")]


def folded(line: str) -> list[str]:
    """A line that is too long, broken at spaces; in parentheses where no bracket is open."""
    if len(line) <= WIDTH or '"""' in line:
        return [line]
    margin = line[: len(line) - len(line.lstrip())]
    statement = OPENING.match(line.strip())
    head, rest = (
        (statement.group(), line.strip()[statement.end() :]) if statement else ("", line.strip())
    )
    inner = margin + "    "
    broken = textwrap.wrap(
        rest,
        WIDTH,
        initial_indent=inner if head else margin,
        subsequent_indent=inner,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [f"{margin}{head}(", *broken, f"{margin})"] if head else broken


# ---- losses and metrics


def write_losses(module: Module) -> None:
    page = module.page()
    players = module.game.players
    values = write(page, [module.normal(player.loss) for player in players])
    entries = {
        player.name: full(page, value, player.variables, ())
        for player, value in zip(players, values, strict=True)
    }
    lines = [*prologue(page), *page.lines, f"return {mapping(entries)}"]
    doc = "What each player lowers; an objective to maximise stands here negated."
    if module.game.stops:
        doc += " `held`: where what stands in stop(...) is evaluated, at params if not said."
        lines.insert(0, "held = params if held is None else held")
    second = ", held=None" if module.game.stops else ""
    module.function(f"losses({module.given}{second})", doc, lines)


def write_targets(module: Module) -> None:
    """Only where the spec names targets, and only for a run."""
    if not module.game.targets:
        return
    page = module.page()
    pairs = [(module.normal(t.draw), module.normal(t.value)) for t in module.game.targets]
    values = write(page, [node for pair in pairs for node in pair])
    texts = [full(page, value, (), value.sizes) for value in values]
    entries = {
        target.generated: f"({draw}, {made})"
        for target, draw, made in zip(module.game.targets, texts[::2], texts[1::2], strict=True)
    }
    lines = [*prologue(page), *page.lines, f"return {mapping(entries)}"]
    doc = "Draws, and samples of what is made to be taken for them."
    module.function(f"targets({module.given})", doc, lines)


def write_metrics(module: Module) -> None:
    page = module.page()
    metrics = module.game.metrics
    values = write(page, [module.normal(metric.value) for metric in metrics])
    entries = {
        metric.name: full(page, value, (), value.sizes)
        for metric, value in zip(metrics, values, strict=True)
    }
    lines = [*prologue(page), *page.lines, f"return {mapping(entries)}"]
    module.function(f"metrics({module.given})", "The game's own metrics.", lines)
