"""MAXIM: blind deblurring by gated multilayer perceptrons over blocks and over a grid.

Tu et al., "MAXIM: Multi-Axis MLP for Image Processing", CVPR 2022. The blocks have the names of the authors' parameters.
"""
from typing import Dict, List, Tuple

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, interpolate, leaky_relu, pad

from zoo.differentiation import BlockGraph, pulled_back
from zoo.framing import missing_to_multiple
from zoo.nafnet import LayerNorm2d

LEVELS = 3  # full, half and quarter size
FINE_CELLS = 16  # side of a block, and of the grid, at full and at half size
COARSE_CELLS = 8  # the same at quarter size and below


def _gelu(x: Tensor) -> Tensor:
    return gelu(x, approximate="tanh")


def _cells(level: int) -> int:
    return FINE_CELLS if level < 2 else COARSE_CELLS


class PixelMlp(nn.Module):
    """Two layers over the channels of each pixel."""

    def __init__(self, width: int):
        super().__init__()
        self.Dense_0 = nn.Conv2d(width, width, 1)
        self.Dense_1 = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.Dense_1(_gelu(self.Dense_0(x)))


class SpatialMix(nn.Module):
    """Mixes pixels, each channel alike: (N, C, H, W) -> the same; H and W are multiples of cells.

    Locally, the pixels of each block of cells x cells; globally, the pixels at one place in each of cells x cells equal
    parts of the image.
    """

    def __init__(self, cells: int, is_global: bool):
        super().__init__()
        self.cells = cells
        self.is_global = is_global
        self.weight = nn.Parameter(torch.empty(cells * cells, cells * cells))
        self.bias = nn.Parameter(torch.zeros(cells * cells))
        nn.init.normal_(self.weight, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.size(0), x.size(1), x.size(2), x.size(3)
        rows, columns = h // self.cells, w // self.cells
        if self.is_global:
            parts = x.reshape(n, c, self.cells, rows, self.cells, columns).permute(0, 3, 5, 1, 2, 4)
        else:
            parts = x.reshape(n, c, rows, self.cells, columns, self.cells).permute(0, 2, 4, 1, 3, 5)
        # (N, rows, columns, C, cells, cells); in float32 throughout, as the weights are.
        mixed = nn.functional.linear(parts.flatten(4).to(self.weight.dtype), self.weight, self.bias)
        mixed = mixed.reshape(n, rows, columns, c, self.cells, self.cells)
        order = [0, 4, 1, 5, 2, 3] if self.is_global else [0, 1, 4, 2, 5, 3]
        return mixed.permute(order).reshape(n, h, w, c).permute(0, 3, 1, 2)


class GatingUnit(nn.Module):
    """The first half of the channels, scaled by what the second half mixes over space."""

    def __init__(self, width: int, cells: int, is_global: bool):
        super().__init__()
        self.intermediate_layernorm = LayerNorm2d(width)
        self.Dense_0 = SpatialMix(cells, is_global)

    def forward(self, x: Tensor) -> Tensor:
        u, v = x.chunk(2, dim=1)
        return u * (self.Dense_0(self.intermediate_layernorm(v)) + 1)


class GatedMlp(nn.Module):
    """x + out(gate(gelu(in(norm(x))))), over blocks or over the grid."""

    def __init__(self, width: int, cells: int, is_global: bool):
        super().__init__()
        self.LayerNorm = LayerNorm2d(width)
        self.in_project = nn.Conv2d(width, 2 * width, 1)
        self.GatingUnit = GatingUnit(width, cells, is_global)
        self.out_project = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.out_project(self.GatingUnit(_gelu(self.in_project(self.LayerNorm(x)))))


class MultiAxisMlp(nn.Module):
    """The multi-axis gated MLP block: half of the widened channels see the grid, the other half the blocks."""

    def __init__(self, width: int, cells: int):
        super().__init__()
        self.LayerNorm_in = LayerNorm2d(width)
        self.in_project = nn.Conv2d(width, 2 * width, 1)
        self.GridGmlpLayer = GatedMlp(width, cells, True)
        self.BlockGmlpLayer = GatedMlp(width, cells, False)
        self.out_project = nn.Conv2d(2 * width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        u, v = _gelu(self.in_project(self.LayerNorm_in(x))).chunk(2, dim=1)
        return x + self.out_project(torch.cat([self.GridGmlpLayer(u), self.BlockGmlpLayer(v)], 1))


class ChannelAttention(nn.Module):
    """x scaled, channel by channel, by a factor in (0, 1) that is computed from the channels' means."""

    def __init__(self, width: int):
        super().__init__()
        self.Conv_0 = nn.Conv2d(width, width // 4, 1)
        self.Conv_1 = nn.Conv2d(width // 4, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(self.Conv_1(torch.relu(self.Conv_0(x.mean([2, 3], keepdim=True)))))


class ConvolutionalAttention(nn.Module):
    """The residual channel attention block (RCAB)."""

    def __init__(self, width: int):
        super().__init__()
        self.LayerNorm = LayerNorm2d(width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.channel_attention = ChannelAttention(width)
        self.slope = 0.2

    def forward(self, x: Tensor) -> Tensor:
        return x + self.channel_attention(self.conv2(leaky_relu(self.conv1(self.LayerNorm(x)), self.slope)))


class PixelAttention(nn.Module):
    """The residual dense channel attention block (RDCAB), of the coarsest level."""

    def __init__(self, width: int):
        super().__init__()
        self.LayerNorm = LayerNorm2d(width)
        self.channel_mixing = PixelMlp(width)
        self.channel_attention = ChannelAttention(width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.channel_attention(self.channel_mixing(self.LayerNorm(x)))


class SpatialWeights(nn.Module):
    """The weights with which one signal gates another: half of the channels mixed over the grid, half over blocks."""

    def __init__(self, width: int, cells: int):
        super().__init__()
        self.LayerNorm_in = LayerNorm2d(width)
        self.in_project = nn.Conv2d(width, 2 * width, 1)
        self.Dense_0 = SpatialMix(cells, True)
        self.Dense_1 = SpatialMix(cells, False)
        self.out_project = nn.Conv2d(2 * width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        u, v = _gelu(self.in_project(self.LayerNorm_in(x))).chunk(2, dim=1)
        return self.out_project(torch.cat([self.Dense_0(u), self.Dense_1(v)], 1))


class CrossGating(nn.Module):
    """Two signals of the same size that gate each other: (features, gate) -> (features, gate), both of width channels."""

    def __init__(self, features: int, width: int, cells: int):
        super().__init__()
        self.Conv_0 = nn.Conv2d(features, width, 1)
        self.Conv_1 = nn.Conv2d(width, width, 1)
        self.LayerNorm_x = LayerNorm2d(width)
        self.LayerNorm_y = LayerNorm2d(width)
        self.in_project_x = nn.Conv2d(width, width, 1)
        self.in_project_y = nn.Conv2d(width, width, 1)
        self.SplitHeadMultiAxisGating_x = SpatialWeights(width, cells)
        self.SplitHeadMultiAxisGating_y = SpatialWeights(width, cells)
        self.out_project_x = nn.Conv2d(width, width, 1)
        self.out_project_y = nn.Conv2d(width, width, 1)

    def forward(self, features: Tensor, gate: Tensor) -> Tuple[Tensor, Tensor]:
        features, gate = self.Conv_0(features), self.Conv_1(gate)
        x = _gelu(self.in_project_x(self.LayerNorm_x(features)))
        y = _gelu(self.in_project_y(self.LayerNorm_y(gate)))
        gated = gate + self.out_project_y(y * self.SplitHeadMultiAxisGating_x(x))
        return features + gated + self.out_project_x(x * self.SplitHeadMultiAxisGating_y(y)), gated


class Rescale(nn.Module):
    """A signal of one level brought to the size and the width of another, bilinearly, against aliasing where it shrinks."""

    def __init__(self, source: int, target: int, features: int):
        super().__init__()
        self.factor = 2.0 ** (source - target)
        self.Conv_0 = nn.Conv2d(features << source, features << target, 1)

    def forward(self, x: Tensor) -> Tensor:
        if self.factor == 1:
            return self.Conv_0(x)
        if self.factor > 1:  # the convolution first is equal, and cheaper
            return interpolate(self.Conv_0(x), scale_factor=self.factor, mode="bilinear", align_corners=False)
        x = x.float() if x.dtype == torch.bfloat16 else x  # which antialiasing does not know
        return self.Conv_0(interpolate(x, scale_factor=self.factor, mode="bilinear", align_corners=False, antialias=True))


class Groups(nn.Module):
    """x + multi-axis MLPs and convolutional attention in turns."""

    def __init__(self, width: int, cells: int, count: int):
        super().__init__()
        self.mlps = nn.ModuleList([MultiAxisMlp(width, cells) for _ in range(count)])
        self.attentions = nn.ModuleList([ConvolutionalAttention(width) for _ in range(count)])

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x
        for mlp, attention in zip(self.mlps, self.attentions):
            x = attention(mlp(x))
        return x + shortcut


class InputConv(nn.Module):
    """[image] -> [features]"""

    def __init__(self, width: int):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        return [self.conv(inputs[0])]


class InputFusion(nn.Module):
    """[features, attended features of the previous stage] -> [features]"""

    def __init__(self, width: int, cells: int):
        super().__init__()
        self.gating = CrossGating(width, width, cells)

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        return [self.gating(inputs[0], inputs[1])[0]]


class Encoder(nn.Module):
    """[x, features of the image at this size] -> [features, the same at half the size]"""

    def __init__(self, inputs: int, width: int, cells: int, groups: int):
        super().__init__()
        self.Conv_0 = nn.Conv2d(inputs, width, 1)
        self.groups = Groups(width, cells, groups)
        self.Conv_1 = nn.Conv2d(width, width, 4, stride=2, padding=1)

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        x = self.groups(self.Conv_0(torch.cat(inputs, 1)))
        return [x, self.Conv_1(x)]


class FusingEncoder(nn.Module):
    """As Encoder, with what the previous stage encoded and decoded at this size as third and fourth input."""

    def __init__(self, inputs: int, width: int, cells: int, groups: int):
        super().__init__()
        self.Conv_0 = nn.Conv2d(inputs, width, 1)
        self.groups = Groups(width, cells, groups)
        self.cross_gating_block = CrossGating(width, width, cells)
        self.Conv_1 = nn.Conv2d(width, width, 4, stride=2, padding=1)

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        x = self.groups(self.Conv_0(torch.cat(inputs[:2], 1)))
        x = self.cross_gating_block(x, inputs[2] + inputs[3])[0]
        return [x, self.Conv_1(x)]


class Bottleneck(nn.Module):
    """[x] -> [x], below the coarsest level."""

    def __init__(self, width: int, groups: int):
        super().__init__()
        self.input_proj = nn.Conv2d(width, width, 1)
        self.mlps = nn.ModuleList([MultiAxisMlp(width, COARSE_CELLS) for _ in range(groups)])
        self.attentions = nn.ModuleList([PixelAttention(width) for _ in range(groups)])

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        x = self.input_proj(inputs[0])
        shortcut = x
        for mlp, attention in zip(self.mlps, self.attentions):
            x = attention(mlp(x))
        return [x + shortcut]


class SkipGating(nn.Module):
    """[encoded features of all levels, fine to coarse, and x of half the size] -> [what is skipped to the decoder, x]"""

    def __init__(self, level: int, above: int, features: int):
        super().__init__()
        width = features << level
        self.scales = nn.ModuleList([Rescale(source, level, features) for source in range(LEVELS)])
        self.ConvTranspose_0 = nn.ConvTranspose2d(above, width, 2, stride=2)
        self.gating = CrossGating(LEVELS * width, width, _cells(level))

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        signals: List[Tensor] = []
        for i, scale in enumerate(self.scales):
            signals.append(scale(inputs[i]))
        skipped, gate = self.gating(torch.cat(signals, 1), self.ConvTranspose_0(inputs[-1]))
        return [skipped, gate]


class Decoder(nn.Module):
    """[skipped features of all levels, coarse to fine, and x of half the size] -> [x]"""

    def __init__(self, level: int, above: int, features: int, groups: int):
        super().__init__()
        width = features << level
        self.scales = nn.ModuleList([Rescale(source, level, features) for source in range(LEVELS - 1, -1, -1)])
        self.ConvTranspose_0 = nn.ConvTranspose2d(above, width, 2, stride=2)
        self.Conv_0 = nn.Conv2d((LEVELS + 1) * width, width, 1)
        self.groups = Groups(width, _cells(level), groups)

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        signals = [self.ConvTranspose_0(inputs[-1])]
        for i, scale in enumerate(self.scales):
            signals.append(scale(inputs[i]))
        return [self.groups(self.Conv_0(torch.cat(signals, 1)))]


class SupervisedAttention(nn.Module):
    """[x, image at this size] -> [x for the next stage, gated by the image that this stage restores]"""

    def __init__(self, width: int):
        super().__init__()
        self.Conv_0 = nn.Conv2d(width, width, 3, padding=1)
        self.Conv_1 = nn.Conv2d(width, 3, 3, padding=1)
        self.Conv_2 = nn.Conv2d(3, width, 3, padding=1)

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        x, image = inputs[0], inputs[1]
        restored = self.Conv_1(x) + image
        return [x + self.Conv_0(x) * torch.sigmoid(self.Conv_2(restored))]


class OutputConv(nn.Module):
    """[x, image] -> [restored image]"""

    def __init__(self, width: int):
        super().__init__()
        self.conv = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, inputs: List[Tensor]) -> List[Tensor]:
        return [self.conv(inputs[0]) + inputs[1]]


class Maxim(BlockGraph):
    """image (N, 3, H, W) in [0, 1], H and W multiples of 64 -> the restored image, (N, 3, H, W), not clamped.

    Stages with an encoder, bottlenecks and a decoder each, on three levels. features is the width at full size, groups the
    number of multi-axis MLPs in a block. The published deblurring weights (MAXIM-3S) have the default numbers.
    """

    def __init__(self, features: int = 32, stages: int = 3, groups: int = 2, bottlenecks: int = 2):
        super().__init__()
        self.blocks = nn.ModuleDict()
        for stage in range(stages):
            self._add_stage(stage, stages, features, groups, bottlenecks)

    def _add(self, name: str, block: nn.Module, reads: List[str], writes: List[str]) -> None:
        self.blocks[name] = block
        self.add(name, reads, writes)

    def _add_stage(self, stage: int, stages: int, features: int, groups: int, bottlenecks: int) -> None:
        this, before, is_last = f"stage_{stage}", f"stage_{stage - 1}", stage == stages - 1
        for i in range(LEVELS):
            width, seen = features << i, f"{this}.input_{i}"
            self._add(f"{this}_input_conv_{i}", InputConv(width), [f"image_{i}"], [seen])
            if stage > 0:
                self._add(f"{this}_input_fuse_sam_{i}", InputFusion(width, _cells(i)), [seen, f"{before}.attended_{i}"],
                          [f"{this}.fused_{i}"])
        inputs = "input" if stage == 0 else "fused"
        x = f"{this}.{inputs}_0"
        for i in range(LEVELS):
            width = features << i
            kind = Encoder if stage == 0 else FusingEncoder
            block = kind(width + (width if i == 0 else width // 2), width, _cells(i), groups)
            reads = [x, f"{this}.{inputs}_{i}"]
            if stage > 0:
                reads += [f"{before}.encoded_{i}", f"{before}.decoded_{i}"]
            x = f"{this}.reduced_{i}"
            self._add(f"{this}_encoder_block_{i}", block, reads, [f"{this}.encoded_{i}", x])
        coarsest = features << (LEVELS - 1)
        for i in range(bottlenecks):
            self._add(f"{this}_global_block_{i}", Bottleneck(coarsest, groups), [x], [f"{this}.global_{i}"])
            x = f"{this}.global_{i}"
        gate = x
        for i in range(LEVELS - 1, -1, -1):
            above = min(features << (i + 1), coarsest)
            self._add(f"{this}_cross_gating_block_{i}", SkipGating(i, above, features),
                      [f"{this}.encoded_{level}" for level in range(LEVELS)] + [gate],
                      [f"{this}.skipped_{i}", f"{this}.gate_{i}"])
            gate = f"{this}.gate_{i}"
        for i in range(LEVELS - 1, -1, -1):
            above = min(features << (i + 1), coarsest)
            self._add(f"{this}_decoder_block_{i}", Decoder(i, above, features, groups),
                      [f"{this}.skipped_{level}" for level in range(LEVELS - 1, -1, -1)] + [x], [f"{this}.decoded_{i}"])
            x = f"{this}.decoded_{i}"
            if not is_last:
                self._add(f"{this}_supervised_attention_module_{i}", SupervisedAttention(features << i),
                          [x, f"image_{i}"], [f"{this}.attended_{i}"])
        if is_last:
            self._add(f"{this}_output_conv_0", OutputConv(features), [x, "image_0"], ["restored"])

    def forward(self, image: Tensor) -> Tensor:
        return self.all_features(self.scaled(image))["restored"]

    def scaled(self, image: Tensor) -> Dict[str, Tensor]:
        """The image at full, half and quarter size, by name."""
        return {"image_0": image, "image_1": image[:, :, 1::2, 1::2], "image_2": image[:, :, 2::4, 2::4]}

    def run(self, name: str, inputs: List[Tensor]) -> List[Tensor]:
        outputs: List[Tensor] = []
        for each, block in self.blocks.items():
            if each == name:
                outputs = block(inputs)
        return outputs

    def gradient(self, image: Tensor, g: Tensor) -> Tensor:
        """The gradient in the image of (g * forward(image)).sum(). Recording must be on."""
        towards = self.pull_back(self.scaled(image.detach()), {"restored": g})
        total = towards["image_0"].clone()
        total[:, :, 1::2, 1::2] += towards["image_1"]
        total[:, :, 2::4, 2::4] += towards["image_2"]
        return total


class MaximRestoration(nn.Module):
    """MAXIM behind Shakedown's interface: any size from 32, reflected on all sides to a multiple of 64, as its authors do.

    They first add a row or column at the bottom or the right of an odd size, then as much on both sides.
    """

    def __init__(self, core: Maxim):
        super().__init__()
        self.core = core
        self.multiple = 64  # the coarsest level is halved once more, and has a grid of 8 x 8 cells there

    def forward(self, y: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1] -> (N, 3, H, W), about [0, 1]."""
        top, left = self.margin(y.size(2)), self.margin(y.size(3))
        return self.core(self.framed(y))[:, :, top : top + y.size(2), left : left + y.size(3)]

    @torch.jit.export
    def vjp(self, y: Tensor, g: Tensor) -> Tensor:
        """The gradient (N, 3, H, W) of sum(g * forward(y)) in y, block by block. Recording must be on."""
        y = y.detach().requires_grad_(True)
        framed = self.framed(y)
        top, left = self.margin(y.size(2)), self.margin(y.size(3))
        bottom, right = framed.size(2) - y.size(2) - top, framed.size(3) - y.size(3) - left
        towards = self.core.gradient(framed, pad(g, [left, right, top, bottom]))
        return pulled_back([framed], [y], [towards])[0]

    def margin(self, size: int) -> int:
        """What is added above or to the left."""
        return missing_to_multiple(size + size % 2, self.multiple) // 2

    def framed(self, y: Tensor) -> Tensor:
        even = pad(y, [0, y.size(3) % 2, 0, y.size(2) % 2], mode="reflect")
        top, left = self.margin(y.size(2)), self.margin(y.size(3))
        return pad(even, [left, left, top, top], mode="reflect")
