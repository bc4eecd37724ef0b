"""The client against a running stack: SHAKEDOWN_TEST_API has the address of its job-api.

What the client makes of results is compared with what the service has in other formats.
"""

import io
import os
import zipfile
from pathlib import Path

import numpy
import pandas
import pytest

from shakedown_client import Client, ShakedownError

ROOT = Path(__file__).resolve().parents[3]
API = os.environ.get("SHAKEDOWN_TEST_API")

pytestmark = pytest.mark.skipif(not API, reason="SHAKEDOWN_TEST_API is not set")


@pytest.fixture(scope="module")
def campaign():
    campaign = Client(API).submit(ROOT / "examples" / "smoke.yaml")
    status = campaign.wait(timeout=300)
    assert (status.state, status.succeeded, status.failed) == ("FINISHED", 4, 0)
    return campaign


def test_results_are_those_of_the_csv(campaign, tmp_path):
    expected = pandas.read_csv(campaign.save(tmp_path / "results.csv"), float_precision="round_trip")

    found = campaign.results()

    assert list(found.columns) == list(expected.columns)
    for column in expected.columns:
        if expected[column].dtype == "float64" and found[column].notna().any():
            numpy.testing.assert_array_equal(found[column].astype("float64"), expected[column])
    assert set(campaign.results(state="SUCCEEDED", objective="targeted")["budget"]) == {4, 8}


def test_the_curve_has_the_means_of_the_results(campaign):
    curve = campaign.view("robustness-curve")
    means = campaign.results().groupby(["objective", "budget"])["attacked_to_sharp_psnr"].mean()

    for row in curve[(curve["budget"] > 0) & curve["attacks"].isna()].itertuples():
        assert row.attacked_to_sharp_psnr == pytest.approx(means[row.objective, row.budget], abs=1e-9)


def test_arrays_are_bit_for_bit_those_that_are_stored(campaign, tmp_path):
    with zipfile.ZipFile(campaign.save(tmp_path / "perturbations.zip")) as archive:
        stored = {name[-len(".npy") - 8 : -len(".npy")]: archive.read(name) for name in archive.namelist()}
    rows = {row["job_id"]: row for row in campaign.results(rows=True)}

    jobs = list(campaign.jobs())

    assert len(jobs) == 4
    for job in jobs:
        delta, y = job.perturbation, job.blurred
        assert next(content for key, content in stored.items() if job.id.endswith(key)) == job.artifact("perturbation")
        assert delta.dtype == y.dtype == numpy.float32 and delta.shape == y.shape
        assert abs(delta).max() == pytest.approx(rows[job.id]["perturbation_max_norm"], rel=1e-6)
        assert job.kernel.dtype == numpy.float64 and job.kernel.sum() == pytest.approx(1)
        rounded = numpy.rint(numpy.clip(y + delta, 0, 1) * 255).astype("uint8").transpose(1, 2, 0)
        assert (job.picture("perturbed-picture") == rounded).all()
        assert job.clean_output.shape == job.attacked_output.shape == rounded.shape


def test_a_campaign_is_found_and_controlled(campaign):
    client = Client(API)
    assert client.campaign(campaign.id[:12]).id == client.campaign("smoke").id == campaign.id
    assert campaign.id in [status.id for status in client.campaigns(name="smoke", state="FINISHED")]
    with pytest.raises(ShakedownError) as refused:
        campaign.pause()
    assert (refused.value.status, refused.value.type) == (409, "urn:shakedown:problem:conflict")

    photograph = client.upload_image(ROOT / "examples" / "photos" / "small" / "coffee.png")
    long = client.submit(
        {
            "schema": 1,
            "name": "controlled",
            "images": [{"name": "coffee", **photograph}],
            "blurs": [{"kernel": client.upload_kernel(numpy.full((5, 5), 0.04), name="box")}],
            "networks": ["wiener"],
            "attacks": [{"type": "untargeted", "steps": 2000}],
            "budgets": [1, 2, 4, 8],
        }
    )
    assert long.pause().state == "PAUSED"
    assert long.resume().state in ("EXPANDING", "RUNNING")
    assert long.cancel().state == "CANCELLED"
    assert long.wait(timeout=60).state == "CANCELLED"


def test_a_document_is_refused_field_by_field():
    with pytest.raises(ShakedownError) as refused:
        Client(API).dry_run({"schema": 1, "name": "wrong", "images": [], "networks": ["none"], "attacks": [], "budgets": [-1]})

    assert (refused.value.status, refused.value.type) == (422, "urn:shakedown:problem:invalid-campaign")
    assert "budgets[0]" in [violation.field for violation in refused.value.violations]


def test_a_dry_run_knows_the_campaign(campaign):
    found = Client(API).dry_run(ROOT / "examples" / "smoke.yaml")

    assert (found["campaignId"], found["known"], found["jobs"], found["linked"]) == (campaign.id, True, 4, 4)


def test_files_are_saved_whole(campaign, tmp_path):
    assert campaign.save(tmp_path / "results.parquet").read_bytes()[-4:] == b"PAR1"
    assert b"</html>" in campaign.save(tmp_path / "report.html").read_bytes()
    assert campaign.save(tmp_path / "table.tex", "views/paper-table.tex").read_text().startswith("%")
    with zipfile.ZipFile(io.BytesIO(campaign.save(tmp_path / "perturbations.zip").read_bytes())) as archive:
        assert archive.testzip() is None
