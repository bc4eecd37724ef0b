"""An attack's stored result is verified, and a false one is found."""
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from zoo import network_file
from zoo.catalogue import entry
from zoo.degradation import blur
from zoo.export import make_card
from zoo.images import to_tensor
from zoo.job_record import read_job
from zoo.metrics import luma, ncc, psnr, ssim
from zoo.recompute import _seen_part, eight_bit, jpeg_copy, network_path, recompute, report
from zoo.tests.networks import build, kernel_tensor
from zoo.tests.test_attack_step import objective

BUDGET = 4
STRONGER = {"noise_to_signal": 0.14}


@pytest.fixture
def network(tmp_path):
    path = tmp_path / "wiener.pt"
    built = build("wiener")
    network_file.write(path, built, make_card("wiener", entry("wiener"), built, entry("wiener").options, "fp32"))
    return path


@pytest.fixture
def other(tmp_path):
    """Another judge: the same filter, regularised ten times as much."""
    path = tmp_path / "other.pt"
    options = {**entry("wiener").options, **STRONGER}
    built = build("wiener", **STRONGER)
    network_file.write(path, built, make_card("wiener@other", entry("wiener"), built, options, "fp32"))
    return path


def fetch(folder, sharp, kernel, boundary="reflect", noise=0.0, rounded=False, clamped=True, seen=None, eager=None):
    """Write a job's folder as the attack side would: random signs for delta, the numbers by the eager network."""
    folder.mkdir()
    rng = np.random.RandomState(0)
    blurred = blur(sharp, kernel, boundary)
    blurred = blurred + rng.normal(scale=noise, size=blurred.shape)
    if clamped:
        blurred = np.clip(blurred, 0, 1)
    if rounded:
        blurred = np.rint(np.clip(blurred, 0, 1) * 255) / 255
    y = to_tensor(blurred)[0].numpy()
    epsilon = np.float32(BUDGET / 255)
    delta = np.where(rng.uniform(size=y.shape) < 0.5, -epsilon, epsilon)
    delta = np.clip(delta, np.minimum(0, -y), np.maximum(0, 1 - y)).astype(np.float32)
    eager = eager or build("wiener")

    def restored(planes):
        return eager(torch.from_numpy(planes)[None], kernel_tensor(kernel))[0].double().numpy().transpose(1, 2, 0)

    clean, attacked, saved = restored(y), restored(y + delta), restored(eight_bit(y + delta))
    reference = sharp if seen is None else seen

    def quality(image, other):
        return {"psnr": psnr(image, other), "ncc": ncc(image, other), "ssim": ssim(image, other)}

    norm = float(np.linalg.norm(delta.astype(np.float64)))
    evaluation = {
        "blurredToSharp": quality(blurred, reference), "cleanToSharp": quality(clean, reference),
        "attackedToSharp": quality(attacked, reference), "eightBitToSharp": quality(saved, reference),
        "cleanToTarget": None, "attackedToTarget": None, "eightBitToTarget": None,
        "attackedToClean": quality(attacked, np.clip(clean, 0, 1)),
        "eightBitToClean": quality(saved, np.clip(clean, 0, 1)),
        "lipschitz": float(np.linalg.norm(attacked - clean)) / norm, "perturbationMaxNorm": float(np.abs(delta).max()),
        "perturbationL2Norm": norm, "eightBitMaxNorm": float(np.abs(eight_bit(y + delta) - y).max()),
        "initialObjective": 1.0, "finalObjective": float(np.linalg.norm(attacked - clean)), "countedStep": 250}
    job = {
        "request": {
            "budget": BUDGET, "attack": {"objective": {"type": "untargeted"}, "clip": True},
            "blur": {"boundary": boundary, "noise": {"sigma": noise, "seed": 1}, "clampBlurred": clamped,
                     "roundTo8Bit": rounded}},
        "result": {"outcome": {"status": "SUCCEEDED", "evaluation": evaluation, "trace": [], "artifacts": []}}}
    (folder / "job.json").write_text(json.dumps(job))
    np.save(folder / "y.npy", y)
    np.save(folder / "delta.npy", delta)
    np.save(folder / "kernel.npy", kernel)
    Image.fromarray(np.rint(sharp * 255).astype(np.uint8)).save(folder / "x.png")
    return folder


