"""Reads the parts of certificates, which come from outside and may hold anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from gamelang.certify.undecided import UndecidedError
from gamelang.core.verdicts import Json

MOST_DIGITS = 2_000
MOST_BITS = 6_644  # as many digits


def number_of(value: object) -> Fraction:
    """An exact number: an integer, or a text such as "-3/4" or "0.25"."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise UndecidedError("a number of the certificate is no integer and no text")
    if isinstance(value, int):
        if value.bit_length() > MOST_BITS:
            raise UndecidedError("a number of the certificate has too many digits")
        return Fraction(value)
    plain = len(value) <= MOST_DIGITS and value.isascii() and not set(value) - set("-0123456789./")
    try:
        return Fraction(value) if plain else Fraction("")
    except (ValueError, ZeroDivisionError) as problem:
        raise UndecidedError(f"`{value[:40]}` is not a rational number") from problem


def json_number(value: Fraction) -> Json:
    """As JSON: an integer, else text in the game language."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > 2 * MOST_BITS:
        raise UndecidedError("a value is too large to be written")
    return value.numerator if value.denominator == 1 else str(value)


def point_of(value: object) -> dict[str, Fraction]:
    return {name: number_of(entry) for name, entry in mapping_of(value).items()}


def json_point(point: Mapping[str, Fraction]) -> Json:
    return {name: json_number(value) for name, value in point.items()}


def mapping_of(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise UndecidedError("a part of the certificate is not an object")
    return value


def list_of(value: object) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise UndecidedError("a part of the certificate is not a list")
    return value


def text_of(value: object) -> str:
    if not isinstance(value, str):
        raise UndecidedError("a part of the certificate is not a text")
    return value


def identical(first: object, second: object) -> bool:
    """Whether two JSON values are the same, types included (`1 == True` in Python)."""
    pairs = [(first, second)]
    while pairs:
        a, b = pairs.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, dict) and isinstance(b, dict):
            if a.keys() != b.keys():
                return False
            pairs += [(a[key], b[key]) for key in a]
        elif isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b):
                return False
            pairs += zip(a, b, strict=True)
        elif a != b:
            return False
    return True


def member(certificate: Mapping[str, Any], key: str) -> Any:
    if key not in certificate:
        raise UndecidedError(f"the certificate lacks `{key}`")
    return certificate[key]
