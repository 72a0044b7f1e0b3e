"""Who is who: every declared name, found by its name or by `owner.name`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from typing import Literal as Word

from gamelang.checking.problems import REPORTED, fault
from gamelang.core import ast
from gamelang.core.typed import Node
from gamelang.diagnostics.model import Label
from gamelang.diagnostics.near import near
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.networks import Net

What = Word["dim", "constant", "let", "function", "parameter", "net", "draw"]


@dataclass(slots=True)
class Entry:
    """One declared name. `node` None: not (or wrongly) defined, and that was reported."""

    name: str
    what: What
    span: Span
    owner: str | None = None
    node: Node | None = None
    function: ast.Function | None = None
    net: Net | None = None

    @property
    def path(self) -> str:
        return self.name if self.owner is None else f"{self.owner}.{self.name}"


@dataclass(slots=True)
class Owner:
    """A player or a sampler, with its members."""

    name: str
    what: Word["player", "sampler"]
    span: Span
    members: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Names:
    """The names of one file."""

    values: dict[str, list[Entry]] = field(default_factory=dict)
    owners: dict[str, Owner] = field(default_factory=dict)
    builtin_values: frozenset[str] = frozenset()
    builtin_functions: frozenset[str] = frozenset()

    def find(self, reference: ast.Reference, local: Iterable[str] = ()) -> Entry | None:
        """The entry a reference means; None where a builtin value (`pi`) is meant."""
        if reference.owner is not None:
            return self._member(reference)
        found = self.values.get(reference.name, [])
        globals_ = [e for e in found if e.owner is None]
        if globals_:
            return globals_[0]
        if len(found) > 1:
            raise self._ambiguous(reference, found)
        if found:
            return found[0]
        if reference.name in self.builtin_values:
            return None
        raise self._unknown(reference, local)

    def _member(self, reference: ast.Reference) -> Entry:
        owner = self.owners.get(reference.owner or "")
        if owner is None:
            raise fault(
                "G201",
                f"unknown name `{reference.owner}`",
                reference.span,
                "no player or sampler has this name",
                self._not_owned(reference),
            )
        entry = owner.members.get(reference.name)
        if entry is None:
            raise fault(
                "G205",
                f"{owner.what} `{owner.name}` has no `{reference.name}`",
                reference.span,
                f"not declared in `{owner.name}`",
                _did_you_mean(reference.name, owner.members, before=f"{owner.name}.")
                or _members(owner),
                (Label(owner.span, f"`{owner.name}` is declared here"),),
            )
        return entry

    def _not_owned(self, reference: ast.Reference) -> str | None:
        if reference.name in self.builtin_functions:  # np.exp
            return f"functions have no module: `{reference.name}(...)`"
        return _did_you_mean(reference.owner or "", self.owners, f".{reference.name}")

    def _ambiguous(self, reference: ast.Reference, found: list[Entry]) -> Exception:
        paths = " or ".join(f"`{entry.path}`" for entry in found)
        return fault(
            "G203",
            f"`{reference.name}` could be one of several",
            reference.span,
            "which one is meant?",
            f"write {paths}",
            tuple(Label(entry.span, f"`{entry.path}`") for entry in found),
        )

    def _unknown(self, reference: ast.Reference, local: Iterable[str]) -> Exception:
        name = reference.name
        if name in self.owners:
            owner = self.owners[name]
            member = next(iter(owner.members), None)
            return fault(
                "G204",
                f"`{name}` is a {owner.what}, not a value",
                reference.span,
                "a number or array is wanted here",
                f"name one of its parts, such as `{name}.{member}`" if member else None,
                (Label(owner.span, f"`{name}` is declared here"),),
            )
        if name in self.builtin_functions:
            return fault(
                "G207",
                f"`{name}` is a function, not a value",
                reference.span,
                "a number or array is wanted here",
                f"call it: `{name}(...)`",
            )
        known = [*local, *self.values, *self.builtin_values]
        guess = next(iter(near(name, known)), None)
        declared = [e for e in self.values.get(guess or "", []) if e.span.end]
        labels = tuple(Label(e.span, f"`{guess}` is declared here") for e in declared[:1])
        return fault(
            "G201",
            f"unknown name `{name}`",
            reference.span,
            "not a parameter, constant or function",
            f"did you mean `{guess}`?" if guess else None,
            labels,
        )

    def value(self, entry: Entry, reference: ast.Reference) -> Node:
        """What the entry stands for in an expression."""
        if entry.what in ("function", "net"):
            raise fault(
                "G207",
                f"`{entry.name}` is a {entry.what}, not a value",
                reference.span,
                "a number or array is wanted here",
                f"call it: `{entry.name}(...)`",
                (Label(entry.span, "declared here"),),
            )
        if entry.node is None:
            raise REPORTED
        return entry.node


def _members(owner: Owner) -> str | None:
    names = [f"`{m.path}`" for m in owner.members.values()]
    return f"it has {', '.join(names)}" if names else None


def _did_you_mean(name: str, known: Iterable[str], after: str = "", before: str = "") -> str | None:
    guess = next(iter(near(name, known)), None)
    return f"did you mean `{before}{guess}{after}`?" if guess else None
