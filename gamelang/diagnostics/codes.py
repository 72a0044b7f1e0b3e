"""Every diagnostic code with its short title: the one table that `explain`, tests and docs read.

G0xx text and syntax, G1xx players and ownership, G2xx names, G3xx types and shapes,
G4xx the game (claims, losses, domains), G5xx settings and runs.
Each code has a page `docs/codes/CODE.md` with a bad and a good game.
"""

from __future__ import annotations

TITLES: dict[str, str] = {
    # G0xx: text
    "G001": "the file is too large",
    "G002": "the file is not UTF-8",
    "G003": "a control character",
    "G004": "an invisible or bidirectional character",
    "G005": "a tab in the indentation",
    "G006": "too many tokens",
    "G007": "nested too deeply",
    "G008": "a name is too long",
    "G009": "a number has too many digits",
    "G010": "a decimal exponent is too large",
    "G011": "a string is not closed",
    "G012": "an unknown escape in a string",
    "G013": "a bracket is never closed",
    "G014": "a closing bracket without its opening bracket",
    "G015": "a character that the language does not use",
    "G016": "wrong indentation",
    # G0xx: statements and blocks
    "G017": "the file does not begin with `game NAME`",
    "G018": "an unknown declaration",
    "G019": "a missing colon",
    "G020": "a block on the line of its header",
    "G021": "a word or sign that cannot stand here",
    "G022": "a statement that ends too early",
    "G023": "a reserved word used as a name",
    "G024": "`^` is not an operator",
    "G025": "a missing `*`",
    "G026": "a plus sign before a value",
    "G027": "a chained comparison",
    "G028": "`:=` is not an operator",
    "G029": "braces",
    "G030": "`E(...)` instead of `E[...]`",
    "G031": "a generator inside `E[...]`",
    "G032": "a random `let` without a type",
    "G033": "a misspelt `minimize` or `maximize`",
    "G034": "`=` where `==` is meant",
    "G035": "a semicolon",
    "G036": "`&&`, `||` or `!`",
    "G037": "a statement of Python, not of the language",
    "G038": "a call of something that is no name",
    "G039": "a member of something that has no members",
    "G040": "arguments in a wrong order or given twice",
    "G041": "`if` in a list",
    "G042": "a generator beside other arguments",
    "G043": "an unknown property",
    "G044": "a bound of a dim that is no integer",
    "G045": "a string in single quotes",
    "G046": "a slice with a step",
    "G047": "an empty list",
    "G048": "an empty block",
    "G049": "a second `batch` line in a sampler",
    "G050": "a second `game` line",
    "G051": "more errors than are shown",
    # G1xx: players and ownership
    "G101": "a player without an objective",
    "G102": "a player with two objectives",
    # G2xx: names
    # G3xx: types and shapes
    # G4xx: the game
    # G47x and G48x: data files
    "G470": "a data file of a game without a folder",
    "G471": "a data file outside the spec's folder",
    "G472": "a data file that is not there",
    "G473": "a data file that cannot be read",
    "G474": "a data file that is too large",
    "G475": "a file that is not in NumPy's format",
    "G476": "a data file with pickled objects",
    "G477": "a data file without real numbers",
    "G478": "a data file of the wrong length",
    "G479": "NaN or an infinity in a data file",
    "G480": "a data file of another shape",
    "G481": "a damaged archive of arrays",
    "G482": "an array that an archive does not hold",
    "G483": "a table that is not UTF-8",
    "G484": "rows of different lengths",
    "G485": "a word where a number is wanted",
    "G486": "a data file without numbers",
    "G487": "a number in a table beyond the limits",
    "G488": "a fraction where integers are declared",
    "G489": "wrong names of arrays in a call that reads a file",
    # G5xx: settings and runs
    "G501": "a file that cannot be read",
}
