"""Copies the native libraries of an installed PyTorch, and of the NVIDIA packages beside it, without Python's part.

    python3 collect-libtorch.py TORCH_VERSION CUDA_VERSION FOLDER

They find one another by paths relative to where they lie (RPATH), so they keep their places: FOLDER/torch/lib,
FOLDER/nvidia/*/lib and so on. Ends with an error if the installed versions are others.
"""

import importlib.util
import pathlib
import re
import shutil
import sys

# Of use to Python alone.
LEFT_OUT = re.compile(r"libtorch_python\.so|libshm\.so")
# Needs the driver's libcuda.so.1, and DJL loads whatever lies beside libtorch.so when it starts; PyTorch itself loads it
# when it first compiles something. So it lies where only PyTorch looks (LD_LIBRARY_PATH), as deep as before.
LATER = {"torch/lib/libcaffe2_nvrtc.so": "torch/nvrtc/libcaffe2_nvrtc.so"}
LIBRARY = re.compile(r".*\.so(\.[0-9]+)*$")


def version_of(package: pathlib.Path) -> tuple[str, str]:
    """(PyTorch's version, CUDA's version), read from its file: importing it would take a minute."""
    text = (package / "version.py").read_text()
    torch = re.search(r"__version__ = '([0-9.]+)", text)
    cuda = re.search(r"^cuda: .*= '([0-9.]+)'", text, re.MULTILINE)
    return (torch.group(1) if torch else "none", cuda.group(1) if cuda else "none")


def main(torch_version: str, cuda_version: str, folder: str) -> None:
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        sys.exit("collect-libtorch: this Python has no PyTorch")
    package = pathlib.Path(spec.origin).parent
    found = version_of(package)
    if found != (torch_version, cuda_version):
        sys.exit(f"collect-libtorch: PyTorch {found[0]} with CUDA {found[1]}: must be {torch_version} with {cuda_version}")
    site = package.parent
    total = 0
    places = ["torch/lib/*", "torch.libs/*", "nvidia/**/lib/*", "cusparselt/lib/*"]
    for source in (file for place in places for file in site.glob(place)):
        if source.is_file() and LIBRARY.match(source.name) and not LEFT_OUT.match(source.name):
            place = str(source.relative_to(site))
            target = pathlib.Path(folder) / LATER.get(place, place)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            target.chmod(0o755)
            total += target.stat().st_size
    print(f"collect-libtorch: {total / 2**20:.0f} MiB in {folder}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
