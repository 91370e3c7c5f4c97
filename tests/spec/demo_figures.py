"""What does the simulated inbox hold? Read slowly, with the csv module alone."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import yaml

from hls_signals.measures.colour import colour_of, exact_value
from hls_signals.measures.in_force import rule_in_force, target_in_force
from hls_signals.register import Colour, Register
from hls_signals.variation import signals

AS_OF = dt.date(2026, 10, 15)
CITY = "X06000901"
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}


@dataclass(frozen=True)
class Sent:
    """One figure as some file of the inbox gives it."""

    file: str
    measure_id: str
    area_code: str
    need: str
    locality: str
    start: dt.date
    end: dt.date
    numerator: int | None
    denominator: int | None
    known_at: dt.date

    @property
    def cell(self) -> tuple[str, str, str, str, dt.date]:
        """What the figure is of."""
        return (self.measure_id, self.area_code, self.need, self.locality, self.start)


def sent_figures(root: Path) -> list[Sent]:
    """Every figure of every file, files in name order."""
    return [
        figure
        for path in sorted((root / "inbox" / "returns").rglob("*.csv"))
        for figure in (_board_rows(path) if path.parent.name == "nhs_ae" else _canonical_rows(path))
    ]


def about(path: Path) -> dict[str, object]:
    """What stands beside a file."""
    return yaml.safe_load(path.with_name(f"{path.name}.about.yaml").read_text(encoding="utf-8"))


def _canonical_rows(path: Path) -> Iterator[Sent]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            known_at = row.get("known_at") or str(about(path)["known_at"])
            yield Sent(
                path.name,
                row["measure_id"],
                row["area_code"],
                row.get("need", ""),
                row.get("locality", ""),
                dt.date.fromisoformat(row["period_start"]),
                dt.date.fromisoformat(row["period_end"]),
                _number(row["numerator"]),
                _number(row["denominator"]),
                dt.date.fromisoformat(known_at),
            )


def _board_rows(path: Path) -> Iterator[Sent]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            name, year = row["month"].split()
            start = dt.date(int(year), MONTHS[name], 1)
            end = (start + dt.timedelta(days=31)).replace(day=1)
            all_who_came = int(row["total_attendances"])
            in_time = all_who_came - int(row["attendances_over_4hours"])
            known_at = dt.date.fromisoformat(str(about(path)["known_at"]))
            yield Sent(path.name, "ae_four_hours", row["icb_code"], "", "", start, end, in_time, all_who_came, known_at)


def _number(text: str) -> int | None:
    return None if text in {"", "[x]"} else int(text)


@dataclass(frozen=True)
class Record:
    """The register and everything sent, asked about as known on a day."""

    register: Register
    sent: list[Sent]

    def figure(self, measure_id: str, area_code: str, start: dt.date, known_on: dt.date = AS_OF) -> Sent:
        """The newest figure of the total known by the end of a day."""
        known = [
            figure
            for figure in self.sent
            if figure.cell == (measure_id, area_code, "", "", start) and figure.known_at <= known_on
        ]
        return max(known, key=lambda figure: figure.known_at)

    def value(self, figure: Sent) -> Fraction:
        """In the measure's unit."""
        parts = [None if part is None else Decimal(part) for part in (figure.numerator, figure.denominator)]
        value = exact_value(self.register.by_id[figure.measure_id], parts[0], parts[1], None)
        assert value is not None
        return value

    def colour(
        self,
        figure: Sent,
        *,
        target_of: dt.date | None = None,
        rule_of: dt.date | None = None,
        more: int = 0,
    ) -> Colour | None:
        """As known on AS_OF; under the target or rule of another period, or with so many cases more, where asked."""
        measure = self.register.by_id[figure.measure_id]
        target = target_in_force(measure, figure.area_code, target_of or figure.start, figure.end, AS_OF)
        rule = rule_in_force(measure, figure.area_code, rule_of or figure.start, figure.end, AS_OF)
        return colour_of(measure, self.value(figure) + more, target, rule)

    def points(self, measure_id: str, area_code: str = CITY) -> pl.DataFrame:
        """The variation record of one series, with the phases that definitions begin."""
        starts = sorted({f.start for f in self.sent if f.cell[:4] == (measure_id, area_code, "", "")})
        newest = [self.figure(measure_id, area_code, start) for start in starts]
        counted = [figure for figure in newest if figure.numerator is not None]
        frame = pl.DataFrame(
            {
                "series": [measure_id] * len(counted),
                "period_start": [figure.start for figure in counted],
                "value": [float(self.value(figure)) for figure in counted],
            }
        )
        breaks = [d.effective_from for d in self.register.by_id[measure_id].definitions if d.breaks_series]
        phases = pl.DataFrame(
            {
                "series": [measure_id] * len(breaks),
                "starts": breaks,
                "reason": ["definition"] * len(breaks),
                "given_by": ["register"] * len(breaks),
                "source": [""] * len(breaks),
            }
        )
        return signals(frame, "hls", phases=phases if breaks else None)

    def reading(self, measure_id: str, area_code: str, start: dt.date) -> str | None:
        """What a point is read as first."""
        rows = self.points(measure_id, area_code).filter(pl.col("period_start") == start)
        return rows["read_first"].cast(pl.String).item()
