"""RGDN: non-blind deblurring by a learned, recurrent gradient descent.

Gong et al., "Learning Deep Gradient Descent Optimization for Image Deconvolution", IEEE TNNLS 2020. Names and shapes of
the state_dict are the authors'. Batch normalisation always uses the stored statistics, as the authors run it.
"""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, pad

from zoo.deconvolution import complex_product, fast_length
from zoo.differentiation import Iteration, pulled_back
from zoo.framing import cut_to_side, kernel_sides
from zoo.normalisation import BatchNorm

EPS = 1e-5


class TransposedConv(nn.Module):
    """A transposed 5 x 5 convolution of stride 1 that keeps the size; weight (inputs, outputs, 5, 5), no bias.

    It is the convolution with the weight turned by 180 degrees and its channels swapped, which has the faster gradient.
    """

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs, 5, 5))
        nn.init.kaiming_uniform_(self.weight, a=5 ** 0.5)

    def forward(self, x: Tensor) -> Tensor:
        return conv2d(x, self.weight.transpose(0, 1).flip([2, 3]), padding=2)


class Subnetwork(nn.Module):
    """Five 5 x 5 convolutions without bias, the last three transposed, (N, 3, H, W) -> (N, 3, H, W)."""

    def __init__(self, width: int):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(3, width, 5, padding=2, bias=False), nn.ReLU(),
            nn.Conv2d(width, width, 5, padding=2, bias=False), BatchNorm(width, EPS, "running"), nn.ReLU(),
            nn.Conv2d(width, width, 5, padding=2, bias=False), BatchNorm(width, EPS, "running"), nn.ReLU(),
            TransposedConv(width, width), BatchNorm(width, EPS, "running"), nn.ReLU(),
            TransposedConv(width, width), BatchNorm(width, EPS, "running"), nn.ReLU(),
            TransposedConv(width, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self.main(x)


class Rgdn(nn.Module):
    """y (N, 3, H, W) in [0, 1] and a kernel (N, 1, K, K) of sum 1, K odd -> iterates x_1, x_2, ..., not clamped.

    The authors' operator A is a correlation with their kernel k, and its adjoint one with k turned by 180 degrees, both
    with zeros around the image. Here the kernel is that of the true convolution, b, which is k turned; so A is the
    convolution with b, and the adjoint the correlation with b. Any H and W.
    """

    def __init__(self, width: int = 64):
        super().__init__()
        self.CNNOptimizer = Subnetwork(width)
        self.GradAdj = Subnetwork(width)
        self.GradScaler = Subnetwork(width)
        self.momentum = 0.8  # the authors' constant

    def forward(self, y: Tensor, b: Tensor, steps: int) -> List[Tensor]:
        """The iterates after 1, 2, ... steps."""
        transfer = blur_spectrum(b, y.size(2), y.size(3))
        iterates: List[Tensor] = []
        x = y
        for _ in range(steps):
            x = self.step(x, y, transfer)
            iterates.append(x)
        return iterates

    @torch.jit.export
    def step(self, x: Tensor, y: Tensor, transfer: Tensor) -> Tensor:
        """One step from x: 0.8 x + 0.2 D(H(A^T (A x - y)) - R(x)); nothing is subtracted from x."""
        gradient = adjoint_blur(blur(x, transfer) - y, transfer)
        scaled = self.GradScaler(self.GradAdj(gradient) - self.CNNOptimizer(x))
        return self.momentum * x + (1 - self.momentum) * scaled.to(x.dtype)


def blur_spectrum(b: Tensor, height: int, width: int) -> Tensor:
    """The half-spectrum (N, 1, L, M // 2 + 1) of b (N, 1, K, K) in a frame that leaves K - 1 zeros around an image."""
    side = b.size(3)
    rows, columns = fast_length(height + side - 1), fast_length(width + side - 1)
    placed = pad(b, [0, columns - side, 0, rows - side])
    return torch.fft.rfft2(torch.roll(placed, [-(side // 2), -(side // 2)], [2, 3]))


def blur(x: Tensor, transfer: Tensor) -> Tensor:
    """A x: x (N, 3, H, W) with zeros around it, convolved; size kept."""
    return _filtered(x, transfer.real, transfer.imag)


def adjoint_blur(x: Tensor, transfer: Tensor) -> Tensor:
    """A^T x: x (N, 3, H, W) with zeros around it, correlated; size kept."""
    return _filtered(x, transfer.real, -transfer.imag)


def _filtered(x: Tensor, real: Tensor, imaginary: Tensor) -> Tensor:
    height, width = x.size(2), x.size(3)
    rows, columns = real.size(2), 2 * (real.size(3) - 1)  # columns are even, so the half-spectrum tells them
    framed = pad(x, [0, columns - width, 0, rows - height])
    spectrum = complex_product(torch.fft.rfft2(framed), real, imaginary)
    return torch.fft.irfft2(spectrum, [rows, columns])[:, :, :height, :width]


class RgdnRestoration(Iteration):
    """RGDN behind Shakedown's interface, with a fixed number of steps.

    y is continued by K // 2 replicated pixels on every side and the result cropped, which is how the authors feed it. So
    that zeros around a kernel change nothing, each is cut to its own side first, and images whose kernels differ in
    side are restored one group after another.
    """

    def __init__(self, core: Rgdn, steps: int):
        super().__init__(steps)
        self.core = core

    def step(self, x: Tensor, y: Tensor, transfer: Tensor, i: int) -> Tensor:
        return self.core.step(x, y, transfer)

    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1], b (N, 1, K, K) -> (N, 3, H, W), about [0, 1]."""
        sides = kernel_sides(b)
        if min(sides) == max(sides):
            return self.restore(y, cut_to_side(b, sides[0]))
        outputs: List[Tensor] = []
        for i, side in enumerate(sides):
            outputs.append(self.restore(y[i : i + 1], cut_to_side(b[i : i + 1], side)))
        return torch.cat(outputs)

    def restore(self, y: Tensor, b: Tensor) -> Tensor:
        """As forward, for kernels that fill their side."""
        margin = b.size(3) // 2
        framed = pad(y, [margin, margin, margin, margin], mode="replicate")
        transfer = blur_spectrum(b, framed.size(2), framed.size(3))
        x = self.iterate(framed, framed, transfer)
        return x[:, :, margin : margin + y.size(2), margin : margin + y.size(3)]

    @torch.jit.export
    def vjp(self, y: Tensor, b: Tensor, g: Tensor) -> Tensor:
        """The gradient (N, 3, H, W) of sum(g * forward(y, b)) in y; holds one step's activations at a time.

        Recording must be on; neither y nor g need require a gradient.
        """
        sides = kernel_sides(b)
        if min(sides) == max(sides):
            return self.pull_back(y, cut_to_side(b, sides[0]), g)
        gradients: List[Tensor] = []
        for i, side in enumerate(sides):
            gradients.append(self.pull_back(y[i : i + 1], cut_to_side(b[i : i + 1], side), g[i : i + 1]))
        return torch.cat(gradients)

    def pull_back(self, y: Tensor, b: Tensor, g: Tensor) -> Tensor:
        """As vjp, for kernels that fill their side."""
        margin = b.size(3) // 2
        y = y.detach().requires_grad_(True)
        framed = pad(y, [margin, margin, margin, margin], mode="replicate")
        transfer = blur_spectrum(b, framed.size(2), framed.size(3))
        towards = pad(g, [margin, margin, margin, margin])
        towards_x, towards_y = self.pull_back_steps(framed, framed, transfer, towards)
        # The first iterate is y itself.
        return pulled_back([framed], [y], [towards_x + towards_y])[0]
