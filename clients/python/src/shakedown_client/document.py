"""Campaign documents: read from YAML or JSON, their local files found, uploaded and replaced by hashes.

Files are single files, folders or globs, as ``./shakedown submit`` has them. It alone does the rest of
docs/http.md, "Files": ``skipUnusable``, checks before the upload, and changes to pictures.
"""

from __future__ import annotations

import copy
import glob
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

Document = dict[str, Any]
Upload = Callable[[Path, Mapping[str, Any]], Mapping[str, Any]]

_LAUNCHER_ALONE = ("crop", "resize", "fit", "background")
_PICTURES = (".png", ".jpg", ".jpeg")
_WILDCARD = re.compile(r"[*?\[{]")
KERNEL_FORMATS = {".png": "png", ".npy": "npy", ".txt": "text", ".csv": "text", ".mat": "mat"}


def read(source: Mapping[str, Any] | str | os.PathLike[str]) -> tuple[Document, Path]:
    """A document and the folder that its paths are relative to.

    source: a mapping, whose paths are relative to the working directory; or the path of a YAML or JSON file.
    """
    if isinstance(source, Mapping):
        return copy.deepcopy(dict(source)), Path()
    path = Path(source)
    text = path.read_text(encoding="utf-8")
    tree = json.loads(text) if path.suffix == ".json" else _yaml(text)
    if not isinstance(tree, dict):
        raise ValueError(f"{path}: must be a campaign document, which is a mapping with schema, name and images")
    return tree, path.parent


def resolve(document: Document, folder: Path, upload_image: Upload, upload_kernel: Upload) -> Document:
    """Uploads every file that the document names, and puts its hash in the place of ``file``. Changes the document."""
    _refuse_what_the_launcher_does(document)
    images = document.get("images")
    if isinstance(images, list):
        found = [picture for i, entry in enumerate(images) for picture in _images(f"images[{i}]", entry, folder)]
        _name(found)
        for entry, _, _ in found:
            if isinstance(entry, dict):
                for place in (entry, entry.get("blurred"), entry.get("sharp")):
                    _replace(place, folder, upload_image)
                _replace(entry.get("kernel"), folder, upload_kernel)
        document["images"] = [entry for entry, _, _ in found]
    for kernel in _kernels(document):
        _replace(kernel, folder, upload_kernel)
    for attack in document.get("attacks") or ():
        if isinstance(attack, dict):
            for field in ("target", "mask", "patch"):
                picture = attack.get(field)
                # A localised attack is called after the picture that it draws.
                named = attack if field == "patch" else picture
                if isinstance(picture, dict) and "file" in picture and isinstance(named, dict):
                    named.setdefault("name", Path(str(picture["file"])).stem)
                _replace(picture, folder, upload_image)
    return document


def _refuse_what_the_launcher_does(document: Document) -> None:
    if document.pop("skipUnusable", False):
        raise ValueError("skipUnusable: true: must be false or left out; ./shakedown submit can go on without pictures")
    entries = [(f"images[{i}]", entry) for i, entry in enumerate(document.get("images") or ())]
    attacks = [(f"attacks[{i}]", attack) for i, attack in enumerate(document.get("attacks") or ())]
    for fields, parents in ((("blurred", "sharp"), entries), (("target", "mask", "patch"), attacks)):
        for field, parent in list(parents):
            if isinstance(parent, dict):
                entries += [(f"{field}.{name}", parent.get(name)) for name in fields]
    for field, entry in entries:
        for change in _LAUNCHER_ALONE:
            if isinstance(entry, dict) and "file" in entry and change in entry:
                raise ValueError(
                    f"{field}.{change}: {entry[change]}: must be left out; change the picture before, for example with "
                    "Pillow, or use ./shakedown submit"
                )


def _kernels(document: Document) -> Iterator[Any]:
    for blur in document.get("blurs") or ():
        if isinstance(blur, dict):
            yield blur.get("kernel")
            yield from (blur.get("grid") or {}).get("kernels") or ()
    for attack in document.get("attacks") or ():
        if isinstance(attack, dict):
            yield from (attack.get("expectation") or {}).get("kernels") or ()


def _replace(entry: Any, folder: Path, upload: Upload) -> None:
    if isinstance(entry, dict) and "file" in entry:
        stored = upload(folder / str(entry["file"]), entry)
        for field in ("file", "variable", "index", "pad"):
            entry.pop(field, None)
        entry.update(stored)


