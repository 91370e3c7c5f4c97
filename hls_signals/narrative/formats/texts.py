"""Which notes does a text file hold: Markdown with front matter, or JSON?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.formats.structured import json_value, yaml_value
from hls_signals.narrative.given import Reading, reading

SCHEMA = "hls.note/1"
FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(?P<fields>.*?)\r?\n---[ \t]*(?:\r?\n(?P<text>.*))?\Z", re.DOTALL)


def markdown_notes(data: bytes) -> Reading:
    """The one note of a Markdown file: fields between two lines of `---`, then the text."""
    return reading([(1, with_front_matter(plain(data)))])


def json_notes(data: bytes) -> Reading:
    """The notes of a JSON file: one object of schema `hls.note/1`, or a list of them."""
    held = json_value(plain(data))
    objects = held if isinstance(held, list) else [held]
    if not all(isinstance(item, dict) and item.get("schema", SCHEMA) == SCHEMA for item in objects):
        raise NoteFileFault("T104", f"the file holds something else than objects of schema {SCHEMA}.")
    return reading((row, _without_schema(item)) for row, item in enumerate(objects, start=1))


def _without_schema(item: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in item.items() if name != "schema"}


def plain(data: bytes) -> str:
    """The file as text; raises NoteFileFault T105 where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoteFileFault("T105", "the file is not UTF-8 text.") from None


def with_front_matter(text: str) -> dict[str, object]:
    """The fields of a text's front matter, with what follows it as `text`; raises NoteFileFault T104, T105."""
    match = FRONT_MATTER.match(text)
    if match is None:
        raise NoteFileFault("T104", "there are no fields between two lines of `---` at the top of the text.")
    fields = yaml_value(match["fields"])
    if not isinstance(fields, dict):
        raise NoteFileFault("T104", "there are no fields between two lines of `---` at the top of the text.")
    held = {str(name): _as_given(value) for name, value in fields.items()}
    return {**held, "text": (match["text"] or "").strip()}


def _as_given(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
