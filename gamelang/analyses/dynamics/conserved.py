"""Quantities that the gradient flow ẇ = -ξ keeps: C with ∇C·ξ = 0, each proved so.

½‖ξ‖² in a Hamiltonian game; and linear and quadratic functions of the parameters, found by linear
algebra over the coefficients of ∇m·ξ, one for each monomial m (kernels count as coordinates). They
hold inside the domain; on a simplex for the field along it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from gamelang.analyses.dynamics.ansatz import ansatz_of
from gamelang.analyses.dynamics.field import Field, field_of
from gamelang.analyses.dynamics.span import Span
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.questions.hamiltonian import QUESTION as HAMILTONIAN
from gamelang.analyses.tangent import inverse_gram
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.nodes import Scalar, postorder
from gamelang.symbolic.normal_text import quotient_text
from gamelang.symbolic.quotients import Quotient

MOST = 24
MOST_FOUND = 4
MOST_NODES = 600
HALF = Fraction(1, 2)


def conserved(inquiry: Inquiry) -> tuple[str, ...]:
    """Texts of independent conserved quantities; there may be others of other forms."""
    field = field_of(inquiry, MOST)
    if field is None or field.kinked:
        return ()
    flow = _flow(field)
    if sum(1 for _ in postorder(*flow)) > MOST_NODES:
        return ()
    found: list[str] = []
    try:
        for value in _quantities(inquiry, field, flow):
            found.append(quotient_text(field.exact, value))
            if len(found) == MOST_FOUND:
                break
    except (UndecidedError, NotExpandableError) as problem:
        inquiry.note(str(problem))
    return tuple(found)


def _flow(field: Field) -> tuple[Scalar, ...]:
    """-ẇ by coordinate: G⁻¹ξ, which is ξ off simplexes."""
    graph = field.game.graph
    rows = inverse_gram(field.game)
    return tuple(graph.linear(0, zip(field.xi, row, strict=True)) for row in rows)


def _quantities(inquiry: Inquiry, field: Field, flow: Sequence[Scalar]) -> Iterator[Quotient]:
    """½‖ξ‖² first, then what linear algebra finds and what is not made of the others."""
    energy = _energy(inquiry, field, flow)
    ansatz = ansatz_of(field, flow)
    if ansatz is None:
        if energy is not None:
            yield field.exact.normal(energy)
        return
    if ansatz.symbolic:
        known = None
        if energy is not None:
            known = field.exact.normal(energy)
            yield known
        yield from (value for value in ansatz.by_constants(known) if value)
        return
    span = Span()
    linear = ansatz.solve(1)
    for vector in linear:
        span.add(vector)
        yield ansatz.value(vector)
    for a in linear:
        for b in linear:
            span.add(ansatz.product(a, b))
    if energy is not None:
        of_energy = ansatz.vector(energy)
        if of_energy is None or span.add(of_energy):
            yield field.exact.normal(energy)
    yield from (ansatz.value(vector) for vector in ansatz.solve(2) if span.add(vector))


def _energy(inquiry: Inquiry, field: Field, flow: Sequence[Scalar]) -> Scalar | None:
    """½‖ξ‖², if the game is Hamiltonian, it is conserved and no mere number."""
    answer = inquiry.answer("hamiltonian", HAMILTONIAN.run)
    if answer.status != "yes" or not answer.scope.everywhere:
        return None
    graph = field.game.graph
    pairs = zip(field.xi, flow, strict=True)
    energy = graph.linear(0, [(graph.multiply(pair), HALF) for pair in pairs])
    trivial = field.exact.normal(energy).constant is not None
    return energy if keeps(field, energy, flow) and not trivial else None


def keeps(field: Field, quantity: Scalar, flow: Sequence[Scalar]) -> bool:
    """∇C·ẇ = 0, by the exact normal form."""
    graph = field.game.graph
    slopes = gradient(graph, quantity, field.exact.budget.check)
    along = graph.add([graph.multiply((slope, flow[k])) for k, slope in slopes.items()])
    return field.exact.zero(along) == "yes"
