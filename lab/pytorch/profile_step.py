"""Where the time of an attack step goes: libtorch's operations in a network's forward and backward pass, by their own time,
and the rate of convolutions alone on this processor.

    python3 lab/pytorch/profile_step.py models/benchmark/mprnet-mini.pt [--size 256] [--rows 15]
    python3 lab/pytorch/profile_step.py --convolutions
"""
import argparse
import json
import time
from typing import Callable, Iterator

import torch
from torch.profiler import ProfilerActivity, profile

SHAPES = ((16, 256), (32, 128), (40, 256), (48, 64))  # channels, side: those of the small networks and a wider one
KERNEL_SIDE = 17


def seconds(run: Callable[[], object], count: int = 20) -> float:
    for _ in range(3):
        run()
    began = time.perf_counter()
    for _ in range(count):
        run()
    return (time.perf_counter() - began) / count


def profile_network(path: str, size: int, rows: int) -> None:
    torch._C._set_graph_executor_optimize(False)  # as the engine has it
    extra = {"card.json": ""}
    network = torch.jit.load(path, _extra_files=extra).eval()
    for weight in network.parameters():
        weight.requires_grad_(False)
    y = torch.rand(1, 3, size, size)
    kernel = torch.full((1, 1, KERNEL_SIDE, KERNEL_SIDE), KERNEL_SIDE ** -2.0)
    blind = json.loads(extra["card.json"])["kind"] == "blind"

    def step() -> None:
        variable = y.clone().requires_grad_(True)
        output = network(variable) if blind else network(variable, kernel)
        output.backward(torch.ones_like(output))

    print(f"{path}: {seconds(step, 3):.3f} s for a forward and a backward pass at {size}x{size}")
    with profile(activities=[ProfilerActivity.CPU]) as measured:
        step()
    print(measured.key_averages().table(sort_by="self_cpu_time_total", row_limit=rows, max_name_column_width=40))


def rates() -> Iterator[str]:
    """Multiply-accumulates of 3x3 convolutions a second, channels last, float32, forward and towards the input."""
    for channels, side in SHAPES:
        x = torch.randn(1, channels, side, side).to(memory_format=torch.channels_last).requires_grad_(True)
        layer = torch.nn.Conv2d(channels, channels, 3, padding=1, bias=False).to(memory_format=torch.channels_last)
        layer.weight.requires_grad_(False)
        upstream = torch.randn_like(x)
        gmac = channels * channels * 9 * side * side / 1e9
        forward = seconds(lambda: layer(x))
        both = seconds(lambda: torch.autograd.grad(layer(x), x, upstream))
        yield f"{channels:3} channels, {side}x{side}: forward {gmac / forward:6.1f}, backward {gmac / (both - forward):6.1f} GMAC/s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", nargs="?", help="TorchScript file with a card")
    parser.add_argument("--size", type=int, default=256, help="side of the image")
    parser.add_argument("--rows", type=int, default=15, help="operations to list")
    parser.add_argument("--convolutions", action="store_true", help="the rate of convolutions alone, with 1 thread and all")
    args = parser.parse_args()
    if not args.convolutions and args.network is None:
        parser.error("name a network, or --convolutions")
    if args.network is not None:
        profile_network(args.network, args.size, args.rows)
    if args.convolutions:
        for threads in (1, torch.get_num_threads()):
            torch.set_num_threads(threads)
            print(f"{threads} threads")
            for line in rates():
                print(line)


if __name__ == "__main__":
    main()
