"""What does the command say of each series, of figures it could not use, and of chance?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from hls_signals.cli.options import printable
from hls_signals.cli.plain_tables import PlainTable
from hls_signals.variation import ADVICE_SENTENCES, ByChance, NoFalseAlarmTable, expected_by_chance

LAST_PERIODS = 3
FIRST_ROWS = 5
HEAD = ("series", "points", "typical level", "usual range", f"signals in the last {LAST_PERIODS} periods", "advice")
NONE = "-"
BASES = {
    "run_on_one_side": "on one side of the first ones",
    "beyond_usual_range": "beyond the usual range of the first ones",
}
HOW_TO_ACCEPT = (
    "A new phase is never begun by itself. Where you know what changed, give a file by --phases with the columns "
    "series, starts and reason."
)


@dataclass(frozen=True)
class Found:
    """The record of `signals`, the charts that were chosen where the chart was left open, and suggested phases."""

    result: pl.DataFrame
    choice: pl.DataFrame | None
    suggested: pl.DataFrame | None

    def report(self, table: PlainTable, keys: tuple[str, ...]) -> Report:
        """What is to be said of it."""
        return report_of(table, self, keys)


@dataclass(frozen=True)
class Report:
    """What a run of the command found.

    series         one row a series, in name order: its last phase's limits and its signals of the last periods.
    chosen         chart and reason in words, with how many series; empty where the chart was given.
    suggested      where a new phase might begin, one a series in name order, for a person to decide.
    unusable       how many figures could not be used, and the first of their rows in the file.
    chance         how often chance alone would signal; None where that was not simulated, and then `why_not`.
    """

    rows: int
    preset: str
    chart: str
    series: list[dict[str, Any]]
    chosen: list[dict[str, Any]]
    suggested: list[dict[str, Any]]
    unusable: int
    unusable_rows: list[int]
    chance: ByChance | None
    why_not: str

    def as_record(self, to: Path | None) -> dict[str, Any]:
        """The same for a machine; without the series where the whole record was written."""
        told = {
            "preset": self.preset,
            "chart": self.chart,
            "rows": self.rows,
            **({"chosen": self.chosen} if self.chosen else {}),
            **({"suggested_phases": self.suggested} if self.suggested else {}),
            "unusable": {"count": self.unusable, "first_rows": self.unusable_rows},
            "by_chance": asdict(self.chance) if self.chance else {"not_known": self.why_not},
        }
        return {**told, "file": str(to)} if to else {**told, "series": self.series}

    def lines(self, to: Path | None) -> Iterator[str]:
        """The same in words."""
        if to is None:
            yield from _table([HEAD, *(_cells(row) for row in self.series)])
            yield from self._advice()
        else:
            told = f"{self.rows:,} rows of {_series(len(self.series))} in {printable(str(to))}."
            yield f"{told} Preset {self.preset}, chart {self.chart}."
        for choice in self.chosen:
            yield f"{choice['chart']} for {_series(choice['series'])}: {choice['reason']}"
        yield from self._suggestions()
        if self.unusable:
            rows = ", ".join(map(str, self.unusable_rows)) + (" and others" if self.unusable > FIRST_ROWS else "")
            many = "1 figure was" if self.unusable == 1 else f"{self.unusable:,} figures were"
            where = "row" if self.unusable == 1 else "rows"
            yield f"{many} not used, because this chart cannot hold such a figure: {where} {rows}."
        told = self.chance.sentence if self.chance else self.why_not
        if told:
            yield told

    def _suggestions(self) -> Iterator[str]:
        """Runs so long that a new phase may have begun, and how a person says so."""
        for found in self.suggested:
            yield (
                f"{_named(found['series'])}: {found['run_points']} points in a row {BASES[found['basis']]}, from "
                f"{_date(found['suggested_start'])} (typical level {_number(found['centre_before'])} before, "
                f"{_number(found['centre_after'])} since)."
            )
        if self.suggested:
            yield HOW_TO_ACCEPT

    def _advice(self) -> Iterator[str]:
        """What each code of the column means, once."""
        given = {code for row in self.series for code in row["advice"]}
        for code in sorted(given):
            yield f"{code}: {ADVICE_SENTENCES[code]}"


def report_of(table: PlainTable, found: Found, keys: tuple[str, ...]) -> Report:
    """What is to be said of a result of `signals` on this table."""
    result = found.result
    time = result.columns[len(keys)]
    unusable = _unusable(table, result, [*keys, time])
    chance, why_not = None, ""
    try:
        chance = expected_by_chance(result)
    except NoFalseAlarmTable as error:
        why_not = f"How often chance alone would signal is not known: {error.what}."
    return Report(
        rows=result.height,
        preset=_one(result, "preset"),
        chart=_one(result, "chart"),
        series=_by_series(result, keys, time),
        chosen=[] if found.choice is None else _chosen(found.choice),
        suggested=[] if found.suggested is None else _suggested(found.suggested, keys),
        unusable=int((result["point_status"] == "unusable").sum()),
        unusable_rows=unusable[:FIRST_ROWS],
        chance=chance,
        why_not=why_not,
    )


def _series(number: int) -> str:
    return "1 series" if number == 1 else f"{number:,} series"


def _chosen(choice: pl.DataFrame) -> list[dict[str, Any]]:
    """Each chart with its reason, in the order of the first series that has it."""
    return choice.group_by("chart", "reason", maintain_order=True).agg(series=pl.len()).to_dicts()


def _suggested(phases: pl.DataFrame, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Each suggestion with the series it is of; no event is known here, so none is near."""
    ours = phases.columns[: len(keys)]
    series = pl.struct(pl.col(here).alias(name) for here, name in zip(ours, keys, strict=True))
    return phases.select(series.alias("series"), pl.exclude(*ours, "nearest_event")).to_dicts()


