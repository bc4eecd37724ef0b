"""Wiener deconvolution of an image whose surroundings are unknown: the part that the zoo's own networks share.

Shapes: y (N, 3, H, W) blurred images; b (N, 1, K, K) kernels, K odd, meant for true convolution, zero-padded and
centred; frame (N, 3, H', W') is y continued to a periodic image. All functions can be scripted, are differentiable in
y and b, keep the precision of y (float32 or float64) and treat each image of a batch alone.

Spectra are multiplied and divided in real arithmetic: once TorchScript's profiling executor has optimised a graph, it
differentiates a complex product without the conjugate, so that the gradient is wrong from the second call on (PyTorch
1.13 and 2.7.1; `export.compare` calls often enough to show it).
"""
import math
from typing import Tuple

import torch
from torch import Tensor
from torch.nn.functional import pad

MARGIN = 32  # pixels; a kernel of side up to 65 sees nothing of the opposite edge, and its zero padding changes nothing


def periodic_frame(y: Tensor, kernel_size: int, margin: int) -> Tensor:
    """y in the top left corner of a frame that continues periodically without a step.

    The gap between an edge and the opposite edge, 2 * max(margin, K // 2) pixels or a little more for a fast Fourier
    length, passes from one to the other along a raised cosine. It depends on K for kernels wider than 2 * margin only.
    """
    gap = 2 * max(margin, kernel_size // 2)
    frame = _bridge(y, fast_length(y.size(2) + gap), 2)
    return _bridge(frame, fast_length(y.size(3) + gap), 3)


def transfer_function(b: Tensor, height: int, width: int) -> Tensor:
    """The half-spectrum (N, 1, height, width // 2 + 1) of b, its centre moved to the origin."""
    size = b.size(3)
    placed = pad(b, [0, width - size, 0, height - size])
    return torch.fft.rfft2(torch.roll(placed, [-(size // 2), -(size // 2)], [2, 3]))


def gradient_power(frame: Tensor) -> Tensor:
    """|D|^2 (H', W' // 2 + 1), the power response of forward differences, summed over both axes: 4 sin^2(pi f)."""
    height, width = frame.size(2), frame.size(3)
    down = torch.arange(height, dtype=frame.dtype, device=frame.device) / height
    right = torch.arange(width // 2 + 1, dtype=frame.dtype, device=frame.device) / width
    down_power = 4 * torch.sin(math.pi * down).square()
    right_power = 4 * torch.sin(math.pi * right).square()
    return down_power.unsqueeze(1) + right_power.unsqueeze(0)


def wiener_filters(transfer: Tensor, smoothness: Tensor, noise_to_signal: Tensor) -> Tuple[Tensor, Tensor]:
    """Real and imaginary part (N, M, H', W' // 2 + 1) of conj(B) / (|B|^2 + r |D|^2) for each r in noise_to_signal.

    This is Wiener's filter for white noise and for images whose power falls with the square of the frequency, as that
    of natural images does; it minimises ||b * x - y||^2 + r ||grad x||^2 (Gonzalez and Woods, "Digital Image
    Processing", constrained least squares filtering, with the gradient in place of the Laplacian). r has no unit.
    """
    power = transfer.real.square() + transfer.imag.square()
    denominator = power + noise_to_signal.reshape(1, -1, 1, 1) * smoothness
    return transfer.real / denominator, -transfer.imag / denominator


def restorations(frame: Tensor, b: Tensor, noise_to_signal: Tensor) -> Tensor:
    """frame deconvolved with each of the M filters: (N, M, 3, H', W')."""
    height, width = frame.size(2), frame.size(3)
    transfer = transfer_function(b, height, width)
    real_filters, imaginary_filters = wiener_filters(transfer, gradient_power(frame), noise_to_signal)
    spectrum = torch.fft.rfft2(frame).unsqueeze(1)
    filtered = complex_product(spectrum, real_filters.unsqueeze(2), imaginary_filters.unsqueeze(2))
    return torch.fft.irfft2(filtered, [height, width])


def complex_product(spectrum: Tensor, real: Tensor, imaginary: Tensor) -> Tensor:
    """spectrum * (real + i imaginary), complex, of shapes that broadcast."""
    return torch.complex(
        spectrum.real * real - spectrum.imag * imaginary, spectrum.real * imaginary + spectrum.imag * real)


def fast_length(least: int) -> int:
    """The smallest even length that is at least `least` and has no prime factor above 5."""
    length = least + least % 2
    while not _is_smooth(length):
        length += 2
    return length


def _is_smooth(number: int) -> bool:
    rest = number
    for factor in [2, 3, 5]:
        while rest % factor == 0:
            rest = rest // factor
    return rest == 1


def _bridge(image: Tensor, length: int, dim: int) -> Tensor:
    """image lengthened along dim, from its last slice back to its first along a raised cosine."""
    gap = length - image.size(dim)
    last = image.narrow(dim, image.size(dim) - 1, 1)
    first = image.narrow(dim, 0, 1)
    step = torch.arange(1, gap + 1, dtype=image.dtype, device=image.device) / (gap + 1)
    towards_first = 0.5 - 0.5 * torch.cos(math.pi * step)
    towards_first = towards_first.reshape([-1, 1] if dim == 2 else [1, -1])
    return torch.cat([image, last + (first - last) * towards_first], dim)
