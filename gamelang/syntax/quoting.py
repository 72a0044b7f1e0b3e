"""Literals as they are written: exact numbers, and strings without their quotes."""

from __future__ import annotations

from fractions import Fraction


def exact(text: str) -> Fraction:
    """`1_000.5e-3` as a fraction. Its length was checked before (LANGUAGE: numbers are exact)."""
    digits, _, exponent = text.replace("_", "").lower().partition("e")
    whole, _, part = digits.partition(".")
    scale = int(exponent or "0") - len(part)
    number = int(whole + part)
    return Fraction(number * 10**scale) if scale >= 0 else Fraction(number, 10**-scale)


def unquote(text: str) -> str:
    r"""The text between the quotes; `\"` and `\\` are the only escapes."""
    return text[1:-1].replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\")
