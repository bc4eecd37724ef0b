"""DeblurGAN-v2's generator: blind deblurring by a feature pyramid over a classification backbone.

Kupyn et al., "DeblurGAN-v2: Deblurring (Orders-of-Magnitude) Faster and Better", ICCV 2019. Names and shapes of the
state_dict are the authors', for the Inception-ResNet-v2 backbone. The authors run it in training mode, one image at a
time, so every normalisation is over one image's own pixels; that is `statistics="image"`, which keeps each image of
a batch alone. `batch` and `running` are PyTorch's training mode with a batch and its evaluation mode; `none` leaves
the pyramid's and the heads' normalisation out.
"""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, pad, relu

from zoo.framing import reflected_to_multiple
from zoo.inception_resnet_v2 import InceptionResnetV2
from zoo.mobile_backbone import MobileBackbone
from zoo.normalisation import InstanceNorm

EPS = 1e-5


def _enlarged(x: Tensor, factor: float) -> Tensor:
    return interpolate(x, scale_factor=factor, mode="nearest")


def _reflected(x: Tensor, margins: List[int]) -> Tensor:
    """x continued by reflection; margins are those of `pad`. PyTorch 1.13 cannot do it in bfloat16 on a CPU."""
    if x.dtype == torch.bfloat16:
        return pad(x.float(), margins, mode="reflect").to(x.dtype)
    return pad(x, margins, mode="reflect")


def _normalised(width: int, statistics: str) -> nn.Module:
    """Instance normalisation, or nothing where statistics is `none`."""
    return nn.Identity() if statistics == "none" else InstanceNorm(width, EPS, statistics)


class TopDown(nn.Sequential):
    """relu(normalised(conv(x))), a step down the pyramid."""

    def __init__(self, width: int, statistics: str):
        super().__init__(nn.Conv2d(width, width, 3, padding=1), _normalised(width, statistics), nn.ReLU())


