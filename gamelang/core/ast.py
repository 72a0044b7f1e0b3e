"""The core AST: what a game file says, names not yet resolved, shapes not yet known.

In: nothing. Out: the few node kinds that `syntax` produces and `checking` consumes.
Surface forms are gone: `a - b` is Sum(a, Product(-1, b)), `a / b` is Product(a, b ** -1),
`expr.T` is transpose(expr). Sums and products are flat, so 20,000 terms are one node.
Spans never take part in equality: two texts with the same meaning have equal trees.
"""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import Literal as Word

from gamelang.frozen import frozen
from gamelang.source import NOWHERE, Span


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


# ---- expressions


@frozen
class Literal:
    """An exact number (possibly negative), a string (file names) or a truth value."""

    value: Fraction | str | bool
    span: Span = _span()


@frozen
class Reference:
    """`x`, or `row.x` as member `x` of owner `row`. `A.T` is Reference("T", owner="A")
    until checking knows that A is no player or sampler."""

    name: str
    owner: str | None = None
    span: Span = _span()


@frozen
class Call:
    """`f(a, b, axis=1)`, and a family member's net `f[i](x)` with indices (i,)."""

    function: Reference
    arguments: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...] = ()
    indices: tuple[Expr, ...] = ()
    span: Span = _span()


@frozen
class Sum:
    """At least two terms, none of them a Sum. A subtracted term is Product(-1, ...)."""

    terms: tuple[Expr, ...]
    span: Span = _span()


@frozen
class Product:
    """At least two factors, none of them a Product. A divisor is Operator("**", (d, -1))."""

    factors: tuple[Expr, ...]
    span: Span = _span()


Symbol = Word["**", "@", "//", "%", "<", "<=", ">", ">=", "==", "!=", "and", "or", "not"]


@frozen
class Operator:
    """Every other operator, with one operand (`not`) or two."""

    symbol: Symbol
    operands: tuple[Expr, ...]
    span: Span = _span()


@frozen
class Slice:
    """`a:b` inside brackets; None means from the start, to the end."""

    start: Expr | None
    stop: Expr | None
    span: Span = _span()


@frozen
class Index:
    """`x[i, 1:3]`: at least one item."""

    base: Expr
    items: tuple[Expr | Slice, ...]
    span: Span = _span()


@frozen
class Array:
    """`[a, b, c]`, stacked along a new first axis."""

    items: tuple[Expr, ...]
    span: Span = _span()


@frozen
class Clause:
    """`for variable in domain if condition`; the domain is a size or range(a, b)."""

    variable: str
    domain: Expr
    condition: Expr | None = None
    span: Span = _span()


@frozen
class Comprehension:
    """`[body for i in n]`; no conditions."""

    body: Expr
    clauses: tuple[Clause, ...]
    span: Span = _span()


@frozen
class Reduction:
    """`sum(body for j in n if j != i)`, and mean, prod, max, min, ... likewise."""

    function: Reference
    body: Expr
    clauses: tuple[Clause, ...]
    keywords: tuple[tuple[str, Expr], ...] = ()
    span: Span = _span()


@frozen
class Choice:
    """`yes if condition else no`."""

    condition: Expr
    yes: Expr
    no: Expr
    span: Span = _span()


@frozen
class Expectation:
    """`E[body]`."""

    body: Expr
    span: Span = _span()


@frozen
class Stop:
    """`stop(body)`: the value without its gradient."""

    body: Expr
    span: Span = _span()


Expr = (
    Literal
    | Reference
    | Call
    | Sum
    | Product
    | Operator
    | Index
    | Array
    | Comprehension
    | Reduction
    | Choice
    | Expectation
    | Stop
)


# ---- types


@frozen
class Interval:
    """`in [low, high]`."""

    low: Expr
    high: Expr
    span: Span = _span()


@frozen
class Bound:
    """`>= 0`, `> 0`, `<= 1`, `< 1`, and `!= 0` for constants."""

    symbol: Symbol
    limit: Expr
    span: Span = _span()


Domain = Interval | Bound


@frozen
class Type:
    """`matrix[m, n] >= 0`: a type's name, its sizes, its domain."""

    name: str
    sizes: tuple[Expr, ...] = ()
    domain: Domain | None = None
    span: Span = _span()


@frozen
class IndexVariable:
    """`i in n` of a declaration."""

    name: str
    domain: Expr
    span: Span = _span()


# ---- declarations. `name_span` is where the name stands; `span` is the whole statement.


@frozen
class Dim:
    name: str
    minimum: int | None = None
    value: Expr | None = None
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Const:
    """`const a: matrix[n, n] >= 0 symmetric = ...`. A bare `const a > 0` has type real."""

    name: str
    indices: tuple[IndexVariable, ...] = ()
    type: Type | None = None
    properties: tuple[str, ...] = ()
    value: Expr | None = None
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Let:
    """`let name[indices]: type = value from start`; `~` makes it random."""

    name: str
    indices: tuple[IndexVariable, ...]
    type: Type | None
    value: Expr
    random: bool = False
    start: Expr | None = None
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Function:
    name: str
    parameters: tuple[tuple[str, Type], ...]
    body: Expr
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Draw:
    """`x: vector[2], label: index[2] ~ csv("moons.csv")` inside a sampler."""

    names: tuple[tuple[str, tuple[IndexVariable, ...], Type], ...]
    distribution: Expr
    span: Span = _span()


@frozen
class Derived:
    """`noisy: vector[2] = x + z` inside a sampler."""

    name: str
    indices: tuple[IndexVariable, ...]
    type: Type
    value: Expr
    span: Span = _span()


@frozen
class Sampler:
    """`batch` is an expression, "all", or None (256)."""

    name: str
    batch: Expr | Word["all"] | None
    members: tuple[Draw | Derived, ...]
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Parameter:
    """`x: vector[n] in [0, 1] = 0.5`, or `~ normal(0, 0.1)` with random=True."""

    name: str
    type: Type
    start: Expr | None = None
    random: bool = False
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Network:
    """`net D: vector[2], index[4] -> real = mlp(64, activation=tanh)`."""

    name: str
    inputs: tuple[Type, ...]
    output: Type
    architecture: Expr
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Player:
    name: str
    indices: tuple[IndexVariable, ...]
    members: tuple[Parameter | Network, ...]
    direction: Word["minimize", "maximize"]
    objective: Expr
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Metric:
    name: str
    value: Expr
    span: Span = _span()
    name_span: Span = _span()


@frozen
class Claim:
    statement: Expr
    span: Span = _span()


@frozen
class Setting:
    """`optimizer[critic] adam(rate=0.1)`: key "optimizer", member "critic"."""

    key: str
    member: str | None
    value: Expr
    span: Span = _span()


@frozen
class Train:
    settings: tuple[Setting, ...]
    span: Span = _span()


Declaration = Dim | Const | Let | Function | Sampler | Player | Metric | Claim | Train


@frozen
class GameFile:
    """One file: the name, an optional title, the declarations in the order written."""

    name: str
    title: str | None
    declarations: tuple[Declaration, ...]
    span: Span = _span()
