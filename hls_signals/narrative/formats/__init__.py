"""How is a file of notes read, whatever it was written with?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.formats.documents import docx_notes
from hls_signals.narrative.formats.mail import eml_notes
from hls_signals.narrative.formats.tables import csv_notes, workbook_notes
from hls_signals.narrative.formats.texts import json_notes, markdown_notes
from hls_signals.narrative.given import Reading

READERS: Mapping[str, Callable[[bytes], Reading]] = {
    ".csv": csv_notes,
    ".xlsx": workbook_notes,
    ".docx": docx_notes,
    ".md": markdown_notes,
    ".markdown": markdown_notes,
    ".json": json_notes,
    ".eml": eml_notes,
}


def notes_in(data: bytes, name: str) -> Reading:
    """The notes of a file by the ending of its name; raises NoteFileFault T104, T105."""
    reader = READERS.get(PurePath(name).suffix.casefold())
    if reader is None:
        raise NoteFileFault("T105", "no reader knows this kind of file.", mend=f"send one of {', '.join(READERS)}")
    return reader(data)
