"""What does an unknown file seem to hold, and is the draft honest about what it does not know?"""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from hls_signals.cli.app import app
from hls_signals.register.drafts import CHOOSE
from hls_signals.returns.draft import drafted
from hls_signals.returns.faults import FileFault
from hls_signals.returns.mappings import load_returns
from hls_signals.returns.profile import profiled
from hls_signals.workspace.errors import MendableError
from tests.fixtures_returns.workspaces import Place

CANARY = "Zephyrine Quackenbush"
TABLE = f"""Council code,Month,In time,Decisions,Quartile,{CANARY}
X06000901,April 2026,41,58,1,{CANARY}
X06000902,April 2026,c,30,2,a
X06000903,May 2026,-,12,3,b
X06000901,May 2026,40,{CANARY},3,b
X06000902,May 2026,20,31,3,b
X06000903,June 2026,-,33,3,b
"""


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path / "w")
    place.workspace.settings_file.write_text("")
    return place


def look(place, text, name="new.csv", sheet=None):
    path = place.workspace.root / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return profiled(path, place.register, sheet)


def test_areas_periods_figures_and_ranking_columns_are_told_apart(place):
    found = look(place, TABLE)
    assert (found.encoding, found.delimiter, found.header_row, found.rows) == ("utf-8", ",", 1, 6)
    assert (found.area.name, found.area.is_name, found.area.known) == ("Council code", False, 3)
    assert [(period.name, period.formats) for period in found.periods] == [("Month", ("month_name",))]
    assert [figure.name for figure in found.figures] == ["In time", "Decisions"]
    assert (found.comparing, found.other) == (1, 1)


def test_symbols_are_counted_and_open_ones_are_asked_about(place):
    found = look(place, TABLE)
    assert found.figures[0].symbols == (("-", 2), ("c", 1))
    assert found.figures[1].unread == 1
    text = drafted(found, place.register)
    assert f'  "-": not_available  {CHOOSE} stands 2 times' in text
    assert "# Symbols of the vocabulary: c 1 (suppressed)" in text
    assert "# 1 cells of these columns are neither a number nor a symbol" in text


def test_no_cell_and_no_header_of_another_column_is_ever_printed(place):
    text = drafted(look(place, TABLE), place.register)
    assert CANARY not in text
    assert "Quartile" not in text
    assert "X06000901" not in text


def test_a_draft_is_refused_until_its_questions_are_answered_and_then_reads_the_file(place):
    text = drafted(look(place, TABLE), place.register)
    place.mapping(text, "decisions")
    with pytest.raises(MendableError) as caught:
        load_returns(place.workspace, place.register)
    assert {problem.code for problem in getattr(caught.value, "problems", [caught.value])} >= {"M131"}
    answered = re.sub(rf"  {CHOOSE}.*", "", text).replace("id: new", "id: decisions")
    figures = "  - {measure: decided_in_time, numerator: In time, denominator: Decisions}\n"
    answered = re.sub(r"figures:\n(  - .*\n)+", "figures:\n" + figures, answered)
    place.mapping(answered, "decisions")
    row, observations, _ = place.landed("decisions/new.csv", TABLE)
    assert (row["outcome"], observations.height, row["columns_dropped"]) == ("accepted", 5, "Quartile")


def test_titles_above_the_header_are_seen(place):
    titles = "Decisions by month\n\nPublished in June\n" + TABLE
    found = look(place, titles)
    assert (found.header_row, found.rows) == (4, 6)
    assert "header: {row: 4}" in drafted(found, place.register)


def test_a_wide_table_has_its_periods_in_its_headers(place):
    found = look(place, "Council,2022,2023,2024\nTamarhaven,1,2,3\nQuillhaven,4,5,6\nAshmarrow,7,8,9\n")
    assert (found.area.is_name, found.area.known) == (True, 3)
    text = drafted(found, place.register)
    assert 'area: {name_column: "Council"}' in text
    assert 'period: {columns: "20??", format: calendar_year}  # choose: which format' in text
    assert "value: cell" in text


def test_two_formats_that_both_read_are_for_a_person_to_tell_apart(place):
    found = look(place, "code,date,n\nX06000901,01/02/2026,4\nX06000902,03/04/2026,5\n")
    assert set(found.periods[0].formats) == {"day_month_year", "month_day_year"}
    text = drafted(found, place.register)
    assert "which format: day_month_year, month_day_year?" in text
    assert "start or the end" in text


def test_another_encoding_is_asked_about_and_never_guessed_for_good(place):
    found = look(place, b"code,month,n\nX06000901,May 2026,4\n" + "X06000902,May 2026,£5\n".encode("cp1252"))
    assert (found.encoding, found.is_declared_needed) == ("cp1252", True)
    assert f"encoding: cp1252  {CHOOSE}" in drafted(found, place.register)
    wide = look(place, "code;month;n\nX06000901;May 2026;4\n".encode("utf-16"))
    assert (wide.encoding, wide.is_declared_needed, wide.delimiter) == ("utf-16", False, ";")


def test_where_nothing_looks_like_an_area_a_period_or_a_figure_the_draft_asks(place):
    text = drafted(look(place, "a,b\nx,y\nv,w\n"), place.register)
    assert "no column looks like area codes or names" in text
    assert "no column reads as a period" in text
    assert "no column holds mostly numbers" in text


def test_codes_of_a_known_shape_are_areas_though_the_register_has_none_of_them(place):
    found = look(place, "org_code,month,n\nRK9,May 2026,4\nRR1,May 2026,5\n")
    assert (found.area.name, found.area.known, found.area.different) == ("org_code", 0, 2)
    assert "2 of 2 are not in areas.csv" in drafted(found, place.register)


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "Q105"), (b"a,b\n", "Q106"), (b"%PDF-1.7", "Q104"), (b"PK\x03\x04\xe9\xff", "Q104")]
)
def test_a_file_that_cannot_be_read_says_why(place, content, code):
    with pytest.raises(FileFault) as caught:
        look(place, content)
    assert caught.value.code == code


def test_the_command_prints_the_draft_or_writes_it_once(place):
    path = place.workspace.root / "new.csv"
    path.write_text(TABLE)
    to = place.workspace.root / "draft.yaml"
    runner, where = CliRunner(), ["-w", str(place.workspace.root)]
    printed = runner.invoke(app, ["profile", str(path), *where])
    assert printed.exit_code == 0
    assert printed.output.startswith("# A draft")
    written = runner.invoke(app, ["profile", str(path), "--to", str(to), *where])
    assert to.read_text() == printed.output
    assert "things to choose before" in written.output
    assert 'areas:   "Council code", 3 of 3 in areas.csv' in written.output
    again = runner.invoke(app, ["profile", str(path), "--to", str(to), *where])
    assert isinstance(again.exception, MendableError)
    assert again.exception.code == "M132"
    missing = runner.invoke(app, ["profile", str(path) + "x", *where])
    assert missing.exception.code == "M132"
