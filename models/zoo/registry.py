"""The registry of shipped networks, registry.json beside their files: {schema, networks: [{name, file, sha256}]}.

A network in bfloat16 has `roundedFrom`, too: the name of the network whose weights it has, rounded (rounded_file.py). Its
sha256 is that of the whole file.
"""
import json
from pathlib import Path
from typing import Optional

SCHEMA = 1


def read(path: Path) -> dict:
    """The registry; an empty one where there is no file yet."""
    path = Path(path)
    return json.loads(path.read_text()) if path.exists() else {"schema": SCHEMA, "networks": []}


def put(path: Path, name: str, file: str, sha256: str, rounded_from: Optional[str] = None) -> None:
    """Enter a network, in place of the one of that name if there is one; file is relative to the registry."""
    registry = read(path)
    entered = {"name": name, "file": file, "sha256": sha256}
    if rounded_from is not None:
        entered["roundedFrom"] = rounded_from
    names = [network["name"] for network in registry["networks"]]
    if name in names:
        registry["networks"][names.index(name)] = entered
    else:
        registry["networks"].append(entered)
    Path(path).write_text(json.dumps(registry, indent=2) + "\n")
