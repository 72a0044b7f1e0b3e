"""Checkpoints: the same arrays back, and no bit that can change unseen."""

from pathlib import Path

import jax
import numpy as np
import optax
import pytest

from gamelang.runtime.checkpoint import Checkpoint, DamagedError, decode, encode
from gamelang.runtime.kept import Kept, newest
from gamelang.runtime.leaves import UnlikeError, arrays_of, tree_of

ARRAYS = {
    "met": np.zeros((), bool),
    "step": np.asarray(7, np.int32),
    "rows": np.arange(6.0).reshape(3, 2).T,
    "nothing": np.zeros((0, 3)),
    "nets": np.full(5, np.nan, np.float32),
}
FILE = encode(Checkpoint(ARRAYS, {"step": 7}))


def flipped(raw: bytes, bit: int) -> bytes:
    damaged = bytearray(raw)
    damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


def test_what_is_written_comes_back() -> None:
    found = decode(FILE)
    assert found.words == {"step": 7}
    assert found.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(found.arrays[name], array)


def test_every_bit_is_watched_over() -> None:
    for bit in range(8 * len(FILE)):
        with pytest.raises(DamagedError):
            decode(flipped(FILE, bit))


def test_every_truncation_and_addition_is_seen() -> None:
    for length in range(len(FILE)):
        with pytest.raises(DamagedError):
            decode(FILE[:length])
    with pytest.raises(DamagedError):
        decode(FILE + b"\0")


def test_a_state_comes_back_bit_for_bit() -> None:
    w = {"critic": {"w": jax.numpy.linspace(0, 1, 4)}, "actor": {"b": jax.numpy.ones(())}}
    state = {"w": w, "moments": optax.adam(0.1).init(w), "key": jax.random.key(3), "none": None}
    shapes = jax.eval_shape(lambda: state)
    back = tree_of(decode(encode(Checkpoint(arrays_of(state), {}))).arrays, shapes)
    assert jax.tree.structure(back) == jax.tree.structure(state)
    np.testing.assert_array_equal(*(jax.random.key_data(s["key"]) for s in (state, back)))
    for one, other in zip(*(jax.tree.leaves(s["moments"]) for s in (state, back)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_state_of_another_program_is_refused() -> None:
    shapes = jax.eval_shape(lambda: {"x": jax.numpy.ones(3)})
    for other in ({"x": np.ones(4)}, {"x": np.ones(3, np.float32)}, {"y": np.ones(3)}, {}):
        with pytest.raises(UnlikeError):
            tree_of(other, shapes)


def test_two_are_kept_and_the_one_before_is_used_aloud(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for step in (1, 2, 3):
        kept.keep(Checkpoint(ARRAYS, {"step": step}), step)
    files = sorted(tmp_path.glob("checkpoint-*"))
    assert [f.name[-13:-12] for f in files] == ["2", "3"]
    assert newest(tmp_path).notes == ()
    files[1].write_bytes(flipped(files[1].read_bytes(), 2000))
    found = newest(tmp_path)
    assert found.checkpoint is not None
    assert found.checkpoint.words == {"step": 2}
    assert [n.split(": ")[0].split(" ", 1)[1] for n in found.notes] == [
        "is damaged",
        "the one before, is used",
    ]
    found.kept.keep(Checkpoint(ARRAYS, {"step": 3}), 3)
    assert newest(tmp_path).notes == ()


def test_a_checkpoint_that_is_gone_is_noticed(tmp_path: Path) -> None:
    assert newest(tmp_path).checkpoint is None
    kept = Kept(tmp_path)
    for step in (1, 2):
        kept.keep(Checkpoint(ARRAYS, {"step": step}), step)
    older, newer = sorted(tmp_path.glob("checkpoint-*"))
    newer.unlink()
    assert newest(tmp_path).notes[0].endswith("is missing")
    older.write_bytes(b"")
    with pytest.raises(DamagedError):
        newest(tmp_path)
