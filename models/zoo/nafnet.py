"""NAFNet (Chen et al., "Simple baselines for image restoration", ECCV 2022): a U-shaped network without activations.

Names and order of the weights are those of the authors' state_dict, so that their blocks' weights fit.
"""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm, pixel_shuffle, pixel_unshuffle

from zoo.framing import reflected_to_multiple


class LayerNorm2d(nn.Module):
    """Normalises each pixel over its channels; 1e-6 is added to the variance, a tenth of PyTorch's default.

    In the precision of its own weights: in bfloat16 the squares would lose what the network works on.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        pixels = x.permute(0, 2, 3, 1).to(self.weight.dtype)
        normalised = layer_norm(pixels, [x.size(1)], self.weight, self.bias, 1e-6)
        return normalised.permute(0, 3, 1, 2)


class NafBlock(nn.Module):
    """Two residual branches: a gated depthwise convolution with channel attention, and a gated mix of the channels.

    beta and gamma scale the branches and start at zero: an untrained block is the identity.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.beta = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.gamma = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.conv1 = nn.Conv2d(channels, 2 * channels, 1)
        self.conv2 = nn.Conv2d(2 * channels, 2 * channels, 3, padding=1, groups=2 * channels)
        self.conv3 = nn.Conv2d(channels, channels, 1)
        self.sca = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, channels, 1))
        self.conv4 = nn.Conv2d(channels, 2 * channels, 1)
        self.conv5 = nn.Conv2d(channels, channels, 1)
        self.norm1 = LayerNorm2d(channels)
        self.norm2 = LayerNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        gated = gate(self.conv2(self.conv1(self.norm1(x))))
        x = x + self.conv3(gated * self.sca(gated)) * self.beta
        return x + self.conv5(gate(self.conv4(self.norm2(x)))) * self.gamma


def gate(x: Tensor) -> Tensor:
    """The product of the first and the second half of the channels."""
    first, second = x.chunk(2, dim=1)
    return first * second


class Nafnet(nn.Module):
    """Adds a correction to an image (N, image_channels, H, W); H and W must be multiples of 2 to the number of levels.

    A level has encoder blocks before its reduction to half the size and twice the channels, and decoder blocks after
    its enlargement. encoder lists the number of blocks from the finest level, decoder from the coarsest.
    """

    def __init__(self, image_channels: int, width: int, encoder: List[int], middle: int, decoder: List[int]):
        super().__init__()
        self.intro = nn.Conv2d(image_channels, width, 3, padding=1)
        self.ending = nn.Conv2d(width, image_channels, 3, padding=1)
        widths = [width << level for level in range(len(encoder))]
        coarsest = width << len(encoder)
        self.encoders = nn.ModuleList([_blocks(c, count) for c, count in zip(widths, encoder)])
        self.decoders = nn.ModuleList([_blocks(c, count) for c, count in zip(widths[::-1], decoder)])
        self.middle_blks = _blocks(coarsest, middle)
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


def _blocks(channels: int, count: int) -> nn.Sequential:
    return nn.Sequential(*[NafBlock(channels) for _ in range(count)])
