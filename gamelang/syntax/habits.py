"""Why a token cannot stand where it stands, in the words of the writer.

In: a stumble, which is the tokens of a statement up to the one that the grammar refuses. Out: one
diagnostic. Habits from Python, from mathematics and from other languages come first, each
with its own message; what is no known habit gets what was expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lark import Token

from gamelang.diagnostics.model import Diagnostic, Label
from gamelang.diagnostics.near import near
from gamelang.source import Source, Span
from gamelang.syntax.blocks import HEADERS, first_word
from gamelang.syntax.expected import expectation
from gamelang.syntax.layout import RESERVED, Line
from gamelang.syntax.pieces import token_span

DECLARATIONS = ("dim", "const", "let", "fn", "sampler", "player", "metric", "claim", "train")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
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
_NAMES = ("NAME", "MEMBER", "FOR_ONE")


@dataclass(frozen=True, slots=True)
class Stumble:
    """`tokens` were read, `token` was refused, `accepted` could have come; `block`: inside one."""

    source: Source
    line: Line
    tokens: list[Token]
    token: Token
    accepted: frozenset[str]
    block: bool

    @property
    def ends(self) -> bool:
        """The statement ended too early."""
        return self.token.type == "_NEWLINE"

    @property
    def span(self) -> Span:
        if self.ends:
            start = self.token.start_pos or 0
            return Span(start, start + 1)
        return token_span(self.token)

    @property
    def previous(self) -> Token | None:
        return self.tokens[-1] if self.tokens else None

    @property
    def first(self) -> str:
        return str(self.tokens[0]) if self.tokens else ""

    @property
    def expects_value(self) -> bool:
        return "NUMBER" in self.accepted and "LPAR" in self.accepted

    @property
    def after_value(self) -> bool:
        return "STAR" in self.accepted or "PLUS" in self.accepted


def explain(stumble: Stumble) -> Diagnostic:
    """The diagnostic for a stumble."""
    return next(found for habit in _HABITS if (found := habit(stumble)) is not None)


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
    if s.token.type != "GAME" or s.tokens or s.block:
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
    return s.previous is not None and s.previous.type == "NAME" and s.token.type in _NAMES


def _objective(s: Stumble) -> Diagnostic | None:
    """`minimise x` in a player: a name where `minimize` is meant."""
    if not s.block or len(s.tokens) != 1 or s.token.type == "COLON":
        return None
    word = s.first
    found = near(word, ("minimize", "maximize"), limit=1)
    meant = found[0] if found else OBJECTIVES.get(word)
    if meant is None or s.tokens[0].type not in _NAMES:
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
    if s.tokens or s.block:
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
    if not s.block or len(s.tokens) != 1 or s.tokens[0].type not in _NAMES:
        return None
    found = near(s.first, ("net", "batch"), limit=1)
    if s.token.type == "COLON" or not found or found[0].upper() not in s.accepted | {"NET", "BATCH"}:
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


def _plus(s: Stumble) -> Diagnostic | None:
    if s.token != "+" or not s.expects_value:
        return None
    return Diagnostic("G026", "there is no plus sign before a value", s.span, help="leave out `+`")


def _chain(s: Stumble) -> Diagnostic | None:
    """`0 < x < 1`: a comparison before, at the same depth and with no `and` between."""
    if s.token not in COMPARISONS:
        return None
    depth, first = 0, None
    for k in range(len(s.tokens) - 1, -1, -1):
        depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(str(s.tokens[k]), 0)
        if depth < 0 or (depth == 0 and s.tokens[k] in ("and", "or", "not", "if", "else", ",")):
            break
        if depth == 0 and s.tokens[k] in COMPARISONS:
            first = k
            break
    if first is None:
        return None
    text = s.source.text[token_span(s.tokens[first]).end : s.span.start].strip()
    return Diagnostic(
        "G027",
        "comparisons are not chained",
        s.span,
        "a second comparison",
        (Label(token_span(s.tokens[first]), "the first is here"),),
        help=f"write `... {s.tokens[first]} {text} and {text} {s.token} ...`",
    )


def _expectation(s: Stumble) -> Diagnostic | None:
    if s.previous is None or s.previous.type != "E" or s.token != "(":
        return None
    return Diagnostic(
        "G030",
        "the expectation has square brackets",
        token_span(s.previous).to(s.span),
        "`E` is no function",
        help="write `E[...]`",
    )


def _expected_generator(s: Stumble) -> Diagnostic | None:
    if s.token.type != "FOR":
        return None
    opening = _opening(s.tokens)
    if opening is None or opening == 0 or s.tokens[opening - 1].type != "E":
        return None
    return Diagnostic(
        "G031",
        "`E[...]` averages over draws, not over an index",
        s.span,
        "a generator",
        (Label(token_span(s.tokens[opening - 1]), "the expectation"),),
        help="write `E[mean(... for i in n)]`",
    )


def _opening(tokens: list[Token]) -> int | None:
    """The bracket that is open behind these tokens."""
    depth = 0
    for k in range(len(tokens) - 1, -1, -1):
        depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(str(tokens[k]), 0)
        if depth < 0:
            return k
    return None


def _equals(s: Stumble) -> Diagnostic | None:
    """`claim a = b`, `where(a = b, 1, 0)`."""
    doubled = s.token == "=" and s.previous == "=" and s.expects_value
    if doubled:
        return Diagnostic(
            "G034", "a value is given with one `=`", s.span, help="leave out the second `=`"
        )
    if s.token != "=" or not s.after_value:
        return None
    return Diagnostic(
        "G034", "`=` compares nothing", s.span, "an equation needs two", help="write `==`"
    )


def _reserved(s: Stumble) -> Diagnostic | None:
    word = str(s.token)
    if word not in RESERVED or "NAME" not in s.accepted:
        return None
    if s.expects_value and word not in ("in", "from", "E"):
        name = "a value is expected here"
    else:
        name = "cannot be a name"
    return Diagnostic(
        "G023",
        f"`{word}` is a reserved word",
        s.span,
        name,
        help=f"choose another name, `{word}_` for example",
    )


def _misspelt(s: Stumble) -> Diagnostic | None:
    """`1 form 0`, `x fro i in n`: a name where a word of the language could stand."""
    if s.token.type not in _NAMES:
        return None
    words = [word for word in RESERVED if word.upper() in s.accepted]
    found = near(str(s.token), words, limit=1)
    if not found:
        return None
    return Diagnostic(
        "G021", f"`{s.token}` cannot stand here", s.span, help=f"did you mean `{found[0]}`?"
    )


def _times(s: Stumble) -> Diagnostic | None:
    """`2 x`, `x y`, `(a) b`."""
    values = (*_NAMES, "NUMBER", "E")
    if s.token.type not in values or not s.after_value or s.previous is None:
        return None
    return Diagnostic(
        "G025",
        f"nothing stands between `{s.previous}` and `{s.token}`",
        s.span,
        "two values side by side",
        (),
        help=f"write `{s.previous} * {s.token}` if a product is meant",
    )


def _step(s: Stumble) -> Diagnostic | None:
    if s.token != ":" or (opening := _opening(s.tokens)) is None or s.tokens[opening] != "[":
        return None
    if ":" not in [str(t) for t in s.tokens[opening:]]:
        return None
    return Diagnostic(
        "G046",
        "a slice has no step",
        s.span,
        "a second colon",
        help="write `[x[2 * i] for i in n]` for every second entry",
    )


def _empty_list(s: Stumble) -> Diagnostic | None:
    if s.token != "]" or s.previous != "[" or not s.expects_value:
        return None
    span = token_span(s.tokens[-1]).to(s.span)
    return Diagnostic(
        "G047", "the brackets are empty", span, "holds nothing", help="write at least one entry"
    )


def _early_end(s: Stumble) -> Diagnostic | None:
    if not s.ends:
        return None
    what = expectation(s.accepted, s.source.name)
    return Diagnostic(
        "G022", "the statement ends too early", s.span, f"expected {what}", help=_example(s.first)
    )


def _unexpected(s: Stumble) -> Diagnostic | None:
    what = expectation(s.accepted, s.source.name)
    shown = str(s.token) if len(s.token) <= 40 else f"{s.token[:40]}..."
    return Diagnostic(
        "G021",
        f"`{shown}` cannot stand here",
        s.span,
        f"expected {what}",
        help=_example(s.first),
    )


_FORMS = {
    "game": 'game my_game "Its title"',
    "dim": "dim n >= 2",
    "const": "const a: vector[n] > 0 = 1",
    "let": "let y[i in n] = a[i] * x[i]",
    "fn": "fn f(x: vector[2], k: real) = exp(-k * dot(x, x))",
    "metric": "metric welfare = sum(profit)",
    "player": "player firm[i in n]:",
    "sampler": "sampler data:",
    "train": "train:",
    "net": "net D: vector[2] -> real = mlp(64, activation=tanh)",
}


def _example(word: str) -> str | None:
    return f"the form is `{_FORMS[word]}`" if word in _FORMS else None


_HABITS: tuple[Callable[[Stumble], Diagnostic | None], ...] = (
    _second_game,
    _python,
    _objective,
    _declaration,
    _colon,
    _one_line,
    _plus,
    _chain,
    _expectation,
    _expected_generator,
    _equals,
    _reserved,
    _misspelt,
    _block_word,
    _step,
    _empty_list,
    _times,
    _early_end,
    _unexpected,
)
