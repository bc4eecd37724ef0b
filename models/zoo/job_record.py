"""What `shakedown fetch` writes for a job: job.json and the job's arrays and images. The only place that reads them."""
import json
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

import numpy as np

from zoo.images import read_image

COMPARISONS = (
    "blurredToSharp", "cleanToSharp", "attackedToSharp", "eightBitToSharp", "cleanToTarget", "attackedToTarget",
    "eightBitToTarget", "attackedToClean", "eightBitToClean")
FIGURES = (
    "lipschitz", "perturbationMaxNorm", "perturbationL2Norm", "eightBitMaxNorm", "finalObjective")


class JobRecord(NamedTuple):
    """A job as it was stored. Images are float64 (H, W, 3) in [0, 1], but y and delta as stored: float32 (3, H, W)."""

    y: np.ndarray
    delta: np.ndarray
    kernel: Optional[np.ndarray]  # (K, K)
    sharp: Optional[np.ndarray]
    target: Optional[np.ndarray]
    budget: float  # 255ths
    clip: bool
    norm: str  # what the budget bounds: linf or l2
    attack: dict  # as in the request
    images: int  # how many images, or kernels of an expectation, the objective is a mean over
    boundary: Optional[str]  # None where the image arrived blurred, or the blur is not a convolution with one kernel
    noise: float  # standard deviation
    clamped: bool  # whether y was clamped to [0, 1] after noise was added
    rounded: bool  # whether y was rounded to 255ths
    judge: Optional[str]  # the network that the figures are of; None where job.json does not say
    qualities: Dict[str, Dict[str, float]]  # comparison -> psnr, ncc, ssim
    figures: Dict[str, float]
    further: List[Tuple[str, str, str, float]] = []  # metric, image, reference, value of furtherMetrics
    told: Optional[np.ndarray] = None  # (K, K), what networks are told for y + delta; None where that is the kernel
    kernel_change: Dict[str, float] = {}  # l2, max: distances of the told kernel from the true one


def read_job(folder: Path, network_sha256: Optional[str] = None) -> JobRecord:
    """Read a job's folder, with the figures on the network whose file has that SHA-256; without one, on the first judge.

    ValueError says which field or file is missing, that the job failed, or that this network is none of its judges.
    """
    folder = Path(folder)
    job = json.loads((folder / "job.json").read_text())
    request, result = _field(job, "request"), _field(job, "result")
    outcome = result.get("outcome", result)
    if outcome.get("status", "SUCCEEDED") != "SUCCEEDED":
        raise ValueError(f"job.json: the job did not succeed: {outcome.get('message', outcome['status'])}")
    judge, evaluation = _judged(request, outcome, network_sha256)
    blur = request.get("blur") or {}
    noise = blur.get("noise") or {}
    record = JobRecord(
        y=_array(folder / "y.npy"),
        delta=_array(folder / "delta.npy"),
        kernel=np.load(folder / "kernel.npy").astype(np.float64) if (folder / "kernel.npy").exists() else None,
        told=np.load(folder / "told-kernel.npy") if "perturb" in _field(request, "attack") else None,
        sharp=_image(folder / "x.png"),
        target=_image(folder / "target.png"),
        budget=float(_field(request, "budget")),
        clip=bool(_field(_field(request, "attack"), "clip")),
        norm=_field(request, "attack").get("norm", "linf"),
        attack=request["attack"],
        images=1 + len(request.get("companions") or []) + len((request["attack"].get("expectation") or {}).get("kernels") or []),
        boundary=None if "grid" in blur or "cameraPath" in blur else blur.get("boundary"),
        noise=float(noise.get("sigma", 0)),
        clamped=bool(blur.get("clampBlurred", True)),
        rounded=bool(blur.get("roundTo8Bit", False)),
        judge=judge,
        qualities={name: {metric: _number(value) for metric, value in evaluation[name].items()}
                   for name in COMPARISONS if evaluation.get(name) is not None},
        figures={name: _number(evaluation.get(name)) for name in FIGURES},
        further=[(one["metric"], one["image"], one["reference"], _number(one["value"]))
                 for one in evaluation.get("furtherMetrics") or []],
        kernel_change={name: _number(value) for name, value in (evaluation.get("kernelChange") or {}).items()},
    )
    if record.y.shape != record.delta.shape:
        raise ValueError(f"y.npy {record.y.shape} and delta.npy {record.delta.shape}: must have the same shape")
    return record


def judge_sha256(folder: Path, name: str) -> str:
    """The SHA-256 of the file of a network that judged the job; ValueError where no judge has that name."""
    job = json.loads((Path(folder) / "job.json").read_text())
    request, result = _field(job, "request"), _field(job, "result")
    evaluations = result.get("outcome", result).get("evaluations") or []
    networks = [request.get("network") or {}, *(request.get("judges") or []), *(one["judge"] for one in evaluations)]
    known = {network["id"]: network["sha256"] for network in networks if "sha256" in network}
    if name not in known:
        raise ValueError(f"--network: {name}: must be a file, or one of the job's networks: {', '.join(sorted(known))}")
    return known[name]


def _judged(request: dict, outcome: dict, network_sha256: Optional[str]) -> Tuple[Optional[str], dict]:
    """A judge and its evaluation. A job that does not list its judges was judged on the network under attack alone."""
    evaluations = outcome.get("evaluations") or [
        {"judge": request.get("network") or {}, "evaluation": _field(outcome, "evaluation")}]
    for judged in evaluations:
        if network_sha256 in (None, judged["judge"].get("sha256", network_sha256)):
            return judged["judge"].get("id"), judged["evaluation"]
    judges = ", ".join(f"{judged['judge'].get('id')} ({judged['judge']['sha256'][:12]})" for judged in evaluations)
    raise ValueError(f"job.json has no figures on the network file {network_sha256[:12]}; it has those on {judges}")


def _field(document: dict, name: str):
    if name not in document:
        raise ValueError(f"job.json: field '{name}' is missing among {', '.join(document)}")
    return document[name]


def _number(value) -> float:
    """JSON has no NaN and no infinity: they come as the texts that Java writes, or as null for NaN."""
    return float("nan") if value is None else float(value)


def _array(path: Path) -> np.ndarray:
    array = np.load(path)
    if array.dtype != np.float32 or array.ndim != 3 or array.shape[0] != 3:
        raise ValueError(f"{path.name} holds {array.dtype} {array.shape}: must be float32 (3, H, W)")
    return array


def _image(path: Path) -> Optional[np.ndarray]:
    return read_image(path) if path.exists() else None
