"""Identifiers for emitted Python: every user name gets one that can clash with nothing.

A name of Latin letters keeps itself where that is safe; Greek letters are spelled out; a keyword,
a builtin or a name of the emitted module gets a trailing underscore.
"""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

# What emitted modules use themselves; user names step aside.
OURS = frozenset(
    (
        *("base64", "jax", "jnp", "np", "params", "v", "dtype", "key", "keys", "rate"),
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
    """Gives out identifiers, each once. `inner` starts a scope that sees the names above it."""

    used: set[str] = field(default_factory=lambda: set(TAKEN))

    def give(self, wanted: str) -> str:
        """The wanted name made safe; a number is appended where it is taken."""
        plain = spelled(wanted)
        chosen = plain if plain not in self.used else f"{plain}_"
        number = 2
        while chosen in self.used:
            chosen = f"{plain}_{number}"
            number += 1
        self.used.add(chosen)
        return chosen

    def inner(self, reserved: Iterable[str] = ()) -> Names:
        return Names(self.used | set(reserved))
