"""Non-blind restoration by Wiener filters and a small convolutional network: made cheap, for attacks on a CPU."""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import pixel_shuffle, pixel_unshuffle, relu

from zoo.deconvolution import MARGIN, periodic_frame, restorations


class ResidualBlock(nn.Module):
    """h + conv(relu(conv(h))), 3x3, shape kept."""

    def __init__(self, width: int):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, h: Tensor) -> Tensor:
        return h + self.second(relu(self.first(h)))


class WienerCnn(nn.Module):
    """Deconvolves with a weak, a middle and a strong prior; convolutions at half resolution merge the three.

    The weak prior keeps detail and noise, the strong one removes both; the network learns where to trust which, and
    adds its correction to the middle one. The output is not clamped.
    """

    def __init__(self, width: int = 32, blocks: int = 2, margin: int = MARGIN):
        super().__init__()
        self.margin = margin
        self.noise_to_signal: List[float] = [0.014, 0.002, 0.08]  # middle, weak, strong
        self.contrast = 4.0  # brings the differences, which carry the information, to the size of the image itself
        images = 1 + len(self.noise_to_signal)
        self.head = nn.Conv2d(images * 3 * 4, width, 3, padding=1)
        self.blocks = nn.ModuleList([ResidualBlock(width) for _ in range(blocks)])
        self.tail = nn.Conv2d(width, 3 * 4, 3, padding=1)
        nn.init.zeros_(self.tail.weight)
        nn.init.zeros_(self.tail.bias)

    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1], b (N, 1, K, K) -> (N, 3, H, W), about [0, 1]."""
        height, width = y.size(2), y.size(3)
        frame = periodic_frame(y, b.size(3), self.margin)
        strengths = torch.tensor(self.noise_to_signal, dtype=y.dtype, device=y.device)
        restored = restorations(frame, b, strengths)
        images = torch.cat([restored.flatten(1, 2), frame], 1)  # (N, 12, H', W')
        # The frame goes on beyond the image, so an odd side is rounded up inside it.
        images = images[:, :, : height + height % 2, : width + width % 2]
        middle = images[:, :3]
        others = (images[:, 3:] - middle.repeat(1, 3, 1, 1)) * self.contrast
        correction = self.correct(torch.cat([middle - 0.5, others], 1))
        return (middle + correction)[:, :, :height, :width]

    def correct(self, images: Tensor) -> Tensor:
        """What to add to the middle restoration (N, 3, H, W), H and W even.

        images (N, 12, H, W): the middle restoration, and how far the others and the blurred image are from it.
        """
        h = pixel_unshuffle(images, 2).contiguous(memory_format=torch.channels_last)  # (N, 48, H/2, W/2)
        h = relu(self.head(h))
        for block in self.blocks:
            h = block(h)
        return pixel_shuffle(self.tail(relu(h)).contiguous(), 2)
