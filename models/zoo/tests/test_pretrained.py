"""The shipped networks are what the registry and their cards say."""
import csv
import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from zoo import card as cards
from zoo import network_file, registry, rounded_file
from zoo.catalogue import conditions_of, entry
from zoo.export import Request, build, callable_of, renew_card
from zoo.images import read_photos
from zoo.scoring import Score, clean_score, score

SHIPPED = ["wiener", "wiener-cnn", "dwdn-mini", "rgdn-mini@10", "rgdn-mini@50", "nafnet-mini"]
ROUNDED = {"wiener-cnn@bf16": "wiener-cnn", "dwdn-mini@bf16": "dwdn-mini", "rgdn-mini@10-bf16": "rgdn-mini@10",
           "rgdn-mini@50-bf16": "rgdn-mini@50", "nafnet-mini@bf16": "nafnet-mini"}
LEAST_GAIN = 3  # dB
LOGS = Path(__file__).resolve().parents[1] / "logs"


def test_the_registry_lists_every_file_with_its_hash(pretrained):
    entries = registry.read(pretrained / "registry.json")["networks"]

    assert sorted(entry["file"] for entry in entries) == sorted(
        path.name for path in pretrained.iterdir() if path.suffix in (".pt", ".rounded"))
    assert [entry["name"] for entry in entries] == SHIPPED + list(ROUNDED)
    for entry in entries:
        assert network_file.hash_of(whole(pretrained, entry["name"])) == entry["sha256"]
        assert entry.get("roundedFrom") == ROUNDED.get(entry["name"])


def whole(pretrained, name):
    """The bytes of a shipped network's file."""
    if name in ROUNDED:
        return rounded_file.restore(pretrained / f"{name}.rounded", (pretrained / f"{ROUNDED[name]}.pt").read_bytes())
    return (pretrained / f"{name}.pt").read_bytes()


@pytest.mark.parametrize("name", ROUNDED)
def test_a_network_in_bfloat16_restores_as_its_sibling_and_has_its_weights(name, pretrained, tmp_path):
    file = tmp_path / "network.pt"
    file.write_bytes(whole(pretrained, name))
    network, card = network_file.read(file)
    exact, exact_card = network_file.read(pretrained / f"{ROUNDED[name]}.pt")

    assert cards.problems(card) == []
    assert (card["name"], card["precision"]) == (name, "bf16")
    assert card["options"]["weightsRoundedFrom"] == exact_card["weightsSha256"]
    rounded = dict(network.named_parameters())
    assert any(weights.dtype == torch.bfloat16 for weights in rounded.values())
    assert all(torch.equal(rounded[place], weights.to(rounded[place].dtype))
               for place, weights in exact.named_parameters())
    y = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    inputs = (y,) if card["kind"] == "blind" else (y, torch.ones(1, 1, 3, 3) / 9)
    with torch.no_grad(), torch.jit.optimized_execution(False):
        assert (network(*inputs) - exact(*inputs)).square().mean().sqrt() < 0.02


def test_a_rounded_file_keeps_what_is_no_weight_and_refuses_another_file(tmp_path):
    exact, rounded = io.BytesIO(), io.BytesIO()
    weights = np.linspace(-1, 1, 100, dtype="<f4").tobytes()
    for archive, content in ((exact, weights), (rounded, rounded_file.round_weights(weights))):
        with zipfile.ZipFile(archive, "w") as records:
            records.writestr("archive/data/0", content)
            records.writestr("archive/data/1", b"\1\2\3")
    out = tmp_path / "a.rounded"

    rounded_file.write(rounded.getvalue(), exact.getvalue(), out)

    assert rounded_file.restore(out, exact.getvalue()) == rounded.getvalue()
    assert rounded_file.restore(out, exact.getvalue().replace(weights, weights[::-1])) != rounded.getvalue()
    out.write_bytes(gzip.compress(b"anything"))
    with pytest.raises(ValueError, match="must begin with rounded1"):
        rounded_file.restore(out, exact.getvalue())


