"""How are published figures written for machines?"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hls_signals.publish.gaming_views import GamingCard
from hls_signals.publish.numbers import plain, unit_words
from hls_signals.publish.series_views import VariationRow, VariationView
from hls_signals.publish.why_views import Term
from hls_signals.workspace.language import spoken

# A spreadsheet takes a cell that begins so for a formula; the full-width forms are folded by some of them.
FORMULA = tuple("=+-@\t\r＝＋－＠")
Writer = Callable[[Any], str]

TERM_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("period0_start", "First day of the earlier period", "date"),
    ("period1_start", "First day of the later period", "date"),
    ("term_no", "Place in the order of the method", "integer"),
    ("level", "What the term is part of", "string"),
    ("kind", "Kind of term", "string"),
    ("dimension", "Dimensions", "string"),
    ("group_name", "Group", "string"),
    ("status", "Whether the group is in both periods", "string"),
    ("amount", "Part of the change, in the unit of the measure", "decimal"),
    ("margin", "Contribution to the distance from the boundary of the colour", "decimal"),
    ("basis", "How it is known", "string"),
)


GAMING_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("signal_id", "The question's id", "string"),
    ("indicator", "What was looked at", "string"),
    ("cell", "Recorded value, day, outcome or first day of the period drawn (empty: the effect)", "string"),
    ("figure", "Figure drawn; empty where not shown", "decimal"),
    ("beside", "What it is set beside", "decimal"),
    ("effect", "Effect", "decimal"),
    ("effect_lower", "Lower end of its range", "decimal"),
    ("effect_upper", "Upper end of its range", "decimal"),
    ("effect_unit", "What the effect counts", "string"),
    ("rounded_to", "Rounded to the nearest (empty: exact)", "string"),
)


def gaming_csv(cards: Sequence[GamingCard]) -> str:
    """Of each question its effect with its range, then the cells drawn."""
    names = [name for name, _, _ in GAMING_COLUMNS]
    rows: list[list[str]] = []
    for card in cards:
        about = (card.signal_id, card.indicator)
        effect = (card.effect, card.effect_lower, card.effect_upper, card.effect_unit, card.rounded_to)
        rows.append([_cell(value) for value in (*about, None, None, None, *effect)])
        for row in () if card.shape is None else card.shape.rows:
            drawn = (row.cell or row.row_id, row.value, row.beside, None, None, None, "", row.rounded_to)
            rows.append([_cell(value) for value in (*about, *drawn)])
    return _csv(names, rows)


def series_columns(view: VariationView) -> tuple[tuple[str, str, str], ...]:
    """Name, title and datatype of each column of a series."""
    dimensions = [(name, f"{name.replace('_', ' ')} (empty: all)", "string") for name in view.dimensions]
    upper = [("target_upper", "Upper end of the target", "decimal")] if view.is_band else []
    return (
        ("period_start", "First day of the period", "date"),
        ("period_end", "Day after the last day of the period", "date"),
        ("label", "Period", "string"),
        ("value", f"{view.measure_name}, {unit_words(view.unit)}", "decimal"),
        ("numerator", "Numerator", "decimal"),
        ("denominator", "Denominator", "decimal"),
        ("status", "Status; why a value is not there", "string"),
        ("rounded_to", "Rounded to the nearest (empty: exact)", "string"),
        ("from_shown", "Made from other shown figures", "boolean"),
        ("is_total", "A total over the breakdowns", "boolean"),
        *dimensions,
        ("target", "Target", "decimal"),
        *upper,
        ("centre", "Centre of the phase", "decimal"),
        ("lower", "Lower edge of the usual range", "decimal"),
        ("upper", "Upper edge of the usual range", "decimal"),
        ("phase", "Phase", "integer"),
        ("read_first", "Usual variation or signal", "string"),
        ("rules", "Rules that pick the point out, joined by |", "string"),
        ("reported_colour", "Colour as returned", "string"),
        ("colour", "Colour by target and rule", "string"),
        ("provisional", "Provisional", "boolean"),
    )


def series_csv(view: VariationView) -> str:
    """The series: UTF-8, line feeds, commas, ISO dates, plain decimals, empty where there is nothing."""
    names = [name for name, _, _ in series_columns(view)]
    return _csv(names, (_series_cells(row, names) for row in view.rows))


def terms_csv(terms: Sequence[Term]) -> str:
    """The terms of every pair of periods."""
    names = [name for name, _, _ in TERM_COLUMNS]
    return _csv(names, ([_cell(getattr(term, name)) for name in names] for term in terms))


def csv_metadata(url: str, title: str, columns: Sequence[tuple[str, str, str]], unit: str) -> str:
    """CSVW metadata of one table beside it."""
    described = [_described(*column, unit=unit) for column in columns]
    return _json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": spoken()}],
            "url": url,
            "dc:title": title,
            "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\n"]},
            "null": "",
            "tableSchema": {"columns": described},
        }
    )


def data_package(title: str, resources: Iterable[tuple[str, str, Sequence[tuple[str, str, str]]]]) -> str:
    """One description of every table: path, title and columns, in the order given."""
    listed = [
        {
            "name": path.removesuffix(".csv").replace("/", "--").replace(".", "-").lower(),
            "path": path,
            "title": name,
            "format": "csv",
            "encoding": "utf-8",
            "schema": {
                "missingValues": [""],
                "fields": [{"name": field, "title": words, "type": _FIELD[kind]} for field, words, kind in columns],
            },
        }
        for path, name, columns in resources
    ]
    return _json(
        {"profile": "tabular-data-package", "name": "hls-signals-release", "title": title, "resources": listed}
    )


_FIELD = {"date": "date", "integer": "integer", "decimal": "number", "boolean": "boolean", "string": "string"}


def _described(name: str, title: str, datatype: str, *, unit: str) -> dict[str, Any]:
    column: dict[str, Any] = {"name": name, "titles": title, "datatype": datatype}
    if datatype == "decimal" and name not in {"numerator", "denominator"}:
        column["dc:description"] = f"unit: {unit_words(unit)}"
    return column


def _series_cells(row: VariationRow, names: Iterable[str]) -> list[str]:
    return [_cell("|".join(row.rules) if name == "rules" else getattr(row, name, "")) for name in names]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
        case int():
            return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else plain(value)


def _csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return stream.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
