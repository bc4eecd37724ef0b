"""The clean score of a restoration network: how much it improves blurred photographs that nobody attacks."""
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Optional

import numpy as np
import torch
from torch import Tensor

from zoo.blur_families import FAMILIES
from zoo.degradation import degrade, valid_part
from zoo.images import read_photos, to_array, to_tensor
from zoo.metrics import psnr

NOISE = 0.01
BOUNDARY = "reflect"


class Conditions(NamedTuple):
    """What a clean score is measured with; it holds for such blurs and such noise only. words are the card's."""

    words: str
    kernels: Callable[[], Dict[str, np.ndarray]]
    noise: float


CAMERA_SHAKES = Conditions(
    "8 centred camera shakes of 13 to 27 pixels, noise 1 %, reflect boundary", FAMILIES["mixed"].score, NOISE)
HORIZONTAL_MOTION = Conditions(
    "horizontal motion of 5, 9 and 13 pixels, no noise, reflect boundary", FAMILIES["horizontal"].score, 0.0)
MOTION = Conditions(
    "3 straight motions of 5, 9 and 13 pixels in 3 directions and 3 centred camera shakes of 9 to 13 pixels, no noise, "
    "reflect boundary", FAMILIES["motion"].score, 0.0)


class Score(NamedTuple):
    """PSNR in dB of the blurred and of the restored image, for one photograph and one kernel."""

    photo: str
    kernel: str
    blurred: float
    restored: float

    @property
    def gain(self) -> float:
        return self.restored - self.blurred


def score(restore: Callable[[Tensor, Tensor], Tensor], photos: Path, noise: float = NOISE,
          boundary: str = BOUNDARY, kernels: Optional[Dict[str, np.ndarray]] = None) -> List[Score]:
    """One Score for each kernel (by default the eight camera shakes) and each photograph of the folder photos.

    restore maps y (1, 3, H, W) and b (1, 1, K, K), float32, to (1, 3, H, W). noise is the standard deviation; its seed
    is the photograph's number times 100 plus the kernel's side, so every run sees the same images.
    """
    scores = []
    for kernel_name, kernel in (kernels or CAMERA_SHAKES.kernels()).items():
        for number, (photo_name, sharp) in enumerate(read_photos(photos).items()):
            rng = np.random.RandomState(100 * number + kernel.shape[0])
            blurred = degrade(sharp, kernel, noise, boundary, rng)
            with torch.no_grad():
                restored = restore(to_tensor(blurred), torch.from_numpy(kernel).float()[None, None])
            reference = valid_part(sharp, kernel, boundary)
            restored_psnr = psnr(to_array(restored), reference)
            scores.append(Score(photo_name, kernel_name, psnr(blurred, reference), restored_psnr))
    return scores


def clean_score(scores: List[Score], conditions: str) -> dict:
    """The card's field cleanScore: the means over all scores in dB, to two decimals."""
    blurred = round(float(np.mean([s.blurred for s in scores])), 2)
    restored = round(float(np.mean([s.restored for s in scores])), 2)
    return {"blurredPsnr": blurred, "restoredPsnr": restored, "gain": round(restored - blurred, 2),
            "conditions": conditions}


def table(scores: List[Score]) -> str:
    """The scores, one a line, and their means."""
    lines = [f"{'kernel':<14}{'photo':<12}{'blurred':>9}{'restored':>10}{'gain':>8}   (PSNR, dB)"]
    lines += [_row(s.kernel, s.photo, [s]) for s in scores]
    return "\n".join(lines + [_row("mean", "", scores)])


def table_by_kernel(scores: List[Score]) -> str:
    """The means over the photographs, a line for each kernel, and the mean of all."""
    lines = [f"{'kernel':<26}{'blurred':>9}{'restored':>10}{'gain':>8}   (PSNR, dB)"]
    for kernel in dict.fromkeys(s.kernel for s in scores):
        lines.append(_row(kernel, "", [s for s in scores if s.kernel == kernel]))
    return "\n".join(lines + [_row("mean", "", scores)])


def _row(kernel: str, photo: str, scores: List[Score]) -> str:
    blurred, restored = np.mean([(s.blurred, s.restored) for s in scores], axis=0)
    return f"{kernel:<14}{photo:<12}{blurred:>9.2f}{restored:>10.2f}{restored - blurred:>+8.2f}"