def _images(field: str, entry: Any, folder: Path) -> Iterator[tuple[Any, str, str]]:
    """An entry for each picture, its short name and its path. Both are empty if it is named already, or has no file."""
    blurred = entry.get("blurred") if isinstance(entry, dict) else None
    place = entry if isinstance(entry, dict) and "file" in entry else blurred
    if not isinstance(place, dict) or "file" not in place:
        yield entry, "", ""
        return
    text = str(place["file"])
    pictures = _files(field + (".file" if place is entry else ".blurred.file"), text, folder)
    if "name" in entry and len(pictures) > 1:
        raise ValueError(f"{field}.name: cannot be given where file means several pictures")
    sharp = entry.get("sharp")
    partners = None
    if place is blurred and isinstance(sharp, dict) and _is_plural(sharp.get("file"), folder):
        partners = _files(f"{field}.sharp.file", str(sharp["file"]), folder)
    for key, path in pictures:
        own = copy.deepcopy(entry)
        (own if place is entry else own["blurred"])["file"] = path
        if partners is not None:
            fitting = [partner for name, partner in partners if name == key]
            if len(fitting) != 1:
                raise ValueError(f"{field}.sharp.file: {len(fitting)} pictures for {path}: must be one")
            own["sharp"]["file"] = fitting[0]
        yield (own, "", "") if "name" in entry else (own, key, path)


def _name(images: list[tuple[Any, str, str]]) -> None:
    """Calls each picture that has no name after its file, or after its path where two would have the same name."""
    names = Counter(key or entry.get("name") for entry, key, _ in images if isinstance(entry, dict))
    for entry, key, path in images:
        if key:
            entry["name"] = key if names[key] == 1 else path


def _is_plural(text: object, folder: Path) -> bool:
    path = folder / str(text)
    return text is not None and (path.is_dir() or (not path.exists() and _WILDCARD.search(str(text)) is not None))


def _files(field: str, text: str, folder: Path) -> list[tuple[str, str]]:
    """The files that a path, a folder or a glob means, each after what tells it apart: its name, or what wildcards match.

    Paths are relative to the folder, unless the text is an absolute path.
    """
    path = folder / text
    if path.is_file():
        return [(path.stem, text)]
    found = []
    if path.is_dir():
        pictures = [p for p in sorted(path.iterdir()) if p.suffix.lower() in _PICTURES and p.name[0] != "."]
        found = [(p.stem, (Path(text) / p.name).as_posix()) for p in pictures]
    else:
        for pattern in _without_braces(Path(text).as_posix()):
            captures = _captures(pattern)
            for name in sorted(glob.glob(pattern, root_dir=folder, recursive=True)):
                match = captures.fullmatch(name)
                if match and (folder / name).is_file():
                    key = "/".join(part.strip("/") for part in match.groups() if part)
                    found.append((key or Path(name).stem, name))
    if not found:
        raise ValueError(f"{field}: {text}: no such file; must be a picture, a folder of pictures or a glob")
    return found


def _without_braces(pattern: str) -> list[str]:
    """The patterns that one with alternatives such as ``{png,jpg}`` stands for."""
    match = re.search(r"\{([^{}]*)\}", pattern)
    if not match:
        return [pattern]
    return [
        whole
        for choice in match[1].split(",")
        for whole in _without_braces(pattern[: match.start()] + choice + pattern[match.end() :])
    ]


def _captures(pattern: str) -> re.Pattern[str]:
    """A glob as a regular expression with a group for each wildcard."""
    expression = ""
    for part in re.split(r"(\*\*/|\*\*$|\*|\?|\[[^\]]+\])", pattern):
        if part == "**/":
            expression += "((?:[^/]+/)*)"
        elif part == "**":
            expression += "(.*)"
        elif part == "*":
            expression += "([^/]*)"
        elif part == "?":
            expression += "([^/])"
        elif part.startswith("["):
            expression += f"({part.replace('[!', '[^')})"
        else:
            expression += re.escape(part)
    return re.compile(expression)


def _yaml(text: str) -> Any:
    """YAML 1.2's core schema, as the service reads it: ``no`` is a text and ``1e-3`` a number. No anchors."""
    try:
        import yaml
    except ImportError:
        raise ImportError(
            "reading YAML needs PyYAML: pip install 'shakedown-client[yaml]'; or give the document as a dict or JSON"
        ) from None

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[str, Any] = {}

        def compose_node(self, parent: Any, index: Any) -> Any:
            event = self.peek_event()
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1
                raise ValueError(f"line {line}: has a YAML anchor or alias; must write its value out")
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            keys = Counter(self.construct_object(key, deep=True) for key, _ in node.value)
            twice = [key for key, times in keys.items() if times > 1]
            if twice:
                raise ValueError(f"line {node.start_mark.line + 1}: {twice[0]}: is there twice; must be there once")
            return dict(super().construct_mapping(node, deep))

    tag = "tag:yaml.org,2002:"
    for name, expression, first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"[-+]?[0-9]+", "-+0123456789"),
        ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ):
        Loader.add_implicit_resolver(tag + name, re.compile(f"(?:{expression})$"), list(first))
    Loader.add_constructor(tag + "int", lambda loader, node: int(node.value))
    Loader.add_constructor(tag + "float", lambda loader, node: float(node.value))
    return yaml.load(text, Loader)
