"""A small backbone of inverted residuals for DeblurGAN-v2's pyramid, in place of Inception-ResNet-v2.

Inverted residuals with depthwise convolutions are those of Sandler et al., "MobileNetV2", CVPR 2018, with ReLU for
ReLU6. Every stage halves the size exactly, so that the pyramid needs no padding.
"""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from zoo.normalisation import BatchNorm

EPS = 1e-5


class InvertedResidual(nn.Module):
    """1 x 1 to a larger width, 3 x 3 channel by channel, 1 x 1 back; x added where the shape is kept."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int, statistics: str):
        super().__init__()
        width = inputs * expansion
        self.adds = stride == 1 and inputs == outputs
        self.expand = nn.Conv2d(inputs, width, 1, bias=False)
        self.expand_norm = BatchNorm(width, EPS, statistics)
        self.depthwise = nn.Conv2d(width, width, 3, stride=stride, padding=1, groups=width, bias=False)
        self.depthwise_norm = BatchNorm(width, EPS, statistics)
        self.project = nn.Conv2d(width, outputs, 1, bias=False)
        self.project_norm = BatchNorm(outputs, EPS, statistics)

    def forward(self, x: Tensor) -> Tensor:
        h = relu(self.expand_norm(self.expand(x)))
        h = relu(self.depthwise_norm(self.depthwise(h)))
        h = self.project_norm(self.project(h))
        return x + h if self.adds else h


class MobileBackbone(nn.Module):
    """x (N, 3, H, W), H and W multiples of 32 -> maps of 1/2, 1/4, 1/8, 1/16 and 1/32 of the size."""

    def __init__(self, widths: List[int], depths: List[int], expansion: int, statistics: str):
        super().__init__()
        self.stem = nn.Conv2d(3, widths[0], 3, stride=2, padding=1, bias=False)
        self.stem_norm = BatchNorm(widths[0], EPS, statistics)
        stages = []
        for level in range(1, len(widths)):
            blocks = [InvertedResidual(widths[level - 1], widths[level], 2, expansion, statistics)]
            blocks += [InvertedResidual(widths[level], widths[level], 1, expansion, statistics)
                       for _ in range(depths[level] - 1)]
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> List[Tensor]:
        maps = [relu(self.stem_norm(self.stem(x)))]
        for stage in self.stages:
            maps.append(stage(maps[-1]))
        return maps
