"""The attack as people usually write it: one image, eager, float32, default memory layout, torch.optim.Adam.

The yardstick of `./shakedown bench attack`, which starts it beside the engine with the same network file, the same
blurred image, kernel and starting point, and has it make steps in turn with the engine. A network that is built from its
code and a checkpoint has weights in the default layout that require gradients, which is not switched off; a Shakedown
file has neither, so both are put back first. --as-exported leaves the file as it is.

Protocol: a line with a number of steps on standard input is answered by a line of JSON with the seconds that they took,
on the clock and of all processors; `end` by the objective at the last iterate and the most memory that the process has
had.
"""
import argparse
import json
import sys
import time

import numpy as np
import torch


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", required=True, help="TorchScript file")
    parser.add_argument("--image", required=True, help="y: .npy, float32, (3, H, W)")
    parser.add_argument("--kernel", help="b: .npy, float32, (K, K); only for non-blind networks")
    parser.add_argument("--start", required=True, help="delta at first: .npy, float32, (3, H, W)")
    parser.add_argument("--epsilon", type=float, required=True, help="bound of the max norm on the scale of [0,1]")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--as-exported", action="store_true", help="keep the file's frozen weights and their layout")
    return parser.parse_args()


class PlainAttack:
    """Projected gradient ascent with Adam on ||N(y + delta) - N(y)||, one image."""

    def __init__(self, args: argparse.Namespace):
        self.net = torch.jit.load(args.network, map_location=args.device).eval()
        if not args.as_exported:
            for weight in self.net.parameters():
                weight.data = weight.data.contiguous()
                weight.requires_grad_(weight.is_floating_point())
        self.y = torch.from_numpy(np.load(args.image))[None].to(args.device)
        self.kernel = None if args.kernel is None else torch.from_numpy(np.load(args.kernel))[None, None].to(args.device)
        self.delta = torch.from_numpy(np.load(args.start))[None].to(args.device).requires_grad_(True)
        self.epsilon = args.epsilon
        self.optimizer = torch.optim.Adam([self.delta], lr=1e-3)
        with torch.no_grad():
            self.clean = self.restore(self.y)

    def restore(self, image: torch.Tensor) -> torch.Tensor:
        return self.net(image) if self.kernel is None else self.net(image, self.kernel)

    def step(self) -> None:
        self.optimizer.zero_grad()
        loss = -torch.norm(self.restore(self.y + self.delta) - self.clean)
        loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            self.delta.clamp_(-self.epsilon, self.epsilon)
            self.delta.copy_((self.y + self.delta).clamp(0, 1) - self.y)

    def objective(self) -> float:
        with torch.no_grad():
            return float(torch.norm(self.restore(self.y + self.delta) - self.clean))


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
