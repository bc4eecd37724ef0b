"""DWDN: non-blind deblurring by Wiener deconvolution of learned features, then refinement over two scales.

Dong, Roth and Schiele, "Deep Wiener Deconvolution: Wiener Meets Deep Learning for Image Deblurring", NeurIPS 2020.
Names and shapes of the state_dict are the authors'.
"""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, pad

from zoo.deconvolution import complex_product, transfer_function
from zoo.framing import cut_to_side, kernel_sides, replicated_to_multiple


class Conv(nn.Module):
    """A 5 x 5 convolution with bias, and perhaps ReLU."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1, activated: bool = True):
        super().__init__()
        layers: List[nn.Module] = [nn.Conv2d(inputs, outputs, 5, stride=stride, padding=2)]
        self.body = nn.Sequential(*(layers + [nn.ReLU()] if activated else layers))

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class ResidualBlock(nn.Module):
    """x + conv(relu(conv(x))), no activation after the sum."""

    def __init__(self, width: int):
        super().__init__()
        self.body = nn.Sequential(
            Conv(width, width, activated=False), nn.ReLU(), Conv(width, width, activated=False))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class Deconv(nn.Module):
    """relu(transposed convolution) of 3 x 3 and stride 2: exactly twice the size."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.body = nn.Sequential(
            nn.ConvTranspose2d(inputs, outputs, 3, stride=2, padding=1, output_padding=1), nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class Dwdn(nn.Module):
    """image (N, C, H, W) in [0, 1], kernel (N, 1, K, K) -> [coarse (N, C, H/2, W/2), fine (N, C, H, W)], not clamped.

    H and W are multiples of 8, K is odd; the kernel is meant for true convolution and is divided by its sum. The last
    image is the restored one. The published weights have the default widths.

    The noise-to-signal ratio grows with the features' scale, being a variance over a standard deviation. feature_scale
    is a factor on it, 1 in the published network; 200 there and features of the image's own scale are the same as
    features 200 times as large, but easier to train.
    """

    def __init__(self, n_colors: int = 3, features: int = 16, width: int = 32, feature_scale: float = 1.0):
        super().__init__()
        self.feature_scale = feature_scale
        self.FeatureBlock = _conv_and_blocks(n_colors, features)
        self.inBlock1 = _conv_and_blocks(features, width)
        self.inBlock2 = _conv_and_blocks(features + width, width)
        self.encoder_first = _conv_and_blocks(width, 2 * width, stride=2)
        self.encoder_second = _conv_and_blocks(2 * width, 4 * width, stride=2)
        self.decoder_second = nn.Sequential(*_blocks(4 * width), Deconv(4 * width, 2 * width))
        self.decoder_first = nn.Sequential(*_blocks(2 * width), Deconv(2 * width, width))
        self.outBlock = nn.Sequential(*_blocks(width))
        self.outBlock2 = nn.Sequential(Conv(width, n_colors, activated=False))

    def forward(self, image: Tensor, kernel: Tensor) -> List[Tensor]:
        return self.refine(self.deconvolve(image, kernel))

    @torch.jit.export
    def deconvolve(self, image: Tensor, kernel: Tensor) -> Tensor:
        """The features (N, F, H, W) of the image, each deconvolved."""
        # The spectra need the image's own precision where convolutions run in a lower one.
        features = self.FeatureBlock(image).to(image.dtype)
        return deconvolved(features, kernel / kernel.sum([2, 3], keepdim=True), self.feature_scale)

    @torch.jit.export
    def refine(self, deconvolved_features: Tensor) -> List[Tensor]:
        """The images of both scales from deconvolved features (N, F, H, W)."""
        first = self.inBlock1(avg_pool2d(deconvolved_features, 2))
        coarse = self.outBlock(self.scale(first) + first)
        # What goes up is the coarse features, not the coarse image.
        raised = interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
        second = self.inBlock2(torch.cat([deconvolved_features, raised.to(deconvolved_features.dtype)], 1))
        fine = self.outBlock(self.scale(second) + second)
        return [self.outBlock2(coarse), self.outBlock2(fine)]

    def scale(self, x: Tensor) -> Tensor:
        """The encoder and decoder, whose weights both scales share."""
        half = self.encoder_first(x)
        quarter = self.decoder_second(self.encoder_second(half))
        return self.decoder_first(quarter + half)


