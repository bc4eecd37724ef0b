"""Weights that others saved load by name, in every container that occurs, and nothing in a checkpoint is executed."""
import os
import pickle

import pytest
import torch

from zoo import card as cards
from zoo import checkpoint, export
from zoo.export import Request
from zoo.tests.networks import build

WIDTHS = {"n_feat": 8, "scale_unetfeats": 4, "scale_orsnetfeats": 4, "num_cab": 2}


def small_mprnet():
    return build("mprnet", **WIDTHS)


def save(content, path, zipped):
    torch.save(content, path, _use_new_zipfile_serialization=zipped)


@pytest.mark.parametrize("zipped", [False, True], ids=["stream", "zip"])
@pytest.mark.parametrize("prefix", ["", "module.", "module.module."])
@pytest.mark.parametrize("container", [None, "state_dict", "model"])
def test_every_container_and_prefix_is_read(container, prefix, zipped, tmp_path):
    core = small_mprnet().core
    state = {prefix + name: tensor for name, tensor in core.state_dict().items()}
    optimizer = {"state": {0: {"step": 3, "exp_avg": torch.ones(2), "betas": (0.9, 0.999)}}, "rate": 2.5e-4}
    save(state if container is None else {"epoch": 7, container: state, "optimizer": optimizer}, tmp_path / "c", zipped)

    read = checkpoint.read(tmp_path / "c")

    assert list(read) == list(core.state_dict())
    assert all(torch.equal(read[name], tensor) for name, tensor in core.state_dict().items())


def test_a_network_file_gives_its_own_weights(tmp_path):
    given = small_mprnet()
    save({"state_dict": given.core.state_dict()}, tmp_path / "c.pth", True)
    first = export.export(Request("mprnet", tmp_path / "c.pth"), tmp_path / "first.pt")

    again, _ = export.build(Request("mprnet", tmp_path / "first.pt"))

    assert cards.weights_sha256(again) == first.card["weightsSha256"]


def test_widths_are_those_of_the_checkpoint(tmp_path):
    given = small_mprnet()
    save({"state_dict": given.core.state_dict()}, tmp_path / "c.pth", False)

    network, options = export.build(Request("mprnet", tmp_path / "c.pth"))

    assert options == {**WIDTHS, "reduction": 4}
    y = torch.rand(1, 3, 24, 32)
    assert torch.equal(network(y), given(y))


@pytest.mark.parametrize("name, widths", [
    ("dwdn", {"features": 8, "width": 4}), ("rgdn", {"width": 4, "steps": 2}),
    ("deblurganv2", {"num_filters": 8, "num_filters_fpn": 16})])
def test_the_other_networks_find_their_widths_too(name, widths, tmp_path):
    state = build(name, **widths).core.state_dict() if name != "deblurganv2" else whole_deblurganv2(widths).state_dict()
    save(state, tmp_path / "c.pth", True)

    _, options = export.build(Request(name, tmp_path / "c.pth", {"steps": 2} if name == "rgdn" else {}))

    assert {option: options[option] for option in widths} == widths


def whole_deblurganv2(widths):
    from zoo.deblurganv2 import inception

    torch.manual_seed(0)
    return inception(**widths)


def test_one_spelling_of_an_aliased_layer_is_enough_but_two_must_agree(tmp_path):
    state = whole_deblurganv2({"num_filters": 8, "num_filters_fpn": 16}).state_dict()
    one = {"module." + name: tensor for name, tensor in state.items() if not name.startswith("fpn.enc")}
    save({"model": one}, tmp_path / "one.h5", False)
    two = {name: tensor.clone() for name, tensor in state.items()}
    two["fpn.enc0.conv.weight"] += 1
    save(two, tmp_path / "two.h5", False)

    network, _ = export.build(Request("deblurganv2", tmp_path / "one.h5"))

    assert torch.equal(network.core.fpn.enc0.conv.weight, state["fpn.inception.conv2d_1a.conv.weight"])
    with pytest.raises(ValueError, match="fpn.enc0.conv.weight differs from fpn.inception.conv2d_1a.conv.weight"):
        export.build(Request("deblurganv2", tmp_path / "two.h5"))


def test_missing_left_over_and_misshapen_tensors_are_named(tmp_path):
    state = dict(small_mprnet().core.state_dict())
    del state["sam12.conv1.weight"]
    state["sam12.conv9.weight"] = torch.zeros(1)
    state["tail.weight"] = torch.zeros(3, 12, 5, 5)
    save(state, tmp_path / "c.pth", True)

    with pytest.raises(ValueError) as problem:
        export.build(Request("mprnet", tmp_path / "c.pth"))

    assert "1 missing (sam12.conv1.weight)" in str(problem.value)
    assert "1 left over (sam12.conv9.weight)" in str(problem.value)
    assert "tail.weight (3, 12, 5, 5), must be (3, 12, 3, 3)" in str(problem.value)


def test_counters_of_batches_may_be_missing(tmp_path):
    state = {name: tensor for name, tensor in build("rgdn", width=4, steps=2).core.state_dict().items()
             if not name.endswith("num_batches_tracked")}
    save(state, tmp_path / "c.tr", False)

    export.build(Request("rgdn", tmp_path / "c.tr", {"steps": 2}))


def test_a_pyramid_with_affine_normalisation_is_refused_by_name(tmp_path):
    state = dict(whole_deblurganv2({"num_filters": 8, "num_filters_fpn": 16}).state_dict())
    state["fpn.td1.1.weight"] = torch.ones(16)
    save(state, tmp_path / "c.h5", False)

    with pytest.raises(ValueError, match="fpn.td1.1.weight: the pyramid was trained with affine"):
        export.build(Request("deblurganv2", tmp_path / "c.h5"))


class Command:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("zipped", [False, True], ids=["stream", "zip"])
def test_a_checkpoint_that_calls_a_function_cannot(zipped, tmp_path):
    state = small_mprnet().core.state_dict()
    save({"state_dict": state, "args": Command(tmp_path / "done")}, tmp_path / "c.pth", zipped)

    read = checkpoint.read(tmp_path / "c.pth")

    assert len(read) == len(state)
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize("content", [b"", b"no checkpoint", pickle.dumps({"a": 1})], ids=["empty", "text", "pickle"])
def test_a_file_that_is_no_checkpoint_is_named(content, tmp_path):
    (tmp_path / "c.pth").write_bytes(content)

    with pytest.raises(ValueError, match="c.pth: not a checkpoint"):
        checkpoint.read(tmp_path / "c.pth")


def test_a_checkpoint_without_weights_says_what_it_holds(tmp_path):
    save({"epoch": 3, "optimizer": {}}, tmp_path / "c.pth", True)

    with pytest.raises(ValueError, match="holds no state_dict.*found epoch, optimizer"):
        checkpoint.read(tmp_path / "c.pth")
