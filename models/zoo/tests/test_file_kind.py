"""A file that is no checkpoint or network file is refused in one line that says what it is and what to do."""
import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from zoo import checkpoint, network_file
from zoo.tests.networks import build

MODELS = Path(__file__).resolve().parents[2]


def zipped(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def saved(content, **options):
    buffer = io.BytesIO()
    torch.save(content, buffer, **options)
    return buffer.getvalue()


def array():
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    return buffer.getvalue()


def safetensors():
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(4)


FOREIGN = [
    ("empty.pth", b"", "an empty file", "download it again"),
    ("lfs.pth", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "a Git LFS pointer", "git lfs pull"),
    ("page.pth", b"\n<!DOCTYPE html><html></html>", "an HTML page", "download the file"),
    ("error.pth", b"<?xml version='1.0'?><Error/>", "an XML document", "download it again"),
    ("net.onnx", b"\x08\x07\x12\x07pytorch", "an ONNX file", "zoo convert"),
    ("renamed.pth", b"\x08\x07\x12\x07pytorch\x1a", "an ONNX file", "zoo convert"),
    ("net.pt2", zipped(archive_format="pt2", models__model_json="{}"), "an exported program of torch.export", "zoo convert"),
    ("old.pt2", zipped(**{"serialized_exported_program.json": "{}"}), "an exported program of torch.export", "zoo convert"),
    ("cut.pth", saved({"a": torch.zeros(300)})[:700], "a damaged zip archive, perhaps part of a download", "download it again"),
    ("other.zip", zipped(**{"README.md": "hello"}), "a zip archive without", "unpack it"),
    ("keras.h5", b"\x89HDF\r\n\x1a\n", "an HDF5 file", "export-module"),
    ("a.npy", array(), "a NumPy array", "export-module"),
    ("net.tar.gz", b"\x1f\x8b\x08\0", "a compressed archive", "unpack it"),
    ("x.png", b"\x89PNG\r\n\x1a\n", "a picture", "name the file"),
    ("text.pth", b"hello", "a text file", "name the file"),
    ("odd.bin", bytes([1, 2, 3, 4, 200]), "a file of an unknown kind that starts with 01020304", "name the file"),
]


@pytest.mark.parametrize("name, content, what, remedy", FOREIGN, ids=[name for name, *_ in FOREIGN])
@pytest.mark.parametrize("read, noun", [(checkpoint.read, "a checkpoint"), (network_file.read, "a network file")])
def test_a_foreign_file_is_named(read, noun, name, content, what, remedy, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ValueError) as problem:
        read(path)

    line = str(problem.value)
    assert line.startswith(f"{path}: not {noun} but {what}") and ": must be " in line
    assert remedy in line and "\n" not in line


def test_a_safetensors_file_is_no_network_file_and_can_be_made_one(tmp_path):
    path = tmp_path / "net.safetensors"
    path.write_bytes(safetensors())

    with pytest.raises(ValueError, match="but a safetensors file of weights: must be .*zoo convert"):
        network_file.read(path)


@pytest.mark.parametrize("read", [checkpoint.read, network_file.read])
def test_a_folder_is_named(read, tmp_path):
    with pytest.raises(ValueError, match="but a folder: must be .*; name the file inside it"):
        read(tmp_path)


@pytest.mark.parametrize("container", [None, "model"])
@pytest.mark.parametrize("is_zip", [True, False])
def test_a_pickle_of_a_whole_module_says_how_to_save_its_weights(is_zip, container, tmp_path):
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 3, 3))
    path = tmp_path / "whole.pth"
    path.write_bytes(saved({container: module} if container else module, _use_new_zipfile_serialization=is_zip))

    with pytest.raises(ValueError) as problem:
        checkpoint.read(path)

    assert ("a pickle of a whole module (torch.nn.modules.container.Sequential): must be a state_dict"
            in str(problem.value))
    assert "torch.save(network.state_dict(), FILE)" in str(problem.value)


def test_a_checkpoint_given_as_a_network_file_says_which_command_makes_one(tmp_path):
    path = tmp_path / "weights.pth"
    path.write_bytes(saved({"a": torch.zeros(3)}))

    with pytest.raises(ValueError, match="not a TorchScript file .*: must be .*zoo export NAME --checkpoint FILE"):
        network_file.read(path)


@pytest.mark.parametrize("is_zip", [True, False])
def test_a_cut_checkpoint_is_damaged(is_zip, tmp_path):
    content = saved(build("rgdn", width=4, steps=2).core.state_dict(), _use_new_zipfile_serialization=is_zip)
    path = tmp_path / "cut.pth"
    path.write_bytes(content[:len(content) // 2])

    with pytest.raises(ValueError, match="not a checkpoint.* damaged .*download it again") as problem:
        checkpoint.read(path)

    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("command", [
    ["export", "mprnet", "--out", "OUT", "--checkpoint", "FILE"], ["score", "FILE"],
    ["recompute", "DIR", "--network", "FILE"]])
def test_a_command_ends_with_one_line(command, tmp_path):
    (tmp_path / "page.pt").write_text("<html></html>")
    (tmp_path / "job.json").write_text('{"request": {}, "result": {}}')
    names = {"OUT": tmp_path / "out.pt", "FILE": tmp_path / "page.pt", "DIR": tmp_path}

    done = subprocess.run([sys.executable, "-m", "zoo", *(str(names.get(word, word)) for word in command)],
                          cwd=MODELS, capture_output=True, text=True)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith(f"zoo {command[0]}: ")
    assert not (tmp_path / "out.pt").exists()
