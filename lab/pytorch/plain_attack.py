"""The attack as people write it: eager PyTorch, torch.optim.Adam, in one of four styles; one image, or a batch of copies.

plain: float32, default memory layout, weights that require gradients, which is not switched off.
expert: frozen weights, channels-last.
expert-bf16: the same under autocast to bfloat16.
compiled: as expert, and the network through torch.compile. Needs PyTorch 2 and a C++ compiler.

The yardstick of `./shakedown bench attack`, which starts it beside the engine with the same network, blurred image,
kernel and starting point, and has it make steps in turn with the engine. The network is built from the zoo's code and the
file's weights where the zoo knows it; otherwise the TorchScript file itself is run, which torch.compile does not take.

Protocol: a line with a number of steps on standard input is answered by a line of JSON with the seconds that they took,
on the clock and of all processors; `end` by the objective at the last iterate and the most memory that the process has
had.
"""
import argparse
import contextlib
import json
import sys
import time
from pathlib import Path
from typing import Optional

import numpy as np
import torch

MODELS = Path(__file__).resolve().parents[2] / "models"
STYLES = ["plain", "expert", "expert-bf16", "compiled"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", required=True, help="TorchScript file")
    parser.add_argument("--image", required=True, help="y: .npy, float32, (3, H, W)")
    parser.add_argument("--kernel", help="b: .npy, float32, (K, K); only for non-blind networks")
    parser.add_argument("--start", required=True, help="delta at first: .npy, float32, (3, H, W)")
    parser.add_argument("--epsilon", type=float, required=True, help="bound of the max norm on the scale of [0,1]")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--style", default="plain", choices=STYLES)
    parser.add_argument("--batch", type=int, default=1, help="so many attacks on the image in one pass (default: 1)")
    return parser.parse_args()


def network(file: Path, style: str) -> torch.nn.Module:
    net = rebuilt(file) or (torch.jit.load(str(file)) if style != "compiled" else None)
    if net is None:
        sys.exit(f"{file}: torch.compile does not take a TorchScript file, and the zoo does not know this network")
    net.eval()
    for weight in net.parameters():
        weight.data = weight.data.contiguous()
        weight.requires_grad_(style == "plain" and weight.is_floating_point())
    if style != "plain":
        net.to(memory_format=torch.channels_last)
    return torch.compile(net) if style == "compiled" else net


def rebuilt(file: Path) -> Optional[torch.nn.Module]:
    """The network of the zoo's code with the file's weights; None if the zoo does not have it, or cannot be imported."""
    sys.path.insert(0, str(MODELS))
    try:
        from zoo import network_file
        from zoo.catalogue import CATALOGUE
    except ImportError as missing:
        print(f"{missing}: the file itself is run", file=sys.stderr)
        return None
    scripted, card = network_file.read(file)
    name, _, variant = card["name"].partition("@")
    if name not in CATALOGUE or variant:
        return None
    described = CATALOGUE[name]
    net = described.build(**described.options)
    net.load_state_dict(scripted.state_dict())
    return net


class PlainAttack:
    """Projected gradient ascent with Adam on ||N(y + delta) - N(y)||, each image of a batch for itself."""

    def __init__(self, args: argparse.Namespace):
        self.net = network(Path(args.network), args.style).to(args.device)
        self.layout = torch.contiguous_format if args.style == "plain" else torch.channels_last
        self.bf16 = args.style == "expert-bf16"
        self.device = torch.device(args.device)
        self.y = self.copies(np.load(args.image)[None], args)
        self.kernel = None if args.kernel is None else self.copies(np.load(args.kernel)[None, None], args)
        self.delta = self.copies(np.load(args.start)[None], args).requires_grad_(True)
        self.epsilon = args.epsilon
        self.optimizer = torch.optim.Adam([self.delta], lr=1e-3)
        with torch.no_grad():
            self.clean = self.restore(self.y)

    @staticmethod
    def copies(image: np.ndarray, args: argparse.Namespace) -> torch.Tensor:
        return torch.from_numpy(image).repeat(args.batch, 1, 1, 1).to(args.device)

    def distances(self) -> torch.Tensor:
        return torch.linalg.vector_norm(self.restore(self.y + self.delta) - self.clean, dim=(1, 2, 3))

    def restore(self, image: torch.Tensor) -> torch.Tensor:
        image = image.contiguous(memory_format=self.layout)
        with torch.autocast(self.device.type, torch.bfloat16) if self.bf16 else contextlib.nullcontext():
            output = self.net(image) if self.kernel is None else self.net(image, self.kernel)
        return output.float()

    def step(self) -> None:
        self.optimizer.zero_grad()
        loss = -self.distances().sum()
        loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            self.delta.clamp_(-self.epsilon, self.epsilon)
            self.delta.copy_((self.y + self.delta).clamp(0, 1) - self.y)

    def objective(self) -> float:
        with torch.no_grad():
            return float(self.distances()[0])


def peak_bytes() -> int:
    """The most memory that this process has had; rusage's maximum would be that of the process that started it."""
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def answer(**values: float) -> None:
    print(json.dumps(values), flush=True)


def main() -> None:
    args = arguments()
    attack = PlainAttack(args)
    on_gpu = args.device != "cpu"
    answer(threads=torch.get_num_threads())
    for line in sys.stdin:
        if line.strip() == "end":
            answer(objective=attack.objective(), peakBytes=torch.cuda.max_memory_allocated() if on_gpu else peak_bytes())
            return
        began, processor_began = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            attack.step()
        if on_gpu:
            torch.cuda.synchronize()
        answer(seconds=time.perf_counter() - began, processorSeconds=time.process_time() - processor_began)


if __name__ == "__main__":
    main()