def edit(folder, change):
    path = folder / "job.json"
    job = json.loads(path.read_text())
    change(job)
    path.write_text(json.dumps(job))


def wrong(lines):
    return [line.name for line in lines if not line.holds]


@pytest.fixture
def small(astronaut):
    return astronaut[60:140, 80:150]


@pytest.mark.parametrize("boundary", ["reflect", "circular", "replicate"])
def test_a_true_result_holds(boundary, tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake, boundary)

    lines = recompute(folder, network)

    assert wrong(lines) == []
    by_name = {line.name: line for line in lines}
    assert by_name["attackedToSharp psnr"].difference < 1e-3
    assert by_name["attackedToSharp ssim"].difference < 1e-3
    assert by_name["Lipschitz quotient"].difference < 1e-3 * by_name["Lipschitz quotient"].stored
    assert by_name["max |y - x * b|"].recomputed < 1e-6
    assert len(lines) == 4 + 2 + 6 * 3 + 2 + 1


def test_further_metrics_are_recomputed(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    y, delta = np.load(folder / "y.npy"), np.load(folder / "delta.npy")
    restored = build("wiener")(torch.from_numpy(y)[None], kernel_tensor(shake))[0].double().numpy().transpose(1, 2, 0)
    copy = jpeg_copy(y + delta, 75)
    attacked = build("wiener")(torch.from_numpy(copy)[None], kernel_tensor(shake))[0].double().numpy().transpose(1, 2, 0)
    further = [
        {"metric": "psnr-y", "image": "clean", "reference": "sharp", "value": psnr(luma(restored), luma(small))},
        {"metric": "ssim-y", "image": "clean", "reference": "sharp", "value": ssim(luma(restored), luma(small))},
        {"metric": "jpeg-75-psnr", "image": "attacked", "reference": "sharp", "value": psnr(attacked, small) + 0.1}]
    edit(folder, lambda job: job["result"]["outcome"]["evaluation"].update(furtherMetrics=further))

    lines = recompute(folder, network)

    assert wrong(lines) == ["attacked to sharp jpeg-75-psnr"]
    by_name = {line.name: line for line in lines}
    assert by_name["clean to sharp psnr-y"].difference < 1e-3
    assert by_name["clean to sharp ssim-y"].difference < 1e-4
    assert abs(by_name["attacked to sharp jpeg-75-psnr"].difference - 0.1) < 0.01


def test_a_grey_delta_must_be_grey(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    edit(folder, lambda job: job["request"]["attack"].update(grey=True))

    assert wrong(recompute(folder, network)) == ["delta between channels"]


def test_a_delta_of_mean_zero_must_be_one(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    edit(folder, lambda job: job["request"]["attack"].update(zeroMean=True))

    assert wrong(recompute(folder, network)) == ["|mean| of a channel of delta"]


def judged(folder, *judges):
    """Turn a job's folder into one with a list of judges, each a network's file and a folder with its evaluation."""
    def listed(job):
        job["result"]["outcome"]["evaluations"] = [
            {"judge": {"id": path.stem, "sha256": network_file.sha256(path)},
             "evaluation": json.loads((of / "job.json").read_text())["result"]["outcome"]["evaluation"]}
            for path, of in judges]

    edit(folder, listed)
    return folder


def test_the_figures_on_any_judge_are_recomputed_with_its_file(tmp_path, network, other, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    elsewhere = fetch(tmp_path / "elsewhere", small, shake, eager=build("wiener", **STRONGER))
    judged(folder, (network, folder), (other, elsewhere))

    own, its = recompute(folder, network), recompute(folder, other)

    assert wrong(own) == wrong(its) == []
    stored = [{line.name: line.stored for line in lines}["attackedToSharp psnr"] for lines in (own, its)]
    assert abs(stored[0] - stored[1]) > 0.1


def test_a_judge_with_the_figures_of_another_is_found(tmp_path, network, other, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    judged(folder, (network, folder), (other, folder))

    assert wrong(recompute(folder, network)) == []
    assert "attackedToSharp psnr" in wrong(recompute(folder, other))


def test_a_network_that_did_not_judge_is_refused_and_the_judges_named(tmp_path, network, other, small, shake):
    folder = judged(fetch(tmp_path / "job", small, shake), (network, tmp_path / "job"))

    with pytest.raises(ValueError, match="no figures on the network file .*; it has those on wiener"):
        recompute(folder, other)


def test_a_name_means_the_file_with_the_hash_that_the_job_has(tmp_path, network, other, small, shake):
    folder = judged(fetch(tmp_path / "job", small, shake), (network, tmp_path / "job"), (other, tmp_path / "job"))
    models = tmp_path / "models"
    for place, file in ("pretrained/wiener.pt", other), ("imported/wiener-0123.pt", network):
        (models / place).parent.mkdir(parents=True)
        (models / place).write_bytes(file.read_bytes())

    assert network_path(folder, network, models) == network
    assert network_path(folder, Path("wiener"), models) == models / "imported/wiener-0123.pt"
    with pytest.raises(ValueError, match="mine: must be a file, or one of the job's networks: other, wiener"):
        network_path(folder, Path("mine"), models)
    (models / "imported/wiener-0123.pt").unlink()
    with pytest.raises(ValueError, match="wiener: no file in .* has its SHA-256"):
        network_path(folder, Path("wiener"), models)


def test_a_job_without_a_list_of_judges_was_judged_on_the_network_under_attack(tmp_path, network, other, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    edit(folder, lambda job: job["request"].update(
        network={"id": "wiener", "sha256": network_file.sha256(network)}))

    assert wrong(recompute(folder, network)) == []
    with pytest.raises(ValueError, match="it has those on wiener"):
        recompute(folder, other)


def test_a_valid_blur_is_compared_with_the_inner_part_of_x(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake, "valid", seen=small[8:-8, 8:-8])

    lines = recompute(folder, network)

    assert wrong(lines) == []
    assert "max |y - x * b|" in [line.name for line in lines]


@pytest.mark.parametrize("field", ["grid", "cameraPath"])
def test_a_blur_that_varies_is_not_held_against_its_central_kernel(field, tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    edit(folder, lambda job: job["request"]["blur"].update({field: {}}))

    lines = recompute(folder, network)

    assert wrong(lines) == []
    assert not any("x * b" in line.name for line in lines)


def test_noise_is_reported_by_its_standard_deviation(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake, noise=0.01)

    lines = {line.name: line for line in recompute(folder, network)}

    assert lines["std of y - x * b (noise)"].recomputed == pytest.approx(0.01, rel=0.05)


def test_a_clamped_y_stays_in_the_value_range_and_rounding_adds_at_most_half_a_level(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake, noise=0.2)

    lines = {line.name: line for line in recompute(folder, network)}

    assert wrong(lines.values()) == []
    assert lines["y outside [0, 1]"].recomputed == 0
    assert lines["max |8-bit(y + delta) - y|"].recomputed <= (BUDGET + 0.5) / 255 + 1e-6


def test_a_y_that_noise_took_out_of_the_value_range_is_found_unless_the_job_keeps_it(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake, noise=0.2, clamped=False)
    assert wrong(recompute(folder, network)) == []

    edit(folder, lambda job: job["request"]["blur"].update(clampBlurred=True))

    assert wrong(recompute(folder, network)) == ["y outside [0, 1]"]


def test_a_blurred_image_rounded_to_8_bits_may_be_half_a_level_off(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake, rounded=True)
    assert wrong(recompute(folder, network)) == []

    edit(folder, lambda job: job["request"]["blur"].update(roundTo8Bit=False))

    assert wrong(recompute(folder, network)) == ["max |y - x * b|"]


def test_a_wrong_psnr_is_found(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)

    def worse(job):
        job["result"]["outcome"]["evaluation"]["attackedToSharp"]["psnr"] -= 0.02

    edit(folder, worse)

    lines = recompute(folder, network)
    assert wrong(lines) == ["attackedToSharp psnr"]
    assert report(lines).count("WRONG") == 1


@pytest.mark.parametrize("measured", [
    {"measure": "l2"}, {"measure": "l1", "clampOutput": True}, {"measure": "mse", "weighting": "cosine"},
    {"measure": "l1", "mask": {"rectangle": {"left": 3, "top": 2, "width": 9, "height": 7}, "inside": 2, "outside": 0.5}}])
@pytest.mark.parametrize("kind", ["untargeted", "ground-truth", "minimum-budget"])
def test_the_objective_at_delta_is_recomputed(measured, kind, tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    job = read_job(folder)
    clean, output = (build("wiener")(torch.from_numpy(planes)[None], kernel_tensor(shake)).double()
                     for planes in (job.y, job.y + job.delta))
    reference = clean if kind == "untargeted" else torch.from_numpy(job.sharp.transpose(2, 0, 1))[None]
    weights = torch.ones_like(output)
    if "mask" in measured:
        weights[:] = 0.5
        weights[..., 2:9, 3:12] = 2
    clamped = measured.get("clampOutput", False)
    expected = -objective(output, reference, weights, measured["measure"], "weighting" in measured, clamped, True)

    def says(value):
        def change(job):
            job["request"]["attack"].update(objective={"type": kind}, distance=measured)
            job["result"]["outcome"]["evaluation"]["finalObjective"] = value
        edit(folder, change)
        return wrong(recompute(folder, network))

    assert says(float(expected)) == []
    assert says(1.002 * float(expected)) == ["objective at delta"]


def test_a_perturbation_above_the_budget_is_found(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    edit(folder, lambda job: job["request"].update(budget=BUDGET - 1e-4))

    assert wrong(recompute(folder, network)) == ["max |delta| - epsilon"]


def test_in_the_l2_norm_the_root_mean_square_is_held_against_the_budget(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    delta = np.load(folder / "delta.npy")
    root_mean_square = 255 * float(np.sqrt(np.mean(delta.astype(np.float64) ** 2)))
    edit(folder, lambda job: job["request"]["attack"].update(norm="l2"))

    edit(folder, lambda job: job["request"].update(budget=root_mean_square + 1e-4))
    assert wrong(recompute(folder, network)) == []

    edit(folder, lambda job: job["request"].update(budget=root_mean_square - 1e-4))
    assert wrong(recompute(folder, network)) == ["rms(delta) - epsilon"]


def test_a_perturbation_that_leaves_the_value_range_is_found(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    y, delta = np.load(folder / "y.npy"), np.load(folder / "delta.npy")
    place = np.unravel_index(np.argmax(y), y.shape)
    y[place], delta[place] = 1.0, 1e-3
    np.save(folder / "y.npy", y)
    np.save(folder / "delta.npy", delta)

    assert "y + delta outside [0, 1]" in wrong(recompute(folder, network))


def test_another_boundary_than_the_one_named_is_found(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake, "circular")
    edit(folder, lambda job: job["request"]["blur"].update(boundary="reflect"))

    assert wrong(recompute(folder, network)) == ["max |y - x * b|"]


def test_figures_that_json_cannot_hold_are_read_as_java_writes_them(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)

    def odd(job):
        evaluation = job["result"]["outcome"]["evaluation"]
        evaluation.update(lipschitz="NaN", perturbationMaxNorm=None)
        evaluation["cleanToSharp"].update(psnr="Infinity", ncc=None)

    edit(folder, odd)

    lines = recompute(folder, network)
    assert wrong(lines) == ["cleanToSharp psnr"]
    assert np.isnan([line.stored for line in lines if line.name in ("max |delta|", "cleanToSharp ncc")]).all()


def test_a_failed_job_and_a_missing_field_are_named(tmp_path, network, small, shake):
    folder = fetch(tmp_path / "job", small, shake)
    edit(folder, lambda job: job["request"].pop("budget"))
    with pytest.raises(ValueError, match="field 'budget' is missing"):
        recompute(folder, network)

    edit(folder, lambda job: job["result"].update(outcome={"status": "FAILED", "message": "not finite at step 3"}))
    with pytest.raises(ValueError, match="not finite at step 3"):
        recompute(folder, network)


def test_sharp_image_and_target_are_cut_to_what_a_valid_blur_leaves():
    image = np.arange(9 * 7 * 3, dtype=np.float64).reshape(9, 7, 3)

    seen = _seen_part(image, np.zeros((3, 5, 3), dtype=np.float32))

    assert np.array_equal(seen, image[2:7, 2:5])
    assert _seen_part(None, np.zeros((3, 5, 3), dtype=np.float32)) is None
