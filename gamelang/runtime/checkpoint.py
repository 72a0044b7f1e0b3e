"""A checkpoint as bytes, and back: safetensors in which no bit can change unseen.

The file's metadata holds a SHA-256 of every array and one of the header itself (its length, names,
types, shapes, padding and all checksums, with zeros in its own place). Arrays follow one another
without gaps, so each bit of the file is covered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from gamelang.runtime.leaves import Arrays

FORMAT = "gamelang checkpoint 1"
LENGTH = 8  # bytes of the header's length
BLANK = "0" * 64  # in place of the header's own checksum


class DamagedError(ValueError):
    """The bytes are not those that were written."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Arrays by name, and a few words about them (JSON values)."""

    arrays: Arrays
    words: Mapping[str, Any]


def encode(checkpoint: Checkpoint) -> bytes:
    """The bytes of a file."""
    arrays = {
        name: np.ascontiguousarray(a).reshape(a.shape) for name, a in checkpoint.arrays.items()
    }
    raw = save(
        arrays,
        {
            "format": FORMAT,
            "words": json.dumps(checkpoint.words),
            "arrays": json.dumps({name: _checksum(array) for name, array in arrays.items()}),
            "header": BLANK,
        },
    )
    end = _header_end(raw)
    header = raw[:end].replace(BLANK.encode(), sha256(raw[:end]).hexdigest().encode())
    return header + raw[end:]


def decode(raw: bytes) -> Checkpoint:
    """What `encode` was given. Raises DamagedError."""
    try:
        return _decoded(raw)
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedError(str(error)) from None


def _decoded(raw: bytes) -> Checkpoint:
    end = _header_end(raw)
    metadata = json.loads(raw[LENGTH:end])["__metadata__"]
    claimed = metadata["header"].encode()
    if raw[:end].count(claimed) != 1 or len(claimed) != len(BLANK):
        raise ValueError("the header has no checksum of its own")
    blank = raw[:end].replace(claimed, BLANK.encode())
    if sha256(blank).hexdigest().encode() != claimed:
        raise ValueError("the header does not match its checksum")
    arrays = load(raw)
    if {name: _checksum(array) for name, array in arrays.items()} != json.loads(metadata["arrays"]):
        raise ValueError("an array does not match its checksum")
    if metadata["format"] != FORMAT:
        raise ValueError(f"its format is {metadata['format']}")
    return Checkpoint(arrays, json.loads(metadata["words"]))


def _header_end(raw: bytes) -> int:
    if len(raw) < LENGTH:
        raise ValueError("it is too short")
    end = LENGTH + int.from_bytes(raw[:LENGTH], "little")
    if end > len(raw):
        raise ValueError("it is too short")
    return end


def _checksum(array: NDArray[Any]) -> str:
    return sha256(array.tobytes()).hexdigest()
