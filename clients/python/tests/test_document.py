"""Documents: how YAML is read, which files are found, and what is sent in their place."""

import json
from pathlib import Path

import numpy
import pytest

from shakedown_client import Client, ShakedownError
from shakedown_client.document import read

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def uploads(stub):
    stub.answer("POST /api/v1/images", {"sha256": "a" * 64, "width": 8, "height": 6}, 201)
    stub.answer("POST /api/v1/kernels", {"sha256": "b" * 64, "size": 3, "name": "k"}, 201)
    stub.answer("POST /api/v1/campaigns", {"id": "c", "campaign": {"name": "n"}, "warnings": []}, 202)
    return stub


def sent(stub, document):
    Client(stub.address).submit(document)
    return json.loads(stub.of("POST /api/v1/campaigns")[-1].body)


def files(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


@pytest.mark.parametrize("path", sorted((ROOT / "examples").rglob("*.yaml")), ids=lambda path: path.name)
def test_every_shipped_campaign_is_read_as_other_readers_do(path):
    import yaml

    assert read(path)[0] == yaml.safe_load(path.read_text())


def test_yaml_is_that_of_the_service(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text("{name: no, a: 1e-3, b: 010, c: .5, d: 0, e: null, f: true, g: 2024-01-01, h: 1:30, i: -4}")

    assert read(file)[0] == {
        "name": "no", "a": 0.001, "b": 10, "c": 0.5, "d": 0, "e": None, "f": True, "g": "2024-01-01", "h": "1:30", "i": -4,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text, reason",
    [
        ("a: &x 1\nb: *x", "line 1: has a YAML anchor"),
        ("a: 1\nb: 2\na: 3", "a: is there twice"),
        ("- 1", "must be a campaign document"),
    ],
)
def test_yaml_that_the_service_refuses_is_refused(tmp_path, text, reason):
    file = tmp_path / "c.yaml"
    file.write_text(text)

    with pytest.raises(ValueError, match=reason):
        read(file)


def test_files_are_uploaded_and_replaced_by_hashes(uploads, tmp_path):
    files(tmp_path, "photos/a.png", "b.jpg", "k.mat", "t.png", "m.png", "p.png", "e.npy")
    (tmp_path / "c.yaml").write_text("""
        name: n
        images: [{file: photos/a.png}, {name: own, blurred: {file: b.jpg}, kernel: {file: k.mat, variable: v, index: 1}}]
        blurs: [{grid: {rows: 1, columns: 1, kernels: [{file: e.npy, recentre: true}]}}]
        attacks:
          - {type: targeted, target: {file: t.png}, expectation: {kernels: [{file: e.npy}]}}
          - {type: localised, patch: {file: p.png}, mask: {file: m.png}}
        """)

    document = sent(uploads, tmp_path / "c.yaml")

    image, kernel = {"sha256": "a" * 64}, {"type": "file", "sha256": "b" * 64, "size": 3, "name": "k"}
    assert document["images"] == [{"name": "a", **image}, {"name": "own", "blurred": image, "kernel": kernel}]
    assert document["blurs"][0]["grid"]["kernels"] == [{"recentre": True, **kernel}]
    assert document["attacks"] == [
        {"type": "targeted", "target": {"name": "t", **image}, "expectation": {"kernels": [kernel]}},
        {"type": "localised", "name": "p", "patch": image, "mask": {"name": "m", **image}},
    ]
    asked = uploads.of("POST /api/v1/kernels")
    assert asked[0].query == {"format": "mat", "name": "k", "variable": "v", "index": "1"}
    assert [call.body for call in uploads.of("POST /api/v1/images")] == [
        b"photos/a.png", b"b.jpg", b"t.png", b"m.png", b"p.png",
    ]  # fmt: skip


def test_folders_and_globs_are_an_image_each(uploads, tmp_path):
    files(tmp_path, "f/a.PNG", "f/b.jpg", "f/.hidden.png", "f/notes.txt", "g/1/x.png", "g/2/x.png", "g/2/y.jpeg", "h/a.png")
    (tmp_path / "c.json").write_text(json.dumps({"images": [{"file": "f"}, {"file": "g/*/*.{png,jpeg}"}, {"file": "h/a.png"}]}))

    names = [image["name"] for image in sent(uploads, tmp_path / "c.json")["images"]]

    assert names == ["f/a.PNG", "b", "1/x", "2/x", "2/y", "h/a.png"]


@pytest.mark.parametrize("blurred, sharp", [("b", "s"), ("b/*.png", "s/*.jpg"), ("**/blur/*.png", "**/sharp/*.png")])
def test_blurred_pictures_find_their_sharp_ones(uploads, tmp_path, monkeypatch, blurred, sharp):
    files(tmp_path, "b/1.png", "b/2.png", "s/2.jpg", "s/1.jpg", "G/1/blur/7.png", "G/1/sharp/7.png")
    monkeypatch.chdir(tmp_path)

    sent(uploads, {"images": [{"blurred": {"file": blurred}, "sharp": {"file": sharp}}]})

    bodies = [call.body.decode() for call in uploads.of("POST /api/v1/images")]
    expected = {"b": ["b/1.png", "s/1.jpg", "b/2.png", "s/2.jpg"], "**": ["G/1/blur/7.png", "G/1/sharp/7.png"]}
    assert bodies == expected[blurred.split("/")[0]]


@pytest.mark.parametrize(
    "image, reason",
    [
        ({"file": "none.png"}, r"images\[0\].file: none.png: no such file"),
        ({"file": "f", "name": "x"}, r"images\[0\].name: cannot be given"),
        ({"blurred": {"file": "f"}, "sharp": {"file": "g"}}, r"images\[0\].sharp.file: 0 pictures for f/a.png"),
    ],
)
def test_files_that_are_not_there_are_refused_before_anything_is_sent(uploads, tmp_path, monkeypatch, image, reason):
    files(tmp_path, "f/a.png", "f/b.png", "g/c.png")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ValueError, match=reason):
        Client(uploads.address).submit({"images": [image]})

    assert uploads.of("POST /api/v1/images") == []


@pytest.mark.parametrize(
    "document, reason",
    [
        ({"skipUnusable": True}, "skipUnusable: true: must be false"),
        ({"images": [{"file": "a.png", "resize": 1024}]}, r"images\[0\].resize: 1024: must be left out"),
        ({"images": [{"blurred": {"file": "a.png", "crop": "9x9"}}]}, r"images\[0\].blurred.crop: 9x9: must be left out"),
        ({"attacks": [{"target": {"file": "a.png", "fit": "crop"}}]}, r"attacks\[0\].target.fit: crop: must be left out"),
    ],
)
def test_what_the_launcher_alone_does_is_refused(uploads, document, reason):
    with pytest.raises(ValueError, match=reason):
        Client(uploads.address).submit(document)

    assert uploads.of("POST /api/v1/images") == uploads.of("POST /api/v1/campaigns") == []


def test_a_refused_file_is_named(uploads, tmp_path):
    files(tmp_path, "a.png")
    uploads.answers.pop("POST /api/v1/images")
    uploads.refuse("POST /api/v1/images", 422, {"type": "urn:x", "title": "t", "detail": "is truncated"})

    with pytest.raises(ShakedownError, match="a.png: is truncated") as refused:
        Client(uploads.address).submit({"images": [{"file": tmp_path / "a.png"}]})

    assert refused.value.type == "urn:x"


def test_the_callers_document_stays_as_it_is(uploads, tmp_path):
    files(tmp_path, "a.png")
    document = {"images": [{"file": str(tmp_path / "a.png")}], "budgets": [numpy.float64(4)]}
    before = repr(document)

    assert sent(uploads, document)["budgets"] == [4]

    assert repr(document) == before


def test_a_kernel_can_be_an_array(uploads):
    kernel = Client(uploads.address).upload_kernel(numpy.full((3, 3), 1 / 9), name="box")

    asked = uploads.of("POST /api/v1/kernels")[0]
    assert asked.query == {"format": "npy", "name": "box"} and asked.body.startswith(b"\x93NUMPY")
    assert kernel == {"type": "file", "sha256": "b" * 64, "size": 3, "name": "k"}


def test_a_dry_run_submits_nothing(uploads):
    Client(uploads.address).dry_run({"name": "n"})

    assert uploads.of("POST /api/v1/campaigns")[0].query == {"dryRun": "true"}
