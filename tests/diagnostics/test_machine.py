"""Diagnostics for programs."""

from gamelang.diagnostics.machine import as_dict, concise, github
from gamelang.diagnostics.model import Diagnostic
from gamelang.source import Source, Span

SOURCE = Source("a,b:c.game", "game g\nlet a = thet\n")
DIAGNOSTIC = Diagnostic("G201", "100% `thet`\nunknown", Span(15, 19), help="`theta`?")


def test_a_concise_diagnostic_is_one_line() -> None:
    assert concise(DIAGNOSTIC, SOURCE) == (
        "a,b:c.game:2:9: error[G201]: 100% `thet`\\x0aunknown (`theta`?)"
    )
    assert concise(Diagnostic("G001", "m"), None) == "error[G001]: m"


def test_a_workflow_command_escapes_what_would_end_it() -> None:
    assert github(DIAGNOSTIC, SOURCE) == (
        "::error file=a%2Cb%3Ac.game,line=2,col=9,endLine=2,endColumn=13,title=G201"
        "::100%25 `thet`%0Aunknown%0Ahelp: `theta`?"
    )
    assert github(Diagnostic("G001", "m", severity="note"), None) == "::notice title=G001::m"


def test_the_keys_of_json_are_those_of_the_contract() -> None:
    assert as_dict(DIAGNOSTIC, SOURCE) == {
        "code": "G201",
        "severity": "error",
        "message": "100% `thet`\nunknown",
        "help": "`theta`?",
        "line": 2,
        "column": 9,
        "end_line": 2,
        "end_column": 13,
    }
    assert as_dict(Diagnostic("G001", "m"), SOURCE)["line"] is None
