"""A user's network is exported if it can be attacked, and otherwise hears what to change."""
import textwrap

import pytest
import torch
import yaml

from zoo import network_file, user_module

CARD = """
name: mine
title: A network of my own
kind: blind
licence: Apache-2.0
origin: a test
trainingData: none
minimumSize: 16
"""

MODULE = """
import torch
from torch import Tensor, nn


class Restoring(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.norm = nn.BatchNorm2d(3)
        self.pool = nn.PixelUnshuffle(2)
        self.unpool = nn.PixelShuffle(2)

    def forward(self, {arguments}) -> Tensor:
        {body}


def build():
    return Restoring()

"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes a module whose forward has the given body, and returns what to call it."""
    monkeypatch.chdir(tmp_path)
    count = 0

    def write(body, arguments="y: Tensor"):
        nonlocal count
        count += 1
        name = f"net_{tmp_path.name.replace('-', '_')}_{count}"
        text = MODULE.format(body=textwrap.dedent(body).replace("\n", "\n        "), arguments=arguments)
        (tmp_path / f"{name}.py").write_text(text)
        return f"{name}:build"

    return write


@pytest.fixture
def export(tmp_path, photos):
    def run(target, card=CARD):
        (tmp_path / "card.yaml").write_text(card)
        user = user_module.load(target, tmp_path / "card.yaml")
        return user_module.export_module(user, tmp_path / "mine.pt", photos, scored=False)

    return run


def test_a_network_that_can_be_attacked_is_written_with_its_card(module, export, tmp_path):
    digest, card = export(module("return y + 0.1 * self.conv(y)"))

    network, stored = network_file.read(tmp_path / "mine.pt")
    assert stored == card
    assert (card["name"], card["kind"], card["parameters"], card["gradient"]) == ("mine", "blind", 90, "autograd")
    assert network_file.sha256(tmp_path / "mine.pt") == digest
    assert network(torch.rand(1, 3, 17, 23)).shape == (1, 3, 17, 23)


def test_value_range_and_size_rule_can_be_left_to_the_card(module, export, tmp_path):
    target = module("return self.unpool(self.pool(y) * 1.0).clamp(-1.0, 1.0)")
    export(target, CARD + "valueRange: [-1, 1]\nsizeMultiple: 2\nframing: replicate\n")

    network, card = network_file.read(tmp_path / "mine.pt")
    y = torch.rand(1, 3, 17, 23)
    assert torch.allclose(network(y), y, atol=1e-6)
    assert card["padding"] == "replicate at the bottom and the right to a multiple of 2, cropped after"


def test_a_network_may_bring_its_own_gradient(tmp_path, photos):
    class Brings(torch.nn.Module):
        def forward(self, y: torch.Tensor) -> torch.Tensor:
            return 0.5 * y.detach() + 0.5 * y.detach().square()

        @torch.jit.export
        def vjp(self, y: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
            return g * (0.5 + y)

    user = user_module.UserModule(Brings().eval(), yaml.safe_load(CARD))

    _, card = user_module.export_module(user, tmp_path / "mine.pt", photos, scored=False)

    assert card["gradient"] == "vjp"


@pytest.mark.parametrize("body, message", [
    ("return y - y.mean() + 0.5", "batch independence: the output of image 1 of 3 differs by .*per-image"),
    ("return y.detach()", "input gradient: zero: .*remove detach"),
    ("return y + 3.0 * (y - y.detach())", "input gradient: .* a difference quotient gives .*not differentiated"),
    ("return y + torch.sqrt(y - y)", "input gradient: NaN or infinite: guard roots"),
    ("return 0.5 * y + 0.5 * torch.sqrt(y)", "input gradient: .* a difference quotient gives nan"),
    ("return y / (y - y)", "output: NaN or infinite .*guard divisions"),
    ("return y[:, :, 1:, 1:]", r"output: \(1, 3, 15, 15\) for an image of \(1, 3, 16, 16\).*crop"),
    ("return y.double()", "output: torch.float64: must be float32"),
    ("return self.unpool(self.pool(y))", "size rule: the network fails for an image of 17x16.*sizeMultiple"),
    ("return y + 0.1 * torch.rand_like(y)", "determinism: .*dropout"),
    ("return 255.0 * y", "value range: .*valueRange"),
    ("return {**{0: y + torch.zeros(y.shape[2].__int__(), 1)}}[0]",
     r"TorchScript cannot compile .*tracing at 16x16 gives is another network at 17x19 .*fixedSize: \[16, 16\]"),
])
def test_each_shortcoming_says_what_to_change(body, message, module, export, tmp_path):
    with pytest.raises(ValueError, match=message):
        export(module(body))

    assert not (tmp_path / "mine.pt").exists()
    assert not (tmp_path / "mine.partial").exists()


def test_a_network_with_several_outputs_is_told_to_return_one(module, export, tmp_path):
    target = module("return y")
    path = tmp_path / (target.split(":")[0] + ".py")
    path.write_text(path.read_text().replace("-> Tensor:", "-> list[Tensor]:").replace("return y", "return [y]")
                    .replace("list[", "List[").replace("import torch\n", "import torch\nfrom typing import List\n", 1))

    with pytest.raises(ValueError, match="output: forward returns list: must be one tensor"):
        export(target)


def test_a_kernel_whose_zeros_matter_is_refused(module, export):
    target = module("return y * float(b.size(3)) / 13.0", arguments="y: Tensor, b: Tensor")

    with pytest.raises(ValueError, match="kernel: zeros around it change the output .*kernel_sides"):
        export(target, CARD.replace("kind: blind", "kind: non-blind"))


@pytest.mark.parametrize("card, message", [
    ("name: mine", "kind: missing; licence: missing"),
    (CARD + "colour: red", "colour: unknown"),
    (CARD + "trainedFor: {kernels: [box]}", "trainedFor .*box.*: must be an object of kernels"),
    (CARD + "framing: wrap", "framing 'wrap': must be one of reflect, replicate, zero"),
    (CARD + "sizeMultiple: 0", "sizeMultiple 0: must be a whole number from 1"),
    (CARD + "valueRange: [1, -1]", r"valueRange \[1, -1\]: must be the network's own"),
    (CARD + "valueRange: [0, .inf]", r"valueRange \[0, inf\]: must be the network's own"),
    (CARD.replace("kind: blind", "kind: deaf"), "kind 'deaf': must be blind or non-blind"),
    ("- a list", "must be a mapping"),
])
def test_a_wrong_card_names_the_field(card, message, module, export):
    with pytest.raises(ValueError, match=message):
        export(module("return y"), card)


@pytest.mark.parametrize("target, message", [
    ("no_module", "must be PACKAGE.MODULE:FUNCTION"),
    ("no_such_module_at_all:build", "cannot be imported"),
    ("zoo.kernels:zero", "cannot be imported"),
])
def test_a_target_that_does_not_exist_is_named(target, message, export):
    with pytest.raises(ValueError, match=message):
        export(target)


def test_a_target_that_returns_no_network_is_named(module, export, tmp_path):
    (tmp_path / "returns_a_number.py").write_text("def build():\n    return 3\n")

    with pytest.raises(ValueError, match="returned int: must return a torch.nn.Module"):
        export("returns_a_number:build")
