"""When did a figure become known?"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

Basis = Literal["sidecar", "column", "assumed", "receipt"]
UTC_TIME = pl.Datetime("us", "UTC")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class KnownRule:
    """Sidecar, else the known_at column, else the period's end plus the mapping's lag (assumed), else receipt."""

    received_at: dt.datetime
    zone: ZoneInfo
    stated: dt.datetime | None = None
    lag_days: int | None = None

    def of(self, text: pl.Series, period_end: pl.Series) -> pl.DataFrame:
        """known_at, known_at_basis and known_at_fault (R221, or null) of each record."""
        height = len(text)
        if self.stated is not None:
            return _frame(height, self.stated, "sidecar")
        otherwise = (
            self._assumed(period_end) if self.lag_days is not None else _frame(height, self.received_at, "receipt")
        )
        if text.null_count() == height:
            return otherwise
        seen = text.unique()
        read = [self._read(value) for value in seen.to_list()]
        known = pl.DataFrame(
            {
                "text": seen,
                "at": pl.Series([at for at, _ in read], dtype=UTC_TIME),
                "fault": pl.Series([fault for _, fault in read], dtype=pl.String),
            }
        )
        joined = (
            text.alias("text").to_frame().join(known, on="text", how="left", nulls_equal=True, maintain_order="left")
        )
        return pl.concat([joined, otherwise], how="horizontal").select(
            pl.coalesce("at", "known_at").alias("known_at"),
            pl.when(pl.col("at").is_not_null())
            .then(pl.lit("column"))
            .otherwise("known_at_basis")
            .alias("known_at_basis"),
            pl.col("fault").alias("known_at_fault"),
        )

    def _assumed(self, period_end: pl.Series) -> pl.DataFrame:
        shifted = period_end.dt.offset_by(f"{self.lag_days}d")
        day = shifted.set((shifted.dt.year() >= dt.MAXYEAR).fill_null(False), None).cast(pl.Datetime("us"))
        at = day.dt.replace_time_zone(self.zone.key).dt.convert_time_zone("UTC")
        return pl.DataFrame({"known_at": at}).with_columns(
            pl.col("known_at").fill_null(self.received_at),
            pl.lit("assumed").alias("known_at_basis"),
            pl.lit(None, pl.String).alias("known_at_fault"),
        )

    def _read(self, text: str | None) -> tuple[dt.datetime | None, str | None]:
        if text is None or not text.strip():
            return None, None
        try:
            return moment_of(text.strip(), self.zone), None
        except ValueError:
            return None, "R221"


def moment_of(stated: str | dt.date | dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """A stated day or time in UTC. A plain date is the whole day: known from its first moment in the zone.

    raises  ValueError where the text names no moment.
    """
    if isinstance(stated, str):
        stated = day_or_time(stated)
    if not isinstance(stated, dt.datetime):
        stated = dt.datetime(stated.year, stated.month, stated.day, tzinfo=zone)
    if stated.year in (dt.MINYEAR, dt.MAXYEAR):
        # In another zone such a moment may lie in a year that does not exist.
        raise ValueError("a year nobody means")
    return (stated if stated.tzinfo is not None else stated.replace(tzinfo=zone)).astimezone(dt.UTC)


def day_or_time(text: str) -> dt.date | dt.datetime:
    """The ISO day, or day and time, that a text names; raises ValueError where it names none."""
    return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else dt.datetime.fromisoformat(text)


def _frame(height: int, at: dt.datetime, basis: Basis) -> pl.DataFrame:
    return pl.select(pl.repeat(basis, height, dtype=pl.String).alias("known_at_basis")).select(
        pl.lit(at, UTC_TIME).alias("known_at"), "known_at_basis", pl.lit(None, pl.String).alias("known_at_fault")
    )
