"""Reads the parts of certificates, which come from outside and may hold anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from gamelang.certify.polynomials import UndecidedError
from gamelang.core.verdicts import Json

MOST_DIGITS = 2_000


def number_of(value: object) -> Fraction:
    """An exact number: an integer, or a text such as "-3/4" or "0.25"."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise UndecidedError("a number of the certificate is no integer and no text")
    if isinstance(value, int):
        return Fraction(value)
    plain = len(value) <= MOST_DIGITS and value.isascii() and not set(value) - set("-0123456789./")
    try:
        return Fraction(value) if plain else Fraction("")
    except (ValueError, ZeroDivisionError) as problem:
        raise UndecidedError(f"`{value[:40]}` is not a rational number") from problem


def json_number(value: Fraction) -> Json:
    """As JSON: an integer, else text in the game language."""
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


def member(certificate: Mapping[str, Any], key: str) -> Any:
    if key not in certificate:
        raise UndecidedError(f"the certificate lacks `{key}`")
    return certificate[key]
