"""Who signed a file off: in the ledger as its FILE.about.yaml says, never demanded, never a name."""

import datetime as dt

import polars as pl
import pytest

from hls_signals.register import load_register
from hls_signals.returns import land_inbox, read_intake
from hls_signals.workspace.layout import open_workspace
from hls_signals.workspace.settings import load_settings
from tests.functional.small_workspace import AREAS, COUNT, HEADER, MEASURE

NOW = dt.datetime(2026, 10, 15, 9, tzinfo=dt.UTC)
FILES = {
    "register/measures/plan_in_place.yaml": MEASURE,
    "register/measures/in_hotels.yaml": COUNT,
    "register/areas.csv": f"area_code,area_name,area_type\n{AREAS[0]},Place 1,council\n",
    "inbox/returns/homelessness/a.csv": f"{HEADER}plan_in_place,{AREAS[0]},2026-09-01,2026-10-01,month,66,90,\n",
}
BESIDE = "inbox/returns/homelessness/a.csv.about.yaml"


def landed(folder):
    place = open_workspace(folder)
    land_inbox(place, load_settings(place), load_register(place), now=NOW)
    return read_intake(place)


def test_a_sign_off_is_stored_with_the_file(make_workspace):
    said = "signed_off_by_role: head of housing\nsigned_off_on: 2026-10-13\n"
    row = landed(make_workspace({**FILES, BESIDE: said})).row(0, named=True)
    assert (row["signed_off_by_role"], row["signed_off_on"]) == ("head of housing", dt.date(2026, 10, 13))
    assert row["outcome"] == "accepted"


def test_nobody_is_asked_for_a_sign_off(make_workspace):
    row = landed(make_workspace(FILES)).row(0, named=True)
    assert (row["outcome"], row["signed_off_on"]) == ("accepted", None)
    assert not row["signed_off_by_role"]


@pytest.mark.parametrize(
    "said", ["signed_off_by_role: Jo Carter", "signed_off_by_role: 7", "signed_off_on: 20261013", "signed_off_on: soon"]
)
def test_what_is_no_role_or_no_day_sets_the_file_aside_and_is_not_repeated(make_workspace, said):
    row = landed(make_workspace({**FILES, BESIDE: said + "\n"})).row(0, named=True)
    assert row["outcome"] == "quarantined"
    assert "a.csv.about.yaml, line 1" in row["mend"]
    assert not {"Carter", "20261013", "soon"} & set(row["mend"].replace(".", " ").split())


def test_a_ledger_written_before_there_were_sign_offs_is_read(make_workspace):
    folder = make_workspace(FILES)
    landed(folder)
    (path,) = (folder / "warehouse" / "intake").glob("*.parquet")
    older = pl.read_parquet(path).drop("signed_off_by_role", "signed_off_on")
    path.chmod(0o600)
    older.write_parquet(path)
    assert read_intake(open_workspace(folder))["signed_off_on"].to_list() == [None]
