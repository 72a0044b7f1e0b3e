"""Exact numbers and texts as literals of the language."""

from __future__ import annotations

from fractions import Fraction

_EXPONENT = 400  # what a literal may have, LANGUAGE: decimal exponents
_PLAIN = 16  # zeros that are written out before an exponent is used
_ZEROS = 4  # and behind the point
_LONGEST = 2 * _EXPONENT + 1_200  # decimals beyond those of any literal: written p / q


def numeral(value: Fraction) -> str | None:
    """The decimal literal of a value >= 0; None where it has no finite decimal."""
    places = _places(value.denominator)
    if places is None:
        return None
    digits = str(value.numerator * (10**places // value.denominator))
    significant = digits.rstrip("0") or "0"
    exponent = len(digits) - len(significant) - places
    if significant == "0":
        return "0"
    if exponent >= 0:
        return _large(significant, exponent)
    return _small(significant, -exponent)


def _places(denominator: int) -> int | None:
    """How many decimals 1/denominator has: the larger power of 2 and 5 in it."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    return places if rest == 1 and places <= _LONGEST else None


def _large(digits: str, zeros: int) -> str:
    if zeros <= _PLAIN:
        return digits + "0" * zeros
    if (written := _scientific(digits, zeros + len(digits) - 1)) is not None:
        return written
    shifted = min(zeros, _EXPONENT)
    return f"{digits}{'0' * (zeros - shifted)}e{shifted}"


def _small(digits: str, places: int) -> str:
    if places < len(digits):
        return f"{digits[:-places]}.{digits[-places:]}"
    if places - len(digits) <= _ZEROS:
        return "0." + "0" * (places - len(digits)) + digits
    if (written := _scientific(digits, len(digits) - 1 - places)) is not None:
        return written
    left = places - _EXPONENT
    padded = digits.zfill(left + 1)
    return f"{padded[:-left]}.{padded[-left:]}e-{_EXPONENT}"


def _scientific(digits: str, exponent: int) -> str | None:
    """`6.02e23`, where the exponent is not too large for a literal."""
    if abs(exponent) > _EXPONENT:
        return None
    return f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{exponent}"


def quoted(text: str) -> str:
    r"""The string literal with this text; `\"` and `\\` are the only escapes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
