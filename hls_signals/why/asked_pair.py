"""Which two periods does a question name, and what was known of the earlier one on a day?"""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

import polars as pl

from hls_signals.measures.values import measured_values
from hls_signals.register.models import Measure
from hls_signals.why.periods import PERIOD, pairs, pairs_named
from hls_signals.workspace.errors import MendableError

Against: TypeAlias = Literal["previous", "last_year"] | dt.date
# Weeks begin on Mondays, so the same week last year began 52 weeks before.
A_WEEK_LAST_YEAR = dt.timedelta(days=364)


class NoSuchPair(MendableError):
    """Nobody sent a figure for this period, or it is the first of its series."""

    code = "Y102"


class NotKnownThen(MendableError):
    """No figure of the earlier period was known on the day named."""

    code = "Y106"


def asked_pair(measure: Measure, rows: pl.DataFrame, later_start: dt.date, against: Against) -> pl.DataFrame:
    """The pair whose later period begins on this day, as one row of `periods.pairs`.

    rows     the series of one area
    against  the period before, the same period a year before, or the one that holds a day
    raises   NoSuchPair
    """
    # A measure may arrive in more than one kind of period; its own kind is the one asked about.
    later = rows.filter(pl.col("period_start") == later_start).sort(pl.col("period_type") != measure.period_type)
    if later.is_empty():
        raise _no_pair(measure, rows, later_start, "there is no such period here.")
    kind = str(later["period_type"][0])
    own = rows.filter(pl.col("period_type") == kind)
    if against == "previous":
        found = pairs(own).filter(pl.col("later_period_start") == later_start)
    else:
        held = own.filter(_is_earlier(kind, later_start, against), pl.col("period_start") < later_start)
        named = held.select(
            "area_code", "period_type", earlier_period_start="period_start", later_period_start=pl.lit(later_start)
        )
        found = pairs_named(own, named)
    if found.is_empty():
        raise _no_pair(measure, rows, later_start, "there is no period here to compare with.")
    return found.head(1).drop("pair_no").with_row_index("pair_no")


def _is_earlier(kind: str, later_start: dt.date, against: Against) -> pl.Expr:
    if isinstance(against, dt.date):
        return (pl.col("period_start") <= against) & (pl.col("period_end") > against)
    if kind == "week":
        return pl.col("period_start") == later_start - A_WEEK_LAST_YEAR
    return pl.col("period_start").dt.offset_by("1y") == later_start


def _no_pair(measure: Measure, rows: pl.DataFrame, later_start: dt.date, why: str) -> NoSuchPair:
    starts = rows["period_start"].sort().to_list()
    areas = rows["area_code"].unique().sort().to_list()
    mend = "this area has fewer than two periods; look at its file, or ask about another area"
    if len(starts) > 1:
        nearest = min(starts[1:], key=lambda start: abs((start - later_start).days))
        mend = f"nearest: {nearest.isoformat()}; periods here begin from {starts[0]} to {starts[-1]}"
    return NoSuchPair(
        why,
        where=f"measure {measure.id}, area {', '.join(areas)}, period beginning {later_start.isoformat()}",
        mend=mend,
    )


def values_known_then(measure: Measure, observations: pl.DataFrame, known_then: dt.date) -> pl.DataFrame:
    """Every total as known at the end of a day, under the targets and rules known then: in place of first values.

    observations  `staged.total_versions`
    """
    known = observations.filter(pl.col("known_on") <= known_then)
    key = [*PERIOD, "period_end", "definition_version"]
    newest = known.sort(*key, "known_at", "source_sha256", "source_row").unique(key, keep="last", maintain_order=True)
    return measured_values(measure, newest, known_on=known_then)


def must_be_known(pair: pl.DataFrame, then: pl.DataFrame, known_then: dt.date) -> None:
    """Raises NotKnownThen where the earlier period has a figure now and had none on that day.

    then  `values_known_then`
    """
    row = pair.row(0, named=True)
    held = then.filter(
        pl.col("area_code") == row["area_code"],
        pl.col("period_start") == row["earlier_period_start"],
        pl.col("value").is_not_null(),
    )
    if row["earlier_value"] is not None and held.is_empty():
        raise NotKnownThen(
            "no figure of the earlier period was known on that day.",
            where=f"period beginning {row['earlier_period_start'].isoformat()}, known then {known_then.isoformat()}",
            mend="ask with a later day, or without one for the figure as first published",
        )