def test_weights_are_rounded_as_pytorch_rounds_them():
    weights = torch.randn(1000, generator=torch.Generator().manual_seed(2))
    weights[:3] = torch.tensor([1.00390625, 1.01171875, 3.4e38])

    expected = weights.to(torch.bfloat16).view(torch.int16).numpy().tobytes()
    assert rounded_file.round_weights(weights.numpy().tobytes()) == expected


@pytest.mark.parametrize("name", SHIPPED)
def test_a_card_is_valid_and_describes_the_network_in_its_file(name, pretrained):
    network, card = network_file.read(pretrained / f"{name}.pt")

    assert cards.problems(card) == []
    assert card["name"] == name
    assert card["parameters"] == sum(parameter.numel() for parameter in network.parameters())
    assert card["weightsSha256"] == cards.weights_sha256(network)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "wiener"])
def test_a_card_says_what_its_network_was_trained_for_as_the_training_has_it(name, pretrained):
    _, card = network_file.read(pretrained / f"{name}.pt")
    schedule = entry(name.split("@")[0]).schedule

    assert card["trainedFor"]["longest"] == schedule.largest_kernel
    assert card["trainedFor"]["noise"] == schedule.most_noise
    assert f"to {schedule.largest_kernel} pixels" in card["trainingData"]
    if schedule.blurs == "mixed":  # kernels.random_kernel draws these
        assert sorted(card["trainedFor"]["kernels"]) == ["camera-shake", "gaussian", "linear-motion"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_card_is_the_one_that_the_catalogue_writes_today(name, pretrained, tmp_path, monkeypatch):
    """Its figures and weights apart: `python3 -m zoo card pretrained/NAME.pt` changes nothing."""
    file = tmp_path / "pretrained" / f"{name}.pt"
    file.parent.mkdir()
    file.write_bytes((pretrained / f"{name}.pt").read_bytes())
    monkeypatch.chdir(tmp_path)

    digest, card = renew_card(Path("pretrained") / f"{name}.pt")

    assert digest == network_file.sha256(pretrained / f"{name}.pt")
    assert f"zoo score pretrained/{name}.pt`" in card["cleanScore"]["conditions"]


def test_a_renewed_card_leaves_weights_and_code_alone(pretrained, tmp_path):
    file = tmp_path / "wiener-cnn.pt"
    network, card = network_file.read(pretrained / "wiener-cnn.pt")
    file.write_bytes((pretrained / "wiener-cnn.pt").read_bytes())
    network_file.replace_card(file, {**card, "title": "Former", "gmac": 12})

    digest, renewed = renew_card(file)

    reread, stored = network_file.read(file)
    assert stored == renewed and renewed["title"] == card["title"] and renewed["gmac"] == card["gmac"]
    assert digest == network_file.sha256(file)
    assert cards.weights_sha256(reread) == card["weightsSha256"] == renewed["weightsSha256"]
    assert reread.code == network.code


def test_a_card_that_is_not_valid_is_not_stored(pretrained, tmp_path):
    file = tmp_path / "wiener.pt"
    file.write_bytes((pretrained / "wiener.pt").read_bytes())

    with pytest.raises(ValueError, match="gmac -1: must be 1e9 multiply-accumulates"):
        network_file.replace_card(file, {**network_file.read(file)[1], "gmac": -1})

    assert file.read_bytes() == (pretrained / "wiener.pt").read_bytes()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_network_improves_its_input(name, pretrained):
    _, card = network_file.read(pretrained / f"{name}.pt")

    assert card["cleanScore"]["gain"] > LEAST_GAIN


# 40 restorations of rgdn-mini@50 take minutes; its weights are those of rgdn-mini@10.
@pytest.fixture(params=[name for name in SHIPPED if name != "rgdn-mini@50"])
def scored(request):
    """A network's name and its scores by photograph and kernel, as they are recorded."""
    with open(LOGS / "scores.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["network"] == request.param]
    return request.param, [Score(row["photo"], row["kernel"], float(row["blurredPsnr"]), float(row["restoredPsnr"]))
                           for row in rows]


def test_the_clean_score_is_the_mean_of_the_recorded_scores(scored, pretrained, photos):
    name, scores = scored
    card = network_file.read(pretrained / f"{name}.pt")[1]
    conditions = conditions_of(name)

    mean = clean_score(scores, "recorded")

    assert {(s.photo, s.kernel) for s in scores} == {
        (photo, kernel) for photo in read_photos(photos) for kernel in conditions.kernels()}
    assert conditions.words in card["cleanScore"]["conditions"]
    assert mean["blurredPsnr"] == pytest.approx(card["cleanScore"]["blurredPsnr"], abs=0.011)
    assert mean["restoredPsnr"] == pytest.approx(card["cleanScore"]["restoredPsnr"], abs=0.011)


def test_a_recorded_score_can_be_measured_again(scored, pretrained, photos):
    """One kernel on all photographs; `zoo score` measures all."""
    name, scores = scored
    network, card = network_file.read(pretrained / f"{name}.pt")
    conditions = conditions_of(name)
    kernel, weights = list(conditions.kernels().items())[1]

    measured = score(callable_of(network, card["kind"]), photos, conditions.noise, kernels={kernel: weights})

    recorded = {s.photo: s for s in scores if s.kernel == kernel}
    assert len(measured) == len(recorded)
    for now in measured:
        assert now.blurred == pytest.approx(recorded[now.photo].blurred, abs=0.01)
        assert now.restored == pytest.approx(recorded[now.photo].restored, abs=0.01)


def test_variants_share_their_weights_and_all_files_are_small(pretrained):
    cards_by_name = {name: network_file.read(pretrained / f"{name}.pt")[1] for name in SHIPPED}

    assert cards_by_name["rgdn-mini@10"]["weightsSha256"] == cards_by_name["rgdn-mini@50"]["weightsSha256"]
    assert [cards_by_name[f"rgdn-mini@{steps}"]["gradient"] for steps in (10, 50)] == ["autograd", "vjp"]
    assert max(path.stat().st_size for path in pretrained.glob("*.pt")) <= 8e6


def test_the_trained_network_restores_better_than_the_filter_it_contains(pretrained):
    gains = [network_file.read(pretrained / f"{name}.pt")[1]["cleanScore"]["gain"] for name in SHIPPED]

    assert gains[1] > gains[0]


def test_a_training_can_start_with_shipped_weights(pretrained):
    shipped, card = network_file.read(pretrained / "nafnet-mini.pt")
    network, _ = build(Request("nafnet-mini"))

    network.load_state_dict(shipped.state_dict())

    assert cards.weights_sha256(network) == card["weightsSha256"]


def test_an_entry_is_replaced_by_a_later_one_of_its_name(tmp_path):
    path = tmp_path / "registry.json"
    registry.put(path, "a", "a.pt", "0" * 64)
    registry.put(path, "b", "b.pt", "1" * 64)

    registry.put(path, "a", "a2.pt", "2" * 64)

    assert registry.read(path) == {"schema": 1, "networks": [
        {"name": "a", "file": "a2.pt", "sha256": "2" * 64}, {"name": "b", "file": "b.pt", "sha256": "1" * 64}]}


def test_parameters_of_a_loaded_network_are_frozen(pretrained):
    network, _ = network_file.read(pretrained / "wiener-cnn.pt")

    assert not any(parameter.requires_grad for parameter in network.parameters())
    y = torch.rand(1, 3, 32, 32, requires_grad=True)
    b = torch.full((1, 1, 3, 3), 1 / 9)
    assert torch.autograd.grad(network(y, b).sum(), y)[0].abs().sum() > 0
