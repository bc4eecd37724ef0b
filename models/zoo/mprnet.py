"""MPRNet: blind deblurring in three stages, on quarters, on halves and on the whole image.

Zamir et al., "Multi-Stage Progressive Image Restoration", CVPR 2021; the deblurring configuration. Names and shapes of
the state_dict are the authors'. No layer has a bias, and one PReLU slope is shared by all channel attention blocks.
"""
from typing import List, Tuple

import torch
from torch import Tensor, nn

from zoo.framing import reflected_to_multiple


def _conv(inputs: int, outputs: int, side: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, side, padding=side // 2, bias=False)


class ChannelAttention(nn.Module):
    """x scaled, channel by channel, by a factor in (0, 1) that is computed from the channels' means."""

    def __init__(self, width: int, reduction: int):
        super().__init__()
        self.conv_du = nn.Sequential(
            _conv(width, width // reduction, 1), nn.ReLU(), _conv(width // reduction, width, 1), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        return x * self.conv_du(x.mean([2, 3], keepdim=True))


class AttentionBlock(nn.Module):
    """The channel attention block (CAB): x + attention(conv(act(conv(x)))), shape kept."""

    def __init__(self, width: int, reduction: int, act: nn.PReLU):
        super().__init__()
        self.CA = ChannelAttention(width, reduction)
        self.body = nn.Sequential(_conv(width, width, 3), act, _conv(width, width, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self.CA(self.body(x)) + x


class Down(nn.Module):
    """Half the size, by means of 2 x 2 (bilinear without antialiasing), then a 1 x 1 convolution."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.down = nn.Sequential(nn.AvgPool2d(2), _conv(inputs, outputs, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.down(x)


class Up(nn.Module):
    """Twice the size, bilinearly, and a 1 x 1 convolution; the convolution comes first, which is equal and cheaper."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.up = nn.Sequential(
            nn.Upsample(scale_factor=2.0, mode="bilinear", align_corners=False), _conv(inputs, outputs, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.up[0](self.up[1](x))


class Encoder(nn.Module):
    """Features at full, half and quarter size, fine to coarse."""

    def __init__(self, widths: List[int], reduction: int, act: nn.PReLU):
        super().__init__()
        self.encoder_level1 = _blocks(2, widths[0], reduction, act)
        self.encoder_level2 = _blocks(2, widths[1], reduction, act)
        self.encoder_level3 = _blocks(2, widths[2], reduction, act)
        self.down12 = Down(widths[0], widths[1])
        self.down23 = Down(widths[1], widths[2])

    def forward(self, x: Tensor) -> List[Tensor]:
        fine = self.encoder_level1(x)
        middle = self.encoder_level2(self.down12(fine))
        return [fine, middle, self.encoder_level3(self.down23(middle))]


class FusingEncoder(Encoder):
    """An encoder that adds what the previous stage encoded and decoded: cross-stage feature fusion."""

    def __init__(self, widths: List[int], reduction: int, act: nn.PReLU):
        super().__init__(widths, reduction, act)
        self.csff_enc1 = _conv(widths[0], widths[0], 1)
        self.csff_enc2 = _conv(widths[1], widths[1], 1)
        self.csff_enc3 = _conv(widths[2], widths[2], 1)
        self.csff_dec1 = _conv(widths[0], widths[0], 1)
        self.csff_dec2 = _conv(widths[1], widths[1], 1)
        self.csff_dec3 = _conv(widths[2], widths[2], 1)

    def fuse(self, x: Tensor, encoded: List[Tensor], decoded: List[Tensor]) -> List[Tensor]:
        fine = self.encoder_level1(x) + self.csff_enc1(encoded[0]) + self.csff_dec1(decoded[0])
        middle = self.encoder_level2(self.down12(fine)) + self.csff_enc2(encoded[1]) + self.csff_dec2(decoded[1])
        coarse = self.encoder_level3(self.down23(middle)) + self.csff_enc3(encoded[2]) + self.csff_dec3(decoded[2])
        return [fine, middle, coarse]


class Decoder(nn.Module):
    """From an encoder's three levels back up; returns the decoded levels, fine to coarse as well."""

    def __init__(self, widths: List[int], reduction: int, act: nn.PReLU):
        super().__init__()
        self.decoder_level1 = _blocks(2, widths[0], reduction, act)
        self.decoder_level2 = _blocks(2, widths[1], reduction, act)
        self.decoder_level3 = _blocks(2, widths[2], reduction, act)
        self.skip_attn1 = AttentionBlock(widths[0], reduction, act)
        self.skip_attn2 = AttentionBlock(widths[1], reduction, act)
        self.up21 = Up(widths[1], widths[0])
        self.up32 = Up(widths[2], widths[1])

    def forward(self, levels: List[Tensor]) -> List[Tensor]:
        coarse = self.decoder_level3(levels[2])
        middle = self.decoder_level2(self.up32(coarse) + self.skip_attn2(levels[1]))
        fine = self.decoder_level1(self.up21(middle) + self.skip_attn1(levels[0]))
        return [fine, middle, coarse]


class OriginalResolutionBlock(nn.Module):
    """x + conv(attention blocks(x)), shape kept."""

    def __init__(self, width: int, reduction: int, act: nn.PReLU, blocks: int):
        super().__init__()
        self.body = _blocks(blocks, width, reduction, act)
        self.body.append(_conv(width, width, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x) + x


class OriginalResolutionNet(nn.Module):
    """The third stage's body (ORSNet): full size throughout, fed by the second stage's levels."""

    def __init__(self, widths: List[int], width: int, reduction: int, act: nn.PReLU, blocks: int):
        super().__init__()
        self.orb1 = OriginalResolutionBlock(width, reduction, act, blocks)
        self.orb2 = OriginalResolutionBlock(width, reduction, act, blocks)
        self.orb3 = OriginalResolutionBlock(width, reduction, act, blocks)
        self.up_enc1 = Up(widths[1], widths[0])
        self.up_dec1 = Up(widths[1], widths[0])
        self.up_enc2 = nn.Sequential(Up(widths[2], widths[1]), Up(widths[1], widths[0]))
        self.up_dec2 = nn.Sequential(Up(widths[2], widths[1]), Up(widths[1], widths[0]))
        self.conv_enc1 = _conv(widths[0], width, 1)
        self.conv_enc2 = _conv(widths[0], width, 1)
        self.conv_enc3 = _conv(widths[0], width, 1)
        self.conv_dec1 = _conv(widths[0], width, 1)
        self.conv_dec2 = _conv(widths[0], width, 1)
        self.conv_dec3 = _conv(widths[0], width, 1)

    def forward(self, x: Tensor, encoded: List[Tensor], decoded: List[Tensor]) -> Tensor:
        x = self.orb1(x) + self.conv_enc1(encoded[0]) + self.conv_dec1(decoded[0])
        x = self.orb2(x) + self.conv_enc2(self.up_enc1(encoded[1])) + self.conv_dec2(self.up_dec1(decoded[1]))
        return self.orb3(x) + self.conv_enc3(self.up_enc2(encoded[2])) + self.conv_dec3(self.up_dec2(decoded[2]))


class SupervisedAttention(nn.Module):
    """The supervised attention module (SAM): makes a stage's image, and lets it gate the features that go on."""

    def __init__(self, width: int):
        super().__init__()
        self.conv1 = _conv(width, width, 1)
        self.conv2 = _conv(width, 3, 1)
        self.conv3 = _conv(3, width, 1)

    def forward(self, features: Tensor, image: Tensor) -> Tuple[Tensor, Tensor]:
        restored = self.conv2(features) + image
        gate = torch.sigmoid(self.conv3(restored))
        return self.conv1(features) * gate + features, restored


class MprNet(nn.Module):
    """image (N, 3, H, W) in [0, 1], H and W multiples of 8 -> [stage 3, stage 2, stage 1], each (N, 3, H, W).

    The first is the restored image; nothing is clamped. The published weights have the default widths.
    """

    def __init__(self, n_feat: int = 96, scale_unetfeats: int = 48, scale_orsnetfeats: int = 32, num_cab: int = 8,
                 reduction: int = 4):
        super().__init__()
        act = nn.PReLU()
        widths = [n_feat, n_feat + scale_unetfeats, n_feat + 2 * scale_unetfeats]
        width = n_feat + scale_orsnetfeats
        self.shallow_feat1 = nn.Sequential(_conv(3, n_feat, 3), AttentionBlock(n_feat, reduction, act))
        self.shallow_feat2 = nn.Sequential(_conv(3, n_feat, 3), AttentionBlock(n_feat, reduction, act))
        self.shallow_feat3 = nn.Sequential(_conv(3, n_feat, 3), AttentionBlock(n_feat, reduction, act))
        self.stage1_encoder = Encoder(widths, reduction, act)
        self.stage1_decoder = Decoder(widths, reduction, act)
        self.stage2_encoder = FusingEncoder(widths, reduction, act)
        self.stage2_decoder = Decoder(widths, reduction, act)
        self.stage3_orsnet = OriginalResolutionNet(widths, width, reduction, act, num_cab)
        self.sam12 = SupervisedAttention(n_feat)
        self.sam23 = SupervisedAttention(n_feat)
        self.concat12 = _conv(2 * n_feat, n_feat, 3)
        self.concat23 = _conv(2 * n_feat, width, 3)
        self.tail = _conv(width, 3, 3)

    def forward(self, image: Tensor) -> List[Tensor]:
        # Patches lie along the batch axis: each has its own zero padding and its own attention means.
        halves = torch.cat(image.chunk(2, 2))
        quarters = torch.cat(halves.chunk(2, 3))

        encoded = self.stage1_encoder(self.shallow_feat1(quarters))
        encoded = [torch.cat(level.chunk(2), 3) for level in encoded]
        decoded = self.stage1_decoder(encoded)
        attended, first = self.sam12(decoded[0], halves)

        merged = self.concat12(torch.cat([self.shallow_feat2(halves), attended], 1))
        encoded = self.stage2_encoder.fuse(merged, encoded, decoded)
        encoded = [torch.cat(level.chunk(2), 2) for level in encoded]
        decoded = self.stage2_decoder(encoded)
        attended, second = self.sam23(decoded[0], image)

        merged = self.concat23(torch.cat([self.shallow_feat3(image), attended], 1))
        third = self.tail(self.stage3_orsnet(merged, encoded, decoded)) + image
        return [third, second, torch.cat(first.chunk(2), 2)]


class MprNetRestoration(nn.Module):
    """MPRNet behind Shakedown's interface: any size, reflected at the bottom and the right to a multiple of 8."""

    def __init__(self, core: MprNet):
        super().__init__()
        self.core = core
        self.multiple = 8  # halves of the image are halved twice more

    def forward(self, y: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1] -> (N, 3, H, W), about [0, 1]."""
        return self.stages(y)[0]

    @torch.jit.export
    def stages(self, y: Tensor) -> List[Tensor]:
        """The images of the third, the second and the first stage, each (N, 3, H, W)."""
        images = self.core(reflected_to_multiple(y, self.multiple))
        return [image[:, :, : y.size(2), : y.size(3)] for image in images]


def _blocks(count: int, width: int, reduction: int, act: nn.PReLU) -> nn.Sequential:
    return nn.Sequential(*[AttentionBlock(width, reduction, act) for _ in range(count)])
