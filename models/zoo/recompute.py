"""Verification of an attack's stored result from its arrays alone, by code that the attack did not use.

The blur is a direct double-precision sum, the restoration runs in PyTorch's own Python, and SSIM is scikit-image's.
"""
import io
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Optional

import numpy as np
import torch
from PIL import Image

from zoo import network_file
from zoo.images import to_array
from zoo.job_record import JobRecord, judge_sha256, read_job
from zoo.metrics import luma, ncc, psnr, ssim

PSNR_TOLERANCE = 0.01  # dB
BLUR_TOLERANCE = 1e-5  # of the value range, for y stored as float32
HALF_LEVEL = 0.5 / 255
ONE_ROUNDING = 2.0 ** -23  # what one float32 addition near 1 can be off
MEAN_ROUNDING = 1e-7  # what the mean of float32 values up to 1 can be off 0
KERNEL_ROUNDING = 2.0 ** -22  # of the greatest weight of a kernel, what float32 may be off
SUM_TOLERANCE = 1e-6  # of a kernel's weights
OBJECTIVE_TOLERANCE = 1e-3  # relative; 0.01 dB
PADDING = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


class Line(NamedTuple):
    """One comparison: what was stored (NaN where nothing is), what came out now, and whether that is as it must be."""

    name: str
    stored: float
    recomputed: float
    limit: Optional[float]  # of the difference, or of the value where nothing is stored; None: reported, not judged

    @property
    def difference(self) -> float:
        same = self.stored == self.recomputed or np.isnan(self.stored) and np.isnan(self.recomputed)
        return 0.0 if same else abs(self.recomputed - self.stored)

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return bool((self.recomputed if np.isnan(self.stored) else self.difference) <= self.limit)


def recompute(folder: Path, network: Path) -> List[Line]:
    """Check the job in folder, as the network judged it, against the network's file: any of the job's judges.

    ValueError where the two cannot be compared.
    """
    job = read_job(folder, network_file.sha256(network))
    restore = _restoration(network, job.kernel)
    attacked = restore if job.told is None else _restoration(network, job.told)
    return (bounds(job) + told_kernel(job) + blurring(job) + restorations(job, restore, attacked)
            + objective(job, restore, attacked))


MODELS = Path(__file__).resolve().parent.parent


def network_path(folder: Path, network: Path, models: Path = MODELS) -> Path:
    """The file of a network that is given as a file, or by its name as the job's record in folder has it.

    A name means the shipped or imported file with the hash that is recorded. ValueError where there is none.
    """
    if network.exists() or network.suffix == ".pt":
        return network
    wanted = judge_sha256(folder, str(network))
    for candidate in [models / "pretrained" / f"{network}.pt", *sorted((models / "imported").glob("*.pt"))]:
        if candidate.is_file() and network_file.sha256(candidate) == wanted:
            return candidate
    raise ValueError(f"--network: {network}: no file in {models}/pretrained or {models}/imported has its SHA-256 "
                     f"{wanted}: give its FILE.pt")


def bounds(job: JobRecord) -> List[Line]:
    """The constraints on delta, in float32 as the attack has them. In l2 the root mean square is at most epsilon."""
    epsilon = 0.0 if job.attack.get("perturb") == "kernel" else float(np.float32(job.budget / 255))
    largest = float(np.abs(job.delta).max())
    stored = job.figures["perturbationMaxNorm"]
    lines = [Line("max |delta|", stored, largest, None if np.isnan(stored) else 0.0)]
    if job.norm == "l2":
        root_mean_square = float(np.sqrt(np.mean(job.delta.astype(np.float64) ** 2)))
        lines.append(Line("rms(delta) - epsilon", np.nan, root_mean_square - epsilon, 0.0))
    else:
        lines.append(Line("max |delta| - epsilon", np.nan, largest - epsilon, 0.0))
    if job.attack.get("grey"):
        lines.append(Line("delta between channels", np.nan, float(np.ptp(job.delta, axis=0).max()), 0.0))
    if job.attack.get("zeroMean"):
        mean = float(np.abs(job.delta.astype(np.float64).mean((1, 2))).max())
        lines.append(Line("|mean| of a channel of delta", np.nan, mean, MEAN_ROUNDING))
    rounded = float(np.abs(eight_bit(job.y + job.delta) - job.y).max())
    lines.append(Line("max |8-bit(y + delta) - y|", job.figures["eightBitMaxNorm"], rounded,
                      None if np.isnan(job.figures["eightBitMaxNorm"]) else ONE_ROUNDING))
    if job.clip:
        # Where y is not clamped and noise took it out of [0, 1], the attack may only not go further out.
        perturbed = job.y + job.delta
        below = np.minimum(job.y, 0) - perturbed
        above = perturbed - np.maximum(job.y, 1)
        outside = float(np.max([below.max(), above.max(), 0]))
        lines.append(Line("y + delta outside [0, 1]", np.nan, outside, ONE_ROUNDING))
    return lines


