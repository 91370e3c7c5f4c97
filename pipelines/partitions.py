"""In which periods does a return arrive?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import dagster as dg

TIMEZONE = "Europe/London"
# Before any return a workspace is likely to hold; a period before it shows in no grid and loses nothing else.
FIRST = "2000-01-01"
CRONS = {
    "month": "0 0 1 * *",
    "quarter": "0 0 1 1,4,7,10 *",
    "financial_year": "0 0 1 4 *",
    "calendar_year": "0 0 1 1 *",
    "academic_year": "0 0 1 9 *",
}


def partitions_of(period_type: str) -> dg.TimeWindowPartitionsDefinition:
    """The return's own calendar; months where it has none of these."""
    return dg.TimeWindowPartitionsDefinition(
        start=FIRST, fmt="%Y-%m-%d", timezone=TIMEZONE, cron_schedule=CRONS.get(period_type, CRONS["month"])
    )


def partition_keys(period_type: str, days: Iterable[dt.date]) -> list[str]:
    """The partitions in which these period starts fall, in time order."""
    first = dt.date.fromisoformat(FIRST)
    return sorted({_start(period_type, day).isoformat() for day in days if day >= first})


def _start(period_type: str, day: dt.date) -> dt.date:
    if period_type == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    months = {"financial_year": 4, "calendar_year": 1, "academic_year": 9}
    if period_type in months:
        start = day.replace(month=months[period_type], day=1)
        return start if start <= day else start.replace(year=start.year - 1)
    return day.replace(day=1)
