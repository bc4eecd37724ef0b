"""A small backbone of inverted residuals for DeblurGAN-v2's pyramid, in place of Inception-ResNet-v2.

Inverted residuals with depthwise convolutions are those of Sandler et al., "MobileNetV2", CVPR 2018, with ReLU for
ReLU6 and without normalisation: dividing by each image's own deviation hides its contrast, which a restoration must
keep. Every stage halves the size exactly, so that the pyramid needs no padding.
"""
from typing import List

from torch import Tensor, nn
from torch.nn.functional import relu


class InvertedResidual(nn.Module):
    """1 x 1 to a larger width, 3 x 3 channel by channel, 1 x 1 back; x added where the shape is kept."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int):
        super().__init__()
        width = inputs * expansion
        self.adds = stride == 1 and inputs == outputs
        self.expand = nn.Conv2d(inputs, width, 1)
        self.depthwise = nn.Conv2d(width, width, 3, stride=stride, padding=1, groups=width)
        self.project = nn.Conv2d(width, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.project(relu(self.depthwise(relu(self.expand(x)))))
        return x + h if self.adds else h


class MobileBackbone(nn.Module):
    """x (N, 3, H, W), H and W multiples of 32 -> maps of 1/2, 1/4, 1/8, 1/16 and 1/32 of the size."""

    def __init__(self, widths: List[int], depths: List[int], expansion: int):
        super().__init__()
        self.stem = nn.Conv2d(3, widths[0], 5, stride=2, padding=2)
        stages = []
        for level in range(1, len(widths)):
            blocks = [InvertedResidual(widths[level - 1], widths[level], 2, expansion)]
            blocks += [InvertedResidual(widths[level], widths[level], 1, expansion)
                       for _ in range(depths[level] - 1)]
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> List[Tensor]:
        maps = [relu(self.stem(x))]
        for stage in self.stages:
            maps.append(stage(maps[-1]))
        return maps
