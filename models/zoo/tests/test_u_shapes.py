"""NAFNet, Baseline and Restormer as published: local attention, padding, weights of the authors' container."""
import numpy as np
import pytest
import torch
from torch.nn.functional import pad

from zoo import checkpoint, network_file
from zoo.export import Request, build, export
from zoo.generated_weights import fill
from zoo.nafnet import Nafnet, WindowMean
from zoo.restormer import BiasFreeNorm2d, ChannelAttention
from zoo.tests.networks import build as built
from zoo.tests.networks import relative_error

U_SHAPE = {"width": 4, "encoder": [1, 1, 2], "middle": 1, "decoder": [1, 1, 1]}
SMALL = {
    "nafnet": {**U_SHAPE, "train_size": 16},
    "baseline": {**U_SHAPE, "dw_expand": 2, "ffn_expand": 2, "train_size": 16},
    "restormer": {"dim": 8, "blocks": [1, 2, 1, 1], "refinement": 1, "heads": [1, 2, 2, 4], "hidden": [21, 42, 85, 170],
                  "bias": 1, "bias_free": 1},
}


@pytest.mark.parametrize("height, width", [(5, 3), (5, 30), (20, 3), (11, 8)])
def test_a_window_stays_inside_the_map_and_keeps_its_size(height, width):
    x = torch.rand(2, 3, 11, 8, dtype=torch.float64)
    tall, broad = min(height, 11), min(width, 8)

    means = WindowMean(height, width)(x).expand(2, 3, 11, 8)

    for row, column in np.ndindex(11, 8):
        top = min(max(row - (tall - 1) // 2, 0), 11 - tall)
        left = min(max(column - (broad - 1) // 2, 0), 8 - broad)
        expected = x[:, :, top:top + tall, left:left + broad].mean((2, 3))
        assert torch.allclose(means[:, :, row, column], expected)


@pytest.mark.parametrize("train_size, windows", [
    ((256, 256), [(384, 384), (192, 192), (96, 96), (48, 48), (24, 24)]), ((100, 36), [(168, 72), (84, 36), (42, 18), (21, 9), (10, 4)])])
def test_windows_follow_the_level_and_the_padded_training_image(train_size, windows):
    network = Nafnet(3, 2, [1, 1, 1, 1], 1, [1, 1, 1, 1], train_size=train_size)

    def of(blocks):
        return blocks[0].sca[0].height, blocks[0].sca[0].width

    assert [of(blocks) for blocks in network.encoders] + [of(network.middle_blks)] == windows
    assert [of(blocks) for blocks in network.decoders] == windows[-2::-1]


def test_local_attention_is_global_where_the_windows_cover_the_image():
    local, everywhere = built("nafnet", **SMALL["nafnet"]), built("nafnet", **{**SMALL["nafnet"], "train_size": 0})
    fill(local.core, 0.85, {})
    everywhere.load_state_dict(local.state_dict())
    small, large = torch.rand(1, 3, 24, 24), torch.rand(1, 3, 24, 40)

    assert relative_error(local(small), everywhere(small)) < 1e-6
    assert relative_error(local(large), everywhere(large)) > 1e-4


@pytest.mark.parametrize("name, mode", [("nafnet", "constant"), ("baseline", "constant"), ("restormer", "reflect")])
def test_any_size_is_padded_as_the_authors_do_and_cropped(name, mode):
    network, y = built(name, **SMALL[name]), torch.rand(2, 3, 21, 35)

    restored = network(y)

    assert relative_error(restored, network.core(pad(y, [0, 5, 0, 3], mode=mode))[:, :, :21, :35]) < 1e-6


def test_a_norm_without_bias_keeps_the_mean():
    x = torch.rand(1, 5, 2, 2, dtype=torch.float64) + 3

    normalised = BiasFreeNorm2d(5).double()(x)

    assert torch.allclose(normalised, x / torch.sqrt(x.var(1, unbiased=False, keepdim=True) + 1e-5))


def test_attention_mixes_channels_of_one_head_alone():
    attention = ChannelAttention(8, 2, False).double()
    attention.project_out.weight.data = torch.eye(8, dtype=torch.float64)[:, :, None, None]
    attention.qkv.weight.data = torch.eye(8, dtype=torch.float64).repeat(3, 1)[:, :, None, None]
    x = torch.rand(1, 8, 4, 4, dtype=torch.float64, requires_grad=True)

    gradient, = torch.autograd.grad(attention(x)[:, :4].sum(), x)

    assert gradient[:, :4].any() and not gradient[:, 4:].any()


@pytest.mark.parametrize("height, width", [(16, 24), (21, 35)])
def test_restormers_gradient_block_by_block_is_the_recorded_one(height, width):
    network = built("restormer", torch.float64, **SMALL["restormer"])
    y = torch.rand(2, 3, height, width, dtype=torch.float64, requires_grad=True)
    g = torch.randn_like(y)

    recorded, = torch.autograd.grad((g * network(y)).sum(), y)

    assert relative_error(network.vjp(y.detach(), g), recorded) < 1e-12


@pytest.mark.parametrize("name", SMALL)
def test_sizes_are_those_of_the_checkpoint(name, tmp_path):
    given = built(name, **SMALL[name])
    torch.save({"params": given.core.state_dict()}, tmp_path / "c.pth")
    train_size = {"train_size": 16} if name != "restormer" else {}

    network, options = build(Request(name, tmp_path / "c.pth", train_size))

    assert options == SMALL[name]
    y = torch.rand(1, 3, 24, 40)
    assert torch.equal(network(y), given(y))


def test_params_count_as_the_authors_read_them(tmp_path):
    state = built("nafnet", **SMALL["nafnet"]).core.state_dict()
    averaged = {name: tensor + 1 for name, tensor in state.items()}
    torch.save({"params_ema": averaged, "params": state}, tmp_path / "c.pth")

    assert torch.equal(checkpoint.read(tmp_path / "c.pth")["intro.weight"], state["intro.weight"])


@pytest.mark.parametrize("name, other", [("nafnet", "baseline"), ("baseline", "nafnet")])
def test_weights_of_the_other_network_are_refused(name, other, tmp_path):
    torch.save(built(other, **SMALL[other]).core.state_dict(), tmp_path / "c.pth")

    with pytest.raises(ValueError, match=f"must be the weights of this network, not of {other}"):
        build(Request(name, tmp_path / "c.pth"))


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_an_export_keeps_output_and_input_gradient(name, precision, tmp_path):
    torch.save({"params": built(name, **SMALL[name]).core.state_dict()}, tmp_path / "c.pth")

    written = export(Request(name, tmp_path / "c.pth", {"train_size": 16} if name != "restormer" else {}, precision),
                     tmp_path / "network.pt")

    _, card = network_file.read(tmp_path / "network.pt")
    assert card["options"].get("trainSize", 16) == 16
    assert max(written.reloaded) < (1e-5 if precision == "fp32" else 5e-2)


def test_global_attention_is_a_variant_by_name(tmp_path):
    written = export(Request("nafnet", options={**SMALL["nafnet"], "train_size": 0}), tmp_path / "network.pt")

    assert written.card["name"] == "nafnet@global"
