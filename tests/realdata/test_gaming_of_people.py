"""Do single cases leave a person-level return as a histogram alone, with no row and no identifier?"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil

import polars as pl
import pytest

from tests.fixtures_returns.published import ABSENT, DATA, Published, count

pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not DATA.is_dir(), reason=ABSENT)]
FAKE = DATA / "ssda903_fake"
MAPPING = """
adapter: ssda903
person_level: true
area: {fixed: E06000026}
year_end: 2018-03-31
figures:
  - {measure: missing_days, aggregate: missing_episode_days}
"""


@pytest.fixture
def published(tmp_path):
    measure = count("missing_days", "ssda903", period_type="financial_year", dimensions=["days"])
    place = Published(tmp_path, "ssda903", MAPPING, measure, areas="E06000026,Plymouth,council\n")
    shutil.copytree(FAKE, place.workspace.people_inbox / "ssda903" / "march_2018", copy_function=shutil.copy)
    return place


def day(text):
    return dt.datetime.strptime(text, "%d/%m/%Y").date() if text else None  # noqa: DTZ007  # a day has no zone


def test_each_episode_is_one_more_in_its_cell_and_nothing_else_of_it_is_kept(published):
    (row,) = published.land().intake.iter_rows(named=True)
    assert row["outcome"] == "accepted"
    observations = published.observations(row["sha256"])
    found = {
        json.loads(text)["days"]: int(number) for text, number in observations.select("breakdown", "numerator").rows()
    }
    slowly: dict[str, int] = {}
    for episode in pl.read_csv(FAKE / "missing.csv", infer_schema=False).iter_rows(named=True):
        began, ended = day(episode["MIS_START"]), day(episode["MIS_END"])
        if episode["MISSING"] == "M" and ended and dt.date(2017, 4, 1) <= ended < dt.date(2018, 4, 1):
            days = str((ended - began).days)
            slowly[days] = slowly.get(days, 0) + 1
    assert found == slowly
    assert sum(found.values()) > 0
    assert observations["is_total"].to_list() == [False] * len(found)


def test_no_byte_outside_the_drop_folder_holds_an_identifier(published):
    published.land()
    children = set(pl.read_csv(FAKE / "missing.csv", infer_schema=False)["CHILD"])
    marks = re.compile(b"|".join(re.escape(child.encode()) for child in sorted(children)))
    root = published.workspace.root
    kept = [path for path in root.rglob("*") if path.is_file() and published.workspace.people_inbox not in path.parents]
    assert len(kept) > 3
    assert [path.name for path in kept if marks.search(path.read_bytes())] == []
    tables = [pl.read_parquet(path) for path in root.rglob("*.parquet")]
    assert not any(child in str(table.to_dicts()) for table in tables for child in list(children)[:20])
