"""Networks of one size, or of too much memory, behind an interface of any size: tiles that overlap, blended.

Scriptable and differentiable.
"""
from typing import List, Optional, Tuple

import torch
from torch import Tensor, nn

LARGEST_OVERLAP = 32


def default_overlap(height: int, width: int) -> int:
    """Pixels that neighbouring tiles share at least: a quarter of the smaller side, at most LARGEST_OVERLAP."""
    return min(min(height, width) // 4, LARGEST_OVERLAP)


def starts(length: int, side: int, overlap: int) -> List[int]:
    """Where tiles of a side begin on an axis of at least that length: evenly spread, the last one ends with the axis."""
    if length <= side:
        return [0]
    count = (length - side + side - overlap - 1) // (side - overlap) + 1
    return [(length - side) * i // (count - 1) for i in range(count)]


def ramp(side: int, overlap: int, like: Tensor) -> Tensor:
    """Weights (side) of a tile's pixels on an axis: they rise from its ends over the overlap, and are positive."""
    position = torch.arange(side, device=like.device)
    distance = torch.minimum(position, side - 1 - position) + 1
    return distance.clamp(max=overlap + 1).to(like.dtype) / (overlap + 1)


def reflected_indices(length: int, side: int, like: Tensor) -> Tensor:
    """Indices that continue an axis to at least a side by reflection, the edge not repeated, as often as needed."""
    position = torch.arange(max(length, side), device=like.device)
    if length == 1:
        return position * 0
    position = position % (2 * (length - 1))
    return torch.minimum(position, 2 * (length - 1) - position)


class Tiled(nn.Module):
    """A network that takes exactly height x width, or at most that, for images of any size.

    Images are cut into tiles that overlap by at least `overlap` pixels. Outputs are blended with weights that fall
    towards a tile's ends. An axis shorter than the tile is one tile: where the size is exact, it is continued by
    reflection at the bottom or the right. The output of an image that is one tile is passed on unchanged.

    vjp differentiates one tile after another, so that its memory does not grow with the image; by the network's own vjp
    where it has one.
    """

    def __init__(self, network: nn.Module, height: int, width: int, overlap: int, is_exact: bool = True):
        super().__init__()
        self.network = network
        self.height = height
        self.width = width
        self.overlap = overlap
        self.is_exact = is_exact

    def continued(self, y: Tensor) -> Tensor:
        """y (N, C, H, W), where the size is exact with each axis at least as long as the tile."""
        if not self.is_exact:
            return y
        if y.size(2) < self.height:
            y = y.index_select(2, reflected_indices(y.size(2), self.height, y))
        if y.size(3) < self.width:
            y = y.index_select(3, reflected_indices(y.size(3), self.width, y))
        return y

    def corners(self, y: Tensor) -> List[Tuple[int, int]]:
        """Top and left of every tile of a continued image."""
        found: List[Tuple[int, int]] = []
        for top in starts(y.size(2), self.height, self.overlap):
            for left in starts(y.size(3), self.width, self.overlap):
                found.append((top, left))
        return found

    def weights(self, y: Tensor) -> Tuple[Tensor, Tensor]:
        """Those of a tile, and their sum over all tiles at each pixel (H, W) of a continued image."""
        down = ramp(min(self.height, y.size(2)), self.overlap, y)
        across = ramp(min(self.width, y.size(3)), self.overlap, y)
        window = down.unsqueeze(1) * across
        total = torch.zeros(y.size(2), y.size(3), dtype=y.dtype, device=y.device)
        for top, left in self.corners(y):
            self.cut(total, top, left).add_(window)
        return window, total

    def cut(self, image: Tensor, top: int, left: int) -> Tensor:
        """A view of the tile of an image (..., H, W)."""
        height, width = min(self.height, image.size(-2)), min(self.width, image.size(-1))
        return image.narrow(-2, top, height).narrow(-1, left, width)

    def blended(self, y: Tensor, b: Tensor) -> Tensor:
        """What forward returns; a blind network ignores b."""
        continued = self.continued(y)
        window, total = self.weights(continued)
        result = torch.zeros_like(continued)
        for top, left in self.corners(continued):
            share = window / self.cut(total, top, left)
            self.cut(result, top, left).add_(self.network(self.cut(continued, top, left), b) * share)
        return result[:, :, : y.size(2), : y.size(3)]

    def pulled_back(self, y: Tensor, b: Tensor, g: Tensor) -> Tensor:
        """What vjp returns."""
        image = y.detach().requires_grad_(True)
        continued = self.continued(image)
        fixed = continued.detach()
        window, total = self.weights(fixed)
        weighted = torch.zeros_like(fixed)
        weighted[:, :, : y.size(2), : y.size(3)] = g
        weighted = weighted / total
        towards = torch.zeros_like(fixed)
        for top, left in self.corners(fixed):
            share = self.cut(weighted, top, left) * window
            tile = self.cut(fixed, top, left).contiguous()
            if hasattr(self.network, "vjp"):
                self.cut(towards, top, left).add_(self.network.vjp(tile, b, share))
            else:
                tile.requires_grad_(True)
                self.cut(towards, top, left).add_(gradient(self.network(tile, b), tile, share))
        return gradient(continued, image, towards)


class TiledBlind(Tiled):
    def __init__(self, network: nn.Module, height: int, width: int, overlap: int, is_exact: bool = True):
        called = WithoutKernelByVjp(network) if hasattr(network, "vjp") else WithoutKernel(network)
        super().__init__(called, height, width, overlap, is_exact)

    def forward(self, y: Tensor) -> Tensor:
        """y (N, 3, H, W) -> (N, 3, H, W)."""
        return self.blended(y, y)

    @torch.jit.export
    def vjp(self, y: Tensor, g: Tensor) -> Tensor:
        """The gradient of sum(g * forward(y)) in y, of y's shape; recording must be on."""
        return self.pulled_back(y, y, g)


class TiledNonBlind(Tiled):
    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        """y (N, 3, H, W), b (N, 1, K, K) -> (N, 3, H, W)."""
        return self.blended(y, b)

    @torch.jit.export
    def vjp(self, y: Tensor, b: Tensor, g: Tensor) -> Tensor:
        """The gradient of sum(g * forward(y, b)) in y, of y's shape; recording must be on."""
        return self.pulled_back(y, b, g)


class WithoutKernel(nn.Module):
    """A blind network that is called like a non-blind one."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        return self.network(y)


class WithoutKernelByVjp(WithoutKernel):
    @torch.jit.export
    def vjp(self, y: Tensor, b: Tensor, g: Tensor) -> Tensor:
        return self.network.vjp(y, g)


class AloneBlind(nn.Module):
    """A network that takes one image a call, for batches: one image after the other."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, y: Tensor) -> Tensor:
        outputs: List[Tensor] = []
        for i in range(y.size(0)):
            outputs.append(self.network(y[i : i + 1]))
        return torch.cat(outputs)


class AloneNonBlind(AloneBlind):
    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        outputs: List[Tensor] = []
        for i in range(y.size(0)):
            outputs.append(self.network(y[i : i + 1], b[i : i + 1]))
        return torch.cat(outputs)


def gradient(output: Tensor, variable: Tensor, g: Tensor) -> Tensor:
    """That of sum(g * output) in variable."""
    weights: List[Optional[Tensor]] = [g]
    found = torch.autograd.grad([output], [variable], weights)[0]
    assert found is not None
    return found
