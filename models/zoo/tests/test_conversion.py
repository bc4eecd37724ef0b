"""Any file that holds a network becomes a network file, and its broken twin is refused in one line that says what to do."""
import json
import struct

import pytest
import torch
from torch import nn

from zoo import conversion, network_file
from zoo.catalogue import entry
from zoo.recognition import SIGNATURES
from zoo.tests.networks import build

CARD = """
name: foreign
title: A network of another project
kind: blind
licence: unknown
origin: a test
trainingData: none
minimumSize: 24
"""
FIXED = CARD.replace("minimumSize: 24", "fixedSize: [32, 32]")


class Windows(nn.Module):
    """Statistics of windows of 8x8 pixels, whose number a trace makes constant; a batch normalisation before them."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.last = nn.Conv2d(4, 3, 3, padding=1)

    def forward(self, y):
        h = self.norm(self.conv(y))
        n, c, rows, columns = (int(side) for side in h.shape)
        windows = h.reshape(n, c, rows // 8, 8, columns // 8, 8)
        h = h + windows.mean((3, 5), keepdim=True).expand_as(windows).reshape(n, c, rows, columns)
        return y + 0.05 * torch.tanh(self.last(h))


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, y):
        return y + 0.05 * torch.tanh(self.conv(y))


class Halved(Plain):
    def forward(self, y):
        return y + 0.05 * torch.tanh(self.conv(nn.functional.pixel_shuffle(nn.functional.pixel_unshuffle(y, 4), 4)))


class Constant(nn.Module):
    def forward(self, y):
        return torch.round(y * 4) / 4


@pytest.fixture
def convert(tmp_path, photos):
    def run(path, card=CARD, **more):
        if card is not None:
            (tmp_path / "card.yaml").write_text(card)
        source = conversion.Source(path, None if card is None else tmp_path / "card.yaml", **more)
        try:
            return conversion.convert(source, tmp_path / "out.pt", photos)
        except ValueError as problem:
            assert "\n" not in str(problem) and not list(tmp_path.glob("out.*"))
            raise

    return run


def traced(network, path, side=32, is_frozen=False):
    trace = torch.jit.trace(network, torch.rand(1, 3, side, side), check_trace=False)
    torch.jit.save(torch.jit.freeze(trace) if is_frozen else trace, str(path))
    return path


@pytest.mark.parametrize("is_frozen", [False, True])
def test_a_trace_of_one_size_is_wrapped_in_tiles(is_frozen, convert, tmp_path):
    network = Windows().eval()
    file = traced(network, tmp_path / "trace.pt", is_frozen=is_frozen)

    written = convert(file, FIXED)

    assert any("wrapped in tiles of 32x32 that overlap by at least 8 pixels" in note for note in written.notes)
    assert any("one after another" in note for note in written.notes)  # the trace of one image has its batch too
    assert (written.card["fixedSize"], written.card["gradient"], written.card["minimumSize"]) == ([32, 32], "vjp", 32)
    # Freezing folds the normalisation into the convolution before it.
    assert written.card["parameters"] == (3 * 4 * 9 + 4 + (0 if is_frozen else 8) + 4 * 3 * 9 + 3)
    reloaded, card = network_file.read(tmp_path / "out.pt")
    y = torch.rand(2, 3, 32, 32)
    assert torch.allclose(reloaded(y), network(y), atol=1e-6)
    assert reloaded(torch.rand(1, 3, 50, 81)).shape == (1, 3, 50, 81)
    assert card == written.card


def test_a_size_that_is_not_stated_is_found_and_named(convert, tmp_path):
    with pytest.raises(ValueError, match=r"runs at 32x32, as if traced at that size.* add fixedSize: \[32, 32\] to the card"):
        convert(traced(Windows().eval(), tmp_path / "trace.pt"))


def test_a_rule_of_sizes_that_is_not_stated_is_found_and_named(convert, tmp_path):
    file = tmp_path / "scripted.pt"
    torch.jit.save(torch.jit.script(Halved().eval()), str(file))

    with pytest.raises(ValueError, match="add sizeMultiple: 4 and minimumSize: 32 to the card"):
        convert(file, CARD.replace("24", "25"))
    assert convert(file, CARD + "sizeMultiple: 4\n").card["padding"].startswith("reflect at the bottom")


def test_a_fixed_size_that_is_wrong_names_the_one_that_it_runs_at(convert, tmp_path):
    with pytest.raises(ValueError, match=r"fixedSize \[40, 48\]: the network fails at that size .*it runs at 32x32"):
        convert(traced(Windows().eval(), tmp_path / "trace.pt"), FIXED.replace("[32, 32]", "[40, 48]"))


def test_a_trace_that_takes_any_size_is_told_what_may_be_constant(convert, tmp_path):
    written = convert(traced(Plain().eval(), tmp_path / "trace.pt"))

    assert any("its code has no branches" in note for note in written.notes)
    assert "fixedSize" not in written.card and written.card["gradient"] == "autograd"


def test_train_mode_is_refused(convert, tmp_path):
    network = Windows().train()
    with pytest.raises(ValueError, match=r"traced in train mode \(aten::batch_norm\): .*call network.eval\(\)"):
        convert(traced(network, tmp_path / "trace.pt"), FIXED)

    file = tmp_path / "scripted.pt"
    torch.jit.save(torch.jit.script(nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.BatchNorm2d(3))), str(file))
    with pytest.raises(ValueError, match=r"saved in train mode \(the network, 0, 1\): .*call network.eval\(\)"):
        convert(file)


@pytest.mark.parametrize("is_frozen", [False, True])
def test_weights_that_are_not_finite_are_refused(is_frozen, convert, tmp_path):
    network = Plain().eval()
    with torch.no_grad():
        network.conv.weight[0, 0, 0, 0] = float("nan")

    with pytest.raises(ValueError, match="NaN or infinite weights in (conv.weight|constant .): must be finite; download it"):
        convert(traced(network, tmp_path / "trace.pt", is_frozen=is_frozen))


@pytest.mark.parametrize("card", [CARD, FIXED])
def test_a_network_without_a_gradient_is_refused(card, convert, tmp_path):
    with pytest.raises(ValueError, match="input gradient: zero: .*remove detach, no_grad, round"):
        convert(traced(Constant(), tmp_path / "trace.pt"), card)


def test_a_card_is_asked_for(convert, tmp_path):
    with pytest.raises(ValueError, match="a TorchScript file does not say what the network is: must come with --card"):
        convert(traced(Plain().eval(), tmp_path / "trace.pt"), None)


@pytest.mark.parametrize("content, what", [
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "a Git LFS pointer: .*git lfs pull"),
    (b"<html></html>", "an HTML page: .*download the file"), (b"", "an empty file: .*download it again")])
def test_what_is_no_network_is_named(content, what, convert, tmp_path):
    file = tmp_path / "net.pt"
    file.write_bytes(content)

    with pytest.raises(ValueError, match=f"not a network but {what}"):
        convert(file)


@pytest.mark.parametrize("card, message", [
    (FIXED.replace("[32, 32]", "32"), "fixedSize 32: must be"), (FIXED.replace("[32, 32]", "[4, 32]"), r"fixedSize \[4, 32\]: must be"),
    (FIXED + "overlap: 20\n", "overlap 20: must be a whole number of pixels from 0 to half"),
    (FIXED + "sizeMultiple: 8\n", "sizeMultiple: must be left out"), (CARD + "overlap: 8\n", "overlap: is of tiles")])
def test_tiles_that_cannot_be_are_named(card, message, convert, tmp_path):
    with pytest.raises(ValueError, match=message):
        convert(traced(Plain().eval(), tmp_path / "trace.pt"), card)


RECOGNISED = {"nafnet-mini": {}, "nafnet": {"width": 4, "encoder": [1], "middle": 1, "decoder": [1]},
              "baseline": {"width": 4, "encoder": [1], "middle": 1, "decoder": [1]},
              "restormer": {"dim": 8, "blocks": [1, 1, 1, 1], "refinement": 1, "heads": [1, 1, 1, 1], "hidden": [8, 16, 32, 64]},
              "mprnet": {"n_feat": 8, "scale_unetfeats": 4, "scale_orsnetfeats": 4, "num_cab": 1},
              "dwdn": {"width": 4}, "rgdn": {"width": 4, "steps": 2}, "wiener-cnn": {}, "pnp-ffdnet": {"width": 4, "layers": 3}}


def core_state(name):
    network = build(name, **RECOGNISED[name])
    return dict(getattr(network, "core", network).state_dict())


@pytest.mark.parametrize("name", [name for name in RECOGNISED if name != "rgdn"])
@pytest.mark.parametrize("kind", ["params", "safetensors"])
def test_weights_are_recognised_by_their_names(name, kind, convert, tmp_path):
    state = core_state(name)
    file = tmp_path / f"weights.{kind}"
    if kind == "safetensors":
        file.write_bytes(safetensors(state))
    else:
        torch.save({"params": state, "params_ema": {key: tensor + 1 for key, tensor in state.items()}}, file)

    written = convert(file, None)

    assert written.card["kind"] == entry(name).kind
    assert written.notes[0].startswith(f"recognised as {name} by its {len(state)} tensors")
    assert written.notes[1] == ("read params; params_ema is there too, and was not read" if kind == "params" else
                                "read the file's own tensors")
    stored = network_file.read(tmp_path / "out.pt")[0].state_dict()
    first = next(iter(state))
    assert any(torch.equal(tensor, state[first]) for key, tensor in stored.items() if key.endswith(first))


def test_the_other_container_is_read_on_request(convert, tmp_path):
    state = core_state("wiener-cnn")
    file = tmp_path / "weights.pth"
    torch.save({"params": {key: tensor + 1 for key, tensor in state.items()}, "params_ema": state}, file)

    written = convert(file, None, container="params_ema", name="mine")

    assert written.notes[1] == "read params_ema; params is there too, and was not read"
    assert written.card["name"] == "mine"
    assert torch.equal(network_file.read(tmp_path / "out.pt")[0].state_dict()["head.weight"], state["head.weight"])
    (tmp_path / "out.pt").unlink()
    with pytest.raises(ValueError, match="container ema: is not there: must be params, params_ema"):
        convert(file, None, container="ema")


def test_every_architecture_with_weights_is_recognised():
    assert {signature.network for signature in SIGNATURES} == set(RECOGNISED) | {"deblurganv2"}


def test_weights_of_an_unknown_architecture_say_what_is_known(convert, tmp_path):
    file = tmp_path / "weights.pth"
    torch.save({"layer.weight": torch.zeros(3)}, file)

    with pytest.raises(ValueError, match=r"its 1 tensors \(layer.weight, ...\) are of no known architecture: .*export-module"):
        convert(file, None)


def test_weights_with_wrong_names_or_values_are_refused(convert, tmp_path):
    state = core_state("wiener-cnn")
    file = tmp_path / "weights.pth"
    state["blocks.0.third.weight"] = state.pop("blocks.0.second.weight")
    torch.save(state, file)
    with pytest.raises(ValueError, match=r"1 missing \(blocks.0.second.weight\); 1 left over \(blocks.0.third.weight\)"):
        convert(file, None)

    state = core_state("wiener-cnn")
    state["head.weight"][0] = float("nan")
    torch.save(state, file)
    with pytest.raises(ValueError, match=r"1 with values that are not finite \(head.weight\)"):
        convert(file, None)


def test_weights_take_no_card(convert, tmp_path):
    file = tmp_path / "weights.pth"
    torch.save(core_state("wiener-cnn"), file)

    with pytest.raises(ValueError, match="must be left out: .* holds weights of wiener-cnn"):
        convert(file, CARD)


def test_a_damaged_safetensors_file_is_refused(convert, tmp_path):
    file = tmp_path / "weights.safetensors"
    file.write_bytes(safetensors(core_state("wiener-cnn"))[:-100])

    with pytest.raises(ValueError, match="not a checkpoint, or a damaged one .*download it again"):
        convert(file, None)


def safetensors(state):
    header, content = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in state.items():
        data = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(content), len(content) + len(data)]}
        content += data
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + content


@pytest.mark.skipif(hasattr(torch, "export"), reason="a PyTorch that has torch.export reads it")
def test_an_exported_program_needs_a_newer_pytorch(convert, tmp_path):
    import zipfile
    file = tmp_path / "net.pt2"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("net/archive_format", "pt2")

    with pytest.raises(ValueError, match="has no torch.export: run the same command with a Python that has PyTorch 2.1"):
        convert(file)


@pytest.mark.skipif(not hasattr(torch, "export"), reason="needs PyTorch 2.1")
@pytest.mark.parametrize("is_fixed", [True, False])
def test_an_exported_program_is_traced(is_fixed, convert, tmp_path):
    network = (Windows() if is_fixed else Plain()).eval()
    side = torch.export.Dim
    dynamic = None if is_fixed else ({0: side("n"), 2: side("h", min=8), 3: side("w", min=8)},)
    file = tmp_path / "net.pt2"
    example = torch.rand(1 if is_fixed else 2, 3, 32, 32 if is_fixed else 40)
    torch.export.save(torch.export.export(network, (example,), dynamic_shapes=dynamic), str(file))

    written = convert(file)

    assert ("fixedSize" in written.card) == is_fixed
    assert any("from the original's" in note for note in written.notes)
    y = torch.rand(1, 3, 32, 32)
    assert torch.allclose(network_file.read(tmp_path / "out.pt")[0](y), network(y), atol=1e-6)


@pytest.mark.parametrize("is_fixed", [True, False])
def test_an_onnx_file_is_converted_with_a_gradient(is_fixed, convert, tmp_path):
    pytest.importorskip("onnx2torch")
    network = (Windows() if is_fixed else Plain()).eval()
    file = tmp_path / "net.onnx"
    axes = {} if is_fixed else {"dynamic_axes": {"y": {0: "n", 2: "h", 3: "w"}}}
    torch.onnx.export(network, torch.rand(1, 3, 32, 32), str(file), opset_version=14, input_names=["y"], **axes)

    written = convert(file)

    assert ("fixedSize" in written.card) == is_fixed
    assert any(note.startswith("converted by onnx2torch, compared with") for note in written.notes)
    assert any("from the original's" in note for note in written.notes)
    y = torch.rand(1, 3, 32, 32)
    assert torch.allclose(network_file.read(tmp_path / "out.pt")[0](y), network(y), atol=1e-5)


class Newer(Plain):
    """Means, parts, padding and resizing, whose operators changed with opset 18."""

    def forward(self, y):
        h = nn.functional.pad(torch.tanh(self.conv(y)), [1, 1, 1, 1], mode="reflect")[:, :, 1:-1, 1:-1]
        first, second, third = torch.split(h * h.mean((2, 3), keepdim=True), 1, dim=1)
        h = torch.cat([first - second, third, h.amax(1, keepdim=True)], 1)
        halved = nn.functional.avg_pool2d(h, 2)
        return y + 0.05 * nn.functional.interpolate(halved, scale_factor=2.0, mode="bilinear", align_corners=False)


@pytest.mark.parametrize("opset", [18, 21])
def test_an_onnx_file_of_a_newer_opset_is_converted(opset, convert, tmp_path):
    pytest.importorskip("onnx2torch")
    onnx = pytest.importorskip("onnx")
    from onnx import version_converter
    network, file = Newer().eval(), tmp_path / "net.onnx"
    torch.onnx.export(network, torch.rand(1, 3, 32, 32), str(file), opset_version=16, input_names=["y"])
    onnx.save(version_converter.convert_version(onnx.load(str(file)), opset), str(file))

    convert(file, FIXED)

    y = torch.rand(1, 3, 32, 32)
    assert torch.allclose(network_file.read(tmp_path / "out.pt")[0](y), network(y), atol=1e-5)


def test_what_an_older_opset_cannot_say_is_refused(convert, tmp_path):
    pytest.importorskip("onnx2torch")
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper
    image = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, 32, 32]) for name in ("y", "x")]
    sizes = helper.make_tensor("sizes", TensorProto.INT64, [4], [1, 3, 32, 32])
    node = helper.make_node("Resize", ["y", "", "", "sizes"], ["x"], mode="linear", antialias=1)
    graph = helper.make_graph([node], "net", image[:1], image[1:], [sizes])
    file = tmp_path / "net.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8), str(file))

    with pytest.raises(ValueError, match="Resize with antialias 1 of opset 18 has no equal in opset 17"):
        convert(file, FIXED)


def test_an_onnx_file_without_the_converter_says_what_to_install(convert, tmp_path, monkeypatch):
    import sys
    monkeypatch.setitem(sys.modules, "onnx2torch", None)
    file = tmp_path / "net.onnx"
    file.write_bytes(b"\x08\x07\x12\x07pytorch")

    with pytest.raises(ValueError, match="needs the packages onnx and onnx2torch .*: pip install onnx onnx2torch"):
        convert(file)


def test_a_damaged_onnx_file_is_refused(convert, tmp_path):
    pytest.importorskip("onnx2torch")
    file = tmp_path / "net.onnx"
    file.write_bytes(b"\x08\x07\x12\x07pytorch")

    with pytest.raises(ValueError, match="onnx2torch cannot convert it|takes 0 inputs"):
        convert(file)
