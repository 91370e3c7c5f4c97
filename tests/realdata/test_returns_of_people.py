"""Is an SSDA903 return counted in memory, and does no byte of a person's row stay behind?"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from hls_signals.cli.landed import landed_lines
from hls_signals.warehouse.night import Question
from hls_signals.warehouse.run_record import newest_database
from pipelines.run import run_night
from tests.fixtures_returns.published import ABSENT, DATA, Published, count

pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not DATA.is_dir(), reason=ABSENT)]
FAKE = DATA / "ssda903_fake"
MAPPING = """
adapter: ssda903
person_level: true
area: {fixed: E06000026}
year_end: 2018-03-31
figures:
  - {measure: looked_after, aggregate: children_on_31_march}
  - {measure: missing, aggregate: missing_episodes}
  - {measure: away, aggregate: away_episodes}
"""
YEAR = {"period_type": "financial_year"}
DAY = dt.date(2018, 3, 31)


@pytest.fixture
def published(tmp_path):
    measures = (count(name, "ssda903", **YEAR) for name in ("looked_after", "missing", "away"))
    place = Published(tmp_path, "ssda903", MAPPING, *measures, areas="E06000026,Plymouth,council\n")
    shutil.copytree(FAKE, place.workspace.people_inbox / "ssda903" / "march_2018", copy_function=shutil.copy)
    return place


def test_children_and_episodes_are_counted(published):
    landing = published.land()
    (row,) = landing.intake.iter_rows(named=True)
    assert (row["source_name"], row["outcome"]) == ("person_level/ssda903/march_2018", "accepted")
    # Episodes and missing episodes; the other files are not needed, so they are not read.
    assert (row["rows_in"], row["rows_accepted"]) == (5050 + 43, 5050 + 43)
    assert row["notes"] == "N510: 1"
    observations = published.observations(row["sha256"])
    assert dict(observations.select("measure_id", "numerator").iter_rows()) == {
        "looked_after": 1201,
        "missing": 18,
        "away": 22,
    }
    assert observations["period_start"].unique().to_list() == [dt.date(2017, 4, 1)]
    assert observations.select("source_sheet", "source_row").rows() == [
        ("episodes.csv", 2),
        ("missing.csv", 2),
        ("missing.csv", 2),
    ]


def test_a_slow_count_of_the_same_files_agrees():
    episodes = pl.read_csv(FAKE / "episodes.csv", infer_schema=False)
    assert (episodes.height, episodes["CHILD"].n_unique()) == (5050, 2123)
    then, without = set(), set()
    for row in episodes.iter_rows(named=True):
        began = dt.datetime.strptime(row["DECOM"], "%d/%m/%Y").date()  # noqa: DTZ007  # a day has no zone
        ended = row["DEC"] and dt.datetime.strptime(row["DEC"], "%d/%m/%Y").date()  # noqa: DTZ007  # a day has no zone
        if began <= DAY and (not ended or ended > DAY):
            then.add(row["CHILD"])
            if row["LS"] not in {"V3", "V4"}:
                without.add(row["CHILD"])
    assert (len(then), len(without)) == (1419, 1201)


@pytest.fixture(scope="module")
def marks():
    """Texts that stand only in rows of people: numbers of children and pupils, postcodes, dates of birth."""
    missing = pl.read_csv(FAKE / "missing.csv", infer_schema=False)
    episodes = pl.read_csv(FAKE / "episodes.csv", infer_schema=False)
    header = pl.read_csv(FAKE / "header.csv", infer_schema=False)
    found = {
        *(text for text in episodes["HOME_POST"].drop_nulls() if len(text) >= 6),
        *(text for text in header["UPN"].drop_nulls() if len(text) >= 10),
        *(text for text in episodes["CHILD"] if len(text) >= 6),
        *missing["DOB"],
    }
    assert len(found) > 2000
    return found


def found_in(data: bytes, marks: set[str]) -> list[str]:
    # Six digits in a row stand in many a hash and many a time by chance; longer marks are looked for anywhere.
    words = set(re.split(rb"[^0-9A-Za-z/.:-]+", data))
    longer = {mark.encode() for mark in marks if len(mark) > 6}
    begins = starts_of(data, np.unique([int.from_bytes(mark[:6], "little") for mark in longer]).astype(np.uint64))
    there = {mark for at in begins for mark in longer if data.startswith(mark, at)}
    return [mark for mark in marks if mark.encode() in (there if len(mark) > 6 else words)]


def starts_of(data: bytes, six: np.ndarray) -> list[int]:
    """Where any of these runs of six bytes begins: thousands of marks are looked for in one pass."""
    letters = np.frombuffer(data, dtype=np.uint8).astype(np.uint64)
    last = max(len(letters) - 5, 0)
    runs = sum((letters[place : place + last] << np.uint64(8 * place) for place in range(6)), np.uint64(0))
    return np.flatnonzero(np.isin(runs, six)).tolist() if last else []


def test_a_mark_is_found_wherever_it_stands():
    marks = {"A123456", "123456", "10/04/2009"}
    assert found_in(b"xxA123456\0 10/04/200", marks) == ["A123456"]
    assert sorted(found_in(b"10/04/2009 123456", marks)) == ["10/04/2009", "123456"]
    assert found_in(b"", marks) == found_in(b"A1234", marks) == []


def texts_of(frame: pl.DataFrame) -> set[str]:
    columns = frame.select(pl.col(pl.String)).iter_columns()
    return {value for column in columns for value in column.drop_nulls()}


def outside(published: Published) -> list[Path]:
    written = [path for path in published.workspace.root.rglob("*") if path.is_file()]
    return [path for path in written if published.workspace.people_inbox not in path.parents]


def test_no_identifier_of_a_person_is_written_anywhere_else(published, marks):
    landing = published.land()
    assert found_in("\n".join(landed_lines(landing)).encode(), marks) == []
    assert not published.workspace.raw.exists()
    assert len(outside(published)) > 5
    for path in outside(published):
        assert found_in(path.read_bytes(), marks) == []
        if path.suffix == ".parquet":
            assert texts_of(pl.read_parquet(path)).isdisjoint(marks)


def test_a_whole_night_with_its_database_its_logs_and_its_pages_holds_no_identifier(published, marks, capfd):
    published.workspace.settings_file.write_text("as_of: 2026-01-05\ninbox_settle_seconds: 0\n")
    night = run_night(published.workspace, Question(as_of=dt.date(2026, 1, 5)))
    assert night.outcome == "published"
    said = capfd.readouterr()
    # Process numbers and times of a real run may be any six digits.
    long = {mark for mark in marks if len(mark) > 6}
    assert found_in((said.out + said.err).encode(), long) == []
    assert {path.suffix for path in outside(published)} >= {".duckdb", ".parquet", ".html", ".json"}
    for path in outside(published):
        assert found_in(path.read_bytes(), long) == [], path.name
        if path.suffix == ".parquet":
            assert texts_of(pl.read_parquet(path)).isdisjoint(marks)
    database = newest_database(published.workspace)
    with duckdb.connect(str(database), read_only=True) as store:
        tables = store.sql("select table_schema, table_name from information_schema.tables").fetchall()
        assert len(tables) > 10
        for schema, table in tables:
            frame = store.table(f"{schema}.{table}").pl()
            assert texts_of(frame).isdisjoint(marks)


def test_a_run_asks_for_the_folder_to_be_removed_until_it_is(published):
    for _ in range(2):
        landing = published.land()
        assert landing.to_remove == ("person_level/ssda903/march_2018",)
        assert any("remove inbox/person_level/ssda903/march_2018" in line for line in landed_lines(landing))
    assert landing.unchanged == 1
    shutil.rmtree(published.workspace.people_inbox / "ssda903")
    assert published.land().to_remove == ()
