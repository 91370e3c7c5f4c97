"""What in a table or a set of records gives places, or sets areas side by side?"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.known import AREA_COLUMNS, Known, dates_in, number_of
from hls_signals.contract.place_words import counts_colours, gives_places, is_index
from hls_signals.contract.roles import AREA, VALUES, project_roles

_FIGURE = re.compile(
    r"value|rate|count|numerator|denominator|percent|pct|colour|color|rag|margin|amount|figure|per_1000|"
    r"days|total|n$|target gap",
    re.IGNORECASE,
)
_NO_FIGURE = re.compile(r"order|code|id$|year|version|page|row|bytes|phase|valid|lat|lon|postcode|phone", re.IGNORECASE)
_PERSON = re.compile(
    r"^(?:worker|author|case_?holder|social_?worker|caseworker|staff(?:_name|_member)?|employee|officer(?:_name)?|manager(?:_name)?|clinician|keyworker|key_worker|person(?:_id|_name)?|client(?:_id|_name)?|child(?:_id|_name)?|patient(?:_id|_name)?|nhs_number|date_of_birth|dob|first_name|last_name|surname|forename|email|service_user(?:_id)?|upn|uprn|ni_number)$",
    re.IGNORECASE,
)


def csv_findings(text: str, where: str, known: Known) -> Iterator[Finding]:
    """Every finding in a CSV file."""
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        yield found("C101", where, "the table cannot be read")
        return
    if not rows:
        return
    header, body = rows[0], [row for row in rows[1:] if row]
    yield from header_findings(header, where)
    records = [dict(zip(header, row, strict=False)) for row in body]
    yield from record_findings(records, where, known)
    yield from _time_order(header, body, where)


def rows_told(text: str) -> list[str]:
    """What the rows of a CSV file say, a text a row; the whole where it cannot be read as one."""
    try:
        return [", ".join(row) for row in csv.reader(io.StringIO(text))]
    except csv.Error:
        return [text]


def header_findings(header: Sequence[str], where: str) -> Iterator[Finding]:
    """Names of columns that give places, or that are of persons."""
    for name in header:
        word = gives_places(name)
        if word:
            yield found("C303", where, f'column "{word}" gives places')
        if _PERSON.match(name.strip()):
            yield found("C004", where, "a column is of persons")


def json_findings(text: str, where: str, known: Known) -> Iterator[Finding]:
    """Every finding in a JSON text."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        yield found("C101", where, "the JSON does not parse")
        return
    yield from value_findings(given, where, known)


def _texts_in(given: Any) -> Iterator[str]:
    """Every key and every text."""
    waiting = [given]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, Mapping):
            yield from map(str, node)
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def value_findings(given: Any, where: str, known: Known) -> Iterator[Finding]:
    """Every finding in records as JSON holds them."""
    known = known.in_text("\n".join(_texts_in(given)))
    waiting: list[Any] = [given]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            yield from _keys(node, where)
            for key, value in node.items():
                if _is_number(value):
                    yield from number_findings(str(key), where)
            yield from _by_area(node, where, known)
            yield from _columnar(node, where, known)
            waiting.extend(node.values())
        elif isinstance(node, list):
            rows = [row for row in node if isinstance(row, Mapping)]
            if rows:
                yield from record_findings(rows, where, known)
            yield from _lists(node, where, known)
            waiting.extend(node)


def _keys(node: Mapping[str, Any], where: str) -> Iterator[Finding]:
    for key in node:
        word = gives_places(str(key))
        if word:
            yield found("C303", where, f'key "{word}" gives places')
        if str(key).lower() in {"aria-sort", "sortable", "sort_by", "sortby", "order_by", "orderby"}:
            yield found("C302", where, "a key sorts")
        if _PERSON.match(str(key)):
            yield found("C004", where, "a key is of persons")


def _by_area(node: Mapping[str, Any], where: str, known: Known) -> Iterator[Finding]:
    """`{"Alder": 60, "Birch": 70}`."""
    named = {code for key in node for code in known.areas_in(str(key))}
    if len(named) >= 2 and sum(_holds_number(value) for key, value in node.items() if known.areas_in(str(key))) >= 2:
        yield found("C309", where, f"figures of {len(named)} areas stand in one record")


def _holds_number(value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return True
    if isinstance(value, list):
        return any(_holds_number(part) for part in value)
    if isinstance(value, Mapping):
        return any(_holds_number(part) for key, part in value.items() if not _NO_FIGURE.search(str(key)))
    return number_of(str(value)) is not None or str(value).lower() in {"red", "amber", "green"}


def _columnar(node: Mapping[str, Any], where: str, known: Known) -> Iterator[Finding]:
    """`{"area": [...], "value": [...]}`."""
    lists = {key: value for key, value in node.items() if isinstance(value, list) and len(value) >= 2}
    areas = [key for key, value in lists.items() if len({c for v in value for c in known.areas_in(str(v))}) >= 2]
    figures = [
        key
        for key, value in lists.items()
        if key not in areas and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value)
    ]
    if areas and any(not _NO_FIGURE.search(str(key)) for key in figures):
        yield found("C309", where, "figures of several areas stand in one record")


