"""The client against a stub: what it sends, and what it makes of answers."""

import hashlib
import io
import json
import math

import numpy
import pytest

from shakedown_client import Client, ShakedownError, ShakedownWarning, Violation

ID = "0123456789abcdef01234567"
STATUS = {
    "id": ID, "name": "mine", "state": "RUNNING", "priority": "normal", "round": 0, "jobs": 4, "published": 4,
    "linked": 0, "succeeded": 1, "failed": 0, "cancelled": 0, "pending": 3, "running": [], "stepsDone": 10,
    "steps": 40, "stepsPerSecond": None, "jobsPerMinute": None, "remainingSeconds": 12.5,
    "submitted": "2026-11-29T12:00:00.123456789Z",
}  # fmt: skip
STATUS_CALL = f"GET /api/v1/campaigns/{ID}"


def submitted(stub, warnings=()):
    stub.answer("POST /api/v1/campaigns", {"id": ID, "campaign": {"name": "mine"}, "warnings": list(warnings)}, 202)
    return Client(stub.address).submit({"schema": 1, "name": "mine"})


def npy(array):
    buffer = io.BytesIO()
    numpy.save(buffer, array)
    return buffer.getvalue()


def test_a_refusal_is_one_exception_with_the_fields_of_the_problem(stub):
    violation = {"field": "attacks[0].steps", "value": "-5", "expected": "a whole number from 1 to 100000"}
    problem = {"type": "urn:shakedown:problem:invalid-campaign", "title": "The campaign is not valid", "status": 422}
    stub.refuse("POST /api/v1/campaigns", 422, {**problem, "detail": "1 problem", "violations": [violation]})

    with pytest.raises(ShakedownError) as refused:
        Client(stub.address).submit({})

    error = refused.value
    assert (error.type, error.title, error.status) == (problem["type"], problem["title"], 422)
    assert error.detail == "1 problem"
    assert error.violations == (Violation(**violation),)
    assert str(error) == "attacks[0].steps: -5: must be a whole number from 1 to 100000"


def test_an_answer_that_is_no_problem_document_has_its_status(stub):
    stub.answer(STATUS_CALL, b"<html>", 502, Content_Type="text/html")

    with pytest.raises(ShakedownError, match="HTTP 502") as failed:
        submitted(stub).status()

    assert failed.value.is_outage


def test_no_answer_says_where_and_what_to_do():
    with pytest.raises(ShakedownError, match="no answer from http://127.0.0.1:9: start a stack") as failed:
        Client("http://127.0.0.1:9").networks()

    assert failed.value.status is None


def test_the_token_is_sent_to_both_services_and_read_again_from_its_file(stub, tmp_path):
    file = tmp_path / "token"
    client = Client(stub.address, token_file=file)
    stub.answer("GET /api/v1/networks", [])
    stub.answer("GET /api/v1/jobs/j", {"request": {"jobId": "j"}, "result": None})

    file.write_text("a.b.c\n")
    client.networks()
    file.write_text("d.e.f\n")
    assert client.job("j").state == "PENDING"

    assert [asked.headers.get("Authorization") for asked in stub.asked] == ["Bearer a.b.c", "Bearer d.e.f", "Bearer d.e.f"]
    file.write_text("two words")
    with pytest.raises(ValueError, match="token_file: .*must be one token"):
        client.networks()


def test_the_token_and_the_address_come_from_the_environment(stub, monkeypatch):
    monkeypatch.setenv("SHAKEDOWN_API", stub.address)
    monkeypatch.setenv("SHAKEDOWN_TOKEN", "x.y.z")
    stub.answer("GET /api/v1/networks", [])

    Client().networks()

    assert stub.asked[0].headers["Authorization"] == "Bearer x.y.z"


def test_it_asks_again_when_the_service_says_when(stub):
    stub.refuse("GET /api/v1/networks", 429, {"title": "slow down"})
    stub.answers["GET /api/v1/networks"][0][2]["Retry-After"] = "1"
    stub.answer("GET /api/v1/networks", [{"queue": None}])

    assert Client(stub.address).networks() == [{"queue": None}]


