"""How many children and episodes does an SSDA903 return count?

Rows of people are counted in memory and forgotten. A child is looked after on 31 March where an episode began by that
day and had not ended by its end, other than under a series of short breaks (V3, V4); each child counts once. Missing
and away episodes count in the year in which they start.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from hls_signals.returns.faults import FileFault
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.names import Columns
from hls_signals.returns.people import ELSEWHERE, NOT_KEPT, LandedSet
from hls_signals.returns.periods import Period, around, periods_of
from hls_signals.returns.reading import NOTHING_SET_ASIDE, Read, set_aside
from hls_signals.returns.spec import ReturnSpec
from hls_signals.returns.spec_parts import PEOPLE_FILE, Aggregate, Figure
from hls_signals.returns.table import ROW

# The recorded values that `gaming: recorded` reads: a dimension `days` whose cells hold counts.
LENGTHS: Aggregate = "missing_episode_days"
LONGEST = 366
_SHORT_BREAKS = ("V3", "V4")
_KIND = {"missing_episodes": "M", "away_episodes": "A"}
_DATES = {"episodes": {"DECOM": True, "DEC": False}, "missing": {"MIS_START": True}}
_TEXTS = {"episodes": ("CHILD", "LS"), "missing": ("MISSING",)}


def read(file: LandedFile, spec: ReturnSpec) -> Read:
    """One would-be observation a figure; rows that cannot be read are set aside and said."""
    if not isinstance(file, LandedSet) or spec.year_end is None:
        raise FileFault("Q107", mend=ELSEWHERE)
    year = around(spec.year_end, "financial_year")
    words = sorted(spec.people_files or ())
    has_lengths = any(figure.aggregate == LENGTHS for figure in spec.figures)
    people = {word: _People.of(file, word, has_lengths=has_lengths) for word in words}
    good = pl.concat([pl.Series(ROW, [], dtype=pl.Int64), *(one.rows[ROW] for one in people.values())])
    figures = [figure for figure in spec.figures if len(good) and figure.aggregate is not None]
    records = [record for figure in figures for record in _records(figure, people, spec, year, good)]
    return Read(
        observations=pl.DataFrame(records, infer_schema_length=None),
        set_aside=pl.concat([NOTHING_SET_ASIDE, *(one.set_aside for one in people.values())]),
        notes={NOT_KEPT: 1},
        supporting_rows=good,
    )


@dataclass(frozen=True)
class _People:
    """Readable rows of one file, its texts trimmed and its dates read; and lines for the others."""

    rows: pl.DataFrame
    set_aside: pl.DataFrame

    @classmethod
    def of(cls, file: LandedSet, word: str, *, has_lengths: bool) -> _People:
        table = file.member(word)
        columns = Columns(table.headers)
        read = [table.frame[ROW]]
        faults: list[pl.Series] = []
        for name in _TEXTS[word]:
            text = table.frame[f"c{columns.number(name)}"].str.strip_chars().replace("", None)
            read.append(text.str.to_uppercase().alias(name))
            faults.append(_coded(text.is_null(), "R211"))
        ends = {"MIS_END": False} if has_lengths and word == PEOPLE_FILE[LENGTHS] else {}
        for name, is_needed in (_DATES[word] | ends).items():
            day, code = _days(table.frame[f"c{columns.number(name)}"], is_needed=is_needed)
            read.append(day.alias(name))
            faults.append(code)
        found = pl.DataFrame(read).with_columns(pl.coalesce(faults).alias("code"))
        lines = [set_aside(rows, str(code[0])) for code, rows in found.drop_nulls("code").group_by("code")]
        return cls(found.filter(pl.col("code").is_null()), pl.concat([NOTHING_SET_ASIDE, *lines]))


def _days(text: pl.Series, *, is_needed: bool) -> tuple[pl.Series, pl.Series]:
    """Each day, and R220 or R221 where it cannot be read; an empty cell is no fault where a day may be open."""
    start, _, _, code = periods_of(text, "day_month_year", "start", "day")
    is_open = text.fill_null("").str.strip_chars() == ""
    return start, code if is_needed else code.set(is_open, None)


def _records(
    figure: Figure, people: dict[str, _People], spec: ReturnSpec, year: Period, good: pl.Series
) -> list[dict[str, object]]:
    """One row a figure; of lengths one row a number of days, each episode added to its cell and forgotten."""
    aggregate: Aggregate = figure.aggregate or "children_on_31_march"
    rows = people[PEOPLE_FILE[aggregate]].rows
    first = rows[ROW].min() if rows.height else good.min()
    base: dict[str, object] = {
        "measure_id": figure.measure,
        "area_code": spec.area.fixed if spec.area is not None else None,
        "breakdown": "{}",
        "is_total": True,
        "period_start": year.start,
        "period_end": year.end,
        "period_type": year.period_type,
        "source_sheet": "",
        ROW: first,
    }
    if aggregate != LENGTHS:
        return [{**base, "numerator": str(_count(aggregate, rows, year))}]
    cells = missing_days(rows, year)
    return [
        {**base, "breakdown": f'{{"days": "{cell}"}}', "is_total": False, "numerator": str(number)}
        for cell, number in cells.items()
    ]


def missing_days(rows: pl.DataFrame, year: Period) -> dict[str, int]:
    """Missing episodes that ended in the year, by the days each took; all longer than a year share one end cell."""
    ended = rows.filter(pl.col("MISSING") == "M", pl.col("MIS_END").is_between(year.start, year.end, closed="left"))
    took = (ended["MIS_END"] - ended["MIS_START"]).dt.total_days().sort()
    cells = ["" if days < 0 else str(days) if days <= LONGEST else f"{LONGEST + 1} or more" for days in took]
    return {cell: cells.count(cell) for cell in dict.fromkeys(filter(None, cells))}


def _count(aggregate: Aggregate, rows: pl.DataFrame, year: Period) -> int:
    if aggregate == "children_on_31_march":
        return children_on(rows, year.end - dt.timedelta(days=1))
    starts = pl.col("MIS_START").is_between(year.start, year.end, closed="left")
    return rows.filter(starts & (pl.col("MISSING") == _KIND[aggregate])).height


def children_on(episodes: pl.DataFrame, day: dt.date) -> int:
    """How many children were looked after on this day: CHILD, DECOM, DEC and LS of their episodes."""
    is_then = (pl.col("DECOM") <= day) & (pl.col("DEC").is_null() | (pl.col("DEC") > day))
    return episodes.filter(is_then & ~pl.col("LS").is_in(_SHORT_BREAKS))["CHILD"].n_unique()


def _coded(condition: pl.Series, code: str) -> pl.Series:
    return pl.select(pl.when(condition).then(pl.lit(code)).otherwise(None)).to_series()
