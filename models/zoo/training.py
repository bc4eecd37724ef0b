"""Training of a restoration network; the photographs of examples/photos/ only measure it."""
import copy
import csv
import math
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, List, Sequence, Tuple

import numpy as np
import torch
from torch import Tensor, nn

from zoo.blur_families import FAMILIES
from zoo.schedule import Schedule
from zoo.scoring import NOISE, score
from zoo.training_data import Batch, TrainingData

COLUMNS = ("step", "seconds", "learningRate", "trainingPsnr", "blurredPsnr", "validationPsnr")
OTHERS_COUNT = 0.25
LEAST_ERROR = 1e-6  # without noise a flat patch is restored almost exactly, and would outweigh all others


def has_amx() -> bool:
    """Whether this processor has the AMX matrix unit, which makes bfloat16 several times faster than float32."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and "amx_bf16" in cpu.read_text()


def negative_psnr(restored: Tensor, sharp: Tensor) -> Tensor:
    """The mean over the images of 10 log10 of their mean squared error, so that each image's dB count alike."""
    errors = (restored - sharp).square().flatten(1).mean(1)
    return 10 * torch.log10(errors + LEAST_ERROR).mean()


class Training:
    """A network, its running average (which is what counts), the optimiser, and where they are kept between runs.

    outputs maps the network and a batch to images (N, 3, S, S), the restoration first; the images that a network makes
    on its way there count a quarter. photographs are trained on, photos only measure. On a GPU, or a processor with
    AMX, convolutions run in bfloat16.

    A batch is cut into as many parts as there are workers, each differentiated on a thread of its own. On a processor
    that other programs use too, these threads wait less for each other than PyTorch's, which meet in every operation.
    """

    def __init__(self, network: nn.Module, outputs: Callable[[nn.Module, Batch], List[Tensor]], schedule: Schedule,
                 checkpoint: Path, log: Path, photos: Path, photographs: Sequence[np.ndarray] = (), workers: int = 1):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.bfloat16 = self.device.type == "cuda" or has_amx()
        self.network = network.train().to(self.device, memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.network).eval()
        self.outputs = outputs
        self.schedule = schedule
        self.checkpoint = checkpoint
        self.log = log
        self.photos = photos
        self.photographs = photographs
        self.workers = workers
        self.threads = ThreadPoolExecutor(workers)
        self.optimizer = torch.optim.AdamW(
            network.parameters(), lr=schedule.first_rate, betas=schedule.betas, weight_decay=schedule.weight_decay)
        self.step = 0
        self.seconds = 0.0
        self.best = -math.inf

    def resume(self) -> None:
        """Go on from the checkpoint. The data go on from a new seed: no image is seen again in the same order.

        With other blurs than before, the best score is forgotten: it was measured with those.
        """
        state = torch.load(self.checkpoint, map_location=self.device)
        self.network.load_state_dict(state["trained"])
        self.averaged.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]
        if state.get("blurs", self.schedule.blurs) == self.schedule.blurs:
            self.best = state["best"]

    def run(self) -> None:
        """Train up to the schedule's last step; a line of the log and a checkpoint every report_every steps."""
        schedule = self.schedule
        data = TrainingData(np.random.RandomState(schedule.seed + self.step), schedule, self.photographs)
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
        parts = [Batch(*images) for images in zip(*(part.chunk(self.workers) for part in batch))]
        losses, gradients = zip(*self.threads.map(self._differentiate, parts))
        shares = [len(part.x) / len(batch.x) for part in parts]
        for parameter, *of_parts in zip(self.network.parameters(), *gradients):
            parameter.grad = sum(share * gradient for share, gradient in zip(shares, of_parts))
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 20.0)
        self.optimizer.step()
        # Early on the average must follow faster, or it would remember the untrained weights.
        keep = min(self.schedule.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for average, current in zip(self.averaged.parameters(), self.network.parameters()):
                average.lerp_(current, 1 - keep)
        return sum(share * loss for share, loss in zip(shares, losses))

    def _differentiate(self, batch: Batch) -> Tuple[float, Tuple[Tensor, ...]]:
        """The loss of the restorations, and the gradients of the parameters; the other images count in these only."""
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16):
            restored, *others = self.outputs(self.network, batch)
        loss = negative_psnr(restored.float(), batch.x)
        total = loss + sum(OTHERS_COUNT * negative_psnr(other.float(), batch.x) for other in others)
        return loss.item(), torch.autograd.grad(total, list(self.network.parameters()))

    def _report(self, training_psnr: float) -> None:
        kernels = {name: kernel for name, kernel in FAMILIES[self.schedule.blurs].validation().items()
                   if kernel.shape[0] <= self.schedule.largest_kernel}
        scores = score(self._restore, self.photos, noise=min(NOISE, self.schedule.most_noise), kernels=kernels)
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
                 "optimizer": self.optimizer.state_dict(), "seconds": self.seconds, "best": self.best,
                 "blurs": self.schedule.blurs}
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(path)