def _lists(node: list[Any], where: str, known: Known) -> Iterator[Finding]:
    """`[["Alder", 60], ["Birch", 70]]`, and names in another order than name or register."""
    rows = [row for row in node if isinstance(row, list) and len(row) >= 2]
    named = {code for row in rows for part in row if isinstance(part, str) for code in known.areas_in(part)}
    if (
        len(named) >= 2
        and sum(any(_holds_number(part) and not isinstance(part, str) for part in row) for row in rows) >= 2
    ):
        yield found("C309", where, f"figures of {len(named)} areas stand in one list")
    texts = [text for text in node if isinstance(text, str)]
    codes = [known.areas_in(text)[0] for text in texts if len(known.areas_in(text)) == 1 and len(text) < 60]
    if len(set(codes)) >= 3 and not known.area_order_holds(codes):
        yield found("C301", where, f"{len(codes)} areas: neither name nor register orders them")


def record_findings(rows: Sequence[Mapping[str, Any]], where: str, known: Known) -> Iterator[Finding]:
    """Records of two or more areas with figures, and their order."""
    columns = [str(name) for name in rows[0]] if rows else []
    for name in columns:
        if any(_is_number(row.get(name)) for row in rows):
            yield from number_findings(name, where)
    named = [name for name in columns if _is_area_column(name, rows, known)]
    if not named:
        yield from _areas_as_columns(columns, rows, where, known)
        return
    codes = [_area_of(row.get(named[0]), known) for row in rows]
    distinct = {code for code in codes if code}
    if len(distinct) < 2:
        return
    figures = [name for name in columns if name not in named and _is_figure(name, rows)]
    if figures:
        yield found("C309", where, f"figures of {len(distinct)} areas stand in one table")
    once = list(dict.fromkeys(code for code in codes if code))
    if len(distinct) >= 3 and known.areas and not known.area_order_holds(once) and not _is_timed(columns, rows):
        yield found("C301", where, f"{len(distinct)} areas: neither name nor register orders them")


def number_findings(name: str, where: str) -> Iterator[Finding]:
    """What the name of a number says: that colours were counted, or measures mixed."""
    if counts_colours(name):
        yield found("C106", where, f"{name} counts colours")
    elif is_index(name):
        yield found("C204", where, f"{name} stands for several measures")


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and number_of(value) is not None)


def _areas_as_columns(
    columns: Sequence[str], rows: Sequence[Mapping[str, Any]], where: str, known: Known
) -> Iterator[Finding]:
    named = [name for name in columns if known.areas_in(name.replace("_", " ")) or known.areas_in(name)]
    if len(named) >= 2 and any(_holds_number(row.get(name)) for row in rows for name in named):
        yield found("C309", where, f"{len(named)} areas are columns of one table")


def _is_area_column(name: str, rows: Sequence[Mapping[str, Any]], known: Known) -> bool:
    role = project_roles().by_column.get(name.lower())
    if role in AREA or AREA_COLUMNS.match(name.strip()):
        return True
    told = [str(row.get(name, "")) for row in rows[:50]]
    named = [known.areas_in(text) for text in told if len(text) < 80]
    return sum(bool(codes) for codes in named) >= 2 and len({code for codes in named for code in codes}) >= 2


def _area_of(cell: Any, known: Known) -> str:
    named = known.areas_in(str(cell))
    return named[0] if named else str(cell or "").strip()


def _is_figure(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    role = project_roles().by_column.get(name.lower())
    if role is not None and role not in VALUES and role != "text":
        return False
    if role in VALUES or (_FIGURE.search(name) and not _NO_FIGURE.search(name)):
        return any(_holds_number(row.get(name)) for row in rows)
    cells = [row.get(name) for row in rows if row.get(name) not in (None, "")]
    return (
        bool(cells)
        and not _NO_FIGURE.search(name)
        and all(_holds_number(cell) for cell in cells)
        and not all(dates_in(str(cell)) for cell in cells)
    )


def _is_timed(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bool:
    for name in columns[:3]:
        days = [dates_in(str(row.get(name, ""))) for row in rows]
        firsts = [day[0] for day in days if day]
        if (
            len(firsts) == len(rows)
            and len(set(firsts)) > 1
            and firsts in (sorted(firsts), sorted(firsts, reverse=True))
        ):
            return True
    return False


def _time_order(header: Sequence[str], body: Sequence[Sequence[str]], where: str) -> Iterator[Finding]:
    """Rows of one series stand in time order; those that a value orders do not."""
    starts = [
        place
        for place, name in enumerate(header)
        if name.strip().lower() in {"period_start", "period", "month", "date", "quarter"}
    ]
    if not starts or len(body) < 3:
        return
    days = [dates_in(row[starts[0]]) if starts[0] < len(row) else [] for row in body]
    firsts = [day[0] for day in days if day]
    if len(firsts) < len(body) or firsts in (sorted(firsts), sorted(firsts, reverse=True)):
        return
    for place, name in enumerate(header):
        numbers = [number_of(row[place]) for row in body if place < len(row)]
        held = [number for number in numbers if number is not None]
        if len(held) == len(body) and len(set(held)) > 2 and held in (sorted(held), sorted(held, reverse=True)):
            yield found("C301", where, f"column {name} orders the rows")
            return
