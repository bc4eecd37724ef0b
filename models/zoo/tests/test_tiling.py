"""A network of one size behind any size: tiles that overlap, the same where there is one, a gradient that is right."""
import pytest
import torch
from torch import nn

from zoo import network_file
from zoo.tests.networks import relative_error
from zoo.tiled_file import Tiles, tile, tiled_name
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


def test_a_tile_of_at_most_a_size_takes_smaller_images_whole():
    network = nn.Conv2d(3, 3, 5, padding=2).requires_grad_(False)
    tiled = torch.jit.script(TiledBlind(network, 24, 32, 8, is_exact=False))

    for size in [(24, 32), (10, 32), (5, 7)]:
        y = torch.rand(2, 3, *size)
        assert torch.equal(tiled(y), network(y))


def test_away_from_seams_tiles_give_what_the_whole_picture_gives():
    # A 5x5 neighbourhood: what the blend weighs above 0 within 2 pixels of a tile's end is of another context.
    network = nn.Conv2d(3, 3, 5, padding=2).requires_grad_(False)
    tiled = torch.jit.script(TiledBlind(network, 24, 24, 8, is_exact=False))
    y = torch.rand(1, 3, 40, 40)

    difference = (tiled(y) - network(y)).abs().amax((0, 1))

    seam = slice(16, 24)  # two tiles: rows and columns 0 to 23, and 16 to 39
    assert difference[:16, :16].max() < 1e-6 and difference[24:, 24:].max() < 1e-6
    assert difference[seam].max() > 1e-3


class SmoothWithKernel(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        for parameter in self.parameters():
            parameter.requires_grad_(False)

    def forward(self, y: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return y + b.amax((1, 2, 3), keepdim=True) * torch.tanh(self.conv(y))


class SmoothByVjp(SmoothWithKernel):
    """A network with a gradient of its own, which marks that it was called."""

    @torch.jit.export
    def vjp(self, y: torch.Tensor, b: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
        return 2 * g


def test_a_network_with_a_gradient_of_its_own_is_differentiated_by_it():
    tiled = torch.jit.script(TiledNonBlind(torch.jit.script(SmoothByVjp()), 24, 24, 8, is_exact=False))
    y, b, g = torch.rand(1, 3, 50, 40), torch.rand(1, 1, 5, 5), torch.rand(1, 3, 50, 40)

    assert torch.allclose(tiled.vjp(y, b, g), 2 * g, atol=1e-6)


def written(tmp_path, **fields):
    card = {"schema": 1, "name": "smooth@10", "kind": "non-blind", "licence": "none", "minimumSize": 16, **fields}
    network_file.write(tmp_path / "whole.pt", SmoothWithKernel(), card)
    return tmp_path / "whole.pt"


def test_a_network_file_tiles_by_itself(tmp_path):
    whole = written(tmp_path)

    made = tile(whole, tmp_path / "tiled.pt", Tiles(32, 8))

    network, card = network_file.read(tmp_path / "tiled.pt")
    assert card == made.card and made.sha256 == network_file.sha256(tmp_path / "tiled.pt")
    assert (card["name"], card["gradient"]) == ("smooth@10-tiled32", "vjp")
    assert card["options"] == {"tile": 32, "overlap": 8}
    y, b = torch.rand(2, 3, 75, 40), torch.rand(2, 1, 5, 5)
    g, direction = torch.rand(2, 3, 75, 40), torch.rand(2, 3, 75, 40).double()
    slope = float((network.vjp(y, b, g).double() * direction).sum())
    step = 1e-2
    up, down = (float((network((y + sign * step * direction).float(), b).double() * g).sum()) for sign in (1, -1))
    assert slope == pytest.approx((up - down) / (2 * step), rel=1e-3)
    assert torch.equal(network(y[:, :, :32, :30], b), network_file.read(whole)[0](y[:, :, :32, :30], b))


@pytest.mark.parametrize("tiles, message", [
    (Tiles(12, 2), "--tile 12: must be at least 16 pixels, the minimumSize of smooth@10"),
    (Tiles(32, 17), "--overlap 17: must be from 0 to half of a tile, 16 pixels"),
])
def test_tiles_that_do_not_fit_are_refused(tmp_path, tiles, message):
    with pytest.raises(ValueError, match=message):
        tile(written(tmp_path), tmp_path / "tiled.pt", tiles)
    assert not (tmp_path / "tiled.pt").exists()


def test_a_network_in_tiles_is_not_put_into_tiles_again(tmp_path):
    with pytest.raises(ValueError, match="cuts pictures into tiles already"):
        tile(written(tmp_path, options={"tile": 32}), tmp_path / "tiled.pt", Tiles(32, 8))


@pytest.mark.parametrize("name, precision, expected", [
    ("mprnet", "fp32", "mprnet@tiled512"), ("rgdn@50", "fp32", "rgdn@50-tiled512"),
    ("rgdn@10-bf16", "bf16", "rgdn@10-tiled512-bf16"), ("mprnet@bf16", "bf16", "mprnet@tiled512-bf16")])
def test_the_name_says_that_it_is_tiled(name, precision, expected):
    assert tiled_name(name, precision, 512) == expected
