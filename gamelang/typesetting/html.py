"""A game and its report as a small piece of HTML, for notebooks.

In: plain data, as `check --json` prints it. Names and texts come from a file that nobody vouches
for: all of them are escaped. No scripts, no style sheets, nothing is loaded; colours are those of
the page around, so that it reads on light and on dark. Formulas are LaTeX between dollars, which a
notebook typesets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from gamelang.diagnostics.model import Rejected
from gamelang.diagnostics.printable import printable
from gamelang.typesetting.expression import latex_of

LONGEST_FORMULA = 2_000  # characters of the language
MOST_POINTS = 6
GREEN, RED, AMBER = "#2a9d5c", "#d9534f", "#c7890a"  # legible on white and on black
PAINT = {"yes": GREEN, "no": RED, "conditional": AMBER, "unknown": AMBER}
HEADINGS = {"yes": "yes", "conditional": "if", "no": "no", "unknown": "not decided"}
SIGNS = {"yes": "✓", "no": "✗", "conditional": "✗", "unknown": "?"}
Document = Mapping[str, Any]


def report_html(report: Document) -> str:
    """`check --json` at a glance: class, potential, verdicts, claims, and what `deep` found."""
    name = report["game"]
    if name is None:
        return _framed(["<b>no game</b>", *_problems(report)])
    return _framed(
        [
            f"<b>{_safe(name)}</b>: {_safe(report['class'])}",
            *_formula("φ", "\\phi", report["potential_function"]),
            _table(_verdict_rows(report["verdicts"])),
            *_claims(report["claims"]),
            *_points(report["fixed_points"]),
            *_advice(report["recommendation"]),
            *_problems(report),
        ]
    )


def game_html(
    name: str, title: str | None, players: Sequence[Document], losses: Mapping[str, str] | None
) -> str:
    """Who there is, what she may change, and her loss where it can be written."""
    head = f"<b>{_safe(name)}</b>" + (f": {_safe(title)}" if title else "")
    rows = [
        (_safe(p["name"]) + _many(p), _safe(p["objective"] + "s"), _safe(", ".join(_owned(p))))
        for p in players
    ]
    formula = losses_latex(losses)
    return _framed([head, _table(rows), *([f"<div>{escape(formula)}</div>"] if formula else [])])


def losses_latex(losses: Mapping[str, str] | None) -> str | None:
    """What each player lowers, between double dollars; None where it is too long to read."""
    if losses is None or sum(map(len, losses.values())) > LONGEST_FORMULA:
        return None
    try:
        rows = [f"\\ell_{{{latex_of(who)}}} &= {latex_of(loss)}" for who, loss in losses.items()]
    except Rejected:
        return None
    return "$$\\begin{aligned}" + " \\\\ ".join(rows) + "\\end{aligned}$$"


def potential_latex(phi: str | None) -> str | None:
    """φ between double dollars, where there is one that can be read."""
    written = None if phi is None else _latex(phi)
    return None if written is None else f"$$\\phi = {written}$$"


def _latex(text: str) -> str | None:
    if len(text) > LONGEST_FORMULA:
        return None
    try:
        return latex_of(text)
    except Rejected:
        return None


def _safe(text: object) -> str:
    """Text that is shown as it is: a dollar or a backslash in an element of its own starts no
    formula."""
    shown = escape(printable(str(text)))
    return shown.replace("$", "<span>$</span>").replace("\\", "<span>\\</span>")


def _attribute(text: object) -> str:
    return escape(printable(str(text)))


def _framed(parts: Sequence[str]) -> str:
    inside = "".join(f"<div>{part}</div>" for part in parts if part)
    return f'<div class="gamelang" style="line-height:1.5;color:inherit">{inside}</div>'


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells that are HTML already."""
    cell = "text-align:left;vertical-align:top;padding:1px 12px 1px 0;background:none"
    lines = "".join(
        "<tr>" + "".join(f'<td style="{cell}">{one}</td>' for one in row) + "</tr>" for row in rows
    )
    return f'<table style="border:none;margin:4px 0;color:inherit">{lines}</table>'


def _coloured(text: str, status: str) -> str:
    return f'<span style="color:{PAINT[status]}">{text}</span>'


def _many(player: Document) -> str:
    count = player.get("count")
    return "" if count is None else f" × {_safe(count)}"


def _owned(player: Document) -> Iterator[str]:
    for parameter in player["parameters"]:
        shape = ", ".join(map(str, parameter["shape"]))
        if "network" in parameter:
            yield _safe(parameter["network"].removeprefix("net "))
        else:
            yield parameter["name"] + (f"[{shape}]" if shape else "")


def _formula(head: str, sign: str, text: str | None) -> Iterator[str]:
    if text is None:
        return
    written = _latex(text)
    if written is None:
        yield f"{escape(head)} = <code>{_safe(text[:LONGEST_FORMULA])}</code>"
    else:
        yield escape(f"$\\displaystyle {sign} = {written}$")


def _verdict_rows(verdicts: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    """An answer, and the words that it answers; the reason on hovering."""
    for status, heading in HEADINGS.items():
        words = [
            f'<span title="{_attribute(verdict["reason"] or "")}">{_safe(name)}</span>'
            + (f" iff <code>{_safe(verdict['condition'])}</code>" if verdict["condition"] else "")
            for name, verdict in verdicts.items()
            if verdict["status"] == status
        ]
        if words:
            yield _coloured(heading, status), ", ".join(words)


def _claims(claims: Sequence[Document]) -> Iterator[str]:
    for claim in claims:
        status = claim["status"]
        remark = f" only if <code>{_safe(claim['condition'])}</code>" if claim["condition"] else ""
        yield f"{_coloured(SIGNS[status], status)} {_safe(claim['text'])}{remark}"


def _points(points: Sequence[Document]) -> Iterator[str]:
    kinds = ("local_nash", "stable_fixed_point", "flow_stable", "centre", "strict_saddle")
    for point in points[:MOST_POINTS]:
        at = ", ".join(f"{name} = {_short(value)}" for name, value in point["at"].items())
        said = [kind.replace("_", " ") for kind in kinds if point[kind]]
        plain = "no fixed point" if point["fixed_point"] is False else "fixed point"
        yield f"at <code>{_safe(at)}</code>: {_safe(', '.join(said) or plain)}"
    if len(points) > MOST_POINTS:
        yield f"and {len(points) - MOST_POINTS} points more"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _advice(advice: Document | None) -> Iterator[str]:
    if advice is not None:
        yield f"advice: <b>{_safe(advice['method'])}</b>, {_safe(advice['why'])}"


def _problems(report: Document) -> Iterator[str]:
    for problem in report["diagnostics"]:
        status = "no" if problem["severity"] == "error" else "unknown"
        where = "" if problem["line"] is None else f" (line {problem['line']})"
        code = _coloured(f"{_safe(problem['severity'])} {_safe(problem['code'])}", status)
        yield f"{code}{where}: {_safe(problem['message'])}"
