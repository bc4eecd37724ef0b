"""Restormer (Zamir et al., "Restormer: efficient transformer for high-resolution image restoration", CVPR 2022).

Names and order of the weights are those of the authors' state_dict. Attention is between channels, over all pixels.
"""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize, pad

from zoo.differentiation import BlockGraph, pulled_back
from zoo.framing import reflected_to_multiple
from zoo.nafnet import LayerNorm2d

EPS = 1e-5


class BiasFreeNorm2d(nn.Module):
    """Divides each pixel by the deviation of its channels; their mean stays."""

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        x = x.to(self.weight.dtype)
        variance = x.var(1, unbiased=False, keepdim=True)
        return x / torch.sqrt(variance + 1e-5) * self.weight[:, None, None]


class Norm(nn.Module):
    def __init__(self, channels: int, bias_free: bool):
        super().__init__()
        self.body = BiasFreeNorm2d(channels) if bias_free else LayerNorm2d(channels, EPS)

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class ChannelAttention(nn.Module):
    """Within each head, every channel becomes a mix of the channels that resemble it."""

    def __init__(self, channels: int, heads: int, bias: bool):
        super().__init__()
        self.heads = heads
        self.temperature = nn.Parameter(torch.ones(heads, 1, 1))
        self.qkv = nn.Conv2d(channels, 3 * channels, 1, bias=bias)
        self.qkv_dwconv = nn.Conv2d(3 * channels, 3 * channels, 3, padding=1, groups=3 * channels, bias=bias)
        self.project_out = nn.Conv2d(channels, channels, 1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.size(0), x.size(1), x.size(2), x.size(3)
        together = self.qkv_dwconv(self.qkv(x)).to(self.temperature.dtype)
        q, k, v = together.reshape(n, 3 * self.heads, c // self.heads, h * w).chunk(3, dim=1)
        q, k = normalize(q, dim=-1), normalize(k, dim=-1)
        weights = torch.softmax(torch.matmul(q, k.transpose(-2, -1)) * self.temperature, dim=-1)
        return self.project_out(torch.matmul(weights, v).reshape(n, c, h, w))


class FeedForward(nn.Module):
    def __init__(self, channels: int, hidden: int, bias: bool):
        super().__init__()
        self.project_in = nn.Conv2d(channels, 2 * hidden, 1, bias=bias)
        self.dwconv = nn.Conv2d(2 * hidden, 2 * hidden, 3, padding=1, groups=2 * hidden, bias=bias)
        self.project_out = nn.Conv2d(hidden, channels, 1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        first, second = self.dwconv(self.project_in(x)).chunk(2, dim=1)
        return self.project_out(gelu(first) * second)


class TransformerBlock(nn.Module):
    def __init__(self, channels: int, heads: int, hidden: int, bias: bool, bias_free: bool):
        super().__init__()
        self.norm1 = Norm(channels, bias_free)
        self.attn = ChannelAttention(channels, heads, bias)
        self.norm2 = Norm(channels, bias_free)
        self.ffn = FeedForward(channels, hidden, bias)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.norm1(x))
        return x + self.ffn(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.proj = nn.Conv2d(3, channels, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.proj(x)


class Resample(nn.Module):
    """Half the size and twice the channels, or the reverse."""

    def __init__(self, channels: int, is_down: bool):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels // 2 if is_down else 2 * channels, 3, padding=1, bias=False),
            nn.PixelUnshuffle(2) if is_down else nn.PixelShuffle(2))

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class Level(nn.Sequential):
    """Transformer blocks of one size."""

    def run(self, place: int, x: Tensor) -> Tensor:
        """The output of the block of that number."""
        output = x
        for number, block in enumerate(self):
            if number == place:
                output = block(x)
        return output


class Restormer(BlockGraph):
    """Adds a correction to an image (N, 3, H, W); H and W are multiples of 8.

    blocks, heads and hidden are of the four levels from the finest; hidden is the width inside a feed-forward network.
    """

    def __init__(self, dim: int, blocks: List[int], refinement: int, heads: List[int], hidden: List[int], bias: bool,
                 bias_free: bool):
        super().__init__()

        def level(number: int, width: int, count: int) -> Level:
            return Level(*[
                TransformerBlock(dim << width, heads[number], hidden[width], bias, bias_free) for _ in range(count)])

        self.patch_embed = PatchEmbed(dim)
        self.encoder_level1 = level(0, 0, blocks[0])
        self.down1_2 = Resample(dim, True)
        self.encoder_level2 = level(1, 1, blocks[1])
        self.down2_3 = Resample(2 * dim, True)
        self.encoder_level3 = level(2, 2, blocks[2])
        self.down3_4 = Resample(4 * dim, True)
        self.latent = level(3, 3, blocks[3])
        self.up4_3 = Resample(8 * dim, False)
        self.reduce_chan_level3 = nn.Conv2d(8 * dim, 4 * dim, 1, bias=bias)
        self.decoder_level3 = level(2, 2, blocks[2])
        self.up3_2 = Resample(4 * dim, False)
        self.reduce_chan_level2 = nn.Conv2d(4 * dim, 2 * dim, 1, bias=bias)
        self.decoder_level2 = level(1, 1, blocks[1])
        self.up2_1 = Resample(2 * dim, False)
        self.decoder_level1 = level(0, 1, blocks[0])
        self.refinement = level(0, 1, refinement)
        self.output = nn.Conv2d(2 * dim, 3, 3, padding=1, bias=bias)
        self._connect()

    def _connect(self) -> None:
        """Adds every block. It reads the one before; what the encoder has of the same size is joined to the decoder."""
        joined = {"reduce_chan_level3": "encoder_level3", "reduce_chan_level2": "encoder_level2",
                  "decoder_level1": "encoder_level1"}
        last = "image"
        for name, child in self.named_children():
            skipped = [f"{joined[name]}.{len(getattr(self, joined[name])) - 1}"] if name in joined else []
            for each in [f"{name}.{place}" for place in range(len(child))] if isinstance(child, Level) else [name]:
                self.add(each, [last] + skipped, [each])
                last, skipped = each, []

    def forward(self, image: Tensor) -> Tensor:
        return image + self.all_features({"image": image})["output"]

    def run(self, name: str, inputs: List[Tensor]) -> List[Tensor]:
        x = inputs[0] if len(inputs) == 1 else torch.cat(inputs, 1)
        if "." in name:
            level, place = name.split(".")
            return [self.run_block(level, int(place), x)]
        return [self.run_between(name, x)]

    def run_block(self, level: str, place: int, x: Tensor) -> Tensor:
        if level == "encoder_level1":
            return self.encoder_level1.run(place, x)
        if level == "encoder_level2":
            return self.encoder_level2.run(place, x)
        if level == "encoder_level3":
            return self.encoder_level3.run(place, x)
        if level == "latent":
            return self.latent.run(place, x)
        if level == "decoder_level3":
            return self.decoder_level3.run(place, x)
        if level == "decoder_level2":
            return self.decoder_level2.run(place, x)
        if level == "decoder_level1":
            return self.decoder_level1.run(place, x)
        return self.refinement.run(place, x)

    def run_between(self, name: str, x: Tensor) -> Tensor:
        if name == "patch_embed":
            return self.patch_embed(x)
        if name == "down1_2":
            return self.down1_2(x)
        if name == "down2_3":
            return self.down2_3(x)
        if name == "down3_4":
            return self.down3_4(x)
        if name == "up4_3":
            return self.up4_3(x)
        if name == "reduce_chan_level3":
            return self.reduce_chan_level3(x)
        if name == "up3_2":
            return self.up3_2(x)
        if name == "reduce_chan_level2":
            return self.reduce_chan_level2(x)
        if name == "up2_1":
            return self.up2_1(x)
        return self.output(x)

    def gradient(self, image: Tensor, g: Tensor) -> Tensor:
        """The gradient in the image of (g * forward(image)).sum(). Recording must be on."""
        return g + self.pull_back({"image": image.detach()}, {"output": g})["image"]


class RestormerRestoration(nn.Module):
    """Restormer behind Shakedown's interface: reflected at the bottom and the right to a multiple of 8, cropped after."""

    def __init__(self, core: Restormer):
        super().__init__()
        self.core = core

    def forward(self, y: Tensor) -> Tensor:
        return self.core(reflected_to_multiple(y, 8))[:, :, : y.size(2), : y.size(3)]

    @torch.jit.export
    def vjp(self, y: Tensor, g: Tensor) -> Tensor:
        """The gradient (N, 3, H, W) of sum(g * forward(y)) in y, block by block. Recording must be on."""
        y = y.detach().requires_grad_(True)
        framed = reflected_to_multiple(y, 8)
        right, down = framed.size(3) - y.size(3), framed.size(2) - y.size(2)
        towards = self.core.gradient(framed, pad(g, [0, right, 0, down]))
        return pulled_back([framed], [y], [towards])[0]
