"""The entry point: submits campaigns and finds them."""

from __future__ import annotations

import io
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import document as documents
from .campaign import Campaign, Status
from .errors import ShakedownError
from .job import Job
from .service import Service, Token

Source = Mapping[str, Any] | str | os.PathLike[str]


class ShakedownWarning(UserWarning):
    """Something that is valid and probably not meant, such as a budget on another scale."""


class Client:
    """Talks to job-api, and to the result-store that job-api names.

    address: where job-api is; else SHAKEDOWN_API, else http://127.0.0.1:8080.
    token, token_file: the bearer token, or a file that has it, which is read for each request; else SHAKEDOWN_TOKEN.
    A local stack needs none. timeout: seconds without a byte of an answer. Not to be shared by threads.

    Every method raises ShakedownError if the service refuses or does not answer.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        token: str | None = None,
        token_file: str | os.PathLike[str] | None = None,
        timeout: float = 120,
    ) -> None:
        self._token = Token(token, token_file)
        self._timeout = timeout
        self._api = Service(
            address or os.environ.get("SHAKEDOWN_API") or "http://127.0.0.1:8080", self._token, timeout
        )
        self._known_store: Service | None = None

    @property
    def _store(self) -> Service:
        if self._known_store is None:
            address = self._api.get("/api/v1").get("resultStore")
            if not address:
                raise ShakedownError(f"{self._api.address}: is not job-api, which says where the result-store is")
            self._known_store = Service(address, self._token, self._timeout)
        return self._known_store

    def submit(self, document: Source, *, idempotency_key: str | None = None) -> Campaign:
        """Uploads the files that a document names, and submits it. The same document is the same campaign.

        document: a mapping, or the path of a YAML or JSON file, as docs/http.md describes it. Paths in a mapping are
        relative to the working directory, those in a file to that file. The service's warnings become
        ShakedownWarning.
        """
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        answer = self._send(document, headers, {})
        found = tuple(answer.get("warnings") or ())
        return Campaign(self._api, self._store, answer["id"], answer["campaign"]["name"], found)

    def dry_run(self, document: Source) -> dict[str, Any]:
        """What a document would be as a campaign: its jobs, steps and estimate. Uploads its files, submits nothing."""
        answer: dict[str, Any] = self._send(document, {}, {"dryRun": "true"})
        return answer

    def _send(self, source: Source, headers: dict[str, str], parameters: dict[str, str]) -> Any:
        document, folder = documents.read(source)
        documents.resolve(document, folder, self._upload_image_of, self._upload_kernel_of)
        answer = self._api.json(
            "POST",
            "/api/v1/campaigns",
            params=parameters,
            data=json.dumps(document, default=_plain).encode(),
            headers={"Content-Type": "application/json", **headers},
        )
        for warning in answer.get("warnings") or ():
            warnings.warn(warning["message"], ShakedownWarning, stacklevel=3)
        return answer

    def upload_image(self, content: bytes | str | os.PathLike[str]) -> dict[str, Any]:
        """Uploads a picture file, or its bytes. Gives ``sha256``, ``width`` and ``height`` for a document's image."""
        stored: dict[str, Any] = self._api.json(
            "POST",
            "/api/v1/images",
            data=_content(content),
            headers={"Content-Type": "application/octet-stream"},
        )
        return stored

    def upload_kernel(
        self,
        content: Any,
        *,
        format: str | None = None,
        name: str | None = None,
        variable: str | None = None,
        index: int | None = None,
        pad: bool | None = None,
    ) -> dict[str, Any]:
        """Uploads a kernel: a NumPy array (K, K), a file, or bytes with their format. Gives a document's kernel.

        format: png, npy, text or mat; of a file, what its ending says. variable, index: which one of a MATLAB file.
        pad: surround an even or oblong kernel with zeros.
        """
        if hasattr(content, "__array__"):
            import numpy

            buffer = io.BytesIO()
            numpy.save(buffer, numpy.asarray(content, dtype="float64"))
            content, format = buffer.getvalue(), "npy"
        elif not isinstance(content, bytes):
            path = Path(content)
            format = format or documents.KERNEL_FORMATS.get(path.suffix.lower())
            name = name or path.stem
        if format is None:
            raise ValueError(f"format: {content!r}: must be one of png, npy, text and mat".replace("\n", " ")[:200])
        options = {"format": format, "name": name, "variable": variable, "index": index}
        if pad:
            options["pad"] = "true"
        stored = self._api.json(
            "POST",
            "/api/v1/kernels",
            params={key: value for key, value in options.items() if value is not None},
            data=_content(content),
            headers={"Content-Type": "application/octet-stream"},
        )
        for warning in stored.get("warnings") or ():
            warnings.warn(warning["message"], ShakedownWarning, stacklevel=2)
        return {"type": "file", **{key: stored[key] for key in ("sha256", "size", "name")}}

    def _upload_image_of(self, path: Path, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return {"sha256": self.upload_image(path)["sha256"]}
        except ShakedownError as e:
            raise _of_file(e, path) from e

    def _upload_kernel_of(self, path: Path, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        choice = {key: entry[key] for key in ("name", "variable", "index", "pad") if key in entry}
        try:
            return self.upload_kernel(path, **choice)
        except ShakedownError as e:
            raise _of_file(e, path) from e

    def campaign(self, which: str) -> Campaign:
        """The campaign of that id, that beginning of an id, or that name. Of several of a name the newest."""
        by_id = self._api.get("/api/v1/campaigns", id=which, limit=2)["campaigns"] if _is_id(which) else []
        if len(by_id) == 1:
            return self._found(by_id[0])
        if len(by_id) > 1:
            raise ShakedownError(f"campaign: {which}: several ids begin so: must be longer")
        for status in self._statuses(name=which):
            if status["name"] == which:
                return self._found(status)
        raise ShakedownError(f"campaign: {which}: there is none of that id or name")

    def campaigns(self, *, name: str | None = None, state: str | None = None) -> list[Status]:
        """The progress of all campaigns, newest first. name: a part of it. state: such as RUNNING."""
        return [Status.of(status) for status in self._statuses(name=name, state=state)]

    def _statuses(self, **filters: str | None) -> Iterator[dict[str, Any]]:
        after = None
        while True:
            page = self._api.get("/api/v1/campaigns", **filters, limit=500, after=after)
            yield from page["campaigns"]
            after = page["next"]
            if after is None:
                return

    def _found(self, status: dict[str, Any]) -> Campaign:
        return Campaign(self._api, self._store, status["id"], status["name"])

    def job(self, id: str) -> Job:
        """The job of that id."""
        return Job(self._store, self._store.get(f"/api/v1/jobs/{id}"))

    def networks(self) -> list[dict[str, Any]]:
        """The networks that workers serve, with their cards."""
        announced: list[dict[str, Any]] = self._api.get("/api/v1/networks")
        return announced


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 24 and all(c in "0123456789abcdef" for c in text)


def _content(content: Any) -> bytes:
    return content if isinstance(content, bytes) else Path(content).read_bytes()


def _of_file(failure: ShakedownError, path: Path) -> ShakedownError:
    """The same refusal, with the file that was uploaded."""
    return ShakedownError(
        failure.title,
        type=failure.type,
        status=failure.status,
        detail=f"{path}: {failure}",
    )


def _plain(value: Any) -> Any:
    """NumPy's numbers and arrays as JSON has them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"document: {value!r}: must be a text, number, list or mapping")
