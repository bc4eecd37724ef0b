"""What every network of our own owes those who attack it."""
import numpy as np
import pytest
import torch

from zoo import export
from zoo.catalogue import entry
from zoo.images import to_array, to_tensor
from zoo.kernels import camera_shake, gaussian, linear_motion, zero_padded
from zoo.metrics import psnr
from zoo.tests.networks import NON_BLIND, OWN, build, kernel_tensor, relative_error, restore


@pytest.mark.parametrize("name", OWN)
def test_a_batch_of_different_images_and_kernels_gives_what_each_gives_alone(name):
    network = build(name)
    torch.manual_seed(1)
    least = entry(name).minimum_size
    y = torch.rand(3, 3, least + 32, least + 36)
    kernels = [camera_shake(15, np.random.RandomState(3)), linear_motion(11, np.random.RandomState(3)),
               gaussian(13, np.random.RandomState(3))]
    b = torch.cat([kernel_tensor(zero_padded(kernel, 15)) for kernel in kernels])

    together = restore(name, network, y, b)
    alone = torch.cat([restore(name, network, y[i:i + 1], kernel_tensor(kernels[i])) for i in range(3)])

    assert relative_error(together, alone) < 1e-4


@pytest.mark.parametrize("name", OWN)
def test_the_input_gradient_agrees_with_finite_differences(name):
    network = build(name, torch.float64)
    torch.manual_seed(2)
    height, width = entry(name).minimum_size + 5, entry(name).minimum_size + 2
    y = torch.rand(2, 3, height, width, dtype=torch.float64)
    b = torch.cat([kernel_tensor(camera_shake(9, np.random.RandomState(seed)), torch.float64) for seed in (4, 5)])
    weights = torch.randn(2, 3, height, width, dtype=torch.float64)

    def objective(image):
        return (restore(name, network, image, b) * weights).sum()

    leaf = y.clone().requires_grad_(True)
    gradient, = torch.autograd.grad(objective(leaf), leaf)
    assert torch.isfinite(gradient).all() and gradient.abs().max() > 0

    # Small enough that hardly a ReLU or a median changes its side on the way, which is what the tolerance is for.
    step = 1e-7
    for _ in range(5):
        direction = torch.randn_like(y)
        slope = (objective(y + step * direction) - objective(y - step * direction)) / (2 * step)
        assert float((gradient * direction).sum()) == pytest.approx(float(slope), rel=1e-4)


@pytest.mark.parametrize("name, gain", [("wiener", 3), ("wiener-cnn", 3), ("dwdn-mini", 3), ("rgdn-mini", 1)])
def test_a_kernel_is_convolved_not_correlated(name, gain, astronaut, blurred, shake):
    network = build(name) if name == "wiener" else build_untrained(name)

    as_it_is = psnr(to_array(network(to_tensor(blurred), kernel_tensor(shake))), astronaut)
    flipped = psnr(to_array(network(to_tensor(blurred), kernel_tensor(shake[::-1, ::-1]))), astronaut)

    assert as_it_is > psnr(blurred, astronaut) + gain
    assert flipped < as_it_is - 1.5 * gain


def build_untrained(name):
    """With its initial weights, which make it a classical method: Wiener's filter or Landweber's iteration."""
    torch.manual_seed(0)
    return export.build(export.Request(name))[0]


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("taller, wider", [(0, 0), (1, 0), (15, 17), (48, 85), (63, 0)])
def test_any_size_from_the_minimum_works_and_is_kept(name, taller, wider):
    network = build(name)
    least = entry(name).minimum_size
    y = torch.rand(1, 3, least + taller, least + wider, requires_grad=True)

    output = restore(name, network, y, kernel_tensor(camera_shake(31, np.random.RandomState(1))))
    gradient, = torch.autograd.grad(output.square().sum(), y)

    assert output.shape == y.shape
    assert torch.isfinite(output).all() and torch.isfinite(gradient).all()


@pytest.mark.parametrize("name", NON_BLIND)
@pytest.mark.parametrize("common", [19, 31, 65])
def test_padding_a_kernel_with_zeros_changes_nothing(name, common, blurred, shake):
    network = build(name)
    y = to_tensor(blurred[:90, :77])

    unpadded = network(y, kernel_tensor(shake))
    padded = network(y, kernel_tensor(zero_padded(shake, common)))

    assert relative_error(padded, unpadded) < 1e-4


@pytest.mark.parametrize("name", ("wiener", "wiener-cnn"))
def test_the_identity_kernel_gives_a_smooth_image_back(name):
    network = build_untrained(name)
    ramp = torch.linspace(0.2, 0.8, 64).reshape(1, 1, 64, 1).expand(1, 3, 64, 48)
    identity = torch.zeros(1, 1, 9, 9)
    identity[..., 4, 4] = 1

    output = network(ramp, identity)

    assert float((output - ramp)[..., 4:-4, 4:-4].abs().max()) < 2e-3


@pytest.mark.parametrize("name", ("wiener", "wiener-cnn"))
def test_the_gradient_lives_where_the_output_leaves_the_value_range(name):
    network = build(name)
    y = torch.ones(1, 3, 32, 32, requires_grad=True)

    output = network(1.2 * y, kernel_tensor(camera_shake(9, np.random.RandomState(1))))
    gradient, = torch.autograd.grad(output.sum(), y)

    assert output.min() > 1.05
    assert gradient.abs().sum() > 1
