"""NaN passes no comparison: each check that compares numbers fails on it."""
import json
import math

import numpy as np
import pytest
import torch

from zoo import card as cards
from zoo import golden, network_file
from zoo.catalogue import entry
from zoo.export import Request, compare, export, make_card
from zoo.job_record import read_job
from zoo.kernels import read_kernels
from zoo.recompute import bounds
from zoo.tests.networks import build

NAN = float("nan")
WIDTHS = {"n_feat": 8, "scale_unetfeats": 4, "scale_orsnetfeats": 4, "num_cab": 2}


@pytest.mark.parametrize("value", [NAN, math.inf])
def test_weights_that_are_not_finite_are_not_exported(value, tmp_path):
    state = dict(build("mprnet", **WIDTHS).core.state_dict())
    state["tail.weight"] = state["tail.weight"].clone().index_fill_(0, torch.tensor(1), value)
    torch.save(state, tmp_path / "c.pth")

    with pytest.raises(ValueError, match=r"1 with values that are not finite \(tail.weight\)"):
        export(Request("mprnet", tmp_path / "c.pth"), tmp_path / "network.pt")

    assert not (tmp_path / "network.pt").exists()


@pytest.mark.parametrize("first", [True, False])
def test_a_file_whose_output_is_nan_in_one_batch_differs_from_its_network(first):
    def other(y, b):
        return y * (NAN if (y.size(0) == 1) == first else 1.0)

    difference = compare(lambda y, b: y, other, "non-blind", 16)

    assert math.isnan(difference.output) and math.isnan(difference.gradient)


def test_an_export_that_differs_by_nan_is_refused_and_removed(tmp_path, monkeypatch):
    class Nan(torch.nn.Module):
        def forward(self, y: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            return y * NAN

    monkeypatch.setattr(network_file, "read", lambda path: (Nan(), {}))

    with pytest.raises(ValueError, match="differs from the network .*nan"):
        export(Request("wiener"), tmp_path / "network.pt")

    assert not (tmp_path / "network.pt").exists()


@pytest.mark.parametrize("name", ["stage1", "stage2", "stage3"])
def test_a_nan_in_any_output_of_a_golden_case_is_wrong(name, monkeypatch):
    run = golden._run

    def with_nan(*arguments):
        outputs = run(*arguments)
        outputs[name] = outputs[name] * NAN
        return outputs

    monkeypatch.setattr(golden, "_run", with_nan)
    folder = golden.Path(__file__).parent / "golden"

    lines = golden.compare_listing(folder / "mprnet.json")

    assert not [line for line in lines if line.precision == "fp32"][0].holds


def test_a_golden_case_with_a_tolerance_of_nan_is_refused():
    case = {"id": "small_64x64", "outputs": ["out"], "fp32_vs_fp64": {"out": NAN}}

    with pytest.raises(ValueError, match="fp32_vs_fp64: nan: must be finite"):
        golden._tolerance("nafnet", case, "fp32")


@pytest.fixture
def job(tmp_path):
    """A job's folder with a perturbation of zeros."""
    np.save(tmp_path / "y.npy", np.full((3, 8, 8), 0.5, np.float32))
    np.save(tmp_path / "delta.npy", np.zeros((3, 8, 8), np.float32))
    evaluation = {"perturbationMaxNorm": 0.0, "perturbationL2Norm": 0.0, "eightBitMaxNorm": None, "lipschitz": None}
    (tmp_path / "job.json").write_text(json.dumps({
        "request": {"budget": 4, "attack": {"clip": True}},
        "result": {"outcome": {"status": "SUCCEEDED", "evaluation": evaluation}}}))
    return tmp_path


@pytest.mark.parametrize("array", ["y", "delta"])
def test_a_bound_of_a_stored_array_with_nan_is_broken(array, job):
    values = np.load(job / f"{array}.npy")
    values[1, 2, 3] = NAN
    np.save(job / f"{array}.npy", values)

    broken = {line.name for line in bounds(read_job(job)) if not line.holds}

    assert "y + delta outside [0, 1]" in broken
    assert ("max |delta| - epsilon" in broken) == (array == "delta")


@pytest.mark.parametrize("value", [NAN, math.inf])
def test_a_card_with_a_score_that_is_no_number_is_not_valid(value):
    network = build("wiener")
    card = make_card("wiener", entry("wiener"), network, entry("wiener").options, "fp32")
    card["cleanScore"] = {"blurredPsnr": 20.0, "restoredPsnr": value, "gain": value, "conditions": "a test"}

    assert cards.problems(card)[0].startswith("cleanScore")


@pytest.mark.parametrize("value", [NAN, math.inf])
def test_a_kernel_that_is_not_finite_is_refused(value, tmp_path):
    np.save(tmp_path / "k.npy", np.full((3, 3), value))

    with pytest.raises(ValueError, match="k.npy: .*positive sum"):
        read_kernels(tmp_path)
