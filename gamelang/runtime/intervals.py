"""How far apart the records of a run are."""

from __future__ import annotations

RECORDS = 1000  # at most as many a run, and half as many at least


def interval(steps: int) -> int:
    """Steps from record to record in a run of so many."""
    return 1 << max(0, (steps - 1) // RECORDS).bit_length()
