"""Rows of results and views: dicts, or a pandas.DataFrame."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]

_NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_NUMBER = re.compile(r"(damage|lipschitz|gain_db|.*_(psnr|ncc|ssim|norm|objective))(_deviation|_confidence)?")
_TIMES = ("started_at", "finished_at")


def with_numbers(row: Row) -> Row:
    """A row in which NaN and infinities, which JSON has as texts, are numbers. Changes the row."""
    for name, value in row.items():
        if isinstance(value, str) and value in _NOT_FINITE and _NUMBER.fullmatch(name):
            row[name] = _NOT_FINITE[value]
    return row


def frame(rows: list[Row]) -> pandas.DataFrame:
    """A DataFrame with the rows' columns; times are UTC timestamps. Without rows it has no columns."""
    try:
        import pandas
    except ImportError:
        raise ImportError("a DataFrame needs pandas: pip install 'shakedown-client[frames]'; or use rows=True") from None
    made = pandas.DataFrame.from_records(rows)
    for column in _TIMES:
        if column in made:
            made[column] = pandas.to_datetime(made[column], utc=True)
    for column in made.columns:
        if _NUMBER.fullmatch(str(column)):
            made[column] = made[column].astype("float64")
    return made
