"""NAFNet and Baseline (Chen et al., "Simple baselines for image restoration", ECCV 2022): U-shaped networks.

Names and order of the weights are those of the authors' state_dict, so that their weights fit.
"""
from typing import Callable, List, Optional, Tuple

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm, pad, pixel_shuffle, pixel_unshuffle

from zoo.framing import missing_to_multiple, reflected_to_multiple


class LayerNorm2d(nn.Module):
    """Normalises each pixel over its channels; 1e-6 is added to the variance, a tenth of PyTorch's default.

    In the precision of its own weights: in bfloat16 the squares would lose what the network works on.
    """

    def __init__(self, channels: int, eps: float = 1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        pixels = x.permute(0, 2, 3, 1).to(self.weight.dtype)
        normalised = layer_norm(pixels, [x.size(1)], self.weight, self.bias, self.eps)
        return normalised.permute(0, 3, 1, 2)


class WindowMean(nn.Module):
    """The mean of a window around each pixel, (N, C, H, W) -> the same; of all pixels, (N, C, 1, 1), where it covers them.

    The authors' test-time local converter (TLSC): at the borders a window does not shrink but stays inside. Sums run along
    one axis and then the other, which keeps float32 exact to 1e-7.
    """

    def __init__(self, height: int, width: int):
        super().__init__()
        self.height = height
        self.width = width

    def forward(self, x: Tensor) -> Tensor:
        x = x.float() if x.dtype == torch.bfloat16 else x
        if self.height >= x.size(2) and self.width >= x.size(3):
            return x.mean([2, 3], keepdim=True)
        height, width = min(self.height, x.size(2)), min(self.width, x.size(3))
        down = pad(x.cumsum(2), [0, 0, 1, 0])
        x = (down[:, :, height:] - down[:, :, :-height]) / height
        right = pad(x.cumsum(3), [1, 0, 0, 0])
        x = (right[:, :, :, width:] - right[:, :, :, :-width]) / width
        return pad(x, [(width - 1) // 2, width // 2, (height - 1) // 2, height // 2], mode="replicate")


class NafBlock(nn.Module):
    """Two residual branches: a gated depthwise convolution with channel attention, and a gated mix of the channels.

    beta and gamma scale the branches and start at zero: an untrained block is the identity. pool averages for the
    attention, over all pixels by default.
    """

    def __init__(self, channels: int, pool: Optional[nn.Module] = None):
        super().__init__()
        self.beta = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.gamma = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.conv1 = nn.Conv2d(channels, 2 * channels, 1)
        self.conv2 = nn.Conv2d(2 * channels, 2 * channels, 3, padding=1, groups=2 * channels)
        self.conv3 = nn.Conv2d(channels, channels, 1)
        self.sca = nn.Sequential(pool or nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, channels, 1))
        self.conv4 = nn.Conv2d(channels, 2 * channels, 1)
        self.conv5 = nn.Conv2d(channels, channels, 1)
        self.norm1 = LayerNorm2d(channels)
        self.norm2 = LayerNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        gated = gate(self.conv2(self.conv1(self.norm1(x))))
        x = x + self.conv3(gated * self.sca(gated)) * self.beta
        return x + self.conv5(gate(self.conv4(self.norm2(x)))) * self.gamma


class BaselineBlock(nn.Module):
    """NafBlock's skeleton with GELU in place of the gates, and squeeze and excitation as attention."""

    def __init__(self, channels: int, pool: Optional[nn.Module] = None, dw_expand: int = 1, ffn_expand: int = 2):
        super().__init__()
        wide, hidden = channels * dw_expand, channels * ffn_expand
        self.beta = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.gamma = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.conv1 = nn.Conv2d(channels, wide, 1)
        self.conv2 = nn.Conv2d(wide, wide, 3, padding=1, groups=wide)
        self.conv3 = nn.Conv2d(wide, channels, 1)
        self.se = nn.Sequential(pool or nn.AdaptiveAvgPool2d(1), nn.Conv2d(wide, wide // 2, 1), nn.ReLU(),
                                nn.Conv2d(wide // 2, wide, 1), nn.Sigmoid())
        self.conv4 = nn.Conv2d(channels, hidden, 1)
        self.conv5 = nn.Conv2d(hidden, channels, 1)
        self.norm1 = LayerNorm2d(channels)
        self.norm2 = LayerNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        activated = gelu(self.conv2(self.conv1(self.norm1(x))))
        x = x + self.conv3(activated * self.se(activated)) * self.beta
        return x + self.conv5(gelu(self.conv4(self.norm2(x)))) * self.gamma


def gate(x: Tensor) -> Tensor:
    """The product of the first and the second half of the channels."""
    first, second = x.chunk(2, dim=1)
    return first * second


class Nafnet(nn.Module):
    """Adds a correction to an image (N, image_channels, H, W); H and W must be multiples of 2 to the number of levels.

    A level has encoder blocks before its reduction to half the size and twice the channels, and decoder blocks after
    its enlargement. encoder lists the number of blocks from the finest level, decoder from the coarsest. block makes a
    block for a number of channels. train_size, (height, width), makes the attention local, as the authors do at test time:
    means are of windows of 1.5 times the images that it was trained on.
    """

    def __init__(self, image_channels: int, width: int, encoder: List[int], middle: int, decoder: List[int],
                 block: Callable[[int, Optional[nn.Module]], nn.Module] = NafBlock,
                 train_size: Optional[Tuple[int, int]] = None):
        super().__init__()
        levels = len(encoder)

        def blocks(level: int, count: int) -> nn.Sequential:
            return nn.Sequential(*[block(width << level, _pool(level, levels, train_size)) for _ in range(count)])

        self.intro = nn.Conv2d(image_channels, width, 3, padding=1)
        self.ending = nn.Conv2d(width, image_channels, 3, padding=1)
        widths = [width << level for level in range(levels)]
        self.encoders = nn.ModuleList([blocks(level, count) for level, count in enumerate(encoder)])
        self.decoders = nn.ModuleList([blocks(levels - 1 - place, count) for place, count in enumerate(decoder)])
        self.middle_blks = blocks(levels, middle)
        self.ups = nn.ModuleList([
            nn.Sequential(nn.Conv2d(2 * c, 4 * c, 1, bias=False), nn.PixelShuffle(2)) for c in widths[::-1]])
        self.downs = nn.ModuleList([nn.Conv2d(c, 2 * c, 2, stride=2) for c in widths])

    def forward(self, image: Tensor) -> Tensor:
        x = self.intro(image)
        skipped: List[Tensor] = []
        for encoder, down in zip(self.encoders, self.downs):
            x = encoder(x)
            skipped.append(x)
            x = down(x)
        x = self.middle_blks(x)
        for up, decoder in zip(self.ups, self.decoders):
            x = decoder(up(x) + skipped.pop())
        return image + self.ending(x)


class UnshuffledNafnetRestoration(nn.Module):
    """NAFNet at half the resolution: it sees each square of 2x2 pixels as one with 12 channels.

    y (N, 3, H, W) in [0, 1] -> (N, 3, H, W). Any size: reflected at the bottom and the right to a multiple, cropped
    after.
    """

    def __init__(self, width: int, encoder: List[int], middle: int, decoder: List[int]):
        super().__init__()
        self.core = Nafnet(12, width, encoder, middle, decoder)
        self.multiple = 2 << len(encoder)

    def forward(self, y: Tensor) -> Tensor:
        framed = reflected_to_multiple(y, self.multiple)
        restored = pixel_shuffle(self.core(pixel_unshuffle(framed, 2)), 2)
        return restored[:, :, : y.size(2), : y.size(3)]


class NafnetRestoration(nn.Module):
    """NAFNet or Baseline as published: black is added at the bottom and the right to a multiple, and cropped after."""

    def __init__(self, core: Nafnet):
        super().__init__()
        self.core = core
        self.multiple = 1 << len(core.encoders)

    def forward(self, y: Tensor) -> Tensor:
        down, right = missing_to_multiple(y.size(2), self.multiple), missing_to_multiple(y.size(3), self.multiple)
        return self.core(pad(y, [0, right, 0, down]))[:, :, : y.size(2), : y.size(3)]


def _pool(level: int, levels: int, train_size: Optional[Tuple[int, int]]) -> Optional[nn.Module]:
    """The window of a level: 1.5 times as much of its map as the padded training image fills."""
    if train_size is None:
        return None
    multiple = 1 << levels
    height, width = [
        ((size + missing_to_multiple(size, multiple)) >> level) * int(1.5 * size) // size for size in train_size]
    return WindowMean(height, width)
