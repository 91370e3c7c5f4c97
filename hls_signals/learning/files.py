"""Which learning records does a file hold: YAML, JSON, CSV, a workbook or an email?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from hls_signals.learning.kinds import BY_KEY, OFFER, REFLECTION, Kind
from hls_signals.learning.models import Answers, Offer, Reflection
from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.formats.mail import own_words, plain_part
from hls_signals.narrative.formats.structured import json_value, yaml_value
from hls_signals.narrative.formats.texts import plain
from hls_signals.narrative.given import field_name
from hls_signals.returns.csv_table import csv_table
from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import PLAIN
from hls_signals.returns.table import ROW, Table
from hls_signals.returns.workbook import workbook_table
from hls_signals.workspace.nearest import offer

# What may come back on a form, by email or on paper: each says which it is, or is known by its fields.
SCHEMAS: Mapping[str, Kind] = {"hls.reflection/1": REFLECTION, "hls.offer/1": OFFER}
ANSWERS = tuple(Answers.model_fields)
FLAT: Mapping[Kind, tuple[str, ...]] = {
    REFLECTION: (*(name for name in Reflection.model_fields if name != "answers"), *ANSWERS),
    OFFER: tuple(Offer.model_fields),
}
# An alias lets a small file grow without end when read.
MOST_VALUES = 100_000
LINE = re.compile(r"^(\w+): ?(.*)$")


@dataclass(frozen=True)
class GivenRecord:
    """One record as it stood in its file, before anything is made of it; `row` counts from 1."""

    kind: Kind
    row: int
    fields: Any


def records_in(data: bytes, name: str) -> list[GivenRecord]:
    """The records of a file by the ending of its name; raises NoteFileFault T104, T105, T402."""
    reader = READERS.get(PurePath(name).suffix.casefold())
    if reader is None:
        raise NoteFileFault("T105", "no reader knows this kind of file.", mend=f"send one of {', '.join(READERS)}")
    return list(reader(data))


def yaml_records(data: bytes) -> Iterator[GivenRecord]:
    """Records by the lists they stand in."""
    yield from _of_document(_document(data))


def json_records(data: bytes) -> Iterator[GivenRecord]:
    """Reflections or offers alone, or records by the lists they stand in."""
    yield from _of_document(json_value(plain(data)))


def _document(data: bytes) -> Any:
    document = yaml_value(plain(data))
    try:
        is_endless = _size(document, MOST_VALUES) > MOST_VALUES
    except RecursionError:
        is_endless = True
    if is_endless:
        raise NoteFileFault("T105", "the file grows without end when it is read.", mend="write each value out")
    return _with_on(document)


def _with_on(value: Any) -> Any:
    """YAML reads the key `on` as a truth; no record has a key that is one."""
    if isinstance(value, dict):
        return {"on" if key is True else key: _with_on(item) for key, item in value.items()}
    return [_with_on(item) for item in value] if isinstance(value, list) else value


def _size(value: Any, most: int) -> int:
    """How many values a document holds with its aliases written out, as far as `most`."""
    if not isinstance(value, dict | list):
        return 1
    count = 1
    for item in value.values() if isinstance(value, dict) else value:
        count += _size(item, most - count)
        if count > most:
            break
    return count


def _of_document(document: Any) -> Iterator[GivenRecord]:
    if isinstance(document, list) or _of_schema(document) is not None:
        for row, item in enumerate(document if isinstance(document, list) else [document]):
            yield from _listed(_of_schema(item) or REFLECTION, [item], row)
        return
    if not isinstance(document, dict):
        raise NoteFileFault("T104", "the file holds no lists of records.", mend=f"known lists: {', '.join(BY_KEY)}")
    row = 0
    for key, listed in document.items():
        kind = BY_KEY.get(str(key))
        if kind is None or not isinstance(listed, list):
            raise NoteFileFault("T402", "a list of records has no known key.", mend=offer(str(key), BY_KEY))
        yield from _listed(kind, listed, row)
        row += len(listed)


def _of_schema(document: Any) -> Kind | None:
    """Of which kind a record that stands alone says it is."""
    schema = document.get("schema") if isinstance(document, dict) else None
    return SCHEMAS.get(schema) if isinstance(schema, str) else None


def _listed(kind: Kind, listed: list[Any], before: int) -> Iterator[GivenRecord]:
    for row, item in enumerate(listed, start=before + 1):
        is_tagged = isinstance(item, dict) and kind in FLAT
        yield GivenRecord(kind, row, {k: v for k, v in item.items() if k != "schema"} if is_tagged else item)


def csv_records(data: bytes) -> Iterator[GivenRecord]:
    """Reflections, or offers, one a row."""
    try:
        table = csv_table(data)
    except FileFault:
        raise NoteFileFault("T105", "the file is not readable as a CSV in UTF-8.") from None
    yield from _table_records(table)


def workbook_records(data: bytes) -> Iterator[GivenRecord]:
    """Reflections, or offers, one a row of the first sheet that holds anything."""
    try:
        table = workbook_table(data, ".xlsx", PLAIN)
    except FileFault:
        raise NoteFileFault("T105", "the file is not readable as a workbook.") from None
    yield from _table_records(table)


def _table_records(table: Table) -> Iterator[GivenRecord]:
    names = [field_name(header) for header in table.headers]
    kind = OFFER if "to_find_out" in names else REFLECTION
    for name in names:
        # A misspelt column would lose what was written in it, so the file waits for its mending.
        if name and name not in (*FLAT[kind], "schema"):
            raise NoteFileFault("T402", "a column has a name that nothing reads.", mend=offer(name, FLAT[kind]))
    if kind is REFLECTION and not set(names) & set(ANSWERS):
        raise NoteFileFault("T104", "no column holds an answer.", mend=f"answers: {', '.join(ANSWERS)}")
    columns = [column for column in table.frame.columns if column != ROW]
    for record in table.frame.iter_rows(named=True):
        fields = {name: record[column] for name, column in zip(names, columns, strict=True) if record[column]}
        if fields:
            yield GivenRecord(kind, int(record[ROW]), _as_given(kind, fields))


def eml_records(data: bytes) -> Iterator[GivenRecord]:
    """The reflection or offer of an email: one line a field, the longer ones indented; its first line says which."""
    lines = own_words(plain_part(data)).split("\n")
    kind = next((held for line in lines if (held := _stated_kind(line)) is not None), None)
    if kind is None:
        raise NoteFileFault("T104", "the email holds no reflection.", mend="send the text that the page's form wrote")
    fields = {name: value for name, value in _mailed(lines, FLAT[kind]).items() if value}
    yield GivenRecord(kind, 1, _as_given(kind, fields))


def _stated_kind(line: str) -> Kind | None:
    match = LINE.match(line)
    return SCHEMAS.get(match[2].strip()) if match is not None and match[1] == "schema" else None


def _mailed(lines: Iterable[str], names: Sequence[str]) -> dict[str, str]:
    """The fields of an email; what stands before the first is nobody's."""
    found: dict[str, str] = {}
    last = ""
    for line in lines:
        match = LINE.match(line)
        if match is not None and match[1] in (*names, "schema"):
            last = match[1]
            found[last] = match[2].strip()
        elif last:
            found[last] = f"{found[last]}\n{line.strip()}".strip()
    found.pop("schema", None)
    return found


def _as_given(kind: Kind, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of one record as its model has them."""
    if kind is REFLECTION:
        return unflattened(fields)
    return {name: value for name, value in fields.items() if name != "schema"}


def unflattened(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that stand beside the other fields, in their place."""
    answers = {name: value for name, value in fields.items() if name in ANSWERS}
    others = {name: value for name, value in fields.items() if name not in (*ANSWERS, "schema")}
    return {**others, "answers": answers}


READERS: Mapping[str, Callable[[bytes], Iterator[GivenRecord]]] = {
    ".json": json_records,
    ".yaml": yaml_records,
    ".yml": yaml_records,
    ".csv": csv_records,
    ".xlsx": workbook_records,
    ".eml": eml_records,
}
