"""NAFNet's blocks, and the small network of ours that is made of them."""
import pytest
import torch
from torch.nn.functional import pad

from zoo.nafnet import NafBlock
from zoo.tests.networks import build, relative_error

NAME = "nafnet-mini"


def test_an_untrained_block_is_the_identity():
    x = torch.rand(2, 6, 5, 7)

    assert torch.equal(NafBlock(6)(x), x)


@pytest.mark.parametrize("height, width", [(16, 16), (17, 31), (40, 53)])
def test_any_size_is_reflected_to_a_multiple_of_16_and_cropped(height, width):
    network, y = build(NAME), torch.rand(1, 3, height, width)
    framed = pad(y, [0, -width % 16, 0, -height % 16], mode="reflect")

    restored = network(y)

    assert restored.shape == y.shape
    assert relative_error(restored, network(framed)[:, :, :height, :width]) < 1e-6


def test_an_image_of_a_batch_gets_what_it_gets_alone():
    network, y = build(NAME), torch.rand(3, 3, 24, 40)

    together = network(y)

    for number in range(3):
        assert relative_error(together[number:number + 1], network(y[number:number + 1])) < 1e-5


def test_the_input_gradient_agrees_with_a_difference_quotient():
    network = build(NAME, torch.float64)
    generator = torch.Generator().manual_seed(1)
    y = torch.rand(1, 3, 20, 18, dtype=torch.float64, generator=generator, requires_grad=True)
    direction = torch.randn(y.shape, dtype=torch.float64, generator=generator)
    gradient, = torch.autograd.grad(network(y).square().sum(), y, create_graph=True)
    second, = torch.autograd.grad((gradient * direction).sum(), y)

    step = 1e-5
    up, down = (network(y + sign * step * direction).square().sum() for sign in (1, -1))
    assert float((gradient * direction).sum()) == pytest.approx(float(up - down) / (2 * step), rel=1e-6)

    # The normalisation can be differentiated twice, which the authors' own function silently gets wrong.
    gradients = [torch.autograd.grad(network(moved).square().sum(), moved)[0]
                 for moved in ((y + sign * step * direction).detach().requires_grad_(True) for sign in (1, -1))]
    assert relative_error(second, (gradients[0] - gradients[1]) / (2 * step)) < 1e-5


def test_scripting_keeps_output_and_input_gradient():
    network, y = build(NAME), torch.rand(2, 3, 37, 50, requires_grad=True)
    scripted = torch.jit.script(network)

    for _ in range(3):  # TorchScript optimises from the second call on
        assert relative_error(scripted(y), network(y)) < 1e-5
        gradients = [torch.autograd.grad(f(y).square().sum(), y)[0] for f in (scripted, network)]
        assert relative_error(*gradients) < 1e-5