def told_kernel(job: JobRecord) -> List[Line]:
    """The constraints on the kernel b' that networks are told in place of b: on the simplex, and within its budget of b.

    The budget is a part of b's own norm: of ||b||2, or of its greatest weight.
    """
    if job.told is None:
        return []
    if job.kernel is None or job.told.shape != job.kernel.shape:
        raise ValueError(f"told-kernel.npy {job.told.shape}: must have the shape of kernel.npy")
    way = job.told - job.kernel
    greatest = float(job.kernel.max())
    distances = {"l2": float(np.linalg.norm(way)), "max": float(np.abs(way).max())}
    in_max_norm = job.attack["kernelNorm"] == "linf"
    radius = job.attack["kernelBudget"] * (greatest if in_max_norm else float(np.linalg.norm(job.kernel)))
    rounding = KERNEL_ROUNDING * greatest * (1 if in_max_norm else job.kernel.shape[0])
    excess = distances["max" if in_max_norm else "l2"] - radius
    return [Line("|sum of b' - 1|", np.nan, abs(float(job.told.sum()) - 1), SUM_TOLERANCE),
            Line("negative weights of b'", np.nan, float(-min(job.told.min(), 0)), 0.0),
            Line("||b' - b|| - radius", np.nan, excess, rounding),
            *(Line(f"||b' - b||, {name}", job.kernel_change.get(name, np.nan), value,
                   1e-9 if name in job.kernel_change else None) for name, value in distances.items())]


def blurring(job: JobRecord) -> List[Line]:
    """How far y is from x * b: the largest difference without noise, the standard deviation with it.

    Where y is clamped, only pixels inside of (0, 1) tell how strong the noise was.
    """
    if job.boundary is None or job.sharp is None or job.kernel is None:
        return []
    height, width = job.y.shape[1:]
    shrinks = job.kernel.shape[0] - 1 if job.boundary == "valid" else 0
    if job.sharp.shape[:2] != (height + shrinks, width + shrinks):
        return []  # x was stored without what lay beyond y's edge
    y, blurred = _planes_to_pixels(job.y), blur(job.sharp, job.kernel, job.boundary)
    difference = y - (np.clip(blurred, 0, 1) if job.clamped else blurred)
    lines = [Line("y outside [0, 1]", np.nan, float(max(-y.min(), y.max() - 1, 0)), 0.0)] if job.clamped else []
    if job.noise > 0:
        seen = (y > 0) & (y < 1) if job.clamped else np.ones(y.shape, bool)
        std = float(difference[seen].std()) if seen.any() else np.nan
        return lines + [Line("std of y - x * b (noise)", job.noise, std, None)]
    limit = BLUR_TOLERANCE + (HALF_LEVEL if job.rounded else 0)
    return lines + [Line("max |y - x * b|", np.nan, float(np.abs(difference).max()), limit)]


