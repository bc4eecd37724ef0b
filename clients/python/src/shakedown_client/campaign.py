"""A campaign: its progress, its results, and what can be done with it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from .errors import ShakedownError
from .job import Job
from .rows import Row, frame, with_numbers
from .service import Service

if TYPE_CHECKING:
    import pandas

_OUTAGE_SECONDS = 120
_PAGE = 100


@dataclass(frozen=True)
class Status:
    """The progress of a campaign: the fields of ``CampaignStatus`` in docs/http.md.

    state: EXPANDING, RUNNING, PAUSED, CANCELLED or FINISHED. Rates and the remaining time are None until they are known.
    """

    id: str
    name: str
    state: str
    jobs: int
    succeeded: int
    failed: int
    cancelled: int
    pending: int
    steps_done: int
    steps: int
    steps_per_second: float | None
    jobs_per_minute: float | None
    remaining_seconds: float | None
    submitted: datetime

    @staticmethod
    def of(fields: dict[str, Any]) -> Status:
        """Reads a ``CampaignStatus``."""
        return Status(
            id=fields["id"],
            name=fields["name"],
            state=fields["state"],
            jobs=fields["jobs"],
            succeeded=fields["succeeded"],
            failed=fields["failed"],
            cancelled=fields["cancelled"],
            pending=fields["pending"],
            steps_done=fields["stepsDone"],
            steps=fields["steps"],
            steps_per_second=fields.get("stepsPerSecond"),
            jobs_per_minute=fields.get("jobsPerMinute"),
            remaining_seconds=fields.get("remainingSeconds"),
            submitted=_time(fields["submitted"]),
        )

    @property
    def has_ended(self) -> bool:
        """Whether nothing changes unless the campaign is retried."""
        return self.state in ("CANCELLED", "FINISHED")


class Campaign:
    """A campaign that was submitted. ``warnings`` has what the service found odd when it was."""

    def __init__(
        self, api: Service, store: Service, id: str, name: str, warnings: tuple[dict[str, str], ...] = ()
    ) -> None:
        self._api = api
        self._store = store
        self.id = id
        self.name = name
        self.warnings = warnings

    def __repr__(self) -> str:
        return f"<Campaign {self.id} {self.name!r}>"

    @property
    def page(self) -> str:
        """The address of its page."""
        return f"{self._store.address}/campaign.html?id={self.id}"

    def status(self) -> Status:
        """Its progress."""
        return Status.of(self._api.get(f"/api/v1/campaigns/{self.id}"))

    def wait(self, timeout: float | None = None, *, poll: float = 1, progress: bool = True) -> Status:
        """Waits until it is FINISHED or CANCELLED. Failed jobs are no error here: see ``Status.failed``.

        timeout: in seconds; None waits as long as it takes. poll: seconds between two questions.
        progress: whether to show a bar of steps, if tqdm is installed. Services may be away for two minutes.
        Raises TimeoutError; the campaign goes on.
        """
        started = reached = time.monotonic()
        bar = _bar(self.name) if progress else None
        try:
            while True:
                try:
                    status = self.status()
                    reached = time.monotonic()
                    if bar is not None:
                        _show(bar, status)
                    if status.has_ended:
                        return status
                except ShakedownError as e:
                    if not e.is_outage or time.monotonic() - reached > _OUTAGE_SECONDS:
                        raise
                if timeout is not None and time.monotonic() - started + poll > timeout:
                    raise TimeoutError(f"campaign {self.id} has not ended after {timeout:g} s; it goes on")
                time.sleep(poll)
        finally:
            if bar is not None:
                bar.close()

    def pause(self) -> Status:
        """No job begins until it is resumed."""
        return self._control("pause")

    def resume(self) -> Status:
        """Goes on with a paused campaign."""
        return self._control("resume")

    def cancel(self) -> Status:
        """No further job begins."""
        return self._control("cancel")

    def retry(self) -> Status:
        """Repeats jobs that failed or were cancelled."""
        return self._control("retry")

    def _control(self, action: str) -> Status:
        return Status.of(self._api.json("POST", f"/api/v1/campaigns/{self.id}/{action}"))

    @overload
    def results(self, *, rows: Literal[False] = False, **filters: Any) -> pandas.DataFrame: ...

    @overload
    def results(self, *, rows: Literal[True], **filters: Any) -> list[Row]: ...

    def results(self, *, rows: bool = False, **filters: Any) -> pandas.DataFrame | list[Row]:
        """A row for each job, with the columns of the view ``job_result`` (docs/sql.md).

        Also jobs that have not ended or that failed: ``results(state="SUCCEEDED")``.
        rows: True for a list of dicts in place of a DataFrame.
        filters: parameters of docs/http.md such as network, objective, attack, budget, dataSet, state.
        """
        found = [with_numbers(row) for row in self._lines(filters)]
        return found if rows else frame(found)

    def _lines(self, filters: dict[str, Any]) -> Iterator[Row]:
        rest = b""
        for chunk in self._store.chunks(f"/api/v1/campaigns/{self.id}/results.jsonl", **filters):
            *lines, rest = (rest + chunk).split(b"\n")
            yield from map(json.loads, lines)
        if rest:
            raise ShakedownError(f"results of campaign {self.id}: broke off within a line")

    @overload
    def view(self, name: str, *, rows: Literal[False] = False) -> pandas.DataFrame: ...

    @overload
    def view(self, name: str, *, rows: Literal[True]) -> list[Row]: ...

    def view(self, name: str, *, rows: bool = False) -> pandas.DataFrame | list[Row]:
        """Means and lists over its jobs, with the columns of the SQL view of that name (docs/sql.md).

        name: paper-table, robustness-curve, mean-intervals, success-curve, step-curve, further-metrics, kernel-size-effect, transfer-matrix,
        worst-cases, trust, warnings, failures or networks. rows: True for a list of dicts in place of a DataFrame.
        """
        found = [with_numbers(row) for row in self._store.get(f"/api/v1/campaigns/{self.id}/views/{name}")]
        return found if rows else frame(found)

    def jobs(self, **filters: Any) -> Iterator[Job]:
        """Its jobs that have ended, in the order of the campaign.

        filters: as in results(); also ``sort``, such as ``sort="damage"`` for the most damage first.
        """
        after = None
        while True:
            page = self._store.get(
                f"/api/v1/campaigns/{self.id}/results", **{"limit": _PAGE, **filters, "after": after}
            )
            for record in page["results"]:
                yield Job(self._store, record)
            after = page["next"]
            if after is None:
                return

    def save(self, path: str | os.PathLike[str], name: str | None = None) -> Path:
        """Writes one of its files, and gives the path.

        path: where; its last part is the file's name at the service, unless ``name`` is given.
        name: results.csv, results.jsonl, results.parquet, perturbations.zip, report.html, or a view such as
        views/paper-table.tex.
        """
        target = Path(path)
        part = target.with_name(target.name + ".part")
        with open(part, "wb") as file:
            for chunk in self._store.chunks(f"/api/v1/campaigns/{self.id}/{name or target.name}"):
                file.write(chunk)
        return part.replace(target)


def _time(text: str) -> datetime:
    """ISO 8601 in UTC. Python 3.10 reads neither Z nor nanoseconds."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}+00:00")


def _bar(name: str) -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(desc=name, unit="step")


def _show(bar: Any, status: Status) -> None:
    bar.total = status.steps
    bar.n = status.steps_done
    failed = f", {status.failed} failed" if status.failed else ""
    bar.set_postfix_str(f"{status.state}, {status.succeeded} of {status.jobs} jobs{failed}")
