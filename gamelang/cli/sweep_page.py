"""What `sweep` tells a person at its end, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gamelang.cli.summary import GOOD
from gamelang.cli.terminal import Ink, columns

if TYPE_CHECKING:
    from gamelang.runtime.sweeps.digest import Share
    from gamelang.sweeping import Sweep

MOST_LINES = 40  # of one table of shares
MOST_ACROSS = 12  # columns of a table of two axes


def page(found: Sweep, ink: Ink) -> str:
    """A few lines and small tables, without a final line end."""
    lines = [_headline(found, ink), *(f"  {note}" for note in found.notes)]
    if found.rows.runs:
        lines += ["", *_extremes(found)]
    for shares in found.digest.shares:
        lines += ["", *(_matrix(shares) if len(shares[0].at) == 2 else _list(shares))]
    if found.output is not None:
        lines += ["", f"  rows  {found.output}"]
    return "\n".join(lines)


def document(found: Sweep) -> dict[str, Any]:
    """The object of `--json`; the rows themselves stand in it where no file has them."""
    from gamelang.runtime.result import plain

    short = found.digest
    shares = [
        {"at": s.at, "runs": s.runs, "converged": s.converged, "diverged": s.diverged}
        for table in short.shares
        for s in table
    ]
    whole: dict[str, Any] = {
        "schema_version": 1,
        "game": found.game,
        "runs": len(found.rows.runs),
        "runs_total": found.total,
        "over": found.over,
        "programs": found.programs,
        "interrupted": found.interrupted,
        "outcomes": short.outcomes,
        "best": short.best,
        "worst": short.worst,
        "shares": shares,
        "seconds": found.seconds,
        "output": None if found.output is None else str(found.output),
    }
    if found.output is None:
        whole["rows"] = list(found.rows.rows())
    return plain(whole)  # type: ignore[no-any-return]


def _headline(found: Sweep, ink: Ink) -> str:
    ends = ", ".join(
        f"{count} {_painted(word, ink)}" for word, count in found.digest.outcomes.items()
    )
    count = len(found.rows.runs)
    runs = f"{count} run{'' if count == 1 else 's'}"
    if count != found.total:
        runs = f"{count} of {found.total} runs"
    return f"{ink.strong(found.game)}: {runs} in {found.seconds:.1f} s: {ends or 'none'}"


def _painted(outcome: str, ink: Ink) -> str:
    if outcome in GOOD:
        return ink.good(outcome)
    return ink.bad(outcome) if outcome == "diverged" else ink.doubtful(outcome)


def _extremes(found: Sweep) -> Iterator[str]:
    names = list(found.over)
    head = ["", *names, "outcome", "step", "residual"]
    rows = [head]
    for label, some in (("best", found.digest.best), ("worst", found.digest.worst)):
        for place, row in enumerate(some):
            cells = [_number(row[n]) for n in (*names, "outcome", "outcome_step", "residual")]
            rows.append([label if place == 0 else "", *cells])
    yield from columns(rows)


def _list(shares: Sequence[Share]) -> list[str]:
    [name] = shares[0].at
    rows = [[name, "runs", "converged", "diverged"]]
    for share in _some(shares):
        ends = [_percent(share.converged), _percent(share.diverged)]
        rows.append([_number(share.at[name]), str(share.runs), *ends])
    return [*columns(rows), *_left_out(shares)]


def _matrix(shares: Sequence[Share]) -> list[str]:
    """The share that converged, the first axis down, the second across."""
    first, second = shares[0].at
    across = list(dict.fromkeys(share.at[second] for share in shares))
    if len(across) > MOST_ACROSS:
        return _long(shares)
    found = {(s.at[first], s.at[second]): _percent(s.converged) for s in shares}
    down = list(dict.fromkeys(share.at[first] for share in shares))
    rows = [[f"{first} \\ {second}", *(_number(value) for value in across)]]
    for value in down[:MOST_LINES]:
        rows.append([_number(value), *(found.get((value, other), "") for other in across)])
    left = [f"  ... and {len(down) - MOST_LINES} more"] if len(down) > MOST_LINES else []
    return ["  converged:", *columns(rows), *left]


def _long(shares: Sequence[Share]) -> list[str]:
    names = list(shares[0].at)
    rows = [[*names, "converged", "diverged"]]
    for share in _some(shares):
        at = [_number(share.at[name]) for name in names]
        rows.append([*at, _percent(share.converged), _percent(share.diverged)])
    return [*columns(rows), *_left_out(shares)]


def _some(shares: Sequence[Share]) -> Sequence[Share]:
    return shares[:MOST_LINES]


def _left_out(shares: Sequence[Any]) -> list[str]:
    return [f"  ... and {len(shares) - MOST_LINES} more"] if len(shares) > MOST_LINES else []


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _number(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
