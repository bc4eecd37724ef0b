"""Multiply-accumulates are those that the layers' shapes say, and cases for other programs hold what they promise."""
import numpy as np
import pytest
import torch

from zoo import agreement, cost, network_file
from zoo.catalogue import entry
from zoo.export import Request, build
from zoo.multiply_accumulates import example_inputs, gmac, multiply_accumulates


@pytest.mark.parametrize("name, options, size, gmac", [
    # From the published layers: per step and pixel 3 (4 * 25 * 64^2 + 2 * 75 * 64), on a frame that is 24 pixels wider.
    ("rgdn", {"steps": 1}, 40, 3 * (4 * 25 * 64 ** 2 + 2 * 75 * 64) * 64 ** 2 / 1e9),
    ("dwdn", {}, 64, 83.9 / 16),
    ("deblurganv2", {}, 96, 3.91),
])
def test_multiply_accumulates_are_the_published_ones(name, options, size, gmac):
    measured = cost.measure(Request(name, options=options), size, kernel_side=25, repeats=1)

    assert measured.gmac == pytest.approx(gmac, rel=2e-3)
    assert measured.forward_seconds > 0 and measured.gradient_seconds > 0


@pytest.mark.parametrize("name, published", [("nafnet", 16.0), ("baseline", 15.8), ("restormer", 140.99)])
def test_a_cards_gmac_is_the_published_figure(name, published):
    network, _ = build(Request(name))

    assert gmac(network, entry(name).kind) == pytest.approx(published, rel=5e-3)


def test_counting_leaves_the_network_as_it_was():
    network, _ = build(Request("nafnet-mini"))
    y, = example_inputs("blind", size=32)
    before = network(y)

    multiply_accumulates(network, (y,))

    assert torch.equal(network(y), before)


def test_linear_layers_count_too():
    network = torch.nn.Sequential(torch.nn.Linear(7, 5), torch.nn.Linear(5, 3, bias=False))

    assert multiply_accumulates(network, (torch.rand(2, 11, 7),)) == 2 * 11 * (7 * 5 + 5 * 3)


def test_a_table_has_a_line_for_each_network():
    costs = [cost.Cost("dwdn", "fp32", 7049507, 83.9, 1.0, 3.0), cost.Cost("dwdn", "bf16", 7049507, 83.9, 2.0, 4.0)]

    lines = cost.table(costs).splitlines()

    assert len(lines) == 3 and "7,049,507" in lines[1] and "bf16" in lines[2]


def test_the_peak_of_memory_holds_an_array_that_was_there():
    before = cost.peak_mebibytes()
    length = int((before + 64) * 2 ** 20)

    block = bytearray(length)
    block[::4096] = b"x" * len(block[::4096])

    assert cost.peak_mebibytes() > before + 32


def test_a_case_holds_what_the_file_gives(tmp_path):
    folder = agreement.write("wiener-cnn", tmp_path)

    network, _ = network_file.read(folder / "network.pt")
    y, b, g = (torch.from_numpy(np.load(folder / f"{part}.npy")) for part in ("y", "b", "g"))
    y.requires_grad_(True)
    output = network(y, b)
    gradient, = torch.autograd.grad((output * g).sum(), y)

    assert np.abs(output.detach().numpy() - np.load(folder / "output.npy")).max() < 1e-5
    assert np.abs(gradient.numpy() - np.load(folder / "gradient.npy")).max() < 1e-4
    assert not (folder / "checkpoint.pth").exists()