def restorations(job: JobRecord, restore: Callable[[np.ndarray], np.ndarray],
                 attacked: Optional[Callable[[np.ndarray], np.ndarray]] = None) -> List[Line]:
    """Every stored similarity and the Lipschitz quotient; restore maps float32 (3, H, W) to float64 (H, W, 3).

    attacked is the same for what is perturbed: with the kernel that is told there; None where that is the true one.
    """
    attacked = attacked or restore
    perturbed = job.y + job.delta
    images = {
        "blurred": _planes_to_pixels(job.y),
        "clean": restore(job.y),
        "attacked": attacked(perturbed),
        "eightBit": attacked(eight_bit(perturbed)),
    }
    references = {
        "Sharp": _seen_part(job.sharp, job.y),
        "Target": _seen_part(job.target, job.y),
        "Clean": np.clip(images["clean"], 0, 1),
    }
    lines = []
    for name, stored in job.qualities.items():
        image, reference = name.split("To")
        if references[reference] is None:
            missing = "x.png" if reference == "Sharp" else "target.png"
            raise ValueError(f"job.json has {name}, but the folder has no {missing}")
        for metric, function, limit in (("psnr", psnr, PSNR_TOLERANCE), ("ncc", ncc, None), ("ssim", ssim, None)):
            if metric in stored:
                value = function(images[image], references[reference])
                lines.append(Line(f"{name} {metric}", stored[metric], value, limit))
    lines += further(job, {"clean": restore, "attacked": attacked}, images, references)
    norm = float(np.linalg.norm(job.delta.astype(np.float64)))
    moved = float(np.linalg.norm(images["attacked"] - images["clean"]))
    lines.append(Line("||delta||2", job.figures["perturbationL2Norm"], norm, None))
    quotient = moved / norm if norm and job.told is None else np.nan  # of delta alone
    lines.append(Line("Lipschitz quotient", job.figures["lipschitz"], quotient, None))
    return lines


def further(job: JobRecord, restore: Dict[str, Callable[[np.ndarray], np.ndarray]], images: dict,
            references: dict) -> List[Line]:
    """The numbers of furtherMetrics; Pillow makes the JPEG copies."""
    lines = []
    for metric, image, reference, stored in job.further:
        if metric.startswith("jpeg-"):
            _, quality, name = metric.split("-")
            copies = {"clean": job.y, "attacked": job.y + job.delta}
            output = restore[image](jpeg_copy(copies[image], int(quality)))
            other = np.clip(restore["clean"](jpeg_copy(job.y, int(quality))), 0, 1) if reference == "clean" else references[
                reference.capitalize()]
        else:
            name, output, other = metric[:4], luma(images[image]), luma(references[reference.capitalize()])
        value = {"psnr": psnr, "ncc": ncc, "ssim": ssim}[name](output, other)
        limit = PSNR_TOLERANCE if name == "psnr" else None
        lines.append(Line(f"{image} to {reference} {metric}", stored, value, limit))
    return lines


