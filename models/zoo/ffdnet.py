"""FFDNet: a denoiser that is told the noise level.

Zhang, Zuo and Zhang, "FFDNet: toward a fast and flexible solution for CNN-based image denoising", IEEE TIP 2018. Names of
the weights are those of the authors' state_dict.
"""
import torch
from torch import Tensor, nn
from torch.nn.functional import pad, pixel_shuffle, pixel_unshuffle


class Ffdnet(nn.Module):
    """x (N, 3, H, W) in [0, 1] with white noise of deviation sigma (N, 1, 1, 1) -> (N, 3, H, W), not clamped.

    Works at half the resolution: each square of 2x2 pixels is one with 12 channels, and sigma the thirteenth. Odd sizes are
    replicated at the bottom and the right, and cropped after. The published colour weights have the default numbers.
    """

    def __init__(self, width: int = 96, layers: int = 12):
        super().__init__()
        inner = [layer for _ in range(layers - 2) for layer in (nn.Conv2d(width, width, 3, padding=1), nn.ReLU())]
        self.model = nn.Sequential(
            nn.Conv2d(13, width, 3, padding=1), nn.ReLU(), *inner, nn.Conv2d(width, 12, 3, padding=1))

    def forward(self, x: Tensor, sigma: Tensor) -> Tensor:
        even = pad(x, [0, x.size(3) % 2, 0, x.size(2) % 2], mode="replicate")
        squares = pixel_unshuffle(even, 2)
        levels = sigma.expand(x.size(0), 1, squares.size(2), squares.size(3))
        denoised = self.model(torch.cat([squares, levels], 1))
        return pixel_shuffle(denoised.to(x.dtype), 2)[:, :, : x.size(2), : x.size(3)]
