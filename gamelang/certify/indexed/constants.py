"""What declarations say of constants: signs, what is never 0, open boxes."""

from __future__ import annotations

from fractions import Fraction

from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.proofs import Indexed
from gamelang.certify.indexed.table import Head
from gamelang.certify.undecided import UndecidedError
from gamelang.core.game import ConstantRecord, Domain

Box = tuple[Fraction | None, Fraction | None]
WITH_ZEROS = frozenset(("antisymmetric", "diagonal"))  # properties that make entries 0


def open_box(indexed: Indexed, domain: Domain | None) -> Box | None:
    """The rational limits of a box with something inside; None for anything else."""
    if domain is None:
        return (None, None)
    if domain.form != "box":
        return None
    limits: list[Fraction | None] = []
    for node in (domain.low, domain.high):
        value = None if node is None else t.is_number(indexed.reader.terms(node))
        if node is not None and value is None:
            return None
        limits.append(value)
    low, high = limits
    if low is not None and high is not None and low >= high:
        return None
    return (low, high)


def free_constant(indexed: Indexed, head: Head) -> ConstantRecord:
    """The record of a constant whose entries can be chosen, each for itself up to symmetry."""
    record = indexed.game.constant(head.name)
    if not record.symbolic or record.node.kind == "int":
        raise UndecidedError(f"the values of `{head.name}` decide it")
    if set(record.properties) - {"symmetric", *WITH_ZEROS}:
        raise UndecidedError(f"the declared properties of `{head.name}` may decide it")
    if record.domain is not None and record.domain.form != "nonzero":
        if open_box(indexed, record.domain) is None:
            raise UndecidedError(f"the domain of `{head.name}` may decide it")
        if WITH_ZEROS & set(record.properties):
            raise UndecidedError(f"the declarations of `{head.name}` may decide it")
    return record


def sign_of(indexed: Indexed, head: Head) -> int:
    """1 or -1 where every entry has that sign by declaration, else 0."""
    if head.kind == "dim":
        return int(indexed.table.minima.get(head.name, 1) >= 1)
    if head.kind == "number":
        return int(head.name == "pi")
    if head.kind != "constant" or head.name == "same entry":
        return 0
    record = indexed.game.constant(head.name)
    if record.domain is None or record.domain.form != "box" or record.node.kind != "real":
        return 0
    if WITH_ZEROS & set(record.properties):
        return 0
    low, high = open_box(indexed, record.domain) or (None, None)
    if low is not None and (low > 0 or (low == 0 and record.domain.low_strict)):
        return 1
    if high is not None and (high < 0 or (high == 0 and record.domain.high_strict)):
        return -1
    return 0


def never_zero(indexed: Indexed, head: Head) -> bool:
    """Whether no entry is 0, by declaration."""
    if sign_of(indexed, head):
        return True
    if head.kind != "constant" or head.name == "same entry":
        return False
    record = indexed.game.constant(head.name)
    nonzero = record.domain is not None and record.domain.form == "nonzero"
    return nonzero and record.node.kind == "real" and not WITH_ZEROS & set(record.properties)
