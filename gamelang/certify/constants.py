"""Reasoning about symbolic constants: never zero, positive, and which equations follow.

Polynomials in the constants are factored over Q by FLINT; a factor is excluded where the declared
assumptions (a > 0, b != 0, low <= c) give it a sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, product
from math import lcm

from flint import fmpq, fmpq_mpoly_ctx

from gamelang.certify.entries import Bounds
from gamelang.certify.forms import Forms
from gamelang.certify.numeric import numeric_sign
from gamelang.certify.polynomials import (
    Monomial,
    Poly,
    Ring,
    UndecidedError,
    content,
    generator,
    is_number,
    number,
    power,
    scaled,
    sign_of,
    times,
    total,
)
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting

MOST_SHIFTS = 64
MOST_DEGREE = 24
MOST_TERMS = 400
MOST_NAMES = 40


def factors(ring: Ring, poly: Poly) -> list[Poly]:
    """Polynomials whose product vanishes exactly where this one does: irreducible over Q, or
    coarser where it is too large to be factored; numbers apart from the constants."""
    _, shared, rest = content(poly)
    out = [generator(g) for g, _ in shared]
    if len(rest) < 2:
        return out
    numeric, rest = _numeric_part(ring, rest)
    out += [] if is_number(numeric) else [numeric]
    if len(rest) < 2:
        return [*out, *([] if is_number(rest) else [rest])]
    return out + _factored(rest)


def _numeric_part(ring: Ring, poly: Poly) -> tuple[Poly, Poly]:
    """(K, rest) with poly = K * rest, K a number such as 1 + exp(1/2) where there is one."""
    parts: dict[Monomial, dict[Monomial, fmpq]] = {}
    for monomial, c in poly.items():
        symbols = tuple((g, e) for g, e in monomial if ring.generators[g].depends)
        numbers = tuple((g, e) for g, e in monomial if not ring.generators[g].depends)
        parts.setdefault(symbols, {})[numbers] = c
    monics = [scaled(part, 1 / part[max(part)]) for part in parts.values()]
    if any(monic != monics[0] for monic in monics[1:]):
        return number(1), poly
    return monics[0], {m: part[max(part)] for m, part in parts.items()}


def _factored(poly: Poly) -> list[Poly]:
    """By FLINT, within limits, because its factoring cannot be interrupted."""
    places = sorted({g for m in poly for g, _ in m})
    degrees = {
        g: lcm(*(Fraction(e).denominator for m in poly for h, e in m if h == g)) for g in places
    }
    table = {tuple(int(dict(m).get(g, 0) * degrees[g]) for g in places): c for m, c in poly.items()}
    total_degree = max(sum(exponents) for exponents in table)
    if total_degree > MOST_DEGREE or len(table) > MOST_TERMS or len(places) > MOST_NAMES:
        return [poly]
    names = tuple(f"g{k}" for k in range(len(places)))
    context = fmpq_mpoly_ctx.get(names, "degrevlex")
    found = context.from_dict(table).factor()[1]
    return [_back(part.to_dict(), places, degrees) for part, _ in found]


def _back(table: dict[tuple[int, ...], fmpq], places: list[int], degrees: dict[int, int]) -> Poly:
    poly: dict[Monomial, fmpq] = {}
    for exponents, c in table.items():
        monomial = []
        for g, e in zip(places, exponents, strict=True):
            if e:
                exponent = Fraction(int(e), degrees[g])
                whole = exponent.denominator == 1
                monomial.append((g, int(exponent) if whole else exponent))
        poly[tuple(monomial)] = c
    return poly


class Assumptions:
    """What the declarations say about the symbolic constants, as signs of polynomials."""

    def __init__(self, setting: Setting, forms: Forms) -> None:
        self.forms = forms
        self.bounds: dict[int, Bounds] = {
            forms.ring.symbol(f"const {name}", b.sign): b for name, b in setting.symbols.items()
        }

    def sign(self, poly: Poly) -> str:
        """A sign for all allowed constants where provable, after shifting each to its limit."""
        self.forms.ring.spend(len(poly))
        found = str(sign_of(self.forms.ring, poly))
        if found != "any":
            return found
        known = numeric_sign(self.forms.ring, poly)
        if known is not None:
            return "positive" if known > 0 else "negative"
        met = sorted({g for m in poly for g, _ in m if g in self.bounds})
        choices = [self._limits(g) for g in met]
        for shifts in islice(product(*choices), MOST_SHIFTS):
            shifted = self._shifted(poly, dict(zip(met, shifts, strict=True)))
            found = str(sign_of(self.forms.ring, shifted))
            if found != "any":
                return found
        return "any"

    def _limits(self, g: int) -> list[tuple[Fraction, int, bool] | None]:
        """(limit, direction, strict): the constant is limit + direction * (something >= 0)."""
        b = self.bounds[g]
        out: list[tuple[Fraction, int, bool] | None] = [None]
        if b.low:  # a limit of 0 is known to the generator's own sign
            out.append((b.low, 1, b.low_strict))
        if b.high is not None:
            out.append((b.high, -1, b.high_strict))
        return out

    def _shifted(self, poly: Poly, shifts: dict[int, tuple[Fraction, int, bool] | None]) -> Poly:
        ring = self.forms.ring
        parts: list[Poly] = []
        for monomial, c in poly.items():
            term: Poly = {(): c}
            for g, e in monomial:
                shift = shifts.get(g)
                if shift is None or not isinstance(e, int) or e < 0:
                    term = times(ring, term, generator(g, e))
                else:
                    limit, direction, strict = shift
                    name = f"distance of {g} from {limit}"
                    beyond = ring.symbol(name, "positive" if strict else "nonnegative")
                    at = number(fmpq(limit.numerator, limit.denominator))
                    shifted = total(ring, [at, scaled(generator(beyond), fmpq(direction))])
                    term = times(ring, term, power(ring, shifted, e))
            parts.append(term)
        return total(ring, parts)

    def never_zero(self, poly: Poly) -> bool:
        """Whether no allowed constants make it 0."""
        if not poly:
            return False
        return not self.possible_zeros(poly)

    def possible_zeros(self, poly: Poly) -> list[Poly]:
        """Irreducible polynomials, one of which is 0 wherever this one is."""
        out = []
        for part in factors(self.forms.ring, poly):
            if is_number(part) or self.sign(part) in ("positive", "negative"):
                continue
            symbol = next(iter(part))
            if len(part) == 1 and self._nonzero(symbol):
                continue
            if part not in out:
                out.append(part)
        return out

    def _nonzero(self, monomial: Monomial) -> bool:
        return all(g in self.bounds and self.bounds[g].nonzero for g, _ in monomial)

    def positive(self, form: Form) -> bool:
        below = [self.sign(self.forms.ring.factors[k]) for k, e in form.denominator if e % 2]
        if not form.numerator or any(s not in ("positive", "negative") for s in below):
            return False
        flips = below.count("negative") % 2
        return self.sign(form.numerator) == ("negative" if flips else "positive")

    def excluded(self, zero: Sequence[Poly], solutions: Sequence[tuple[int, Poly]]) -> bool:
        """Whether these equations, with those solutions, leave no allowed constants."""
        ring = self.forms.ring
        for poly in zero:
            rest = substituted(ring, poly, solutions)
            if rest and self.never_zero(rest):
                return True
        for k, (g, value) in enumerate(solutions):
            final = substituted(ring, value, solutions[k + 1 :])
            gap = total(ring, [generator(g), scaled(final, fmpq(-1))])
            if gap and self.never_zero(gap):
                return True
        return False

    def contradictory(self, zero: Sequence[Poly]) -> bool:
        return self.excluded(zero, self.solved(list(zero))[0])

    def solved(self, zero: list[Poly]) -> tuple[list[tuple[int, Poly]], list[Poly]]:
        """Linear equations solved one by one: substitutions g := poly, and what is left."""
        left = [dict(p) for p in zero if p]
        solutions: list[tuple[int, Poly]] = []
        progress = True
        while progress:
            progress = False
            for poly in left:
                found = self._linear(poly)
                if found is None:
                    continue
                solutions.append(found)
                rest = [substituted(self.forms.ring, q, [found]) for q in left if q is not poly]
                left = [dict(q) for q in rest if q]
                progress = True
                break
        return solutions, [*left]

    def _linear(self, poly: Poly) -> tuple[int, Poly] | None:
        """(g, value) where poly = c (g - value), c a number and g only there."""
        for monomial, c in sorted(poly.items()):
            if len(monomial) != 1 or monomial[0][1] != 1 or monomial[0][0] not in self.bounds:
                continue
            g = monomial[0][0]
            others = {m: d for m, d in poly.items() if m != monomial}
            if all(h != g for m in others for h, _ in m):
                return g, scaled(others, -1 / c)
        return None


def substituted(ring: Ring, poly: Poly, solutions: Sequence[tuple[int, Poly]]) -> Poly:
    """g := value for each, in order."""
    for g, value in solutions:
        parts: list[Poly] = []
        for monomial, c in poly.items():
            exponent = dict(monomial).get(g, 0)
            rest = {tuple((h, e) for h, e in monomial if h != g): c}
            if not exponent:
                parts.append(rest)
            elif isinstance(exponent, int) and exponent > 0:
                parts.append(times(ring, rest, power(ring, value, exponent)))
            else:
                raise UndecidedError("a constant stands below a root")
        poly = total(ring, parts)
    return poly
