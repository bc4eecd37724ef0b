"""Comparison of the published networks with golden vectors: outputs and input gradients that others computed.

A golden directory holds NAME.json for each network and NumPy files beside it. A case gives inputs, outputs and the
gradient of half the squared norm of one output with respect to the input, in float32 and in float64, for weights that
`generated_weights` makes from their names.
"""
import json
import math
from functools import partial
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from zoo import deblurganv2
from zoo.dwdn import Dwdn
from zoo.generated_weights import fill
from zoo.mprnet import MprNet
from zoo.nafnet import BaselineBlock, NafBlock, Nafnet, NafnetRestoration
from zoo.restormer import Restormer, RestormerRestoration
from zoo.rgdn import Rgdn

SMALL_MPRNET = dict(n_feat=16, scale_unetfeats=8, scale_orsnetfeats=8, num_cab=2)
SMALL_DEBLURGANV2 = dict(num_filters=32, num_filters_fpn=64)


class Tolerance(NamedTuple):
    """The largest right error of an output, element by element, and of the gradient, relative in the L2 norm."""

    output: float
    gradient: float


# In float32 single signs flip at the kinks of ReLU and median, so gradients agree less than outputs do. Which signs flip
# depends on the processor: dwdn's b2_32x32_k9 has 2.5e-3 on one without AVX-512. Double precision is the strict test.
FLOAT32 = {"mprnet": Tolerance(1e-5, 1e-3), "dwdn": Tolerance(5e-6, 5e-3), "rgdn": Tolerance(1e-5, 5e-3),
           "deblurganv2": Tolerance(5e-5, 5e-3), "nafnet": Tolerance(2e-5, 2e-5),
           "restormer": Tolerance(2e-5, 2e-5)}
DEBLURGANV2_TRAIN = Tolerance(5e-5, 3e-2)
FLOAT64 = {"mprnet": Tolerance(1e-9, 1e-9), "dwdn": Tolerance(1e-9, 1e-9), "rgdn": Tolerance(1e-8, 1e-8),
           "deblurganv2": Tolerance(1e-6, 1e-6), "nafnet": Tolerance(1e-9, 1e-9),
           "restormer": Tolerance(1e-9, 1e-9)}


class Line(NamedTuple):
    """One case in one precision."""

    case: str
    precision: str
    output: float
    gradient: float
    tolerance: Tolerance

    @property
    def holds(self) -> bool:
        return self.output <= self.tolerance.output and self.gradient <= self.tolerance.gradient


def compare(folder: Path, report: Callable[[Line], None] = lambda line: None) -> List[Line]:
    """Run every case of every network in the folder; report hears each line as it is computed.

    FileNotFoundError where there is no case, ValueError where a network or a case is not understood.
    """
    listings = sorted(Path(folder).glob("*.json"))
    if not listings:
        raise FileNotFoundError(f"{folder} holds no golden case: it should hold NAME.json and NAME/*.npy")
    return [line for listing in listings for line in compare_listing(listing, report)]


def compare_listing(listing: Path, report: Callable[[Line], None] = lambda line: None) -> List[Line]:
    """Run every case of one network's NAME.json."""
    described = json.loads(Path(listing).read_text())
    lines = []
    for case in described["cases"]:
        for precision in ("fp32", "fp64"):
            if precision == "fp64" and not case.get("f64"):
                continue
            lines.append(_compare_case(Path(listing).parent, described, case, precision))
            report(lines[-1])
    return lines


def table_head() -> str:
    return f"{'case':<36}{'':<6}{'output':>10}{'at most':>10}{'gradient':>12}{'at most':>10}"


def table_row(line: Line) -> str:
    verdict = "" if line.holds else "   WRONG"
    return (f"{line.case:<36}{line.precision:<6}{line.output:>10.1e}{line.tolerance.output:>10.1e}"
            f"{line.gradient:>12.1e}{line.tolerance.gradient:>10.1e}{verdict}")


def _compare_case(folder: Path, described: dict, case: dict, precision: str) -> Line:
    name = described["network"]
    dtype = torch.float32 if precision == "fp32" else torch.float64
    inputs = {key: _read(folder, value["file"]) for key, value in case["inputs"].items()}
    network = _build(name, case, inputs)
    fill(getattr(network, "core", network), described["gain"], described.get("overrides", {}), described.get("prelu", 0.25))
    network = network.eval().to(dtype)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    image = inputs["input"].to(dtype).requires_grad_(True)
    outputs = _run(name, network, image, inputs.get("kernel", image.new_empty(0)).to(dtype), len(case["outputs"]))
    judged = outputs[case["grad"]["of"]]
    gradient, = torch.autograd.grad(0.5 * judged.square().sum(), image)
    if precision == "fp32":
        expected = {key: _read(folder, value["file"]) for key, value in case["outputs"].items()}
        expected_gradient = _read(folder, case["grad"]["file"])
    else:
        expected = {case["grad"]["of"]: _read(folder, case["f64"]["output"])}
        expected_gradient = _read(folder, case["f64"]["grad"])
    output_error = float(np.max([float((outputs[key] - value).abs().max()) for key, value in expected.items()]))
    gradient_error = float((gradient - expected_gradient).norm() / expected_gradient.norm())
    return Line(f"{name} {case['id']}", precision, output_error, gradient_error, _tolerance(name, case, precision))


