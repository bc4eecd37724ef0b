"""Writes the tiny networks that the Java tests load, and their registry: /usr/bin/python3 make_networks.py

Seeds are fixed, but PyTorch's archives differ between its versions, so what is committed is what the tests mean.
"""
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import List, Optional, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

HERE = Path(__file__).parent


class Unrolled(nn.Module):
    """A few steps of x - 0.5 B^T (B x - y) + 0.1 tanh(W x), with a vjp that keeps one step's recording at a time."""

    def __init__(self, steps: int):
        super().__init__()
        self.steps = steps
        self.smooth = nn.Conv2d(3, 3, 3, padding=1)

    def blur(self, x: Tensor, weight: Tensor) -> Tensor:
        n, c, h, w = x.shape
        grouped = weight.repeat_interleave(c, 0)
        blurred = F.conv2d(x.reshape(1, n * c, h, w), grouped, padding=weight.shape[2] // 2, groups=n * c)
        return blurred.reshape(n, c, h, w)

    def step(self, x: Tensor, y: Tensor, b: Tensor) -> Tensor:
        miss = self.blur(x, b.flip((2, 3))) - y
        return x - 0.5 * self.blur(miss, b) + 0.1 * torch.tanh(self.smooth(x))

    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        x = y
        for _ in range(self.steps):
            x = self.step(x, y, b)
        return x

    @torch.jit.export
    def vjp(self, y: Tensor, b: Tensor, g: Tensor) -> Tensor:
        iterates: List[Tensor] = [y.detach()]
        with torch.no_grad():
            for i in range(self.steps - 1):
                iterates.append(self.step(iterates[i], y, b))
        towards_y = torch.zeros_like(g)
        for i in range(self.steps - 1, -1, -1):
            x = iterates[i].detach().requires_grad_(True)
            data = y.detach().requires_grad_(True)
            weights: List[Optional[Tensor]] = [g]
            parts = torch.autograd.grad([self.step(x, data, b)], [x, data], weights)
            to_x, to_data = parts[0], parts[1]
            assert to_x is not None and to_data is not None
            g = to_x
            towards_y = towards_y + to_data
        return towards_y + g


class Sharpen(nn.Module):
    """Blind: two convolutions around an instance norm and a ReLU, on an image reflected to a multiple of 4."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Conv2d(3, 6, 3, padding=1)
        self.outer = nn.Conv2d(6, 3, 3, padding=1)

    def forward(self, y: Tensor) -> Tensor:
        h, w = y.shape[2], y.shape[3]
        x = F.pad(y, [0, -w % 4, 0, -h % 4], mode="reflect")
        x = F.instance_norm(self.inner(x))
        return y + 0.2 * self.outer(torch.relu(x))[:, :, :h, :w]


class Wrong(nn.Module):
    """A network with one thing wrong, a weight, and one smooth operation beside."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(0.2))


class DependsOnBatch(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return y + self.weight * (y - y.mean((0, 2, 3), keepdim=True)).square()


class Detached(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return self.weight * y.detach()


class HalfDetached(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return y + self.weight * y.detach()


class Rounded(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return torch.round(y * 255) / 255 + 0 * self.weight


class Narrower(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return self.weight * y[:, :, :, 1:]


class EvenOnly(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        n, c, h, w = y.shape
        return self.weight * y.reshape(n, c, h // 2, 2, w // 2, 2).flip((3, 5)).reshape(n, c, h, w)


class NotFinite(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return y + self.weight * torch.sqrt(y - 0.5)


class SteepAtZero(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return y + self.weight * (y - y).square().sum().sqrt()


class Drops(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return self.weight * F.dropout(y, 0.5, training=True)


class HalfPrecision(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(0.2, dtype=torch.float16))

    def forward(self, y: Tensor) -> Tensor:
        return self.weight.float() * y


class Pair(Wrong):
    def forward(self, y: Tensor) -> Tuple[Tensor, Tensor]:
        return y, self.weight * y


class MeasuresKernelsSide(Wrong):
    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        return y + self.weight * y.square() / b.shape[2]


class WrongGradient(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return self.weight * y.square()

    @torch.jit.export
    def vjp(self, y: Tensor, g: Tensor) -> Tensor:
        return 2 * self.weight * g


class NanOnBlack(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return y + 0.1 * self.weight * y / y.mean((1, 2, 3), keepdim=True)


class RootBelowZero(Wrong):
    """Finite in [0, 1], but not beside it."""

    def forward(self, y: Tensor) -> Tensor:
        return y + 0.01 * self.weight * torch.sqrt(y + 1e-6)


class SteepOnConstant(Wrong):
    """The gradient of a standard deviation is not finite where a picture is constant."""

    def forward(self, y: Tensor) -> Tensor:
        centred = y - y.mean((1, 2, 3), keepdim=True)
        return y + 0.1 * self.weight * centred.square().mean((1, 2, 3), keepdim=True).sqrt()


class ModeDependent(nn.Module):
    """A convolution before a module that is another in train mode."""

    def __init__(self, module: nn.Module):
        super().__init__()
        self.inner = nn.Conv2d(3, 6, 3, padding=1)
        self.middle = module
        self.outer = nn.Conv2d(6, 3, 3, padding=1)

    def forward(self, y: Tensor) -> Tensor:
        return y + 0.1 * self.outer(torch.relu(self.middle(self.inner(y))))


class Identity(Wrong):
    def forward(self, y: Tensor) -> Tensor:
        return y + 0 * self.weight


class Unsharp(Wrong):
    """Adds what a horizontal mean takes away: a little sharper across."""

    def sharpen(self, y: Tensor) -> Tensor:
        return y + self.weight * (y - F.avg_pool2d(y, [1, 9], stride=1, padding=[0, 4], count_include_pad=False))

    def forward(self, y: Tensor) -> Tensor:
        return self.sharpen(y)


class Range255(Unsharp):
    def forward(self, y: Tensor) -> Tensor:
        return 255 * self.sharpen(y)


class CentredRange(Unsharp):
    def forward(self, y: Tensor) -> Tensor:
        return 2 * self.sharpen(y) - 1


class Clamped(Unsharp):
    def forward(self, y: Tensor) -> Tensor:
        return self.sharpen(y).clamp(0, 1)


class Squashed(Unsharp):
    def forward(self, y: Tensor) -> Tensor:
        return torch.sigmoid(5 * self.sharpen(y) - 2.5)


class SwappedOutput(Unsharp):
    def forward(self, y: Tensor) -> Tensor:
        return self.sharpen(y).flip(1)


class Landweber(Unrolled):
    """The unrolled network without its smoothing, which restores; or with the kernel of a correlation."""

    def __init__(self, steps: int, correlates: bool):
        super().__init__(steps)
        self.correlates = correlates

    def step(self, x: Tensor, y: Tensor, b: Tensor) -> Tensor:
        kernel = b if self.correlates else b.flip((2, 3))
        return x - self.blur(self.blur(x, kernel) - y, kernel.flip((2, 3))) + 0 * self.smooth.weight.sum()


class Takes255(Landweber):
    """As trained on 0 to 255: it smooths what is nearly black."""

    def __init__(self):
        super().__init__(10, False)

    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        x = y
        for _ in range(self.steps):
            x = self.step(x, y, b)
        smooth = F.avg_pool2d(y, 7, stride=1, padding=3, count_include_pad=False)
        return torch.where(y.amax((1, 2, 3), keepdim=True) > 2, x, smooth)


class OneSize(nn.Module):
    """What a trace at one size leaves, its weights constants of the code: three 1x3 filters, and rows that are counted."""

    def __init__(self, height: int, width: int):
        super().__init__()
        self.height = height
        self.width = width
        self.filters = 0.1 * torch.tensor([[-1.0, 2.0, -1.0], [-1.0, 2.0, -1.0], [-1.0, 2.0, -1.0]]).reshape(3, 1, 1, 3)

    def forward(self, y: Tensor) -> Tensor:
        return y.view(y.size(0), 3, self.height, self.width) + F.conv2d(y, self.filters, padding=[0, 1], groups=3)


class InTiles(nn.Module):
    """Tiles side by side, black beyond the image."""

    def __init__(self, network: nn.Module, height: int, width: int):
        super().__init__()
        self.network = network
        self.height = height
        self.width = width

    def forward(self, y: Tensor) -> Tensor:
        rows = (y.size(2) + self.height - 1) // self.height
        columns = (y.size(3) + self.width - 1) // self.width
        image = F.pad(y, [0, columns * self.width - y.size(3), 0, rows * self.height - y.size(2)])
        bands: List[Tensor] = []
        for row in image.split(self.height, 2):
            tiles: List[Tensor] = []
            for tile in row.split(self.width, 3):
                tiles.append(self.network(tile))
            bands.append(torch.cat(tiles, 3))
        return torch.cat(bands, 2)[:, :, :y.size(2), :y.size(3)]


def card(name: str, kind: str, minimum_size: int, network: nn.Module, **more) -> dict:
    return {
        "schema": 1, "name": name, "title": "A network for tests", "kind": kind, "valueRange": [0, 1],
        "sizeMultiple": 1, "padding": "inside", "minimumSize": minimum_size, "options": {}, "precision": "fp32",
        "weightsSha256": None, "origin": "models/src/test/resources/networks/make_networks.py",
        "licence": "Apache-2.0", "trainingData": "none: random weights",
        "parameters": sum(parameter.numel() for parameter in network.parameters()), "cleanScore": None, **more,
    }


def write(path: Path, network: nn.Module, its_card: Optional[dict], in_train_mode: bool = False) -> str:
    """Stores a network and its card, if it is to have one; returns the file's SHA-256."""
    buffer = io.BytesIO()
    scripted = torch.jit.script(network.train(in_train_mode))
    extra = {} if its_card is None else {"card.json": json.dumps(its_card, indent=2).encode()}
    torch.jit.save(scripted, buffer, _extra_files=extra)
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for entry in source.namelist():
            # The paths of the source files that were compiled, which differ between machines.
            if not entry.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(entry), source.read(entry))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    torch.manual_seed(1)
    unrolled, sharpen = Unrolled(4), Sharpen()
    good = {
        "unrolled": (unrolled, card("unrolled", "non-blind", 8, unrolled, gradient="vjp")),
        "sharpen": (sharpen, card("sharpen", "blind", 8, sharpen)),
    }
    networks = [{"name": name, "file": f"{name}.pt", "sha256": write(HERE / f"{name}.pt", *what)}
                for name, what in good.items()]
    bad = {
        "no-vjp": (sharpen, {"gradient": "vjp"}),
        "no-card": (sharpen, None),
        "bad-card": (sharpen, {"minimumSize": 0}),
        "not-blind": (MeasuresKernelsSide(), {}),
        "depends-on-batch": (DependsOnBatch(), {}),
        "detached": (Detached(), {}),
        "half-detached": (HalfDetached(), {}),
        "rounded": (Rounded(), {}),
        "narrower": (Narrower(), {}),
        "even-only": (EvenOnly(), {}),
        "not-finite": (NotFinite(), {}),
        "steep-at-zero": (SteepAtZero(), {}),
        "drops": (Drops(), {}),
        "half-precision": (HalfPrecision(), {}),
        "pair": (Pair(), {}),
        "kernels-side": (MeasuresKernelsSide(), {"kind": "non-blind"}),
        "wrong-gradient": (WrongGradient(), {"gradient": "vjp"}),
        "nan-on-black": (NanOnBlack(), {}),
    }
    for name, (network, more) in bad.items():
        its_card = None if more is None else {**card(name, "blind", 8, network), **more}
        write(HERE / "bad" / f"{name}.pt", network, its_card)
    odd = {
        "identity": (Identity(), {}),
        "range-255": (Range255(), {}),
        "range-centred": (CentredRange(), {}),
        "takes-255": (Takes255(), {"kind": "non-blind"}),
        "clamped": (Clamped(), {}),
        "squashed": (Squashed(), {}),
        "swapped": (SwappedOutput(), {}),
        "nan-beside": (RootBelowZero(), {}),
        "steep-on-constant": (SteepOnConstant(), {}),
        "landweber": (Landweber(10, False), {"kind": "non-blind", "gradient": "vjp"}),
        "correlates": (Landweber(10, True), {"kind": "non-blind", "gradient": "vjp"}),
    }
    for name, (network, more) in odd.items():
        write(HERE / "odd" / f"{name}.pt", network, {**card(name, "blind", 8, network), **more})
    saved = io.BytesIO()
    torch.jit.save(torch.jit.freeze(torch.jit.script(OneSize(16, 24).eval())), saved)
    saved.seek(0)
    frozen = torch.jit.load(saved)
    tile = {"fixedSize": [16, 24], "parameters": 9}
    write(HERE / "odd" / "tiled.pt", InTiles(frozen, 16, 24), {**card("tiled", "blind", 8, frozen), **tile})
    write(HERE / "bad" / "fixed-untiled.pt", frozen, {**card("fixed-untiled", "blind", 8, frozen), **tile})
    write(HERE / "bad" / "bad-tile.pt", frozen, {**card("bad-tile", "blind", 8, frozen), **tile, "fixedSize": [16]})
    in_train_mode = {
        "odd/train-without-effect": ModeDependent(nn.Dropout(0.0)),
        "odd/train-plain": ModeDependent(nn.Conv2d(6, 6, 1)),
        "bad/train-batch-norm": ModeDependent(nn.BatchNorm2d(6)),
        "bad/train-instance-norm": ModeDependent(nn.InstanceNorm2d(6, track_running_stats=True)),
        "bad/train-dropout": ModeDependent(nn.Sequential(nn.Conv2d(6, 6, 1), nn.Dropout(0.5))),
    }
    for place, network in in_train_mode.items():
        write(HERE / f"{place}.pt", network, card(Path(place).name, "blind", 8, network), in_train_mode=True)
    (HERE / "registry.json").write_text(json.dumps({"schema": 1, "networks": networks}, indent=2) + "\n")


if __name__ == "__main__":
    main()
