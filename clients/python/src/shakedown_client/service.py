"""One service over HTTP: sends requests with the token, and turns every error into a ShakedownError."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from .errors import ShakedownError

_LONGEST_WAIT_SECONDS = 60


class Token:
    """A bearer token, or the file that it is in. The file is read for each request, so that it can be renewed."""

    def __init__(self, token: str | None = None, file: str | os.PathLike[str] | None = None) -> None:
        if token is not None and file is not None:
            raise ValueError("token, token_file: both given: must be one of them")
        self._file = None if file is None else Path(file)
        self._token = token or (None if file else os.environ.get("SHAKEDOWN_TOKEN"))

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Shows the token, if there is one. As ``auth`` of a request, so that none is taken from ~/.netrc."""
        token = (self._file.read_text(encoding="utf-8") if self._file else self._token or "").strip()
        if not token.isascii() or any(c.isspace() for c in token) or (self._file and not token):
            where = f"token_file: {self._file}" if self._file else "token"
            raise ValueError(f"{where}: must be one token and nothing else")
        if token:
            request.headers["Authorization"] = f"Bearer {token}"
        return request


class Service:
    """A service at a base address such as ``http://127.0.0.1:8080``."""

    def __init__(self, address: str, token: Token, timeout: float) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"address: {address}: must be an address such as http://127.0.0.1:8080")
        self.address = address.rstrip("/")
        self._token = token
        self._timeout = timeout
        self._session = requests.Session()

    def json(self, method: str, path: str, **options: Any) -> Any:
        """Sends a request and reads the JSON of the answer."""
        response = self.send(method, path, **options)
        try:
            return response.json()
        except ValueError:
            raise ShakedownError(
                f"{self.address}{path}: answered with something that is not JSON: is that Shakedown's address?",
                status=response.status_code,
            ) from None

    def get(self, path: str, **parameters: Any) -> Any:
        """Reads JSON. Parameters that are None are left out."""
        return self.json("GET", path, params=_given(parameters))

    def chunks(self, path: str, **parameters: Any) -> Iterator[bytes]:
        """The bytes of an answer as they come, however long that takes."""
        with self.send("GET", path, params=_given(parameters), stream=True) as response:
            try:
                yield from response.iter_content(1 << 16)
            except requests.RequestException as e:
                raise ShakedownError(f"{self.address}{path}: broke off: {e}") from e

    def send(self, method: str, path: str, *, stream: bool = False, **options: Any) -> requests.Response:
        """Sends a request, later where the service says so (status 429).

        Raises ShakedownError if it is refused or has no answer.
        """
        headers = {"Accept": "application/json, application/problem+json, */*;q=0.5", **options.pop("headers", {})}
        while True:
            try:
                response = self._session.request(
                    method,
                    self.address + path,
                    headers=headers,
                    auth=self._token,
                    timeout=self._timeout,
                    stream=stream,
                    allow_redirects=False,
                    **options,
                )
            except requests.RequestException as e:
                raise ShakedownError(f"no answer from {self.address}: {_reason(e)}") from e
            if 200 <= response.status_code < 300:
                return response
            wait = response.headers.get("Retry-After", "")
            if response.status_code != 429 or not wait.isdecimal() or int(wait) > _LONGEST_WAIT_SECONDS:
                raise _error(response)
            time.sleep(max(1, int(wait)))


def _given(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}


def _reason(failure: requests.RequestException) -> str:
    if isinstance(failure, requests.exceptions.SSLError):
        return "its certificate is not trusted; REQUESTS_CA_BUNDLE names a file with trusted ones"
    if isinstance(failure, requests.exceptions.Timeout):
        return "it took too long"
    return "start a stack with ./shakedown up, or give the address of job-api"


def _error(response: requests.Response) -> ShakedownError:
    if response.headers.get("Content-Type", "").startswith("application/problem+json"):
        try:
            problem = response.json()
        except ValueError:
            problem = {}
        if isinstance(problem, dict):
            return ShakedownError.of(problem, response.status_code)
    return ShakedownError(f"HTTP {response.status_code} from {response.url}", status=response.status_code)
