"""The spectrum: eigenvalues of H, S and A, and of the map that a step is."""

import numpy as np
import pytest

from gamelang.game import Game
from gamelang.plots.kinds import spectrum as module
from gamelang.plots.kinds.spectrum import Spectrum
from gamelang.plots.saving import rendered, save
from gamelang.plots.style import styled

H = np.array([[1.0, 1.0], [-1.0, 0.0]])


def spectrum(game: Game, **asked: object) -> Spectrum:
    with pytest.MonkeyPatch.context() as patch:
        seen: list[Spectrum] = []
        patch.setattr(module, "figure", seen.append)
        game.plot("spectrum", precision="float64", **asked)
    return seen[0]


def sorted_values(values: object) -> np.ndarray:
    return np.sort_complex(np.asarray(values, complex))


def test_the_eigenvalues_are_those_of_the_matrices(spiral: Game) -> None:
    found = spectrum(spiral, at=0)
    np.testing.assert_allclose(sorted_values(found.H), sorted_values(np.linalg.eigvals(H)))
    np.testing.assert_allclose(found.S, [0, 1], atol=1e-15)
    np.testing.assert_allclose(sorted_values(found.A), [-1j, 1j])
    expected = np.linalg.eigvals(np.eye(2) - 0.1 * H)
    np.testing.assert_allclose(sorted_values(found.step), sorted_values(expected))


def test_moments_and_memory_are_part_of_a_step(spiral: Game) -> None:
    found = spectrum(spiral, at=0, method="optimistic")
    companion = np.block([[np.eye(2) - 0.2 * H, 0.1 * H], [np.eye(2), np.zeros((2, 2))]])
    expected = np.abs(np.linalg.eigvals(companion)).max()
    np.testing.assert_allclose(found.radius, expected)


def test_a_step_without_a_derivative_is_said_to_have_none(spiral: Game) -> None:
    found = spectrum(spiral, at=0, optimizer="adam")
    assert found.step is None
    figure = module.figure(found)
    assert figure.axes[1].get_title() == "a step has no derivative here"


def test_the_figure_shows_the_eigenvalues_and_the_unit_circle(spiral: Game) -> None:
    found = Spectrum("t", np.array([1 + 2j]), np.array([1.0]), np.array([2j]), np.array([1.5 + 0j]))
    figure = module.figure(found)
    left, right = figure.axes
    places = {line.get_gid(): line.get_xydata().tolist() for line in left.lines}
    assert places["H"] == [[1, 2]] and places["S"] == [[1, 0]] and places["A"] == [[0, 2]]
    assert right.patches[0].radius == 1
    assert right.get_title() == "a step: spectral radius 1.5"
    assert right.get_xlim()[1] > 1.5


def test_files_are_what_their_suffix_says_and_the_same_picture_has_the_same_bytes(tmp_path) -> None:
    found = Spectrum("t", np.array([1 + 2j]), np.array([1.0]), np.array([2j]), None)
    for name, head in (("a.svg", b"<?xml"), ("b.svg", b"<?xml"), ("a.png", b"\x89PNG")):
        with styled():
            save(module.figure(found), tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(head)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert rendered(module.figure(found), "pdf").startswith(b"%PDF")
