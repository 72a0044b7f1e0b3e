"""Habits in how statements are written: each has its own message and help.

In: a stumble. Out: its diagnostic, or None where it is another habit.
"""

from __future__ import annotations

from gamelang.diagnostics.model import Diagnostic
from gamelang.diagnostics.near import near
from gamelang.source import Source, Span
from gamelang.syntax.blocks import HEADERS, first_word
from gamelang.syntax.layout import RESERVED, Line
from gamelang.syntax.pieces import token_span
from gamelang.syntax.stumble import NAMES, Stumble

DECLARATIONS = ("dim", "const", "let", "fn", "sampler", "player", "metric", "claim", "train")
OBJECTIVES = {
    "minimise": "minimize", "min": "minimize", "loss": "minimize", "cost": "minimize",
    "objective": "minimize", "maximise": "maximize", "max": "maximize", "reward": "maximize",
    "payoff": "maximize", "utility": "maximize",
}  # fmt: skip
PYTHON = {
    "def": "a function is written `fn f(x: real) = x**2`",
    "lambda": "a function is declared: `fn f(x: real) = x**2`",
    "import": "the functions of the language need no import",
    "class": "an agent is a block `player name:`",
    "return": "the value of a `fn` stands behind its `=`",
    "while": "nothing is repeated; a recurrence is `let h[t in T] = ... h[t-1] ... from 0`",
    "print": "a number to log is `metric name = ...`",
    "for": "an indexed value is `let y[i in n] = ...`",
    "if": "a choice is `a if c else b`",
    "with": "there are no context managers",
    "assert": "a statement to verify is `claim ...`",
}


def no_header(source: Source, line: Line | None) -> Diagnostic:
    span = Span(0, 0) if line is None else first_word(source, line)
    return Diagnostic(
        "G017",
        "the file is empty" if line is None else "the file does not begin with its `game` line",
        span,
        "" if line is None else "expected `game` first",
        help="begin the file with `game my_game`",
    )


def _second_game(s: Stumble) -> Diagnostic | None:
    if s.token.type != "GAME" or s.tokens or s.place != "file":
        return None
    return Diagnostic(
        "G050", "a file is one game", s.span, "a second `game` line", help="move it to its own file"
    )


def _python(s: Stumble) -> Diagnostic | None:
    """`def f(x):`, `lambda x: x`: seen at the word itself or at what follows it."""
    word = s.token if not s.tokens else s.tokens[-1]
    behind = bool(s.tokens) and (word.type != "NAME" or not _names_side_by_side(s))
    if str(word) not in PYTHON or behind:
        return None
    return Diagnostic(
        "G037",
        f"`{word}` is a word of Python, not of this language",
        token_span(word),
        "has no meaning here",
        help=PYTHON[str(word)],
    )


def _names_side_by_side(s: Stumble) -> bool:
    return s.previous is not None and s.previous.type == "NAME" and s.token.type in NAMES


def _objective(s: Stumble) -> Diagnostic | None:
    """`minimise x` in a player: a name where `minimize` is meant."""
    if s.place != "block" or len(s.tokens) != 1 or s.token.type == "COLON":
        return None
    word = s.first
    found = near(word, ("minimize", "maximize"), limit=1)
    meant = found[0] if found else OBJECTIVES.get(word)
    if meant is None or s.tokens[0].type not in NAMES:
        return None
    return Diagnostic(
        "G033",
        f"an objective does not begin with `{word}`",
        token_span(s.tokens[0]),
        f"`{meant}` is the word",
        help=f"write `{meant}`",
    )


def _declaration(s: Stumble) -> Diagnostic | None:
    """A statement that begins with no word of the language."""
    if s.tokens or s.place != "file":
        return None
    word = str(s.token)
    found = near(word, DECLARATIONS, limit=1)
    if found:
        advice = f"did you mean `{found[0]}`?"
    elif s.source.text[s.span.end : s.line.end].lstrip().startswith("="):
        advice = f"write `let {word} = ...` or `const {word} = ...`"
    else:
        advice = "a declaration begins with " + ", ".join(f"`{d}`" for d in DECLARATIONS)
    return Diagnostic(
        "G018", f"`{word}` does not begin a declaration", s.span, "unknown here", help=advice
    )


def _block_word(s: Stumble) -> Diagnostic | None:
    """`paramter x: real` or `batch_size 3` in a block."""
    if s.place != "block" or len(s.tokens) != 1 or s.tokens[0].type not in NAMES:
        return None
    found = near(s.first, ("net", "batch"), limit=1)
    if (
        s.token.type == "COLON"
        or not found
        or found[0].upper() not in s.accepted | {"NET", "BATCH"}
    ):
        return None
    return Diagnostic(
        "G021",
        f"`{s.first}` cannot begin a line of this block",
        token_span(s.tokens[0]),
        "unknown here",
        help=f"did you mean `{found[0]}`?",
    )


def _colon(s: Stumble) -> Diagnostic | None:
    if s.first not in HEADERS or "COLON" not in s.accepted or not s.ends:
        return None
    header = s.source.text[s.line.start : s.line.end]
    return Diagnostic(
        "G019",
        f"the line `{s.first}` does not end with a colon",
        s.span,
        "expected `:`",
        help=f"write `{header}:`" if len(header) < 60 else "add `:`",
    )


def _one_line(s: Stumble) -> Diagnostic | None:
    if s.first not in HEADERS or s.previous != ":" or s.ends or s.accepted != {"_NEWLINE"}:
        return None
    return Diagnostic(
        "G020",
        f"the block of a `{s.first}` does not stand on its line",
        Span(s.span.start, s.line.end),
        "belongs on lines of its own",
        help="put each statement on a line of its own, indented by four spaces",
    )


def _reserved(s: Stumble) -> Diagnostic | None:
    word = str(s.token)
    if word not in RESERVED or "NAME" not in s.accepted:
        return None
    if s.expects_value and word not in ("in", "from", "E"):
        name = "a value is expected here"
    else:
        name = "cannot be a name"
    split = [str(token) for token in s.tokens[-2:]] == ["split", "="]
    return Diagnostic(
        "G023",
        f"`{word}` is a reserved word",
        s.span,
        name,
        help=f'write split="{word}"' if split else f"choose another name, `{word}_` for example",
    )


def _misspelt(s: Stumble) -> Diagnostic | None:
    """`1 form 0`, `x fro i in n`: a name where a word of the language could stand."""
    if s.token.type not in NAMES:
        return None
    words = [word for word in RESERVED if word.upper() in s.accepted]
    found = near(str(s.token), words, limit=1)
    if not found:
        return None
    return Diagnostic(
        "G021", f"`{s.token}` cannot stand here", s.span, help=f"did you mean `{found[0]}`?"
    )


STATEMENT_HABITS = (
    _second_game,
    _python,
    _objective,
    _declaration,
    _colon,
    _one_line,
)
WORD_HABITS = (
    _reserved,
    _misspelt,
    _block_word,
)