def deconvolved(features: Tensor, kernel: Tensor, feature_scale: float) -> Tensor:
    """features (N, F, H, W), each channel deconvolved by Wiener's filter with kernel (N, 1, K, K) of sum 1.

    The frame of the Fourier transform is the map continued by K replicated pixels on every side (section 3.2).
    """
    side = kernel.size(3)
    framed = pad(features, [side, side, side, side], mode="replicate")
    height, width = framed.size(2), framed.size(3)
    transfer = transfer_function(kernel, height, width)
    power = transfer.real.square() + transfer.imag.square()
    denominator = power + feature_scale * noise_to_signal(framed)
    spectrum = complex_product(torch.fft.rfft2(framed), transfer.real / denominator, -transfer.imag / denominator)
    restored = torch.fft.irfft2(spectrum, [height, width])
    return restored[:, :, side : height - side, side : width - side]


def noise_to_signal(framed: Tensor) -> Tensor:
    """The ratio (N, F, 1, 1) that the authors estimate from a padded map (N, F, H', W').

    The variance of what a 3 x 3 median takes away over the standard deviation of the map, times 8/30. Both divide by
    H'^2, whatever W' is, as the authors' code does. A constant map gives 0, and a gradient of 0, where theirs is NaN.
    """
    count = framed.size(2) * framed.size(2)
    taken = median_of_nine(framed) - framed
    noise = _centred(taken, count).square().sum([2, 3], keepdim=True) / (count - 1)
    signal = _centred(framed, count).square().sum([2, 3], keepdim=True) / (count - 1)
    return noise / torch.sqrt(signal + 1e-24) * (8.0 / 30.0)


def median_of_nine(x: Tensor) -> Tensor:
    """The median (N, C, H, W) of each pixel's 3 x 3 neighbourhood, borders reflected without the edge pixel.

    The gradient goes to the neighbours that equal the median, in equal parts. Columns are sorted once and shared by the
    three neighbourhoods that they are in: the median of nine is that of the largest low, the middle middle and the
    smallest high one. Several times faster than sorting each neighbourhood.
    """
    height, width = x.size(2), x.size(3)
    wide = pad(x, [1, 1, 1, 1], mode="reflect")
    # Detached, not in no_grad: TorchScript's profiling executor takes that for the rest of the function as well.
    still = wide.detach()
    above, at, below = still[:, :, :-2], still[:, :, 1:-1], still[:, :, 2:]
    low, high = torch.minimum(above, at), torch.maximum(above, at)
    middle = torch.maximum(low, torch.minimum(high, below))
    low, high = torch.minimum(low, below), torch.maximum(high, below)
    largest_low = torch.maximum(torch.maximum(low[..., :-2], low[..., 1:-1]), low[..., 2:])
    smallest_high = torch.minimum(torch.minimum(high[..., :-2], high[..., 1:-1]), high[..., 2:])
    middle = median_of_three(middle[..., :-2], middle[..., 1:-1], middle[..., 2:])
    median = median_of_three(largest_low, middle, smallest_high)
    chosen = torch.zeros_like(x)
    count = torch.zeros_like(median)
    for down in range(3):
        for right in range(3):
            neighbour = wide[:, :, down : down + height, right : right + width]
            is_median = (still[:, :, down : down + height, right : right + width] == median).to(x.dtype)
            chosen = chosen + neighbour * is_median
            count = count + is_median
    return chosen / count


def median_of_three(a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    """The middle value, element by element."""
    return torch.maximum(torch.minimum(a, b), torch.minimum(torch.maximum(a, b), c))


class DwdnRestoration(nn.Module):
    """DWDN behind Shakedown's interface.

    Images are replicated at the bottom and the right to a multiple of 8. The authors' frame depends on the side of the
    kernel, so each kernel is cut to its own side first: kernels of different sizes in one batch, zero-padded to a
    common K, give what each gives alone.
    """

    def __init__(self, core: Dwdn):
        super().__init__()
        self.core = core
        self.multiple = 8

    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1], b (N, 1, K, K) -> (N, 3, H, W), about [0, 1]."""
        return self.scales(y, b)[1][:, :, : y.size(2), : y.size(3)].to(y.dtype)

    @torch.jit.export
    def scales(self, y: Tensor, b: Tensor) -> List[Tensor]:
        """The coarse (N, 3, H'/2, W'/2) and the fine image (N, 3, H', W') of the framed y."""
        framed = replicated_to_multiple(y, self.multiple)
        sides = kernel_sides(b)
        if min(sides) == max(sides):
            return self.core(framed, cut_to_side(b, sides[0]))
        features: List[Tensor] = []
        for i, side in enumerate(sides):
            features.append(self.core.deconvolve(framed[i : i + 1], cut_to_side(b[i : i + 1], side)))
        return self.core.refine(torch.cat(features))


def _centred(x: Tensor, count: int) -> Tensor:
    return x - x.sum([2, 3], keepdim=True) / count


def _blocks(width: int) -> List[nn.Module]:
    return [ResidualBlock(width) for _ in range(3)]


def _conv_and_blocks(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(Conv(inputs, outputs, stride=stride), *_blocks(outputs))
