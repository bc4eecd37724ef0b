"""Kernels, blur, synthetic images and metrics: what the figures rest on."""
import numpy as np
import pytest

from zoo import metrics
from zoo.dead_leaves import dead_leaves
from zoo.degradation import BOUNDARIES, blur, degrade, valid_part
from zoo.kernels import camera_shake, gaussian, linear_motion, random_kernel, zero_padded
from zoo.recompute import blur as direct_blur


@pytest.mark.parametrize("make", [camera_shake, linear_motion, gaussian])
@pytest.mark.parametrize("size", [9, 31])
def test_a_kernel_is_non_negative_sums_to_one_and_repeats_with_its_seed(make, size):
    kernel = make(size, np.random.RandomState(5))

    assert kernel.shape == (size, size)
    assert kernel.min() >= 0
    assert kernel.sum() == pytest.approx(1, abs=1e-12)
    assert np.array_equal(kernel, make(size, np.random.RandomState(5)))
    assert not np.array_equal(kernel, make(size, np.random.RandomState(6)))


@pytest.mark.parametrize("size", [8, 5])
def test_an_even_or_tiny_kernel_is_refused(size):
    with pytest.raises(ValueError, match=f"kernel size {size}"):
        camera_shake(size, np.random.RandomState(0))


def test_random_kernels_have_all_odd_sides_of_the_range():
    rng = np.random.RandomState(0)
    sides = {random_kernel(rng, 9, 13).shape[0] for _ in range(40)}

    assert sides == {9, 11, 13}


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_the_fast_blur_is_the_direct_true_convolution(boundary):
    rng = np.random.RandomState(1)
    image, kernel = rng.uniform(size=(24, 19, 3)), rng.uniform(size=(7, 7))

    assert np.allclose(blur(image, kernel, boundary), direct_blur(image, kernel, boundary), atol=1e-12)


def test_a_point_becomes_the_kernel_unflipped():
    point = np.zeros((15, 15, 3))
    point[7, 7] = 1
    kernel = np.arange(25.0).reshape(5, 5)

    assert np.allclose(blur(point, kernel, "circular")[5:10, 5:10, 0], kernel)


def test_valid_keeps_the_inner_pixels_that_no_boundary_touches():
    rng = np.random.RandomState(1)
    image, kernel = rng.uniform(size=(24, 20, 3)), rng.uniform(size=(5, 5))

    valid = blur(image, kernel, "valid")

    assert valid.shape == valid_part(image, kernel, "valid").shape == (20, 16, 3)
    assert np.allclose(valid, blur(image, kernel, "reflect")[2:-2, 2:-2])


def test_noise_has_the_standard_deviation_asked_for():
    gray = np.full((100, 100, 3), 0.5)
    noisy = degrade(gray, zero_padded(np.ones((1, 1)), 7), 0.02, "reflect", np.random.RandomState(0))

    assert (noisy - gray).std() == pytest.approx(0.02, rel=0.02)


def test_dead_leaves_fill_the_frame_with_edges_within_the_value_range():
    image = dead_leaves(96, np.random.RandomState(2))

    assert image.shape == (96, 96, 3) and image.dtype == np.float32
    assert image.min() >= 0 and image.max() <= 1
    assert image.std() > 0.02
    assert np.array_equal(image, dead_leaves(96, np.random.RandomState(2)))


def test_psnr_clamps_the_image_and_knows_equality():
    reference = np.full((8, 8, 3), 1.0)

    assert metrics.psnr(np.full((8, 8, 3), 0.9), reference) == pytest.approx(20)
    assert metrics.psnr(np.full((8, 8, 3), 1.3), reference) == float("inf")


def test_ncc_ignores_brightness_and_contrast_but_not_sign():
    image = np.random.RandomState(0).uniform(0.3, 0.7, size=(16, 16, 3))

    assert metrics.ncc(0.5 * image + 0.1, image) == pytest.approx(1)
    assert metrics.ncc(1 - image, image) == pytest.approx(-1)
    assert np.isnan(metrics.ncc(image * 0 + 0.5, image))


def test_ssim_is_one_for_equal_images_and_falls_with_noise():
    image = np.random.RandomState(0).uniform(size=(32, 32, 3))

    assert metrics.ssim(image, image) == pytest.approx(1)
    assert metrics.ssim(np.clip(image + 0.3, 0, 1), image) < 0.9
