"""A network's file: the same network, its card, and the same bytes wherever it is written."""
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch

from zoo import card as cards
from zoo import network_file
from zoo.catalogue import entry
from zoo.export import TOLERANCE, Request, compare, export, make_card
from zoo.tests.networks import OWN, build

MODELS = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", OWN)
def test_a_reloaded_file_gives_the_same_output_and_input_gradient_on_every_call(name, tmp_path):
    network = build(name).to(memory_format=torch.channels_last)
    path = tmp_path / "network.pt"

    network_file.write(path, network, card_of(name, network))
    reloaded, card = network_file.read(path)
    difference = compare(network, reloaded, entry(name).kind, entry(name).minimum_size)

    assert difference.output < TOLERANCE["fp32"]
    assert difference.gradient < TOLERANCE["fp32"]
    assert card["name"] == name
    assert card["weightsSha256"] == cards.weights_sha256(reloaded)


def card_of(name, network):
    return make_card(name, entry(name), network, entry(name).options, "fp32")


class HalfTheGradientFromTheSecondCall(torch.nn.Module):
    """As TorchScript's profiling executor can change a graph after its first call."""

    def __init__(self):
        super().__init__()
        self.calls = 0

    def forward(self, y, b):
        self.calls += 1
        return y if self.calls == 1 else 0.5 * y + 0.5 * y.detach()


def test_a_gradient_that_is_wrong_from_the_second_call_is_noticed():
    difference = compare(lambda y, b: y, HalfTheGradientFromTheSecondCall(), "non-blind", 16)

    assert difference.output == 0
    assert difference.gradient == pytest.approx(0.5)


def test_two_processes_write_the_same_bytes(tmp_path):
    write_all = ("import pathlib, sys; from zoo import network_file\n"
                 "from zoo.tests.networks import build; from zoo.tests.test_network_file import card_of\n"
                 "process, names = sys.argv[1], sys.argv[2:]\n"
                 "for name in names:\n"
                 "    network = build(name)\n"
                 "    network_file.write(pathlib.Path(f'{process}-{name}.pt'), network, card_of(name, network))")
    for process in ("one", "two"):
        subprocess.run([sys.executable, "-c", write_all, process, *OWN], cwd=tmp_path, check=True, capture_output=True,
                       env={**os.environ, "PYTHONPATH": str(MODELS)})

    for name in OWN:
        assert (tmp_path / f"one-{name}.pt").read_bytes() == (tmp_path / f"two-{name}.pt").read_bytes(), name


def test_a_file_holds_no_paths_of_the_machine_and_aligned_tensors(tmp_path):
    network = build("wiener-cnn")
    path = tmp_path / "network.pt"

    network_file.write(path, network, card_of("wiener-cnn", network))

    content = path.read_bytes()
    assert str(MODELS).encode() not in content
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            assert not info.filename.endswith(".debug_pkl")
            name_length = int.from_bytes(content[info.header_offset + 26:info.header_offset + 28], "little")
            extra_length = int.from_bytes(content[info.header_offset + 28:info.header_offset + 30], "little")
            assert (info.header_offset + 30 + name_length + extra_length) % 64 == 0


def test_a_file_without_a_card_is_refused(tmp_path):
    path = tmp_path / "plain.pt"
    torch.jit.save(torch.jit.script(build("wiener")), str(path))

    with pytest.raises(ValueError, match="no card.json"):
        network_file.read(path)


def test_an_invalid_card_is_not_written(tmp_path):
    network = build("wiener")
    card = card_of("wiener", network)
    card["kind"] = "nonblind"

    with pytest.raises(ValueError, match="kind 'nonblind': must be blind or non-blind"):
        network_file.write(tmp_path / "network.pt", network, card)
    assert not (tmp_path / "network.pt").exists()


def test_an_unknown_network_is_named_with_the_known_ones(tmp_path):
    with pytest.raises(ValueError, match="'winner': must be one of wiener, wiener-cnn"):
        export(Request("winner"), tmp_path / "network.pt")


@pytest.mark.parametrize("field, value", [
    ("schema", 2), ("name", ""), ("valueRange", [0, 255]), ("sizeMultiple", 0), ("minimumSize", 1.5),
    ("options", {"margin": [1]}), ("precision", "fp8"), ("weightsSha256", "12"), ("parameters", -1),
    ("cleanScore", {"gain": 3}), ("gradient", "numeric")])
def test_a_wrong_field_of_a_card_is_reported(field, value):
    card = card_of("wiener", build("wiener"))
    assert cards.problems(card) == []

    card[field] = value

    problems = cards.problems(card)
    assert len(problems) == 1 and problems[0].startswith(field)


def test_a_missing_and_an_unknown_field_of_a_card_are_reported():
    card = json.loads(json.dumps(card_of("wiener", build("wiener"))))
    del card["licence"], card["gradient"]  # the latter is optional
    card["license"] = "Apache-2.0"

    assert cards.problems(card) == ["licence: missing", "license: unknown"]
