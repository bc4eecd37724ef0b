"""Inception-ResNet-v2 as DeblurGAN-v2's backbone; names and shapes of the state_dict as in its authors' checkpoints.

Szegedy et al., "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning", AAAI 2017, in the
layout of the weights published for PyTorch: a stem without padding, 10 blocks at 35 x 35, 20 at 17 x 17 (sizes for an
input of 299 x 299). Every convolution with normalisation has batch normalisation with eps 1e-3.
"""
from typing import Tuple, Union

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from zoo.normalisation import BatchNorm

Side = Union[int, Tuple[int, int]]
EPS = 1e-3


class BasicConv(nn.Module):
    """relu(normalised(conv(x))), the convolution without bias."""

    def __init__(self, inputs: int, outputs: int, side: Side, statistics: str, stride: int = 1, padding: Side = 0):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, side, stride=stride, padding=padding, bias=False)
        self.bn = BatchNorm(outputs, EPS, statistics)

    def forward(self, x: Tensor) -> Tensor:
        return relu(self.bn(self.conv(x)))


class Mixed5b(nn.Module):
    """192 -> 320 channels, size kept. The mean's padding does not count."""

    def __init__(self, s: str):
        super().__init__()
        self.branch0 = BasicConv(192, 96, 1, s)
        self.branch1 = nn.Sequential(BasicConv(192, 48, 1, s), BasicConv(48, 64, 5, s, padding=2))
        self.branch2 = nn.Sequential(
            BasicConv(192, 64, 1, s), BasicConv(64, 96, 3, s, padding=1), BasicConv(96, 96, 3, s, padding=1))
        self.branch3 = nn.Sequential(
            nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False), BasicConv(192, 64, 1, s))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.branch0(x), self.branch1(x), self.branch2(x), self.branch3(x)], 1)


class Block35(nn.Module):
    """relu(x + 0.17 conv(branches(x))), 320 channels."""

    def __init__(self, s: str):
        super().__init__()
        self.scale = 0.17
        self.branch0 = BasicConv(320, 32, 1, s)
        self.branch1 = nn.Sequential(BasicConv(320, 32, 1, s), BasicConv(32, 32, 3, s, padding=1))
        self.branch2 = nn.Sequential(
            BasicConv(320, 32, 1, s), BasicConv(32, 48, 3, s, padding=1), BasicConv(48, 64, 3, s, padding=1))
        self.conv2d = nn.Conv2d(128, 320, 1)

    def forward(self, x: Tensor) -> Tensor:
        branches = torch.cat([self.branch0(x), self.branch1(x), self.branch2(x)], 1)
        return relu(self.conv2d(branches) * self.scale + x)


class Mixed6a(nn.Module):
    """320 -> 1088 channels, half the size."""

    def __init__(self, s: str):
        super().__init__()
        self.branch0 = BasicConv(320, 384, 3, s, stride=2)
        self.branch1 = nn.Sequential(
            BasicConv(320, 256, 1, s), BasicConv(256, 256, 3, s, padding=1), BasicConv(256, 384, 3, s, stride=2))
        self.branch2 = nn.MaxPool2d(3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.branch0(x), self.branch1(x), self.branch2(x)], 1)


class Block17(nn.Module):
    """relu(x + 0.10 conv(branches(x))), 1088 channels."""

    def __init__(self, s: str):
        super().__init__()
        self.scale = 0.10
        self.branch0 = BasicConv(1088, 192, 1, s)
        self.branch1 = nn.Sequential(
            BasicConv(1088, 128, 1, s), BasicConv(128, 160, (1, 7), s, padding=(0, 3)),
            BasicConv(160, 192, (7, 1), s, padding=(3, 0)))
        self.conv2d = nn.Conv2d(384, 1088, 1)

    def forward(self, x: Tensor) -> Tensor:
        branches = torch.cat([self.branch0(x), self.branch1(x)], 1)
        return relu(self.conv2d(branches) * self.scale + x)


class Mixed7a(nn.Module):
    """1088 -> 2080 channels, half the size."""

    def __init__(self, s: str):
        super().__init__()
        self.branch0 = nn.Sequential(BasicConv(1088, 256, 1, s), BasicConv(256, 384, 3, s, stride=2))
        self.branch1 = nn.Sequential(BasicConv(1088, 256, 1, s), BasicConv(256, 288, 3, s, stride=2))
        self.branch2 = nn.Sequential(
            BasicConv(1088, 256, 1, s), BasicConv(256, 288, 3, s, padding=1), BasicConv(288, 320, 3, s, stride=2))
        self.branch3 = nn.MaxPool2d(3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.branch0(x), self.branch1(x), self.branch2(x), self.branch3(x)], 1)


class Block8(nn.Module):
    """Part of the checkpoint, not of DeblurGAN-v2's forward pass."""

    def __init__(self, s: str):
        super().__init__()
        self.branch0 = BasicConv(2080, 192, 1, s)
        self.branch1 = nn.Sequential(
            BasicConv(2080, 192, 1, s), BasicConv(192, 224, (1, 3), s, padding=(0, 1)),
            BasicConv(224, 256, (3, 1), s, padding=(1, 0)))
        self.conv2d = nn.Conv2d(448, 2080, 1)


class InceptionResnetV2(nn.Module):
    """The layers, in the order of the checkpoint. DeblurGAN-v2 calls those up to mixed_7a; it has no forward itself."""

    def __init__(self, statistics: str):
        super().__init__()
        s = statistics
        self.conv2d_1a = BasicConv(3, 32, 3, s, stride=2)
        self.conv2d_2a = BasicConv(32, 32, 3, s)
        self.conv2d_2b = BasicConv(32, 64, 3, s, padding=1)
        self.conv2d_3b = BasicConv(64, 80, 1, s)
        self.conv2d_4a = BasicConv(80, 192, 3, s)
        self.mixed_5b = Mixed5b(s)
        self.repeat = nn.Sequential(*[Block35(s) for _ in range(10)])
        self.mixed_6a = Mixed6a(s)
        self.repeat_1 = nn.Sequential(*[Block17(s) for _ in range(20)])
        self.mixed_7a = Mixed7a(s)
        self.repeat_2 = nn.Sequential(*[Block8(s) for _ in range(9)])
        self.block8 = Block8(s)
        self.conv2d_7b = BasicConv(2080, 1536, 1, s)
        self.last_linear = nn.Linear(1536, 1000)
