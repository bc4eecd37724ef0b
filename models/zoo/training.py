"""Training of a restoration network on synthetic images; the photographs only measure it."""
import copy
import csv
import math
import time
from pathlib import Path
from typing import Callable, List

import numpy as np
import torch
from torch import Tensor, nn

from zoo.kernels import validation_kernels
from zoo.schedule import Schedule
from zoo.scoring import score
from zoo.training_data import Batch, TrainingData

COLUMNS = ("step", "seconds", "learningRate", "trainingPsnr", "blurredPsnr", "validationPsnr")


OTHERS_COUNT = 0.25


def has_amx() -> bool:
    """Whether this processor has the AMX matrix unit, which makes bfloat16 several times faster than float32."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and "amx_bf16" in cpu.read_text()


def negative_psnr(restored: Tensor, sharp: Tensor) -> Tensor:
    """The mean over the images of 10 log10 of their mean squared error, so that each image's dB count alike."""
    errors = (restored - sharp).square().flatten(1).mean(1)
    return 10 * torch.log10(errors + 1e-8).mean()


class Training:
    """A network, its running average (which is what counts), the optimiser, and where they are kept between runs.

    outputs maps the network and a batch to images (N, 3, S, S), the restoration first; the images that a network makes
    on its way there count a quarter. On a GPU, or a processor with AMX, convolutions run in bfloat16.
    """

    def __init__(self, network: nn.Module, outputs: Callable[[nn.Module, Batch], List[Tensor]], schedule: Schedule,
                 checkpoint: Path, log: Path, photos: Path):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.bfloat16 = self.device.type == "cuda" or has_amx()
        self.network = network.train().to(self.device, memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.network).eval()
        self.outputs = outputs
        self.schedule = schedule
        self.checkpoint = checkpoint
        self.log = log
        self.photos = photos
        self.optimizer = torch.optim.Adam(network.parameters(), lr=schedule.first_rate)
        self.step = 0
        self.seconds = 0.0
        self.best = -math.inf

    def resume(self) -> None:
        """Go on from the checkpoint. The data go on from a new seed: no image is seen again in the same order."""
        state = torch.load(self.checkpoint, map_location=self.device)
        self.network.load_state_dict(state["trained"])
        self.averaged.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds, self.best = state["step"], state["seconds"], state["best"]

    def run(self) -> None:
        """Train up to the schedule's last step; a line of the log and a checkpoint every report_every steps."""
        schedule = self.schedule
        data = TrainingData(np.random.RandomState(schedule.seed + self.step), schedule)
        started = time.monotonic() - self.seconds
        losses = []
        while self.step < schedule.steps:
            losses.append(self._train_once(data))
            self.step += 1
            self.seconds = time.monotonic() - started
            if self.step % schedule.report_every == 0 or self.step == schedule.steps:
                self._report(-float(np.mean(losses)))
                losses.clear()
            elif self.step % 50 == 0:
                print(f"\rstep {self.step}/{schedule.steps}, {self.seconds:.0f} s, "
                      f"training PSNR {-np.mean(losses):.2f} dB ", end="", flush=True)

    def _train_once(self, data: TrainingData) -> float:
        batch = Batch(*(part.to(self.device) for part in data.batch()))
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.rate(self.step)
        self.optimizer.zero_grad()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16):
            restored, *others = self.outputs(self.network, batch)
        loss = negative_psnr(restored.float(), batch.x)
        total = loss + sum(OTHERS_COUNT * negative_psnr(other.float(), batch.x) for other in others)
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 20.0)
        self.optimizer.step()
        # Early on the average must follow faster, or it would remember the untrained weights.
        keep = min(self.schedule.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for average, current in zip(self.averaged.parameters(), self.network.parameters()):
                average.lerp_(current, 1 - keep)
        return loss.item()

    def _report(self, training_psnr: float) -> None:
        kernels = {name: kernel for name, kernel in validation_kernels().items()
                   if kernel.shape[0] <= self.schedule.largest_kernel}
        scores = score(self._restore, self.photos, kernels=kernels)
        blurred, validation = np.mean([(s.blurred, s.restored) for s in scores], axis=0)
        row = (self.step, round(self.seconds), f"{self.schedule.rate(self.step):.2e}", f"{training_psnr:.3f}",
               f"{blurred:.3f}", f"{validation:.3f}")
        is_new = not self.log.exists()
        with self.log.open("a", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if is_new:
                writer.writerow(COLUMNS)
            writer.writerow(row)
        print("\r" + ", ".join(f"{name} {value}" for name, value in zip(COLUMNS, row)), flush=True)
        self._save(self.checkpoint)
        if validation > self.best:
            self.best = float(validation)
            self._save(self.checkpoint.with_suffix(".best" + self.checkpoint.suffix))

    def _restore(self, y: Tensor, b: Tensor) -> Tensor:
        """The averaged network's restoration; a batch of this kind has no sharp image."""
        batch = Batch(y.to(self.device), b.to(self.device), y)
        return self.outputs(self.averaged, batch)[0].cpu()

    def _save(self, path: Path) -> None:
        """Written beside and renamed, so that an interrupted run leaves the last whole checkpoint."""
        state = {"network": self.averaged.state_dict(), "trained": self.network.state_dict(), "step": self.step,
                 "optimizer": self.optimizer.state_dict(), "seconds": self.seconds, "best": self.best}
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(path)
