"""Identifiers for emitted Python: every user name gets one that can clash with nothing.

A name of Latin letters keeps itself where that is safe; Greek letters are spelled out; a keyword,
a builtin or a name of the emitted module gets a trailing underscore.
"""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# What emitted modules use themselves; user names step aside.
OURS = frozenset(
    (
        *("base64", "jax", "jnp", "np", "params", "v", "dtype", "key", "keys", "rate"),
        *("externs", "given"),
        *("normal", "uniform", "gumbel"),
        *("init", "losses", "metrics", "xi", "Hv", "HTv", "xi_Hxi_HTxi", "xi_ATxi", "field"),
        *("along", "back", "turn", "tangent", "project", "onto_simplex", "inner"),
        *("direction", "step", "strength", "epsilon", "batch", "draw", "rows"),
    )
)
TAKEN = OURS | frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | frozenset(dir(builtins))
LONGEST = 40


def spelled(name: str) -> str:
    """The name in ASCII letters, digits and single underscores, never a dunder, never empty."""
    parts: list[str] = []
    for letter in name:
        if letter.isascii():
            parts.append(letter if letter.isalnum() else "_")
        else:
            parts.append(_spelled_letter(letter))
    text = "".join(parts)[:LONGEST].rstrip("_")
    while "__" in text:
        text = text.replace("__", "_")
    text = text.lstrip("_") or "name"
    return f"n{text}" if text[0].isdigit() else text


def _spelled_letter(letter: str) -> str:
    """`λ` is `lambda`, `Σ` is `Sigma`, anything else `u` with its code point."""
    words = unicodedata.name(letter, "").split()
    if len(words) >= 4 and words[0] == "GREEK" and words[2] == "LETTER":
        word = words[3].lower().replace("lamda", "lambda")
        return word if words[1] == "SMALL" else word.capitalize()
    return f"u{ord(letter):x}"


@dataclass(slots=True)
class Names:
    """Gives out identifiers, each once. `inner` starts a scope that sees the names above it;
    `nested` one that is written while the scope above goes on, so that each avoids the other's."""

    used: set[str] = field(default_factory=lambda: set(TAKEN))
    above: Names | None = None
    open: list[Names] = field(default_factory=list)

    def give(self, wanted: str) -> str:
        """The wanted name made safe; a number is appended where it is taken."""
        plain = spelled(wanted)
        chosen = plain if not self._taken(plain) else f"{plain}_"
        number = 2
        while self._taken(chosen):
            chosen = f"{plain}_{number}"
            number += 1
        self.used.add(chosen)
        return chosen

    def inner(self, reserved: Iterable[str] = ()) -> Names:
        return Names(self.used | set(reserved))

    @contextmanager
    def nested(self) -> Iterator[Names]:
        scope = Names(set(), self)
        self.open.append(scope)
        yield scope
        self.open.remove(scope)

    def _taken(self, name: str) -> bool:
        scope: Names | None = self
        while scope is not None:
            if name in scope.used:
                return True
            scope = scope.above
        return any(name in scope.used for scope in self._below())

    def _below(self) -> Iterator[Names]:
        for scope in self.open:
            yield scope
            yield from scope._below()
