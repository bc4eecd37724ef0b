"""Networks in bfloat16: the same weights, rounded, and convolutions in bfloat16; float32 in and out."""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, conv_transpose2d

from zoo.rgdn import TransposedConv


class Bfloat16Conv(nn.Module):
    """A convolution whose weights, input and output are bfloat16, whatever the input was."""

    def __init__(self, layer: nn.Conv2d):
        super().__init__()
        self.weight = _rounded(layer.weight)
        self.bias = None if layer.bias is None else _rounded(layer.bias)
        self.stride: List[int] = list(layer.stride)
        self.padding: List[int] = list(layer.padding)
        self.groups = layer.groups

    def forward(self, x: Tensor) -> Tensor:
        return conv2d(x.to(torch.bfloat16), self.weight, self.bias, self.stride, self.padding, groups=self.groups)


class Bfloat16Upconv(nn.Module):
    """A strided transposed convolution with weights rounded to bfloat16, computed in float32.

    PyTorch 1.13 refuses it in bfloat16 on a CPU; it is a small part of DWDN.
    """

    def __init__(self, layer: nn.ConvTranspose2d):
        super().__init__()
        self.weight = _rounded(layer.weight)
        self.bias = None if layer.bias is None else _rounded(layer.bias)
        self.stride: List[int] = list(layer.stride)
        self.padding: List[int] = list(layer.padding)
        self.output_padding: List[int] = list(layer.output_padding)

    def forward(self, x: Tensor) -> Tensor:
        bias = self.bias
        enlarged = conv_transpose2d(
            x.float(), self.weight.float(), None if bias is None else bias.float(), self.stride, self.padding,
            self.output_padding)
        return enlarged.to(torch.bfloat16)


class Bfloat16TransposedConv(nn.Module):
    """`rgdn.TransposedConv` in bfloat16."""

    def __init__(self, layer: TransposedConv):
        super().__init__()
        self.weight = _rounded(layer.weight)

    def forward(self, x: Tensor) -> Tensor:
        return conv2d(x.to(torch.bfloat16), self.weight.transpose(0, 1).flip([2, 3]), padding=2)


def to_bfloat16(network: nn.Module) -> nn.Module:
    """Replace, in place, every convolution inside by one in bfloat16; returns the network.

    What is between convolutions follows them: sums and activations run in bfloat16, spectra and images in float32.
    """
    for name, child in network.named_children():
        if isinstance(child, nn.ConvTranspose2d):
            setattr(network, name, Bfloat16Upconv(child))
        elif isinstance(child, nn.Conv2d):
            setattr(network, name, Bfloat16Conv(child))
        elif isinstance(child, TransposedConv):
            setattr(network, name, Bfloat16TransposedConv(child))
        elif isinstance(child, nn.PReLU):
            child.to(torch.bfloat16)  # which is shared, and so perhaps done already
        else:
            to_bfloat16(child)
    return network


def _rounded(weight: nn.Parameter) -> nn.Parameter:
    return nn.Parameter(weight.detach().to(torch.bfloat16), requires_grad=False)
