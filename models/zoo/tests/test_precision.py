"""A network in bfloat16 is the same network, a little less exact, with float32 in and out."""
from pathlib import Path

import pytest
import torch

from zoo import network_file
from zoo.export import Request, export
from zoo.precision import to_bfloat16
from zoo.tests.networks import OWN, build, restore

SMALL = {"mprnet": {"n_feat": 8, "scale_unetfeats": 4, "scale_orsnetfeats": 4, "num_cab": 1},
         "dwdn": {"features": 8, "width": 4}, "rgdn": {"width": 8, "steps": 3},
         "deblurganv2": {"num_filters": 8, "num_filters_fpn": 16}}

HAS_AVX512 = "avx512bw" in Path("/proc/cpuinfo").read_text()
# Without AVX-512, PyTorch 1.13 convolves in bfloat16 without oneDNN and rounds the sums too: measured 0.057 on rgdn-mini.
LARGEST_ERROR = 0.03 if HAS_AVX512 else 0.09


@pytest.mark.parametrize("name", sorted(SMALL) + [name for name in OWN if not name.startswith("wiener")])
def test_output_and_gradient_stay_close_and_in_float32(name):
    if name == "deblurganv2" and not HAS_AVX512:
        pytest.skip("needs AVX-512: with rounded sums its gradient is noise (measured 1.19)")
    options = SMALL.get(name, {})
    exact, rounded = build(name, **options), to_bfloat16(build(name, **options))
    torch.manual_seed(1)
    y, b = torch.rand(2, 3, 100, 97), torch.rand(2, 1, 9, 9)
    b = b / b.sum((2, 3), keepdim=True)

    results = []
    for network in (exact, rounded):
        leaf = y.clone().requires_grad_(True)
        output = restore(name, network, leaf, b)
        results.append((output.detach(), torch.autograd.grad(output.square().sum(), leaf)[0]))

    assert results[1][0].dtype == results[1][1].dtype == torch.float32
    output_error, gradient_error = [float((r - e).norm() / e.norm()) for e, r in zip(*results)]
    assert 0 < output_error < LARGEST_ERROR
    # DeblurGAN-v2 divides by deviations over as few as 4 pixels, which makes much of a rounding.
    assert 0 < gradient_error < (1.0 if name == "deblurganv2" else 0.3)


@pytest.fixture(scope="module")
def rounded(tmp_path_factory):
    """An export of mprnet in bfloat16, and its file."""
    file = tmp_path_factory.mktemp("rounded") / "network.pt"
    torch.manual_seed(3)
    return export(Request("mprnet", options=SMALL["mprnet"], precision="bf16"), file), file


def test_every_weight_of_a_convolution_is_stored_in_bfloat16(rounded):
    written, file = rounded

    network, card = network_file.read(file)

    assert (card["name"], card["precision"]) == ("mprnet@bf16", "bf16")
    assert {parameter.dtype for parameter in network.parameters() if parameter.dim() == 4} == {torch.bfloat16}
    assert network(torch.rand(1, 3, 16, 16)).dtype == torch.float32
    assert 0 < written.rounded.output < 0.05


def test_a_rounded_networks_card_names_the_weights_that_were_rounded(rounded, tmp_path):
    torch.manual_seed(3)
    exact = export(Request("mprnet", options=SMALL["mprnet"]), tmp_path / "exact.pt")
    written, _ = rounded

    assert "weightsRoundedFrom" not in exact.card["options"]
    assert written.card["options"]["weightsRoundedFrom"] == exact.card["weightsSha256"]
    assert written.card["weightsSha256"] != exact.card["weightsSha256"]
