"""Names that a reader may have meant: near in spelling, nearest first."""

from __future__ import annotations

from collections.abc import Iterable

_CLOSE = 0.66


def near(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Up to `limit` known names near to `name`. A different case alone is always near."""
    lowered = name.lower()
    rated = [
        (_likeness(lowered, candidate.lower()), candidate)
        for candidate in set(known)
        if candidate != name and _comparable(lowered, candidate.lower())
    ]
    close = [(rate, candidate) for rate, candidate in rated if rate >= _CLOSE]
    return [candidate for _, candidate in sorted(close, key=lambda r: (-r[0], r[1]))[:limit]]


def _comparable(name: str, candidate: str) -> bool:
    """Names of very different length cannot be near; asking first keeps this cheap."""
    return abs(len(name) - len(candidate)) <= 1 + max(len(name), len(candidate)) // 3


def _likeness(name: str, candidate: str) -> float:
    if name == candidate:
        return 1.0
    if sorted(name) == sorted(candidate):
        return 0.95
    from difflib import SequenceMatcher  # loaded only when something is misspelt

    return SequenceMatcher(None, name, candidate, autojunk=False).ratio()
