"""What do the shown figures of all areas add up to, period by period?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from hls_signals.publish.numbers import written
from hls_signals.publish.series_views import VariationRow, VariationView
from hls_signals.publish.table_views import Column, Table
from hls_signals.register.load import Register
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

FEWEST_AREAS = 3
NEWEST = 13


def alliance_sums(
    register: Register, measure: Measure, series: Sequence[tuple[Area, VariationView]], view_id: str
) -> Table | None:
    """The sums of a measure over its areas, oldest period first; None where nothing can be added up.

    series  every area of the measure with its view

    Counts are added; of a ratio the parts of it are. Other figures have no sum. A period has a sum where every area
    shows its figure, so that no hidden one can be worked out. Areas of several types hold each other and have none.
    """
    names = _added(measure)
    parts = {part.sum_code for part in register.area_sums}
    own = [(area, view) for area, view in series if area.area_code not in parts]
    if not names or len(own) < FEWEST_AREAS or len({area.area_type for area, _ in own}) > 1:
        return None
    by_period = [_rows_of(view) for _, view in own]
    whole = sorted(set.intersection(*(set(rows) for rows in by_period)))
    summed = [(key, _sums([rows[key] for rows in by_period], names)) for key in whole]
    shown = [(key, sums) for key, sums in summed if sums is not None][-NEWEST:]
    if not shown:
        return None
    return Table(
        view_id=view_id,
        caption=phrase("{name}: the figures of {areas} areas added up, as shown", name=measure.name, areas=len(own)),
        order="time",
        columns=(Column("period", "Period"), *_columns(names)),
        rows=tuple((by_period[0][key].label, *map(written, sums)) for key, sums in shown),
    )


def _added(measure: Measure) -> tuple[str, ...]:
    """Which figures of a row may be added over areas."""
    if measure.calculation == "count":
        return ("value",)
    return ("numerator", "denominator") if measure.calculation in ("ratio", "rate") else ()


def _columns(names: Iterable[str]) -> tuple[Column, ...]:
    titles = {
        "value": Column("value", "Sum", is_number=True),
        "numerator": Column("numerator", "Counted above the line", is_number=True),
        "denominator": Column("denominator", "Counted below the line", is_number=True),
    }
    return tuple(titles[name] for name in names)


def _rows_of(view: VariationView) -> dict[tuple[str, str], VariationRow]:
    return {(row.period_start.isoformat(), row.period_end.isoformat()): row for row in view.rows}


def _sums(rows: Sequence[VariationRow], names: Iterable[str]) -> tuple[Decimal, ...] | None:
    """The sum of each figure; None where one of them is not shown."""
    columns = [[getattr(row, name) for row in rows] for name in names]
    if any(row.value is None for row in rows) or any(None in column for column in columns):
        return None
    return tuple(sum(column, Decimal(0)) for column in columns)
