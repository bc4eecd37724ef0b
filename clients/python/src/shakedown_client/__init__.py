"""Submits Shakedown campaigns, watches them, and reads results into pandas and NumPy.

    from shakedown_client import Client

    campaign = Client().submit("campaign.yaml")
    campaign.wait()
    curve = campaign.view("robustness-curve")

Uses the HTTP interface alone (docs/http.md).
"""

from .campaign import Campaign, Status
from .client import Client, ShakedownWarning
from .errors import ShakedownError, Violation
from .job import ARRAYS, PICTURES, Job

__all__ = [
    "ARRAYS",
    "PICTURES",
    "Campaign",
    "Client",
    "Job",
    "ShakedownError",
    "ShakedownWarning",
    "Status",
    "Violation",
]
