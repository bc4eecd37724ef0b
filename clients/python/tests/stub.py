"""A service of a few lines that answers what a test tells it to, and records what it is asked."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Stub:
    """answers: by "METHOD path", each a list that is used up to its last answer: (status, JSON or bytes, headers)."""

    answers: dict[str, list[tuple[int, Any, dict[str, str]]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    def answer(self, call: str, content: Any, status: int = 200, **headers: str) -> None:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.answers.setdefault(call, []).append((status, content, named))

    def refuse(self, call: str, status: int, problem: dict[str, Any]) -> None:
        self.answer(call, problem, status, Content_Type="application/problem+json")

    def of(self, call: str) -> list[Asked]:
        return [asked for asked in self.asked if f"{asked.method} {asked.path}" == call]

    def __enter__(self) -> Stub:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def handle_call(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                query = {key: values[0] for key, values in parse_qs(parts.query).items()}
                stub.asked.append(Asked(self.command, parts.path, query, dict(self.headers), body))
                known = stub.answers.get(f"{self.command} {parts.path}", [(404, {"title": "not in this test"}, {})])
                status, content, headers = known.pop(0) if len(known) > 1 else known[0]
                raw = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = handle_call

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.answer("GET /api/v1", {"name": "shakedown", "resultStore": self.address})
        return self

    def __exit__(self, *_: Any) -> None:
        self.server.shutdown()
        self.server.server_close()
