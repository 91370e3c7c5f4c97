"""Is a published table of authorities read whole, however it is laid out? (Annex A of the returns page, by number.)"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from hls_signals.returns import check_adapter, load_returns
from hls_signals.returns.adapters import adapter_named
from tests.fixtures_returns.workbooks import Coloured, Error, Formula, SheetOf, ods, table, xlsx
from tests.fixtures_returns.workspaces import Place

MEASURE = """
id: rough_sleeping
name: People sleeping rough on a night in autumn
return: rough_sleeping
calculation: count
unit: count
polarity: lower
period_type: snapshot
"""
MAPPING = """
id: rough_sleeping
adapter: la_tables
area: {column: ONS code, name_column: Local authority}
period: {columns: "20??", format: calendar_year, window: ["10-01", "12-01"]}
skip_rows: ["% change*"]
figures:
  - {measure: rough_sleeping, value: cell}
"""
TITLES = [["Table 1: People sleeping rough"], ["England, Autumn1 2021 - 2022"], [None, None, None, "number"]]
HEAD = ["ONS code", "Local authority", 2021, 2022]
BODY = [
    ["X92000009", "Farland", 30, 36],
    [None, "% change from previous year", None, 20.0],
    [],
    ["X06000901", "Tamarhaven", 12, 15],
    ["X06000902", "Quillhaven", 18, 21],
]
NOTES = [
    [],
    ["1. Counts are of a single night."],
    ["Contact:", "Wilhelmina Featherstonehaugh", None, None, "Last update:", "Jan 2023"],
]


@pytest.fixture
def place(tmp_path) -> Place:
    made = Place(tmp_path)
    (made.workspace.register / "measures" / "rough_sleeping.yaml").write_text(MEASURE)
    areas = made.workspace.register / "areas.csv"
    areas.write_text(areas.read_text() + "X92000009,Farland,country\n")
    made.mapping(MAPPING)
    return made


def read(place: Place, data: bytes, name: str = "rough_sleeping/autumn.xlsx"):
    row, observations, lines = place.landed(name, data)
    assert row["outcome"] == "accepted", (row["code"], row["mend"])
    return row, observations, lines


def series(observations: pl.DataFrame) -> dict[str, list[int | None]]:
    found = observations.sort("period_start")
    codes = found["area_code"].unique().sort()
    return {code: [_whole(value) for value in found.filter(pl.col("area_code") == code)["value"]] for code in codes}


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value).split(".")[0])


def codes_of(lines: pl.DataFrame) -> dict[str, int]:
    rows = lines.filter(pl.col("level") == "row")
    return dict(rows.group_by("code").len().sort("code").iter_rows())


WANTED = {"X06000901": [12, 15], "X06000902": [18, 21], "X92000009": [30, 36]}


@pytest.mark.parametrize(("make", "name"), [(xlsx, "autumn.xlsx"), (ods, "autumn.ods")])
def test_17_27_28_29_30_titles_regions_change_rows_spacers_and_notes(place, make, name):
    row, observations, lines = read(place, make(SheetOf("T", [*TITLES, HEAD, *BODY, *NOTES])), f"rough_sleeping/{name}")
    assert series(observations) == WANTED
    assert (row["rows_in"], row["rows_accepted"]) == (6, 3)
    assert codes_of(lines) == {"R240": 1, "R241": 2}
    assert (row["records_in"], row["observations"]) == (6, 6)
    # The nation stands beside the authorities under its own code; nothing is summed with its parts.
    assert observations.filter(pl.col("area_code") == "X92000009")["is_total"].all()
    assert "Featherstonehaugh" not in str(lines.rows())


def test_30_a_late_row_of_a_known_area_or_with_a_figure_is_no_note(place):
    late = [["X06000903", "Ashmarrow", None, None], [None, "Nobody knows where", 3, 4], ["Note"]]
    row, observations, lines = read(place, table(*TITLES, HEAD, *BODY, *late))
    assert codes_of(lines) == {"R201": 1, "R240": 1, "R241": 1}
    ashmarrow = observations.filter(pl.col("area_code") == "X06000903")
    assert ashmarrow["status"].unique().to_list() == ["not_available"]
    assert row["rows_in"] == 7


def test_30_a_table_cut_off_by_a_wrong_word_loses_no_row_in_silence(place):
    body = [*BODY, ["X06000903", "Ashmarrow", "see note", "see note"]]
    _, observations, lines = read(place, table(*TITLES, HEAD, *body, *NOTES))
    assert codes_of(lines) == {"R211": 1, "R240": 1, "R241": 2}
    assert series(observations) == WANTED


def test_18_merged_heads_are_joined_and_blanks_filled_from_the_left(place):
    place.mapping(
        MAPPING.replace("area:", "header: {row: 2, depth: 2}\narea:")
        .replace('columns: "20??"', "column: year")
        .replace("value: cell", "value: People / Counted")
    )
    heads = [["ONS code", "Local authority", "Year", "People", None], [None, None, None, "Counted", "Estimated"]]
    _, observations, _ = read(place, table(["A title"], *heads, ["X06000901", "Tamarhaven", 2021, 12, 99]))
    assert series(observations) == {"X06000901": [12]}


def test_18_three_header_rows_over_year_columns(place):
    place.mapping(
        MAPPING.replace("area:", "header: {row: 1, depth: 3}\narea:").replace('"20??"', '"Nights / 20?? / n"')
    )
    heads = [
        ["ONS code", "Local authority", "Nights", None, "Rates"],
        [None, None, 2021, 2022, 2022],
        [None, None, "n", "n", "r"],
    ]
    _, observations, _ = read(place, table(*heads, ["X06000901", "Tamarhaven", 12, 15, 0.5]))
    assert series(observations) == {"X06000901": [12, 15]}


def test_18_19_note_digits_at_any_depth_of_a_head(place):
    place.mapping(
        MAPPING.replace("area:", "header: {row: 1, depth: 2}\narea:")
        .replace('columns: "20??"', "column: Year")
        .replace("value: cell", "value: Slept rough / Counted")
    )
    heads = [["ONS code", "Local authority", "Year", "Slept rough5", None], [None, None, None, "Counted7", "Share2"]]
    row, observations, _ = read(place, table(*heads, ["X06000901", "Tamarhaven", 2021, 12, 99]))
    assert series(observations) == {"X06000901": [12]}
    assert "N502: 1" in row["notes"]


def test_19_20_note_digits_and_numeric_years(place):
    head = ["ONS Code2", "Local  AUTHORITY", "20211", "2022.0"]
    row, observations, _ = read(place, table(*TITLES, head, *BODY))
    assert series(observations) == WANTED
    assert "N502: 2" in row["notes"]
    assert observations["period_start"].unique().sort().to_list() == [dt.date(2021, 10, 1), dt.date(2022, 10, 1)]


def test_23_an_unnamed_index_column_is_ignored(place):
    rows = [[None, *HEAD], *([number, *row] for number, row in enumerate(BODY, start=1) if row)]
    row, observations, lines = read(place, table(*rows))
    assert series(observations) == WANTED
    assert codes_of(lines) == {"R240": 1}
    assert "N503" not in row["notes"]


def test_25_two_columns_of_one_name_matter_only_where_they_are_mapped(place):
    twice = [["ONS code", "Local authority", 2021, 2022, "Rate", "Rate"], *([*row, 1, 2] for row in BODY if row)]
    _, observations, _ = read(place, table(*twice))
    assert series(observations) == WANTED
    mapped = [["ONS code", "Local authority", "ONS code", 2021], ["X06000901", "Tamarhaven", "X06000901", 12]]
    row, _, _ = place.landed("rough_sleeping/twice.xlsx", table(*mapped))
    assert (row["outcome"], row["code"]) == ("quarantined", "Q131")
    assert "columns 1 and 3" in row["mend"]


def test_26_a_layout_moved_to_the_right_and_down_gives_the_same_figures(place):
    _, observations, _ = read(place, table(*TITLES, HEAD, *BODY, *NOTES, first_row=3, first_column=2))
    assert series(observations) == WANTED
    tamarhaven = observations.filter(pl.col("area_code") == "X06000901")
    assert tamarhaven["source_row"].unique().to_list() == [10]


def test_31_a_part_of_the_country_without_a_code_is_set_aside(place):
    body = [["X06000901", "Tamarhaven", 12, 15], ["-", "Rest of Farland", 18, 21], *BODY[:1]]
    _, observations, lines = read(place, table(*TITLES, HEAD, *body))
    assert codes_of(lines) == {"R201": 1}
    assert set(series(observations)) == {"X06000901", "X92000009"}


def test_14_45_text_numbers_errors_formulas_and_colours_beside_figures(place):
    body = [
        ["X06000901", "Tamarhaven", "12", Coloured(15)],
        ["X06000902", "Quillhaven", Error("#REF!"), Error("#DIV/0!")],
        ["X06000903", "Ashmarrow", Formula("C5*2"), Formula("C5*2", 24)],
    ]
    row, observations, lines = read(place, xlsx(SheetOf("Old", [["x"]], "hidden"), SheetOf("T", [HEAD, *body])))
    assert series(observations) == {"X06000901": [12, 15], "X06000902": [None], "X06000903": [24]}
    records = lines.filter(pl.col("level") == "record")
    assert records.select("code", "source_row", "source_column").rows() == [("R210", 3, 3), ("R211", 4, 3)]
    assert row["notes"] == "N507: 1; N508: 1; N509: 1"


def test_a_windowed_year_is_the_part_of_it_that_was_looked_at(place):
    _, observations, _ = read(place, table(HEAD, *BODY))
    periods = observations.select("period_start", "period_end", "period_type").unique().sort("period_start").rows()
    assert periods == [
        (dt.date(2021, 10, 1), dt.date(2021, 12, 1), "snapshot"),
        (dt.date(2022, 10, 1), dt.date(2022, 12, 1), "snapshot"),
    ]


def test_a_csv_with_titles_above_and_notes_below_is_read_alike(place):
    lines = ["A title, with a comma", "", "ONS code;Local authority;2021;2022", "X06000901;Tamarhaven;12;15", "Source"]
    row, observations, set_aside = read(place, "\n".join(lines).encode(), "rough_sleeping/autumn.csv")
    assert series(observations) == {"X06000901": [12, 15]}
    assert observations["source_row"].unique().to_list() == [4]
    assert (row["rows_in"], codes_of(set_aside)) == (2, {"R244": 1})


def test_a_header_that_is_not_there_is_told_and_quotes_nothing(place):
    row, _, _ = place.landed("rough_sleeping/other.xlsx", table(*TITLES, ["Council", 2021], ["Tamarhaven", 12]))
    assert (row["outcome"], row["code"]) == ("quarantined", "Q133")
    assert "Council" not in row["mend"]
    assert "rows 1 to 50" in row["mend"]


def test_the_adapter_keeps_every_promise_of_an_adapter(place):
    path = place.put("rough_sleeping/autumn.xlsx", table(*TITLES, HEAD, *BODY, *NOTES))
    spec = load_returns(place.workspace, place.register)["rough_sleeping"]
    assert check_adapter(adapter_named("la_tables"), path, spec).observations.height == 6