class InceptionPyramid(nn.Module):
    """Maps of 1/2, 1/4, 1/8, 1/16 and 1/32 of the size over Inception-ResNet-v2, fine to coarse.

    The backbone's layers are registered twice, as in the checkpoints: as `inception.*` and as the `enc*` that are used.
    """

    def __init__(self, width: int, statistics: str):
        super().__init__()
        self.inception = InceptionResnetV2(statistics)
        self.enc0 = self.inception.conv2d_1a
        self.enc1 = nn.Sequential(self.inception.conv2d_2a, self.inception.conv2d_2b, nn.MaxPool2d(3, stride=2))
        self.enc2 = nn.Sequential(self.inception.conv2d_3b, self.inception.conv2d_4a, nn.MaxPool2d(3, stride=2))
        self.enc3 = nn.Sequential(self.inception.mixed_5b, self.inception.repeat, self.inception.mixed_6a)
        self.enc4 = nn.Sequential(self.inception.repeat_1, self.inception.mixed_7a)
        self.td1 = TopDown(width, statistics)
        self.td2 = TopDown(width, statistics)
        self.td3 = TopDown(width, statistics)
        self.lateral4 = nn.Conv2d(2080, width, 1, bias=False)
        self.lateral3 = nn.Conv2d(1088, width, 1, bias=False)
        self.lateral2 = nn.Conv2d(192, width, 1, bias=False)
        self.lateral1 = nn.Conv2d(64, width, 1, bias=False)
        self.lateral0 = nn.Conv2d(32, width // 2, 1, bias=False)

    def drop_unused(self) -> None:
        """Forget the layers that the forward pass does not use: 25 of 61 million parameters, and the aliases."""
        del self.inception

    def forward(self, x: Tensor) -> List[Tensor]:
        enc0 = self.enc0(x)  # H = 32 k: 16 k - 1
        enc1 = self.enc1(enc0)  # 8 k - 2
        enc2 = self.enc2(enc1)  # 4 k - 3
        enc3 = self.enc3(enc2)  # 2 k - 2
        enc4 = self.enc4(enc3)  # k - 2
        # The backbone lost its margins to convolutions without padding; reflection restores 16 k, 8 k, 4 k, 2 k, k.
        lateral4 = _reflected(self.lateral4(enc4), [1, 1, 1, 1])
        lateral3 = _reflected(self.lateral3(enc3), [1, 1, 1, 1])
        lateral2 = _reflected(self.lateral2(enc2), [1, 2, 1, 2])
        lateral1 = _reflected(self.lateral1(enc1), [1, 1, 1, 1])
        lateral0 = _reflected(self.lateral0(enc0), [0, 1, 0, 1])
        map3 = self.td1(lateral3 + _enlarged(lateral4, 2.0))
        map2 = self.td2(lateral2 + _enlarged(map3, 2.0))
        map1 = self.td3(lateral1 + _enlarged(map2, 2.0))
        return [lateral0, map1, map2, map3, lateral4]


class MobilePyramid(nn.Module):
    """The same maps over a backbone of inverted residuals, whose sizes need no padding."""

    def __init__(self, width: int, backbone: List[int], depths: List[int], expansion: int):
        super().__init__()
        self.backbone = MobileBackbone(backbone, depths, expansion)
        self.td1 = TopDown(width, "none")
        self.td2 = TopDown(width, "none")
        self.td3 = TopDown(width, "none")
        self.lateral4 = nn.Conv2d(backbone[4], width, 1, bias=False)
        self.lateral3 = nn.Conv2d(backbone[3], width, 1, bias=False)
        self.lateral2 = nn.Conv2d(backbone[2], width, 1, bias=False)
        self.lateral1 = nn.Conv2d(backbone[1], width, 1, bias=False)
        self.lateral0 = nn.Conv2d(backbone[0], width // 2, 1, bias=False)

    def forward(self, x: Tensor) -> List[Tensor]:
        maps = self.backbone(x)
        map4 = self.lateral4(maps[4])
        map3 = self.td1(self.lateral3(maps[3]) + _enlarged(map4, 2.0))
        map2 = self.td2(self.lateral2(maps[2]) + _enlarged(map3, 2.0))
        map1 = self.td3(self.lateral1(maps[1]) + _enlarged(map2, 2.0))
        return [self.lateral0(maps[0]), map1, map2, map3, map4]


class Head(nn.Module):
    """relu(conv(relu(conv(x))))."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.block0 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.block1 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return relu(self.block1(relu(self.block0(x))))


class DeblurGanV2(nn.Module):
    """image (N, 3, H, W) in [-1, 1], H and W multiples of 32 -> (N, 3, H, W), clamped to [-1, 1].

    num_filters is half of num_filters_fpn. With Inception-ResNet-v2 H and W are at least 128.
    """

    def __init__(self, fpn: nn.Module, num_filters: int, statistics: str):
        super().__init__()
        self.fpn = fpn
        self.head1 = Head(2 * num_filters, num_filters)
        self.head2 = Head(2 * num_filters, num_filters)
        self.head3 = Head(2 * num_filters, num_filters)
        self.head4 = Head(2 * num_filters, num_filters)
        self.smooth = nn.Sequential(
            nn.Conv2d(4 * num_filters, num_filters, 3, padding=1), _normalised(num_filters, statistics), nn.ReLU())
        self.smooth2 = nn.Sequential(
            nn.Conv2d(num_filters, num_filters // 2, 3, padding=1), _normalised(num_filters // 2, statistics),
            nn.ReLU())
        self.final = nn.Conv2d(num_filters // 2, 3, 3, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        maps = self.fpn(image)
        merged = torch.cat([
            _enlarged(self.head4(maps[4]), 8.0), _enlarged(self.head3(maps[3]), 4.0),
            _enlarged(self.head2(maps[2]), 2.0), self.head1(maps[1])], 1)
        smoothed = _enlarged(self.smooth(merged), 2.0)
        smoothed = _enlarged(self.smooth2(smoothed + maps[0]), 2.0)
        return (torch.tanh(self.final(smoothed).to(image.dtype)) + image).clamp(-1.0, 1.0)


def inception(num_filters: int = 128, num_filters_fpn: int = 256, statistics: str = "image") -> DeblurGanV2:
    """The published network; the defaults are the published widths."""
    if num_filters_fpn != 2 * num_filters:
        raise ValueError(f"num_filters_fpn {num_filters_fpn}: must be twice num_filters, {2 * num_filters}")
    return DeblurGanV2(InceptionPyramid(num_filters_fpn, statistics), num_filters, statistics)


def mobile(num_filters: int, backbone: List[int], depths: List[int], expansion: int) -> DeblurGanV2:
    """A small network with the same pyramid and heads over a small backbone, without normalisation anywhere."""
    network = DeblurGanV2(MobilePyramid(2 * num_filters, backbone, depths, expansion), num_filters, "none")
    nn.init.zeros_(network.final.weight)  # so that a training starts from the image itself
    nn.init.zeros_(network.final.bias)
    return network


class DeblurGanV2Restoration(nn.Module):
    """The published network behind Shakedown's interface.

    Padded as the authors pad: with mid-grey at the bottom and the right, to the next multiple of 32 that is larger, so
    that a size that is a multiple of 32 already gains a further 32. The smallest size is 96 x 96, padded to 128 x 128.
    """

    def __init__(self, core: DeblurGanV2):
        super().__init__()
        self.core = core
        self.multiple = 32

    def forward(self, y: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1] -> (N, 3, H, W) in [0, 1]."""
        down = self.multiple - y.size(2) % self.multiple
        right = self.multiple - y.size(3) % self.multiple
        restored = self.core(pad(2.0 * y - 1.0, [0, right, 0, down]))
        return 0.5 * restored[:, :, : y.size(2), : y.size(3)] + 0.5


class MobileRestoration(nn.Module):
    """The small network behind Shakedown's interface: reflected at the bottom and the right to a multiple of 32."""

    def __init__(self, core: DeblurGanV2):
        super().__init__()
        self.core = core
        self.multiple = 32

    def forward(self, y: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1] -> (N, 3, H, W) in [0, 1]."""
        restored = self.core(reflected_to_multiple(2.0 * y - 1.0, self.multiple))
        return 0.5 * restored[:, :, : y.size(2), : y.size(3)] + 0.5
