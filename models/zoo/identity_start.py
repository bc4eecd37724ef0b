"""Initial weights with which the small non-blind networks start as classical methods, from which training goes on.

A network that first has to learn to pass an image through itself spends most of a short training on that. DWDN starts
as Wiener deconvolution of the colours, RGDN as Landweber's iteration; other channels start at random, with weak
influence on those that carry the image.
"""
import torch
from torch import nn

from zoo.dwdn import Deconv, Dwdn, ResidualBlock
from zoo.rgdn import Rgdn, Subnetwork, TransposedConv

WEAK = 0.1
SCALES = (1.0, 0.3, 3.0)
RELAXATION = 5.0  # 0.2 times this is Landweber's step size, which converges below 2


def start_dwdn_as_wiener(network: Dwdn) -> None:
    """Channels 0, 1, 2 carry red, green and blue from the image to the output; everything else adds little.

    The colours are deconvolved three times, on SCALES that make DWDN's noise-to-signal ratio right, less and more.
    """
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, ResidualBlock):
                module.body[2].body[0].weight.zero_()
                module.body[2].body[0].bias.zero_()
            elif isinstance(module, Deconv):
                module.body[0].weight *= WEAK
                module.body[0].bias.zero_()
        features = network.FeatureBlock[0].body[0]
        features.weight[:9] = 0
        features.bias[:9] = 0
        for group, scale in enumerate(SCALES):
            for colour in range(3):
                features.weight[3 * group + colour, colour, 2, 2] = scale
            for entrance in (network.inBlock1[0], network.inBlock2[0]):
                entrance.body[0].weight[:, 3 * group : 3 * group + 3] /= scale
        for block in (network.inBlock1, network.inBlock2, network.outBlock2):
            layer = block[0].body[0]
            layer.weight[:3] = 0
            layer.bias[:3] = 0
            for colour in range(3):
                layer.weight[colour, colour, 2, 2] = 1


def start_rgdn_as_landweber(network: Rgdn) -> None:
    """R(x) = -x, H(g) = -c g and D(z) = z, so that a step is x - 0.2 c A^T (A x - y), as long as no other channel acts."""
    with torch.no_grad():
        _pass_through(network.CNNOptimizer, -1.0)
        _pass_through(network.GradAdj, -RELAXATION)
        _pass_through(network.GradScaler, 1.0)


def _pass_through(network: Subnetwork, gain: float) -> None:
    """Channels 2 c and 2 c + 1 carry the positive and the negative part of colour c, since ReLU lets one pass."""
    convolutions = [layer for layer in network.main if isinstance(layer, (nn.Conv2d, TransposedConv))]
    for number, layer in enumerate(convolutions):
        weight = layer.weight.transpose(0, 1) if isinstance(layer, TransposedConv) else layer.weight  # (out, in, 5, 5)
        is_first, is_last = number == 0, number == len(convolutions) - 1
        weight[:3 if is_last else 6] *= WEAK
        for colour in range(3):
            for sign, channel in ((1.0, 2 * colour), (-1.0, 2 * colour + 1)):
                if is_first:
                    weight[channel, colour, 2, 2] += sign
                elif is_last:
                    weight[colour, channel, 2, 2] += sign * gain
                else:
                    weight[channel, channel, 2, 2] += 1
