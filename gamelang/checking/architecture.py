"""What stands behind the `=` of a network: its kind, widths, keywords and activation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gamelang.builtins.networks.record import NetworkKind
from gamelang.builtins.record import Builtin
from gamelang.catalog import entries
from gamelang.checking import externs, types
from gamelang.checking.inlining import inlined
from gamelang.checking.making import Operand
from gamelang.checking.problems import REPORTED, FaultError, fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import ZERO, Dim
from gamelang.core.typed import Node
from gamelang.diagnostics.model import Label
from gamelang.diagnostics.near import near
from gamelang.frozen import frozen

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

SIZE: dict[str, str] = dict.fromkeys(("parameter", "draw", "constant", "let"), "a size")
MEANT = {
    **dict.fromkeys(("dense", "MLP", "sequential", "feedforward", "fc"), "mlp"),
    **dict.fromkeys(("Linear", "affine", "embedding", "embed", "Embedding"), "linear"),
    **dict.fromkeys(("conv2d", "Conv2d", "cnn", "convolution"), "conv"),
    **dict.fromkeys(("deconv2d", "conv_transpose", "convtranspose"), "deconv"),
    **dict.fromkeys(("rnn", "GRU", "recurrent"), "gru"),
    "LSTM": "lstm",
}
BIGGEST = 1_000  # of a kernel or a stride


@frozen
class Form:
    kind: NetworkKind
    widths: tuple[Dim, ...]
    numbers: Mapping[str, int]
    activation: ast.Reference | None
    norm: str | None = None
    extern: str | None = None


def read(e: Elaborator, network: ast.Network, kinds: Mapping[str, NetworkKind]) -> Form:
    expr = network.architecture
    match expr:
        case ast.Call(ast.Reference(name, None) as reference, arguments, keywords, ()):
            pass
        case _:
            known = ", ".join(f"`{kind.signature}`" for kind in kinds.values())
            message = "a network is declared by its kind"
            raise fault("G120", message, expr.span, "this is none", f"the kinds are {known}")
    kind = kinds.get(name)
    if kind is None:
        raise _unknown(reference, kinds)
    if kind.bound and not keywords:
        return Form(kind, (), {}, None, extern=externs.name_of(arguments, expr.span))
    if kind.most is not None and len(arguments) > kind.most:
        what = "no widths" if not kind.most else f"at most {kind.most} widths"
        raise fault(
            "G121",
            f"`{kind.name}` takes {what}",
            arguments[kind.most].span,
            "one too many",
            f"it is `{kind.signature}`; the last width is that of the output's type",
        )
    widths = tuple(types.size(e, a, Scope(forbidden=SIZE)) for a in arguments)
    numbers = dict(kind.numbers)
    activation = ast.Reference(kind.activation) if kind.activation is not None else None
    norm: str | None = None
    for word, value in keywords:
        if word == "activation" and activation is not None:
            activation = _named(e, value)
        elif word in numbers:
            numbers[word] = _number(e, value, word)
        elif word == "norm" and kind.norms:
            norm = _norm(kind, value)
        else:
            raise _keyword(kind, word, value)
    return Form(kind, widths, numbers, activation, norm)


def _unknown(reference: ast.Reference, kinds: Mapping[str, NetworkKind]) -> FaultError:
    guess = MEANT.get(reference.name) or next(iter(near(reference.name, kinds)), None)
    known = ", ".join(f"`{name}`" for name in kinds)
    return fault(
        "G120",
        f"unknown kind of network `{reference.name}`",
        reference.span,
        "no kind of this name",
        f"did you mean `{guess}`?" if guess in kinds else f"the kinds are {known}",
    )


def _keyword(kind: NetworkKind, word: str, value: ast.Expr) -> FaultError:
    known = [*kind.numbers, *(["activation"] if kind.activation is not None else [])]
    known += ["norm"] if kind.norms else []
    guess = next(iter(near(word, known)), None)
    return fault(
        "G121",
        f"`{kind.name}` has no keyword `{word}`",
        value.span,
        f"given as `{word}`",
        f"did you mean `{guess}`?" if guess else f"it is `{kind.signature}`",
    )


def _norm(kind: NetworkKind, expr: ast.Expr) -> str:
    match expr:
        case ast.Reference(name, None) if name in kind.norms:
            return name
    text, known = quoted(expr), " or ".join(f"`norm={name}`" for name in kind.norms)
    message = f"`{kind.name}` has no norm `{text}`"
    raise fault("G121", message, expr.span, "no norm of this name", f"write {known}")


def _number(e: Elaborator, expr: ast.Expr, word: str) -> int:
    value = e.size(expr, Scope(forbidden=SIZE), f"a {word}").value(e.maker.sizes)
    if value is None or not 1 <= value <= BIGGEST:
        raise fault("G121", f"a {word} is a whole number from 1 to {BIGGEST:,}", expr.span)
    return value


# activations


def _named(e: Elaborator, expr: ast.Expr) -> ast.Reference:
    """The name of an elementwise function, or of an `fn` of one real."""
    match expr:
        case ast.Reference(name, None) if _declared(e, expr) is not None or _elementwise(name):
            return expr
    text = quoted(expr)
    names = [n for n, f in entries("gamelang.builtins", Builtin).items() if _elementwise(n) and f]
    own = [n for n, found in e.names.values.items() if found[0].what == "function"]
    guess = next(iter(near(text, [*names, *own])), None)
    raise fault(
        "G124",
        f"`{text}` is no activation",
        expr.span,
        "no elementwise function, and no `fn`",
        f"did you mean `{guess}`?" if guess else f"one of {', '.join(names)}, or a `fn` of a real",
    )


def _elementwise(name: str) -> bool:
    rule = entries("gamelang.builtins", Builtin).get(name)
    return rule is not None and rule.family == "elementwise" and len(rule.parameters) == 1


def _declared(e: Elaborator, reference: ast.Reference) -> ast.Function | None:
    """The file's own function of this name; a fault where it is none of one real."""
    found = next((x for x in e.names.values.get(reference.name, []) if x.owner is None), None)
    if found is None or found.what != "function":
        return None
    function = found.function
    if function is None:
        raise REPORTED
    if len(function.parameters) != 1 or function.parameters[0][1].name != "real":
        raise fault(
            "G124",
            f"`{function.name}` is no activation: that is a function of one real",
            reference.span,
            labels=(Label(function.name_span, "declared here"),),
        )
    return function


def names_needed(network: ast.Network) -> list[str]:
    """The names that must be declared before a call of the network has a meaning."""
    if not isinstance(network.architecture, ast.Call):
        return []
    values = [v for word, v in network.architecture.keywords if word == "activation"]
    return [v.name for v in values if isinstance(v, ast.Reference)]


def activation(
    e: Elaborator, reference: ast.Reference | None, network: ast.Network, scope: Scope
) -> Callable[[Node], Node]:
    """The activation as a function of arrays."""
    if reference is None:
        return lambda x: x
    function = _declared(e, reference)
    if function is None:
        return lambda x: e.builder.apply(reference.name, (x,), x.shape)

    def entrywise(x: Node) -> Node:
        variables = [e.builder.variable("k", ZERO, size) for size in x.shape]
        entry = e.builder.index(x, tuple(variables), ()) if variables else x
        given = [Operand(entry, reference.span)]
        node = e.maker.real(inlined(e, function, given, reference.span, scope))
        if node.shape:
            text = f"`{function.name}` is no activation: of a real it makes an array"
            raise fault("G124", text, reference.span)
        for variable in reversed(variables):
            node = e.builder.comprehension(variable, node)
        return node

    return entrywise
