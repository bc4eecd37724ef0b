"""What goes wrong with a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NO_TYPE = "about:blank"


@dataclass(frozen=True)
class Violation:
    """A field or parameter that is invalid.

    field: its path, such as ``attacks[1].steps``. value: what was given, None if nothing was.
    expected: what would be right.
    """

    field: str
    value: str | None
    expected: str

    def __str__(self) -> str:
        given = f"{self.field}: {self.value}" if self.value else self.field
        return f"{given}: must be {self.expected}"


class ShakedownError(Exception):
    """A request was refused, or had no answer. The fields are those of a problem document (RFC 9457).

    type: a stable URI such as ``urn:shakedown:problem:invalid-campaign``; ``about:blank`` if the status says it all.
    status: the HTTP status; None if there was no answer, or if the request was not sent.
    detail: what happened this time; may be None.
    violations: each invalid field; empty if the detail says it all.
    """

    def __init__(
        self,
        title: str,
        *,
        type: str = NO_TYPE,
        status: int | None = None,
        detail: str | None = None,
        violations: tuple[Violation, ...] = (),
    ) -> None:
        self.title = title
        self.type = type
        self.status = status
        self.detail = detail
        self.violations = violations
        super().__init__("\n".join(map(str, violations)) or detail or title)

    @staticmethod
    def of(problem: Mapping[str, Any], status: int) -> ShakedownError:
        """The error that a problem document describes."""
        return ShakedownError(
            str(problem.get("title") or f"HTTP {status}"),
            type=str(problem.get("type") or NO_TYPE),
            status=status,
            detail=problem.get("detail"),
            violations=tuple(
                Violation(str(v.get("field")), v.get("value"), str(v.get("expected")))
                for v in problem.get("violations") or ()
            ),
        )

    @property
    def is_outage(self) -> bool:
        """Whether the same request can succeed later: no answer, or a service that starts or has no database."""
        return self.status is None or self.status in (502, 503, 504)
