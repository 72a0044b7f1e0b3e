"""Random core ASTs in the normal form that the parser makes.

What the parser never makes is not here either:
- a Sum in a Sum, a Product in a Product, either with fewer than two parts;
- the negation of a literal as a product: `-2` is Literal(-2). Product(-1, 2) is `-1 * 2`;
- a number that is no finite decimal, or beyond 1,000 digits or exponents of 400;
- `stop` of one argument as a Call, or a condition in the clauses of a list;
- a bare type `real` with a domain apart from its short form in a `const` (both are one tree).
Every other nesting of the node kinds is possible, sensible or not: names and shapes are the
business of checking.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from gamelang.core import ast

NAMES = st.sampled_from(
    [
        "x",
        "y",
        "i",
        "n",
        "T",
        "row",
        "col_2",
        "θ",
        "αβ",
        "sum",
        "real",
        "all",
        "batch_",
        "lambda",
        "_0",
        "in_",
        "ford",
        "Ex",
        "symmetric",
        "index",
        "vector",
        "method",
        "transpose",
        "e1",
    ]
)

_DECIMALS = st.builds(
    lambda digits, exponent: Fraction(digits) * Fraction(10) ** exponent,
    st.integers(0, 10**20),
    st.one_of(st.integers(-8, 8), st.integers(-400, 380)),
)
NUMBERS = st.one_of(st.integers(-20, 20).map(Fraction), _DECIMALS, _DECIMALS.map(lambda d: -d))
TEXTS = st.text('ab "\\.é#(', max_size=6)

LEAVES = st.one_of(
    st.builds(ast.Reference, NAMES),
    st.builds(ast.Reference, NAMES, NAMES),
    st.builds(ast.Literal, NUMBERS),
    st.builds(ast.Literal, TEXTS),
    st.builds(ast.Literal, st.booleans()),
)


def _tuples(
    items: st.SearchStrategy[ast.Expr], least: int, most: int = 3
) -> st.SearchStrategy[tuple[ast.Expr, ...]]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def _flat_sum(terms: tuple[ast.Expr, ...]) -> ast.Sum:
    flat = [t for term in terms for t in (term.terms if isinstance(term, ast.Sum) else (term,))]
    return ast.Sum(tuple(flat))


def _flat_product(factors: tuple[ast.Expr, ...]) -> ast.Product:
    flat = [
        f
        for factor in factors
        for f in (factor.factors if isinstance(factor, ast.Product) else (factor,))
    ]
    return ast.Product(tuple(flat))


def _negated(factor: ast.Expr) -> ast.Expr:
    match factor:
        case ast.Literal(Fraction() as value):
            return ast.Literal(-value)
        case _:
            return _flat_product((ast.Literal(Fraction(-1)), factor))


def _reciprocal(base: ast.Expr) -> ast.Expr:
    return ast.Operator("**", (base, ast.Literal(Fraction(-1))))


def _call(
    function: ast.Reference,
    arguments: tuple[ast.Expr, ...],
    keywords: dict[str, ast.Expr],
    indices: tuple[ast.Expr, ...],
) -> ast.Call:
    return ast.Call(function, arguments, tuple(keywords.items()), indices)


def _clauses(
    inner: st.SearchStrategy[ast.Expr], filtered: bool
) -> st.SearchStrategy[tuple[ast.Clause, ...]]:
    condition = st.one_of(st.none(), inner) if filtered else st.none()
    clause = st.builds(ast.Clause, NAMES, inner, condition)
    return st.lists(clause, min_size=1, max_size=2).map(tuple)


def _larger(inner: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Expr]:
    functions = st.builds(ast.Reference, NAMES) | st.builds(ast.Reference, NAMES, NAMES)
    keywords = st.dictionaries(NAMES | st.tuples(NAMES, NAMES).map(".".join), inner, max_size=2)
    slices = st.builds(ast.Slice, st.none() | inner, st.none() | inner)
    signs = st.sampled_from(["**", "@", "//", "%", "<", "<=", ">", ">=", "==", "!=", "and", "or"])
    return st.one_of(
        _tuples(inner, 2, 4).map(_flat_sum),
        _tuples(inner | inner.map(_reciprocal), 2, 4).map(_flat_product),
        inner.map(_negated),
        inner.map(_reciprocal),
        st.builds(ast.Operator, signs, st.tuples(inner, inner)),
        st.builds(ast.Operator, st.just("not"), st.tuples(inner)),
        st.builds(_call, functions, _tuples(inner, 0), keywords, _tuples(inner, 0, 2)),
        st.builds(
            ast.Reduction,
            functions,
            inner,
            _clauses(inner, True),
            keywords.map(lambda k: tuple(k.items())),
        ),
        st.builds(ast.Comprehension, inner, _clauses(inner, False)),
        st.builds(ast.Index, inner, st.lists(inner | slices, min_size=1, max_size=3).map(tuple)),
        st.builds(ast.Array, _tuples(inner, 1)),
        st.builds(ast.Choice, inner, inner, inner),
        st.builds(ast.Expectation, inner),
        st.builds(ast.Stop, inner),
    )


EXPRESSIONS: st.SearchStrategy[ast.Expr] = st.recursive(LEAVES, _larger, max_leaves=12)
SMALL: st.SearchStrategy[ast.Expr] = st.recursive(LEAVES, _larger, max_leaves=3)

# ---- types and declarations

BOUNDS = st.builds(ast.Bound, st.sampled_from(["<", "<=", ">", ">=", "!="]), SMALL)
DOMAINS = st.builds(ast.Interval, SMALL, SMALL) | BOUNDS
TYPES = st.builds(ast.Type, NAMES, _tuples(SMALL, 0), st.none() | DOMAINS)
INDICES = st.lists(st.builds(ast.IndexVariable, NAMES, SMALL), max_size=2).map(tuple)
MAYBE = st.none() | SMALL
PROPERTIES = st.lists(
    st.sampled_from(["symmetric", "antisymmetric", "diagonal", "orthogonal", "psd"]), max_size=2
).map(tuple)


def _let(
    name: str,
    indices: tuple[ast.IndexVariable, ...],
    kind: ast.Type | None,
    value: ast.Expr,
    random: bool,
    start: ast.Expr | None,
) -> ast.Let:
    return ast.Let(name, indices, kind, value, random and kind is not None, start)


def _parameter(name: str, kind: ast.Type, start: ast.Expr | None, random: bool) -> ast.Parameter:
    return ast.Parameter(name, kind, start, random and start is not None)


PARAMETERS = st.builds(_parameter, NAMES, TYPES, MAYBE, st.booleans())
NETWORKS = st.builds(
    ast.Network, NAMES, st.lists(TYPES, min_size=1, max_size=2).map(tuple), TYPES, SMALL
)
DRAWS = st.builds(
    ast.Draw, st.lists(st.tuples(NAMES, INDICES, TYPES), min_size=1, max_size=2).map(tuple), SMALL
)
DERIVED = st.builds(ast.Derived, NAMES, INDICES, TYPES, SMALL)
SIZES = st.none() | st.just("all") | SMALL.filter(lambda e: e != ast.Reference("all"))
SAMPLERS = st.builds(
    ast.Sampler, NAMES, SIZES, st.lists(DRAWS | DERIVED, min_size=1, max_size=2).map(tuple)
)
# A line of `train:` with a list behind its key would be one for a player.
SETTINGS = st.builds(
    ast.Setting,
    NAMES | st.just("batch"),
    st.none(),
    SMALL.map(lambda e: ast.Call(ast.Reference("f"), (e,))),
) | st.builds(ast.Setting, NAMES, NAMES, SMALL)

DECLARATIONS = st.one_of(
    st.builds(ast.Dim, NAMES, st.none() | st.integers(0, 99), MAYBE),
    st.builds(ast.Const, NAMES, INDICES, st.none() | TYPES, PROPERTIES, MAYBE),
    st.builds(_let, NAMES, INDICES, st.none() | TYPES, SMALL, st.booleans(), MAYBE),
    st.builds(ast.Function, NAMES, st.lists(st.tuples(NAMES, TYPES), max_size=2).map(tuple), SMALL),
    st.builds(ast.Metric, NAMES, SMALL),
    st.builds(ast.Claim, SMALL),
    SAMPLERS,
    st.builds(
        ast.Player,
        NAMES,
        INDICES,
        st.lists(PARAMETERS | NETWORKS, max_size=3).map(tuple),
        st.sampled_from(["minimize", "maximize"]),
        SMALL,
    ),
    st.builds(ast.Train, st.lists(SETTINGS, min_size=1, max_size=3).map(tuple)),
)
GAMES = st.builds(
    ast.GameFile, NAMES, st.none() | TEXTS, st.lists(DECLARATIONS, max_size=3).map(tuple)
)