def _named(series: Mapping[str, Any]) -> str:
    return printable(" / ".join(NONE if key is None else str(key) for key in series.values()))


def _one(result: pl.DataFrame, name: str) -> str:
    return ", ".join(result[name].cast(pl.String).unique(maintain_order=True))


def _unusable(table: PlainTable, result: pl.DataFrame, key: Sequence[str]) -> list[int]:
    """The rows of the file whose figures no chart can hold, in their order."""
    wrong = result.filter(pl.col("point_status") == "unusable").select(key)
    numbered = table.frame.select(key).with_columns(pl.Series("__file_row", list(table.file_rows), dtype=pl.Int64))
    return numbered.join(wrong, on=list(key), how="semi", nulls_equal=True)["__file_row"].sort().to_list()


def _by_series(result: pl.DataFrame, keys: tuple[str, ...], time: str) -> list[dict[str, Any]]:
    is_signal = pl.col("read_first").is_in(["signal_high", "signal_low"])
    signal = pl.struct(pl.col(time), "read_first", "read_first_rule")
    per_series = result.group_by(pl.struct(keys).alias("series"), maintain_order=True).agg(
        points=(pl.col("point_status") == "used").sum(),
        **{name: pl.col(name).last() for name in ("phase", "centre", "lower", "upper", "limits_status")},
        signals=signal.tail(LAST_PERIODS).filter(is_signal.tail(LAST_PERIODS)),
        advice=pl.col("advice").last().str.split(";").list.filter(pl.element() != ""),
    )
    return per_series.to_dicts()


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    # The time has the file's own name for it and stands first.
    told = [f"{_date(next(iter(s.values())))} {s['read_first'].removeprefix('signal_')}" for s in row["signals"]]
    is_flat = row["limits_status"] == "no_variation"
    return (
        _named(row["series"]),
        str(row["points"]),
        _number(row["centre"]),
        # Lines on top of one another are no range.
        NONE if row["lower"] is None or is_flat else f"{_number(row['lower'])} to {_number(row['upper'])}",
        ", ".join(told) or NONE,
        ", ".join(row["advice"]) or NONE,
    )


def _date(stamp: Any) -> str:
    return printable(str(stamp)).strip().removesuffix(" 00:00:00")


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:,.6g}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