def jpeg_copy(planes: np.ndarray, quality: int) -> np.ndarray:
    """float32 (3, H, W) rounded to 8 bits, saved as a JPEG with halved chroma and read again."""
    levels = np.rint(np.clip(planes, 0, 1).astype(np.float64) * 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(levels.transpose(1, 2, 0)).save(file, "jpeg", quality=quality)
    return (np.asarray(Image.open(file)).transpose(2, 0, 1) / 255).astype(np.float32)


def objective(job: JobRecord, restore: Callable[[np.ndarray], np.ndarray],
              attacked: Optional[Callable[[np.ndarray], np.ndarray]] = None) -> List[Line]:
    """The attack's objective at delta, where it is of one image and its weights follow from the record."""
    measured = job.attack.get("distance") or {}
    mask = measured.get("mask") or {}
    kind = job.attack["objective"]["type"]
    from_truth = kind in ("ground-truth", "minimum-budget")
    reference = restore(job.y) if kind == "untargeted" else _seen_part(job.sharp if from_truth else job.target, job.y)
    stored = job.figures["finalObjective"]
    if job.images > 1 or reference is None or mask and "rectangle" not in mask or np.isnan(stored):
        return []
    weights = np.ones(reference.shape)
    if mask:
        region = mask["rectangle"]
        weights[:] = mask["outside"]
        weights[region["top"]:region["top"] + region["height"],
                region["left"]:region["left"] + region["width"]] = mask["inside"]
    value = distance((attacked or restore)(job.y + job.delta), reference, weights, measured, kind == "untargeted" or from_truth)
    return [Line("objective at delta", stored, value, OBJECTIVE_TOLERANCE * abs(stored))]


def distance(output: np.ndarray, reference: np.ndarray, weights: np.ndarray, measured: dict, ascends: bool) -> float:
    """How far output is from reference, all (H, W, 3), as docs/attacks.md has it; measured: measure, weighting, clampOutput."""
    if measured.get("clampOutput"):
        output, reference = np.clip(output, 0, 1), np.clip(reference, 0, 1)
    if measured.get("weighting") == "cosine":
        a, b = (np.exp(image) / np.exp(image).sum(2, keepdims=True) for image in (output, reference))
        similarity = (a * b).sum(2) / np.linalg.norm(a, axis=2) / np.linalg.norm(b, axis=2)
        weights = weights * (similarity if ascends else 1 - similarity)[..., None]
    difference = output - reference
    measure = measured.get("measure", "l2")
    if measure == "l1":
        return float((weights * np.abs(difference)).sum())
    squares = weights * difference ** 2
    return float(squares.mean() if measure == "mse" else np.sqrt(squares.sum()))


def blur(sharp: np.ndarray, kernel: np.ndarray, boundary: str) -> np.ndarray:
    """The true convolution of sharp (H, W, C) with kernel (K, K), summed kernel value by kernel value in float64.

    y[i, j] = sum over u, v of b[u, v] x[i - (u - c), j - (v - c)], c = K // 2; boundary as in `degradation.blur`.
    """
    side = kernel.shape[0]
    if boundary != "valid":
        margin = side // 2
        sharp = np.pad(sharp, ((margin, margin), (margin, margin), (0, 0)), mode=PADDING[boundary])
    height, width = sharp.shape[0] - side + 1, sharp.shape[1] - side + 1
    blurred = np.zeros((height, width, sharp.shape[2]))
    for u in range(side):
        for v in range(side):
            top, left = side - 1 - u, side - 1 - v
            blurred += kernel[u, v] * sharp[top:top + height, left:left + width]
    return blurred


def eight_bit(image: np.ndarray) -> np.ndarray:
    """Clamped to [0, 1] and rounded to 255ths, halves to even, as a saved PNG has it: float32."""
    levels = np.rint(np.clip(image, 0, 1).astype(np.float64) * 255)
    return (levels / 255).astype(np.float32)


def report(lines: List[Line]) -> str:
    """A table, one line a comparison; those that do not hold are marked."""
    rows = [f"{'':<28}{'stored':>14}{'recomputed':>14}{'difference':>12}"]
    for line in lines:
        stored = "-" if np.isnan(line.stored) else f"{line.stored:.6g}"
        difference = "-" if np.isnan(line.stored) else f"{line.difference:.2g}"
        verdict = "" if line.holds else f"   WRONG: above {line.limit:.2g}"
        rows.append(f"{line.name:<28}{stored:>14}{line.recomputed:>14.6g}{difference:>12}{verdict}")
    return "\n".join(rows)


def _restoration(path: Path, kernel: Optional[np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    network, card = network_file.read(path)
    is_blind = card["kind"] == "blind"
    if kernel is None and not is_blind:
        raise ValueError(f"network {card['name']} is non-blind, and the folder has no kernel.npy")

    def restore(planes: np.ndarray) -> np.ndarray:
        y = torch.from_numpy(planes).unsqueeze(0)
        with torch.no_grad(), torch.jit.optimized_execution(False):  # as workers run it
            output = network(y) if is_blind else network(y, torch.from_numpy(kernel).float()[None, None])
        return to_array(output)

    return restore


def _seen_part(image: Optional[np.ndarray], y: np.ndarray) -> Optional[np.ndarray]:
    """The image, x or the target, cut to what y shows: with the boundary `valid`, y is smaller by K - 1."""
    if image is None:
        return None
    height, width = y.shape[1:]
    top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[top:top + height, left:left + width]


def _planes_to_pixels(planes: np.ndarray) -> np.ndarray:
    return planes.transpose(1, 2, 0).astype(np.float64)