def test_warnings_of_the_service_are_pythons(stub):
    with pytest.warns(ShakedownWarning, match="probably 4"):
        campaign = submitted(stub, [{"code": "budget-scale", "message": "0.016: probably 4"}])

    assert campaign.warnings[0]["code"] == "budget-scale"


def test_waiting_ends_with_the_campaign_and_survives_an_outage(stub):
    campaign = submitted(stub)
    stub.answer(STATUS_CALL, STATUS)
    stub.refuse(STATUS_CALL, 503, {"title": "Kafka does not answer"})
    stub.answer(STATUS_CALL, {**STATUS, "state": "FINISHED", "succeeded": 3, "failed": 1})

    status = campaign.wait(poll=0.01)

    assert (status.state, status.succeeded, status.failed) == ("FINISHED", 3, 1)
    assert status.submitted.isoformat() == "2026-11-29T12:00:00.123456+00:00"


def test_waiting_gives_up_after_the_timeout_and_at_a_refusal(stub):
    campaign = submitted(stub)
    stub.answer(STATUS_CALL, STATUS)
    with pytest.raises(TimeoutError, match="it goes on"):
        campaign.wait(timeout=0.05, poll=0.02, progress=False)

    stub.answers[STATUS_CALL].clear()
    stub.refuse(STATUS_CALL, 404, {"title": "not found"})
    with pytest.raises(ShakedownError, match="not found"):
        campaign.wait(progress=False)


@pytest.mark.parametrize("action", ["pause", "resume", "cancel", "retry"])
def test_each_control_is_a_call(stub, action):
    stub.answer(f"POST /api/v1/campaigns/{ID}/{action}", STATUS, 202)

    assert getattr(submitted(stub), action)().state == "RUNNING"


def test_results_are_rows_or_a_frame_with_types(stub):
    lines = [
        {"ordinal": 0, "image": "NaN", "clean_to_sharp_psnr": "Infinity", "attacked_to_sharp_ncc": "NaN",
         "lipschitz": 2.5, "started_at": "2026-11-29T12:00:00.5Z", "warnings": ["no-movement"]},
        {"ordinal": 1, "image": "b", "clean_to_sharp_psnr": None, "attacked_to_sharp_ncc": None, "lipschitz": None,
         "started_at": None, "warnings": None},
    ]  # fmt: skip
    call = f"GET /api/v1/campaigns/{ID}/results.jsonl"
    stub.answer(call, "".join(json.dumps(line) + "\n" for line in lines).encode())
    campaign = submitted(stub)

    rows = campaign.results(rows=True, state="SUCCEEDED", dataSet=None)
    frame = campaign.results()

    assert stub.of(call)[0].query == {"state": "SUCCEEDED"}
    assert rows[0]["clean_to_sharp_psnr"] == math.inf and math.isnan(rows[0]["attacked_to_sharp_ncc"])
    assert rows[0]["image"] == "NaN" and rows[1]["lipschitz"] is None
    assert frame["clean_to_sharp_psnr"].dtype == "float64" and frame["lipschitz"].dtype == "float64"
    assert str(frame["started_at"].dtype) == "datetime64[ns, UTC]"
    assert frame["warnings"][0] == ["no-movement"]


def test_results_that_break_off_are_no_results(stub):
    stub.answer(f"GET /api/v1/campaigns/{ID}/results.jsonl", b'{"ordinal": 0}\n{"ordi')

    with pytest.raises(ShakedownError, match="broke off"):
        submitted(stub).results(rows=True)


def test_views_and_files_are_those_of_the_service(stub, tmp_path):
    stub.answer(f"GET /api/v1/campaigns/{ID}/views/paper-table", [{"network": "a", "gain_db": "Infinity"}])
    stub.answer(f"GET /api/v1/campaigns/{ID}/views/paper-table.tex", b"tabular")
    campaign = submitted(stub)

    assert campaign.view("paper-table", rows=True) == [{"network": "a", "gain_db": math.inf}]
    assert campaign.save(tmp_path / "t.tex", "views/paper-table.tex").read_bytes() == b"tabular"
    assert [path.name for path in tmp_path.iterdir()] == ["t.tex"]


