"""What do people say in the simulated workspace, and what was decided about it before tonight?"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

from hls_signals.demo.replies import NOTE_ID, REPLY, reply_note
from hls_signals.narrative.decisions import decide, read_decisions
from hls_signals.narrative.redaction import redact
from hls_signals.workspace.layout import Workspace

PACKAGED = Path(__file__).parent
WORDS = PACKAGED / "words"
# The alliance's own files, which stand beside hls.yaml.
OWN_FILES = ("codebook.yaml", "journeys.yaml", "system_map.yaml")
REPLY_FILE = "reply_of_the_panel.json"
APPROVED_AT = dt.datetime(2026, 10, 12, 9, tzinfo=dt.UTC)
APPROVED_BY = "approver of notes"


def write_own_files(target: Workspace) -> None:
    """Codebook, journeys and system maps, as they are shipped."""
    for name in OWN_FILES:
        (target.root / name).write_bytes((PACKAGED / name).read_bytes())


def write_spoken(target: Workspace) -> None:
    """Notes and learning records into the drop folders, and the approvals of the notes."""
    for name, folder in (
        ("notes.csv", target.narratives_inbox),
        ("reflections.csv", target.learning_inbox),
        ("learning.yaml", target.learning_inbox),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((WORDS / name).read_bytes())
    (target.narratives_inbox / REPLY_FILE).write_text(reply_note(), encoding="utf-8")
    decided = set(read_decisions(target)["item_id"])
    for narrative_id, digest in approvals():
        if narrative_id not in decided:
            decide(target, "approved", narrative_id, now=APPROVED_AT, text_sha256=digest, by_role=APPROVED_BY)


def approvals() -> Iterator[tuple[str, str]]:
    """Id and hash of the notes that somebody approved: those that stand and in which nothing is doubted."""
    rows = csv.DictReader(io.StringIO((WORDS / "notes.csv").read_text(encoding="utf-8")))
    texts = {row["narrative_id"]: row["text"] for row in rows if row["consent"] != "withdrawn"}
    for narrative_id, text in (texts | {NOTE_ID: REPLY}).items():
        found = redact(text)
        if not found.quarantined:
            yield narrative_id, found.text_sha256
