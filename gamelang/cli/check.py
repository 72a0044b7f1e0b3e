"""`gamelang check FILE...`: what kind of game is it, and do its claims hold?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from gamelang import compiler
from gamelang.cli import options
from gamelang.cli.page import full_page, page
from gamelang.cli.refusal import refused, status
from gamelang.cli.terminal import Ink, colourful
from gamelang.core.checked import Checked
from gamelang.core.game import TypedGame
from gamelang.core.report import Document, check_report, refused_report
from gamelang.diagnostics import machine, rendering
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.source import Source

Sheet = Callable[[str, Checked, Ink], str]
FORMATS = ("text", "concise", "json", "github")


@dataclass(frozen=True, slots=True)
class Answer:
    """One file: what was found, or (checked None) why it is no game."""

    file: str
    source: Source | None
    checked: Checked | None
    diagnostics: tuple[Diagnostic, ...]
    status: int


@click.command("check", short_help="Say what kind of game a file is and verify its claims.")
@options.files
@options.settings
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="A page to read, a line a problem, JSON, or annotations for GitHub.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--deep",
    is_flag=True,
    help="Fixed points and their kinds, monotonicity, steps that converge, and advice.",
)
@click.option(
    "--verbose",
    "-v",
    is_flag=True,
    help="The page with every verdict's evidence, nothing left out.",
)
@click.option("--strict", is_flag=True, help="A claim that could not be decided is an error.")
@options.budget
@click.option(
    "--certificate",
    metavar="OUT.json",
    help="Write the proofs, for `gamelang verify`. Takes a single FILE.",
)
@options.colour
def command(
    files: tuple[str, ...],
    settings: dict[str, str],
    form: str,
    as_json: bool,
    deep: bool,
    verbose: bool,
    strict: bool,
    budget: float,
    certificate: str | None,
    colour: bool | None,
) -> int:
    """Say what kind of game each FILE is, with proofs, and verify its claims.

    A FILE may be `-`, the standard input. Exit status 1 if a file has errors or a claim fails.
    """
    if certificate is not None and len(files) > 1:
        raise click.UsageError("--certificate takes a single FILE")
    if files.count("-") > 1:
        raise click.UsageError("the standard input can be read once")
    form = "json" if as_json else form
    answered = compiler.answered_deeply if deep else compiler.answered
    sheet = full_page if verbose else page
    worst = 0
    for number, file in enumerate(files):
        answer = _answer(file, settings, answered, strict, budget)
        if form == "text" and number:
            click.echo()
        _show(answer, form, len(files), sheet, colourful(colour, sys.stdout))
        if certificate is not None and answer.checked is not None:
            _certify(answer.checked, Path(certificate))
        worst = max(worst, answer.status)
    return worst


def _answer(
    file: str,
    settings: dict[str, str],
    answered: Callable[[TypedGame, float], Checked],
    strict: bool,
    budget: float,
) -> Answer:
    from gamelang.syntax.text import read_source

    source = None
    try:
        source = read_source(file)
        checked = answered(compiler.typed(source, settings), budget)
    except Rejected as refusal:
        return Answer(file, refusal.source or source, None, refusal.diagnostics, refused(refusal))
    checked = checked.strict() if strict else checked
    return Answer(file, source, checked, checked.diagnostics, status(checked.diagnostics))


def _show(answer: Answer, form: str, files: int, sheet: Sheet, colour: bool) -> None:
    match form:
        case "json":
            text = json.dumps(_report(answer), ensure_ascii=False, indent=2 if files == 1 else None)
            click.echo(text, color=True)
        case "concise":
            for d in answer.diagnostics:
                click.echo(machine.concise(d, answer.source))
            _conclude(answer)
        case "github":
            for d in answer.diagnostics:
                click.echo(machine.github(d, answer.source))
            _conclude(answer)
        case _:
            click.echo(_text(answer, sheet, colour), color=colour)


def _report(answer: Answer) -> Document:
    found: list[Document] = [dict(machine.as_dict(d, answer.source)) for d in answer.diagnostics]
    if answer.checked is None:
        return refused_report(answer.file, found)
    checked = answer.checked
    report = check_report(answer.file, checked, found)
    if checked.deep is None:
        return report
    from gamelang.core.deep_report import with_deep

    return with_deep(report, checked.deep, checked.analysis.fixed_points)


def _conclude(answer: Answer) -> None:
    """One line for a game, so that silence never has to be interpreted."""
    if answer.checked is not None:
        game, analysis = answer.checked.game, answer.checked.analysis
        click.echo(f"{answer.file}: {game.name}: {analysis.game_class}")


def _text(answer: Answer, sheet: Sheet, colour: bool) -> str:
    frames = rendering.render_all(answer.diagnostics, answer.source, colour).rstrip("\n")
    if answer.checked is None:
        return frames
    checked = answer.checked
    shown = sheet(answer.file, checked, Ink(colour))
    return f"{shown}\n\n{frames}" if frames else shown


def _certify(checked: Checked, out: Path) -> None:
    """Writes the proofs beside everything that is needed to check them again."""
    document = compiler.certificate(checked)
    try:
        out.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as problem:
        raise click.UsageError(f"cannot write {out}: {problem.strerror}") from None
