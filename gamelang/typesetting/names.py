"""Names as LaTeX."""

from __future__ import annotations

import unicodedata

GREEK = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
        *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi"),
        *("psi", "omega"),
    )
)

CAPITALS = frozenset(
    ("gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega")
)


def word(name: str) -> str:
    """A name as LaTeX: one letter as it is, a Greek letter by its command, else upright."""
    if name in GREEK:
        return f"\\{name}"
    if len(name) == 1:
        return _letter(name)
    if name.isascii():
        return f"\\mathrm{{{name.replace('_', chr(92) + '_')}}}"
    return "{" + " ".join(map(_letter, name)) + "}"


def _letter(letter: str) -> str:
    """ASCII as it is, Greek by its command; other letters as text."""
    if letter.isascii():
        return "\\_" if letter == "_" else letter
    called = unicodedata.name(letter, "").lower().replace("lamda", "lambda")
    small = called.removeprefix("greek small letter ")
    if small in GREEK:
        return f"\\{small}"
    large = called.removeprefix("greek capital letter ")
    return f"\\{large.capitalize()}" if large in CAPITALS else f"\\text{{{letter}}}"
