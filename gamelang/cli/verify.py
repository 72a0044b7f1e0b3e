"""`gamelang verify CERTIFICATE.json`: check proofs again, with code that did not find them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gamelang.cli import options
from gamelang.cli.terminal import Ink, colourful, columns

if TYPE_CHECKING:
    from gamelang.certify.document import Result

LARGEST = 1 << 28  # bytes


@click.command("verify", short_help="Check the proofs in a certificate again.")
@click.argument("certificate", type=click.Path(path_type=Path), metavar="CERTIFICATE.json")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@options.colour
def command(certificate: Path, as_json: bool, colour: bool | None) -> int:
    """Check every proof of a CERTIFICATE again, from the text of the game that it holds. Data files
    that it names are looked for beside it. Exit status 1 if a proof does not hold."""
    from gamelang.certify.document import verify

    result = verify(_read(certificate), certificate.parent)
    if as_json:
        click.echo(json.dumps(_document(result), ensure_ascii=False, indent=2))
    else:
        ink = Ink(colourful(colour, sys.stdout))
        click.echo(_page(result, ink), color=ink.colour)
    return 0 if result.ok else 1


def _read(path: Path) -> object:
    try:
        if path.stat().st_size > LARGEST:
            raise click.UsageError(f"{path} is larger than 256 MiB")
        return json.loads(path.read_bytes(), object_pairs_hook=_object)
    except OSError as problem:
        raise click.UsageError(f"cannot read {path}: {problem.strerror}") from None
    except (ValueError, RecursionError):
        raise click.UsageError(f"{path} is no JSON") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """One reader takes the first of two equal keys, another the last: neither is what was meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _document(result: Result) -> dict[str, object]:
    verdicts = {
        name: {"status": found.status, "ok": found.ok, "reason": found.reason}
        for name, found in result.verdicts.items()
    }
    return {"schema_version": 1, "ok": result.ok, "reason": result.reason, "verdicts": verdicts}


def _page(result: Result, ink: Ink) -> str:
    rows = [
        (name, found.status, "" if found.status == "unknown" else "holds" if found.ok else "FAILS")
        for name, found in result.verdicts.items()
    ]
    last = ink.good("every proof holds") if result.ok else ink.bad(f"refused: {result.reason}")
    return "\n".join([*columns(rows, indent=0), last] if rows else [last])
