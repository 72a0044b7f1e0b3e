"""Random games that check: Hypothesis strategies over the core AST, printed to text.

Two or three players with one or two parameters each (numbers, vectors of two, a family of
three), and losses that are smooth on the whole space and of modest size near 0: polynomials, and
elementary functions of affine forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from gamelang.core import ast
from gamelang.core.printing import print_game

COEFFICIENTS = st.integers(-4, 4).filter(bool).map(lambda k: Fraction(k, 2))
BOUNDED = ("tanh", "sin", "cos", "sigmoid", "softplus", "erf")


@dataclass(frozen=True, slots=True)
class RandomPlayer:
    """`shapes`: 0 a number, 2 a vector of two, by parameter name."""

    name: str
    shapes: tuple[tuple[str, int], ...]
    family: bool


def literal(value: Fraction) -> ast.Expr:
    """A number as the parser gives it: an integer, or a quotient of integers."""
    top = ast.Literal(Fraction(value.numerator))
    if value.denominator == 1:
        return top
    bottom = ast.Operator(
        "**", (ast.Literal(Fraction(value.denominator)), ast.Literal(Fraction(-1)))
    )
    return ast.Product((top, bottom))


def total(terms: list[ast.Expr]) -> ast.Expr:
    flat = [t for term in terms for t in (term.terms if isinstance(term, ast.Sum) else (term,))]
    return flat[0] if len(flat) == 1 else ast.Sum(tuple(flat))


def product(factors: list[ast.Expr]) -> ast.Expr:
    flat = [f for p in factors for f in (p.factors if isinstance(p, ast.Product) else (p,))]
    return flat[0] if len(flat) == 1 else ast.Product(tuple(flat))


def call(name: str, *arguments: ast.Expr) -> ast.Expr:
    return ast.Call(ast.Reference(name), arguments)


@st.composite
def players(draw: st.DrawFn, kind: str, most: int) -> list[RandomPlayer]:
    """`families`: at least one family; `zero_sum`: two players; else players alone."""
    count = 2 if kind == "zero_sum" else draw(st.integers(1, most))
    found = []
    for k in range(count):
        shapes = draw(st.lists(st.sampled_from([0, 0, 2]), min_size=1, max_size=2))
        family = kind == "families" and (k == 0 or draw(st.booleans()))
        named = tuple((f"p{k}{'ab'[j]}", shape) for j, shape in enumerate(shapes))
        found.append(RandomPlayer(f"player{k}", named, family))
    return found


def scalars(of: list[RandomPlayer], own: RandomPlayer) -> list[ast.Expr]:
    """Every scalar that a loss of `own` may name: own members by `i`, others by number or sum."""
    found: list[ast.Expr] = []
    for player in of:
        for name, size in player.shapes:
            reference = ast.Reference(name)
            places: list[tuple[ast.Expr, ...]] = [()]
            if player.family:
                numbers = [ast.Literal(Fraction(k)) for k in range(3)]
                places = [(k,) for k in numbers[:1]]
                places += [(ast.Reference("i"),)] if player is own else []
                found.append(call("sum", reference))
            if size:
                places = [(*p, ast.Literal(Fraction(k))) for p in places for k in range(size)]
            found.extend(ast.Index(reference, p) if p else reference for p in places)
    return found


@st.composite
def term(draw: st.DrawFn, names: list[ast.Expr], smooth: bool) -> ast.Expr:
    atoms = st.sampled_from(names)
    kind = draw(st.sampled_from(["monomial", "monomial", "function", "rational"]))
    coefficient = literal(draw(COEFFICIENTS))
    if kind == "monomial" or not smooth:
        chosen = draw(st.lists(atoms, min_size=1, max_size=3))
        if draw(st.booleans()):
            chosen[0] = ast.Operator("**", (chosen[0], ast.Literal(Fraction(2))))
        return product([coefficient, *chosen])
    affine = total([product([literal(draw(COEFFICIENTS)), draw(atoms)]), draw(atoms)])
    if kind == "rational":
        square = ast.Operator("**", (affine, ast.Literal(Fraction(2))))
        below = ast.Sum((ast.Literal(Fraction(1)), square))
        power = draw(st.sampled_from([-1, -2]))
        inverse = ast.Operator("**", (below, ast.Literal(Fraction(power))))
        return product([coefficient, inverse, draw(atoms)])
    return product([coefficient, call(draw(st.sampled_from(BOUNDED)), affine), draw(atoms)])


@st.composite
def losses(draw: st.DrawFn, names: list[ast.Expr], smooth: bool, most: int) -> ast.Expr:
    return total(draw(st.lists(term(names, smooth), min_size=1, max_size=most)))


def declared(player: RandomPlayer, objective: ast.Expr, direction: str) -> ast.Player:
    members = tuple(
        ast.Parameter(name, ast.Type("vector", (ast.Literal(Fraction(2)),)) if size else REAL)
        for name, size in player.shapes
    )
    indices = (ast.IndexVariable("i", ast.Literal(Fraction(3))),) if player.family else ()
    return ast.Player(player.name, indices, members, direction, objective)  # type: ignore[arg-type]


REAL = ast.Type("real")


KINDS = ("players", "families", "zero_sum", "common")


@st.composite
def stopped(draw: st.DrawFn, objective: ast.Expr) -> ast.Expr:
    """The same value, some of its factors held fixed."""
    terms = objective.terms if isinstance(objective, ast.Sum) else (objective,)
    return total([draw(_stopped_term(term)) for term in terms])


@st.composite
def _stopped_term(draw: st.DrawFn, term: ast.Expr) -> ast.Expr:
    if not isinstance(term, ast.Product):
        return ast.Stop(term) if draw(st.booleans()) else term
    head, *factors = term.factors
    return product([head, *(ast.Stop(f) if draw(st.booleans()) else f for f in factors)])


@st.composite
def games(
    draw: st.DrawFn,
    kind: str = "players",
    smooth: bool = True,
    players_most: int = 3,
    stops: bool = False,
) -> ast.GameFile:
    """A game of one of `KINDS`; with smooth=False its losses are polynomials. A loss has at most
    one term more than there may be players. With `stops` each player holds factors of her own
    choice."""
    found = draw(players(kind, players_most))
    objectives = [draw(losses(scalars(found, p), smooth, players_most + 1)) for p in found]
    directions = [draw(st.sampled_from(["minimize", "maximize"])) for _ in found]
    if kind == "common":
        objectives, directions = objectives[:1] * len(found), ["minimize"] * len(found)
    if kind == "zero_sum":
        objectives, directions = objectives[:1] * 2, ["minimize", "maximize"]
    if stops:
        objectives = [draw(stopped(objective)) for objective in objectives]
    parts = zip(found, objectives, directions, strict=True)
    return ast.GameFile("random_game", None, tuple(declared(p, o, d) for p, o, d in parts))


def text(game: ast.GameFile) -> str:
    return print_game(game)