def _tolerance(name: str, case: dict, precision: str) -> Tolerance:
    if precision == "fp64":
        return FLOAT64[name]
    stated = DEBLURGANV2_TRAIN if name == "deblurganv2" and _is_train(case) else FLOAT32[name]
    # The reference's own float32 error is part of the case, and ours may be as large with the opposite sign: DWDN's
    # reference is off by 4.3e-6, so that the same formulas in another order of summation miss it by up to 6.3e-6.
    reference = case.get("fp32_vs_fp64", {})
    output = max((_finite(reference.get(name, 0), case) for name in case["outputs"]), default=0)
    gradient = _finite(reference.get("grad_rel_l2", 0), case)
    return Tolerance(max(stated.output, 2 * output), max(stated.gradient, 2 * gradient))


def _finite(error: float, case: dict) -> float:
    if not math.isfinite(error):
        raise ValueError(f"case '{case['id']}': fp32_vs_fp64: {error}: must be finite")
    return error


def _build(name: str, case: dict, inputs: Dict[str, Tensor]) -> nn.Module:
    is_small = case["id"].startswith("small")
    if name == "mprnet":
        return MprNet(**SMALL_MPRNET) if is_small else MprNet()
    if name == "dwdn":
        return Dwdn(n_colors=inputs["input"].size(1))
    if name == "rgdn":
        return Rgdn()
    if name == "deblurganv2":
        # The authors' training mode takes the statistics of a batch together; for one image that is the image's own.
        batch = "batch" if inputs["input"].size(0) > 1 else "image"
        statistics = batch if _is_train(case) else "running"
        return deblurganv2.inception(statistics=statistics, **(SMALL_DEBLURGANV2 if is_small else {}))
    if name == "nafnet":
        return NafnetRestoration(_nafnet(case["architecture"], **case["options"]))
    if name == "restormer":
        return RestormerRestoration(_restormer(**case["options"]))
    raise ValueError(f"network '{name}', case '{case['id']}': must be mprnet, dwdn, rgdn, deblurganv2, nafnet or restormer")


def _nafnet(architecture: str, img_channel: int, width: int, middle_blk_num: int, enc_blk_nums: List[int],
            dec_blk_nums: List[int], dw_expand: int = 1, ffn_expand: int = 2, train_size: Sequence[int] = ()) -> Nafnet:
    """By the authors' name and arguments: NAFNet, Baseline, and Local behind it."""
    blocks = {"NAFNet": NafBlock, "Baseline": partial(BaselineBlock, dw_expand=dw_expand, ffn_expand=ffn_expand)}
    base = architecture[:-len("Local")] if architecture.endswith("Local") else architecture
    if base not in blocks:
        raise ValueError(f"architecture '{architecture}': must be NAFNet, NAFNetLocal, Baseline or BaselineLocal")
    local = None
    if base != architecture:
        *_, rows, columns = train_size or (1, 3, 256, 256)
        local = (rows, columns)
    return Nafnet(img_channel, width, enc_blk_nums, middle_blk_num, dec_blk_nums, blocks[base], local)


def _restormer(inp_channels: int, out_channels: int, dim: int, num_blocks: List[int], num_refinement_blocks: int,
               heads: List[int], ffn_expansion_factor: float, bias: bool, LayerNorm_type: str,
               dual_pixel_task: bool) -> Restormer:
    if (inp_channels, out_channels, dual_pixel_task) != (3, 3, False):
        raise ValueError("options: must be of an image of 3 channels, without dual_pixel_task")
    hidden = [int((dim << level) * ffn_expansion_factor) for level in range(4)]
    return Restormer(dim, num_blocks, num_refinement_blocks, heads, hidden, bias, LayerNorm_type == "BiasFree")


def _is_train(case: dict) -> bool:
    if case["id"].endswith("_train"):
        return True
    if case["id"].endswith("_eval"):
        return False
    raise ValueError(f"case '{case['id']}': must end with _train or _eval, the mode of the normalisation layers")


def _run(name: str, network: nn.Module, image: Tensor, kernel: Tensor, count: int) -> Dict[str, Tensor]:
    """The outputs by name; kernel is used by non-blind networks, count is the number of outputs, RGDN's steps."""
    if name == "mprnet":
        return dict(zip(("stage3", "stage2", "stage1"), network(image)))
    if name == "dwdn":
        return dict(zip(("coarse", "fine"), network(image, kernel)))
    if name == "rgdn":
        # The authors' kernel is that of a correlation; ours, of the convolution, is it turned by 180 degrees.
        iterates = network(image, kernel.flip([2, 3]), count)
        return {f"x{i + 1}": x for i, x in enumerate(iterates)}
    return {"out": network(image)}


def _read(folder: Path, file: str) -> Tensor:
    return torch.from_numpy(np.load(folder / file))
