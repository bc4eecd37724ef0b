"""Plug-and-play restoration: a denoiser and the known blur, in turns.

Half-quadratic splitting as in DPIR (Zhang et al., "Plug-and-play image restoration with deep denoiser prior", IEEE TPAMI
2021, section 4). The image has unknown surroundings, which have no data term (Almeida and Figueiredo, "Deconvolving images
with unknown boundaries using the alternating direction method of multipliers", IEEE TIP 2013).
"""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from zoo.deconvolution import MARGIN, complex_product, periodic_frame, transfer_function
from zoo.differentiation import Iteration, pulled_back

FIRST_SIGMA = 49 / 255  # the authors'
TRADE_OFF = 0.23  # the authors' lambda


class PlugAndPlay(Iteration):
    """Non-blind restoration by any denoiser.

    The denoiser core(x, sigma) takes images x (N, 3, H, W) of about [0, 1] with white noise of standard deviation sigma
    (N, 1, 1, 1) and returns them without it, in the same shape. Each step brings the image closer to one that blurs to y,
    and denoises it. sigma falls from 49/255 to noise, in equal steps of its logarithm. noise is the standard deviation of the
    noise in y, where 1 is the value range. The output is not clamped.
    """

    def __init__(self, core: nn.Module, steps: int = 8, noise: float = 0.01, margin: int = MARGIN):
        super().__init__(steps)
        if not 0 < noise < FIRST_SIGMA:
            raise ValueError(f"noise {noise}: must be above 0 and below {FIRST_SIGMA:.3f}, such as 0.01")
        self.core = core
        self.margin = margin
        last = max(steps - 1, 1)
        self.sigmas: List[float] = [FIRST_SIGMA * (noise / FIRST_SIGMA) ** (i / last) for i in range(steps)]
        self.weights: List[float] = [TRADE_OFF * (noise / sigma) ** 2 for sigma in self.sigmas]  # the authors' alpha

    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1], b (N, 1, K, K) -> (N, 3, H, W), about [0, 1]."""
        frame = periodic_frame(y, b.size(3), self.margin)
        x = self.iterate(frame, y, transfer_function(b, frame.size(2), frame.size(3)))
        return x[:, :, : y.size(2), : y.size(3)]

    def step(self, x: Tensor, y: Tensor, transfer: Tensor, i: int) -> Tensor:
        """The image x (N, 3, H', W'), whose top left corner y shows blurred, brought closer to y and denoised."""
        sigma = torch.full([x.size(0), 1, 1, 1], self.sigmas[i], dtype=x.dtype, device=x.device)
        return self.core(closer(x, y, transfer, self.weights[i]), sigma)

    @torch.jit.export
    def vjp(self, y: Tensor, b: Tensor, g: Tensor) -> Tensor:
        """The gradient (N, 3, H, W) of sum(g * forward(y, b)) in y; holds one step's activations at a time.

        Recording must be on; neither y nor g need require a gradient.
        """
        y = y.detach().requires_grad_(True)
        frame = periodic_frame(y, b.size(3), self.margin)
        transfer = transfer_function(b, frame.size(2), frame.size(3))
        towards = pad(g, [0, frame.size(3) - y.size(3), 0, frame.size(2) - y.size(2)])
        towards_x, towards_y = self.pull_back_steps(frame, y, transfer, towards)
        return towards_y + pulled_back([frame], [y], [towards_x])[0]


def closer(x: Tensor, y: Tensor, transfer: Tensor, weight: float) -> Tensor:
    """x + conj(B) (y - B x) / (|B|^2 + weight) in the frequency domain, with B x in place of y where y shows nothing.

    This solves min ||b * z - y||^2 + weight ||z - x||^2 for z, equation (6a) of DPIR, for such a y.
    """
    height, width = x.size(2), x.size(3)
    reblurred = torch.fft.irfft2(complex_product(torch.fft.rfft2(x), transfer.real, transfer.imag), [height, width])
    rest = y - reblurred[:, :, : y.size(2), : y.size(3)]
    rest = pad(rest, [0, width - y.size(3), 0, height - y.size(2)])
    power = transfer.real.square() + transfer.imag.square() + weight
    correction = complex_product(torch.fft.rfft2(rest), transfer.real / power, -transfer.imag / power)
    return x + torch.fft.irfft2(correction, [height, width])
