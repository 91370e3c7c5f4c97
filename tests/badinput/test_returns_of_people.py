"""What becomes of files about people that lie in the wrong place, are cut short or cannot be read?"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from hls_signals.cli.doctor import _workspace as looked_over
from hls_signals.cli.landed import landed_lines
from hls_signals.workspace.settings import Settings
from tests.fixtures_returns.workspaces import NOW, Place, aged, conserved

MEASURES = """
id: looked_after
name: Children looked after
return: ssda903
calculation: count
unit: count
polarity: lower
period_type: financial_year
"""
MAPPING = """
id: ssda903
adapter: ssda903
person_level: true
area: {fixed: X06000901}
year_end: 2026-03-31
files: ["*ssda903*"]
figures:
  - {measure: looked_after, aggregate: children_on_31_march}
"""
HEADER = "CHILD,DECOM,RNE,LS,DEC\n"
CANARY = "CANARY7731"


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    (place.workspace.register / "measures" / "looked_after.yaml").write_text(MEASURES)
    place.mapping(MAPPING)
    return place


def put(place: Place, name: str, content: str | bytes):
    path = place.workspace.people_inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def landed(place: Place):
    landing = place.land()
    (row,) = landing.intake.iter_rows(named=True)
    conserved(row, landing.quarantine)
    assert not place.workspace.raw.exists()
    told = "\n".join(landed_lines(landing)) + landing.quarantine.write_csv()
    assert CANARY not in told
    return row, landing


@pytest.mark.parametrize(
    ("episodes", "expected"),
    [
        (f"{CANARY},01/02/2025,S,C2,\n", 1),
        (f"{CANARY},31/03/2026,S,C2,\n", 1),
        (f"{CANARY},01/04/2026,S,C2,\n", 0),
        (f"{CANARY},01/02/2025,S,C2,31/03/2026\n", 0),
        (f"{CANARY},01/02/2025,S,C2,01/04/2026\n", 1),
        (f"{CANARY},01/02/2025,S,V3,\n{CANARY},01/02/2025,S,v4 ,\n", 0),
        (f"{CANARY},01/02/2025,S,C2,01/05/2025\n{CANARY},01/05/2025,P,C2,\n", 1),
        (f"{CANARY},01/02/2025,S,C2,\n{CANARY} ,01/02/2025,S,E1,\n7,02/03/2025,S,C2,\n", 2),
    ],
)
def test_a_child_counts_once_from_the_first_day_to_the_day_before_the_last(place, episodes, expected):
    put(place, "ssda903/march/episodes.csv", HEADER + episodes)
    row, _ = landed(place)
    (figure,) = place.observations(row["sha256"]).iter_rows(named=True)
    assert figure["numerator"] == expected
    assert (figure["period_start"], figure["period_end"]) == (dt.date(2025, 4, 1), dt.date(2026, 4, 1))


def test_rows_that_cannot_be_read_are_set_aside_by_file_row_and_code(place):
    rows = f"{CANARY},31/06/2025,S,C2,\n{CANARY},2025-06-01,S,C2,\n,01/06/2025,S,C2,\n7,01/06/2025,S,C2,\n7,1,2\n"
    put(place, "ssda903/march/903_Episodes.csv", HEADER + rows)
    row, landing = landed(place)
    assert (row["rows_in"], row["rows_accepted"]) == (5, 1)
    lines = landing.quarantine.sort("source_row").select("source_sheet", "source_row", "code").rows()
    assert lines == [
        ("903_Episodes.csv", 2, "R221"),
        ("903_Episodes.csv", 3, "R220"),
        ("903_Episodes.csv", 4, "R211"),
        ("903_Episodes.csv", 6, "R244"),
    ]
    assert place.observations(row["sha256"])["numerator"].to_list() == [1]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("ssda903/march/missing.csv", f"CHILD\n{CANARY}\n", "Q150"),
        ("ssda903/march/episodes.csv", HEADER, "Q106"),
        ("ssda903/march/episodes.csv", "", "Q105"),
        ("ssda903/march/episodes.csv", f"CHILD,DECOM\n{CANARY},01/02/2025\n", "Q130"),
        ("ssda903/march/episodes.csv", HEADER + f'{CANARY},"01/02/2025\n', "Q104"),
        ("ssda903/march/episodes.csv", HEADER.encode() + b"\xff\xfe\xff,1,2,3,4\n", "Q140"),
        ("ssda903/march/episodes.csv", HEADER + f"{CANARY},x,S,C2,\n", "Q151"),
        ("ssda903/loose.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n", "Q150"),
        ("decisions/march/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n", "Q107"),
        ("nobody/march/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n", "Q107"),
    ],
)
def test_a_folder_that_cannot_be_used_is_set_aside_and_nothing_of_it_is_kept(place, name, content, code):
    put(place, name, content)
    row, landing = landed(place)
    assert (row["outcome"], row["code"], row["notes"]) == ("quarantined", code, "N510: 1")
    assert landing.to_remove == ()


def test_two_files_of_episodes_are_not_guessed_between(place):
    for name in ("episodes.csv", "episodes_2.csv"):
        put(place, f"ssda903/march/{name}", HEADER + f"{CANARY},01/02/2025,S,C2,\n")
    row, _ = landed(place)
    assert row["code"] == "Q150"
    assert "two files" in row["mend"]


def test_people_among_other_returns_are_told_to_move_and_their_bytes_are_not_kept(place):
    place.put("ssda903/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n")
    row, _ = landed(place)
    assert row["code"] == "Q107"
    assert "inbox/person_level" in row["mend"]


def test_a_folder_counts_as_complete_when_all_its_files_are(place):
    old = put(place, "ssda903/march/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n")
    new = put(place, "ssda903/march/missing.csv", "CHILD\n")
    aged(old, 500)
    aged(new, 10)
    settings = Settings(inbox_settle_seconds=60)
    (waiting,) = place.look(settings).waiting
    assert (waiting.source_name, waiting.seconds_left) == ("person_level/ssda903/march", 50)
    assert place.look(settings, NOW + dt.timedelta(seconds=60)).intake["outcome"].to_list() == ["accepted"]


def test_the_hash_of_a_folder_is_that_of_its_files_whatever_the_folder_is_called(place):
    put(place, "ssda903/march/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n")
    landed(place)
    put(place, "ssda903/again/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n")
    landing = place.land()
    assert landing.intake["outcome"].to_list() == ["duplicate"]
    put(place, "ssda903/again/missing.csv", "CHILD\n")
    landing = place.land()
    assert landing.intake["outcome"].to_list() == ["accepted"]
    assert place.land().intake.is_empty()


def test_a_count_of_nobody_is_a_figure(place):
    mapping = MAPPING.replace("children_on_31_march", "missing_episodes")
    place.mapping(mapping + "  - {measure: families_in_hotels, aggregate: children_on_31_march}\n")
    hotels = place.workspace.register / "measures" / "families_in_hotels.yaml"
    hotels.write_text(hotels.read_text().replace("return: homelessness", "return: ssda903"))
    put(place, "ssda903/march/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n")
    put(place, "ssda903/march/missing.csv", "CHILD,MISSING,MIS_START\n")
    row, _ = landed(place)
    found = place.observations(row["sha256"]).select("measure_id", pl.col("numerator").cast(pl.Int64)).rows()
    assert found == [("looked_after", 0), ("families_in_hotels", 1)]


def test_the_doctor_does_not_miss_bytes_that_are_never_kept(place):
    put(place, "ssda903/march/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n")
    landed(place)
    place.workspace.settings_file.write_text("inbox_settle_seconds: 0\n")
    assert [finding.what for finding in looked_over(place.workspace) if not finding.is_well] == []


def test_people_are_not_kept_though_the_file_beside_them_cannot_be_read_or_another_return_claims_them(place):
    rows = HEADER + f"{CANARY},01/02/2025,S,C2,\n"
    place.put("ssda903/episodes.csv", rows, about="nil_return: perhaps\n")
    landed(place)
    place.mapping("id: decisions\nfiles: ['*episodes*']\n", "decisions")
    place.put("march_ssda903_episodes.csv", rows + "\n")
    row, _ = landed(place)
    assert row["code"] == "Q108"


def test_a_folder_that_no_mapping_knows_is_told_by_its_return(place):
    put(place, "nobody/march/episodes.csv", HEADER + f"{CANARY},01/02/2025,S,C2,\n")
    row, landing = landed(place)
    assert row["return_id"] == "nobody"
    assert any("where: inbox/person_level/nobody/march" in line for line in landed_lines(landing))