def test_jobs_come_page_by_page(stub):
    call = f"GET /api/v1/campaigns/{ID}/results"
    stub.answer(call, {"results": [{"request": {"jobId": "a"}, "result": None}], "next": "cursor"})
    stub.answer(call, {"results": [{"request": {"jobId": "b"}, "result": None}], "next": None})

    jobs = list(submitted(stub).jobs(sort="damage", limit=1))

    assert [job.id for job in jobs] == ["a", "b"]
    assert [asked.query for asked in stub.of(call)] == [
        {"sort": "damage", "limit": "1"},
        {"sort": "damage", "limit": "1", "after": "cursor"},
    ]


def job(stub, **artifacts):
    refs = [{"kind": kind, "sha256": hashlib.sha256(content).hexdigest()} for kind, content in artifacts.items()]
    outcome = {"status": "SUCCEEDED", "artifacts": refs}
    stub.answer("GET /api/v1/jobs/j", {"request": {"jobId": "j"}, "result": {"outcome": outcome}})
    for kind, content in artifacts.items():
        stub.answer(f"GET /api/v1/jobs/j/artifacts/{kind}", content)
    return Client(stub.address).job("j")


def test_arrays_are_bit_for_bit_those_of_the_worker(stub):
    delta = numpy.array([[[0.1, -0.0], [float(numpy.float32(1e-42)), 4 / 255]]] * 3, dtype="float32")

    array = job(stub, perturbation=npy(delta)).perturbation

    assert array.dtype == numpy.float32 and array.shape == (3, 2, 2)
    assert array.tobytes() == delta.tobytes()


def test_all_arrays_of_a_job_come_by_kind(stub):
    output = numpy.full((3, 2, 2), 1.25, dtype="float32")

    found = job(stub, **{"kernel": npy(numpy.ones((1, 1))), "clean-output": npy(output), "blurred-picture": b"png"})

    assert list(found.arrays) == ["kernel", "clean-output"]
    assert found.arrays["clean-output"].tobytes() == output.tobytes()


def test_pictures_are_arrays_of_bytes(stub):
    from PIL import Image

    pixels = numpy.arange(24, dtype="uint8").reshape(2, 4, 3)
    png = io.BytesIO()
    Image.fromarray(pixels).save(png, "png")
    found = job(stub, **{"clean-output-picture": png.getvalue()})

    assert (found.clean_output == pixels).all()
    with pytest.raises(ValueError, match="arrays are read by array"):
        found.picture("perturbation")


def test_an_artifact_that_is_damaged_or_missing_is_an_error(stub):
    found = job(stub, blurred=npy(numpy.zeros((3, 2, 2), "float32")))
    stub.answers["GET /api/v1/jobs/j/artifacts/blurred"][0] = (200, b"other", {})

    with pytest.raises(ShakedownError, match="SHA-256 differs"):
        found.blurred
    with pytest.raises(ShakedownError, match="kernel: must be one that job j has: blurred"):
        found.kernel


def test_a_campaign_is_found_by_id_beginning_and_name(stub):
    call = "GET /api/v1/campaigns"
    page = {"campaigns": [STATUS], "next": None}
    nothing = {"campaigns": [], "next": None}
    client = Client(stub.address)

    stub.answer(call, page)
    assert client.campaign("0123").id == ID
    assert client.campaign("mine").id == ID
    assert [asked.query for asked in stub.of(call)] == [{"id": "0123", "limit": "2"}, {"name": "mine", "limit": "500"}]
    stub.answers[call] = [(200, {"campaigns": [STATUS, STATUS], "next": None}, {})]
    with pytest.raises(ShakedownError, match="must be longer"):
        client.campaign("01")
    stub.answers[call] = [(200, nothing, {})]
    with pytest.raises(ShakedownError, match="none of that id or name"):
        client.campaign("other")


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "ftp://a", "http://"])
def test_what_is_no_address_is_refused_at_once(address):
    with pytest.raises(ValueError, match="must be an address such as"):
        Client(address)
