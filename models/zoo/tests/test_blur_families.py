"""The blurs that networks are trained on and measured with."""
import numpy as np
import pytest

from zoo.blur_families import FAMILIES
from zoo.kernels import straight_path

RNG = np.random.RandomState(0)


def test_a_horizontal_path_of_nine_pixels_has_nine_equal_weights():
    kernel = straight_path(13, 9, 0)

    assert np.allclose(kernel[6], [0, 0, *[1 / 9] * 9, 0, 0])
    assert kernel[6].sum() == pytest.approx(1)


def test_a_straight_path_turns_counter_clockwise():
    kernel = straight_path(13, 11, 45)

    assert kernel[2, 10] > 0.05 and kernel[10, 10] == 0
    assert np.allclose(straight_path(13, 11, 135), kernel[:, ::-1])
    assert np.allclose(straight_path(13, 11, 90), straight_path(13, 11, 0).T)


def test_a_path_longer_than_its_kernel_is_refused():
    with pytest.raises(ValueError, match="at most the kernel's side 13"):
        straight_path(13, 13.5, 0)


@pytest.mark.parametrize("name", ["horizontal", "motion"])
def test_kernels_of_motion_are_centred(name):
    for _ in range(20):
        kernel = FAMILIES[name].draw(RNG, 7, 13, True)
        offsets = np.arange(kernel.shape[0]) - kernel.shape[0] // 2

        assert kernel.sum() == pytest.approx(1) and kernel.min() >= 0
        assert abs((kernel.sum(0) * offsets).sum()) < 0.1 and abs((kernel.sum(1) * offsets).sum()) < 0.1


def test_horizontal_motion_never_leaves_its_row():
    family = FAMILIES["horizontal"]
    kernels = [family.draw(RNG, 7, 13, True) for _ in range(20)]
    kernels += [*family.validation().values(), *family.score().values()]

    assert all(kernel[6].sum() == pytest.approx(1) for kernel in kernels)
    assert not family.any_direction


@pytest.mark.parametrize("name", FAMILIES)
def test_the_kernels_that_choose_a_checkpoint_are_not_those_that_score_it(name):
    scored = FAMILIES[name].score().values()

    for kernel in FAMILIES[name].validation().values():
        assert not any(kernel.shape == other.shape and np.allclose(kernel, other) for other in scored)
