"""Do names and words put where they do not belong stay out of ledgers, databases, logs, messages and pages?"""

import json
import subprocess
import sys

import polars as pl
import pytest
from typer.testing import CliRunner

from hls_signals.cli.app import app
from hls_signals.returns import read_intake
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.workspace.layout import open_workspace
from tests.functional.small_workspace import write_workspace
from tests.functional.words_workspace import AREA, HEADER, MEASURE, SETTINGS, a_csv, reflection

NAME, SURNAME = "Wojciech", "Chegwidden"
QUOTE = "purple radiators hum at dusk beside us"
NEEDLES = (NAME.casefold(), SURNAME.casefold(), QUOTE)
WHERE_WORDS_LIVE = ("raw", "narratives", "learning")
RUNNER = CliRunner()


def row(number, **fields):
    given = dict(zip(HEADER, (
        f"n{number}", "2026-06-03", "story", AREA, MEASURE, f"{QUOTE}, says {NAME}.", "", "worker", "none",
        "not_needed", "alliance",
    ), strict=True))  # fmt: skip
    return tuple({**given, **fields}.values())


NARRATIVES = {
    f"{NAME} {SURNAME}.csv": a_csv(row(1, narrative_id=f"{NAME}-{SURNAME}".lower(), author_role=NAME)).encode(),
    "set-aside.csv": a_csv(
        row(2, tags=f"{NAME} {SURNAME}"), row(3, scope=NAME), row(4, measure_ids=NAME), row(5, consent=NAME),
        row(6, occurred_on=NAME), row(7, tags=f"system:{NAME}"), (*row(8), QUOTE, NAME), row(9, source_type=QUOTE),
    ).encode(),
    "column.csv": (
        f"occurred_on,source_type,text,{NAME} {SURNAME}\n2026-06-03,story,The bus is late.,{QUOTE}\n"
    ).encode(),
    "broken.json": json.dumps({"text": QUOTE, "author": NAME}).encode()[:-1],
    "twice.json": f'{{"text": "{QUOTE}", "consent": "withdrawn", "consent": "given"}}'.encode(),
    "types.json": json.dumps([{"occurred_on": {NAME: QUOTE}, "source_type": [NAME], "text": {"a": QUOTE}}]).encode(),
    "mail.eml": f"From: {NAME} {SURNAME} <a@example.org>\nSubject: {QUOTE}\n\n{QUOTE}\n{NAME}\n".encode(),
    "tagged.md": f"---\n!!python/object:{NAME}.{QUOTE.replace(' ', '_')} x: {QUOTE}\n---\n{QUOTE}\n".encode(),
    "closed.docx": b"PK\x03\x04" + f"{QUOTE} {NAME}".encode(),
}  # fmt: skip
LEARNING = {
    f"{NAME}.yaml": f"rules:\n  - {{rule_id: {NAME}-1, {NAME}: {QUOTE}, rule: {QUOTE}}}\n".encode(),
    "journey.yaml": f"journeys:\n  - {{journey_id: {NAME}, what_mattered: {QUOTE}}}\n".encode(),
    "map.yaml": (
        f"maps:\n  - {{map_id: {NAME}, drawn_by: {NAME} {SURNAME}, drawn_on: 2026-03-12, factors: [], "
        f"links: [{{from: {NAME}, to: {SURNAME}}}]}}\n"
    ).encode(),
    "list.yaml": f"{NAME}:\n  - {QUOTE}\n".encode(),
    "header.csv": f"{NAME},intended\n{QUOTE},{QUOTE}\n".encode(),
    "area.json": reflection(f"{QUOTE}, {NAME}", area_code=NAME).encode(),
    "by-name.json": reflection(f"{QUOTE}.", let_out_by_role=f"{NAME} {SURNAME}").encode(),
    "measure.json": reflection(QUOTE, measure_id=SURNAME).encode(),
}  # fmt: skip


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """A night over everything hostile; the folder, and what the command said."""
    folder = write_workspace(tmp_path_factory.mktemp("hostile") / "council", SETTINGS)
    for place, files in (("narratives", NARRATIVES), ("learning", LEARNING)):
        (folder / "inbox" / place).mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / "inbox" / place / name).write_bytes(data)
    command = [sys.executable, "-m", "hls_signals.cli", "run", str(folder)]
    # Files that wait for their mending end it with 1.
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return folder, told.stdout + told.stderr


def held_in(text):
    return [needle for needle in NEEDLES if needle in text.casefold()]


def decoded(path, folder):
    """What a file says: its bytes, and the cells of tables and databases."""
    yield path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".parquet":
        yield json.dumps(pl.read_parquet(path).to_dict(as_series=False), default=str)
    if path.suffix == ".duckdb":
        store = EmbeddedDuckDB(path, memory_limit="1GB", allowed=folder, read_only=True)
        yield from (store.read(table).write_json() for table in store.tables())
        store.close()


def test_every_file_and_row_is_accounted_for_and_what_is_taken_in_waits_for_a_person(night):
    folder, told = night
    said = json.loads(RUNNER.invoke(app, ["notes", "list", "--json", "-w", str(folder)]).output)
    assert sorted((item["kind"], item["state"]) for item in said) == [
        ("note", "needs_review"), ("note", "needs_review"), ("reflection", "needs_review"),
    ]  # fmt: skip
    intake = read_intake(open_workspace(folder)).filter(pl.col("adapter").is_in(["narrative", "learning"]))
    assert intake.height == len(NARRATIVES) + len(LEARNING)
    accepted = intake.filter(pl.col("outcome") == "accepted")
    assert (accepted["rows_in"] == accepted["rows_accepted"] + accepted["rows_set_aside"]).all()
    assert "taken in" in told


def test_what_the_run_says_names_nobody_and_quotes_nothing(night):
    assert held_in(night[1]) == []


def test_ledgers_databases_dagsters_store_logs_and_pages_name_nobody_and_quote_nothing(night):
    folder, _ = night
    looked = [
        path
        for place in ("warehouse", "published")
        for path in sorted((folder / place).rglob("*"))
        if path.is_file() and path.relative_to(folder / place).parts[0] not in WHERE_WORDS_LIVE and path.name != ".lock"
    ]
    assert len(looked) > 20
    found = {path.relative_to(folder).as_posix(): held_in(text) for path in looked for text in decoded(path, folder)}
    assert {name: held for name, held in found.items() if held} == {}


@pytest.mark.parametrize("name", ["notes", "note_links", "intake", "quarantine", "reflections"])
def test_what_is_exported_names_nobody(night, tmp_path, name):
    folder, _ = night
    target = tmp_path / f"{name}.json"
    result = RUNNER.invoke(app, ["export", name, "--to", str(target), "-w", str(folder)])
    assert result.exit_code == 0, result.output
    text = target.read_text(encoding="utf-8")
    # Masked words are exported; names never are.
    assert [needle for needle in held_in(text) if needle != QUOTE] == []


@pytest.mark.parametrize("command", [("notes", "list"), ("notes", "codebook"), ("check",)])
def test_what_other_commands_say_names_nobody_and_quotes_nothing(night, command):
    folder, _ = night
    place = [str(folder)] if command == ("check",) else ["-w", str(folder)]
    result = RUNNER.invoke(app, [*command, *place])
    assert held_in(result.output + str(result.exception or "")) == []
