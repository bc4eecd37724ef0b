"""A network of one size behind any size: tiles that overlap, the same where there is one, a gradient that is right."""
import pytest
import torch
from torch import nn

from zoo.tests.networks import relative_error
from zoo.tiling import AloneBlind, TiledBlind, TiledNonBlind, starts


class OneSize(nn.Module):
    """A smooth convolution that takes 24x32 alone."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        for parameter in self.parameters():
            parameter.requires_grad_(False)

    def forward(self, y: torch.Tensor) -> torch.Tensor:
        return y + 0.1 * torch.tanh(self.conv(y.view(y.size(0), 3, 24, 32)))


class OneSizeWithKernel(OneSize):
    def forward(self, y: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return y + b.amax((1, 2, 3), keepdim=True) * torch.tanh(self.conv(y.view(y.size(0), 3, 24, 32)))


@pytest.mark.parametrize("length, side, overlap", [(5, 8, 2), (8, 8, 2), (9, 8, 2), (14, 8, 2), (15, 8, 2), (100, 8, 4), (64, 16, 0)])
def test_tiles_cover_an_axis_and_overlap(length, side, overlap):
    places = starts(length, side, overlap)

    assert places[0] == 0 and places[-1] + side == max(length, side)
    assert all(0 < after - before <= side - overlap for before, after in zip(places, places[1:]))


def test_an_image_of_the_networks_size_is_passed_on_unchanged():
    network = OneSize()
    y = torch.rand(2, 3, 24, 32)

    assert torch.equal(torch.jit.script(TiledBlind(network, 24, 32, 8))(y), network(y))


def test_tiles_of_a_network_without_borders_change_nothing():
    tiled = TiledBlind(nn.Tanh(), 24, 32, 8)
    y = torch.rand(1, 3, 61, 90)

    assert torch.allclose(tiled(y), torch.tanh(y), atol=1e-6)


@pytest.mark.parametrize("size", [(24, 32), (61, 90), (10, 40), (5, 5), (1, 1)])
@pytest.mark.parametrize("is_blind", [True, False])
def test_the_gradient_tile_by_tile_is_that_of_the_output(size, is_blind):
    network = TiledBlind(OneSize(), 24, 32, 8) if is_blind else TiledNonBlind(OneSizeWithKernel(), 24, 32, 8)
    scripted = torch.jit.script(network)
    y, g = torch.rand(2, 3, *size), torch.rand(2, 3, *size)
    kernels = [] if is_blind else [torch.rand(2, 1, 5, 5)]

    variable = y.clone().requires_grad_(True)
    output = scripted(variable, *kernels)
    expected, = torch.autograd.grad((output * g).sum(), variable)

    assert output.shape == y.shape
    for _ in range(3):  # TorchScript's profiling executor changes the graph after the first call
        assert relative_error(scripted.vjp(y, *kernels, g), expected) < 1e-5


def test_a_network_of_single_images_takes_a_batch():
    class Single(nn.Module):
        def forward(self, y: torch.Tensor) -> torch.Tensor:
            return y.view(1, 3, 8, 8) * 2

    y = torch.rand(3, 3, 8, 8)

    assert torch.equal(torch.jit.script(AloneBlind(Single()))(y), 2 * y)
