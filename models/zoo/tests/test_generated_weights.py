"""Generated values are those of Java's SplittableRandom, and the ranges fit the layers."""
import numpy as np
import pytest
import torch

from zoo.generated_weights import between, fill, fnv1a, uniform
from zoo.mprnet import MprNet
from zoo.rgdn import Rgdn


@pytest.mark.parametrize("name, expected", [
    ("", 0xCBF29CE484222325), ("a", 0xAF63DC4C8601EC8C), ("input", 0x1EBBAE8F5810B65B)])
def test_names_are_hashed_with_fnv1a(name, expected):
    assert fnv1a(name) == expected


def test_the_stream_of_a_name_is_javas():
    assert uniform("input", 3).tolist() == [0.0978183426575382, 0.6523604282671823, 0.20362427326354626]


def test_weights_fill_their_range():
    network = MprNet(n_feat=16, scale_unetfeats=8, scale_orsnetfeats=8, num_cab=2)

    fill(network, 0.7, {"tail.weight": 0.1})

    assert network.shallow_feat1[0].weight.abs().max().item() == pytest.approx(0.7 * (3 / 27) ** 0.5, rel=0.01)
    assert network.tail.weight.abs().max().item() == pytest.approx(0.1 * (3 / (24 * 9)) ** 0.5, rel=0.01)
    assert network.shallow_feat1[1].body[1].weight.item() == 0.25


def test_the_published_width_starts_with_the_published_values():
    weight = between("shallow_feat1.0.weight", (96, 3, 3, 3), -0.7 * (3 / 27) ** 0.5, 0.7 * (3 / 27) ** 0.5)

    assert np.allclose(weight.flatten()[:3], [0.19819783, 0.22564551, 0.10541582], atol=1e-8)


def test_a_transposed_convolution_counts_its_inputs():
    network = Rgdn()

    fill(network, 1.5, {})

    last = network.GradScaler.main[14].weight  # (64, 3, 5, 5): in x out
    assert last.abs().max().item() == pytest.approx(1.5 * (3 / (64 * 25)) ** 0.5, rel=0.01)
    assert network.GradScaler.main[3].running_var.min() >= 0.8
    assert network.GradScaler.main[3].num_batches_tracked.dtype == torch.long
