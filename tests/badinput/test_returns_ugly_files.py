"""Do files, sidecars and mappings that nobody would write on purpose get an outcome in words?"""

from __future__ import annotations

import datetime as dt
import io
import os

import polars as pl
import pytest

from hls_signals.cli.landed import landed_lines
from hls_signals.returns.mappings import load_returns
from hls_signals.workspace.errors import MendableError
from tests.fixtures_returns.workspaces import HEADER, JUNE, Place, canonical

MAPPING = """
id: decisions
area: {column: council}
period: {column: year, format: calendar_year}
figures:
  - {measure: decided_in_time, numerator: in_time, denominator: decisions}
"""


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def parquet(**columns: object) -> bytes:
    base = dict(zip(HEADER.split(","), ([field] for field in JUNE.split(",")), strict=True))
    stream = io.BytesIO()
    pl.DataFrame({**base, **columns}).write_parquet(stream)
    return stream.getvalue()


@pytest.mark.parametrize("breakdown", ["[" * 100_000, '{""need"": ""\\ud800""}', '{""need"": 5}', "[]"])
def test_a_breakdown_that_is_no_breakdown_is_set_aside(place, breakdown):
    bad = JUNE.replace("decided_in_time", "prevention_duty")
    text = canonical(bad + f',"{breakdown}"', JUNE + ",", header=HEADER + ",breakdown")
    row, _, lines = place.landed("may.csv", text)
    assert (row["rows_accepted"], lines["code"].unique().to_list()) == (1, ["R211"])


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2026-06-31", "yesterday"]
)
def test_a_moment_that_does_not_exist_is_told_in_a_column_and_in_a_sidecar(place, moment):
    text = canonical(JUNE + "," + moment, JUNE.replace("901", "902") + ",", header=HEADER + ",known_at")
    _, _, lines = place.landed("column.csv", text)
    assert lines["code"].unique().to_list() == ["R221"]
    row, _, _ = place.landed("sidecar.csv", canonical(JUNE), f"known_at: {moment}\n")
    assert row["code"] == "M102"
    assert "a date such as 2026-06-20" in row["mend"]


@pytest.mark.parametrize("number", ["5", "20260620", "true", "1.5"])
def test_a_number_in_a_sidecar_is_no_date(place, number):
    row, _, _ = place.landed("may.csv", canonical(JUNE), f"known_at: {number}\n")
    assert row["code"] == "M102"


@pytest.mark.parametrize(("stated", "hour"), [("2026-06-20", 23), ('"2026-06-20"', 23), ("2026-06-20T09:30", 8)])
def test_a_sidecar_may_state_a_day_or_a_time(place, stated, hour):
    row, _, _ = place.landed("may.csv", canonical(JUNE), f"known_at: {stated}\n")
    assert row["known_at_basis"] == "sidecar"
    assert row["known_at"].hour == hour


def test_every_mistake_of_a_sidecar_is_told_at_once_and_under_a_sentence(place):
    place.put("may.csv", canonical(JUNE), "known_on: 2026-06-20\nnil_return: maybe\n")
    landing = place.land()
    shown = "\n".join(landed_lines(landing))
    assert "known_at" in shown
    assert "true or false" in shown
    assert "FILE.about.yaml: " in shown


@pytest.mark.parametrize("text", ["&a [*a]", "[" * 5000, "known_at: 2026-06-20\nknown_at: 2026-06-21"])
def test_a_sidecar_that_bites_its_tail_or_says_a_thing_twice_is_refused(place, text):
    row, _, _ = place.landed("may.csv", canonical(JUNE), text)
    assert row["code"] in {"M102", "M104"}


def test_names_with_terminal_codes_are_shown_escaped_wherever_they_stand(place):
    place.put("ret\x1b[31m/x\n.csv", canonical(JUNE), "known_on: 1\n")
    place.put("ret\x1b[31m/y.csv", canonical(JUNE.replace("901", "999")))
    lines = list(landed_lines(place.land()))
    assert all(line.isprintable() for line in lines)


def test_a_name_in_no_known_encoding_has_a_sidecar_like_any_other(place):
    place.put("a.csv", canonical(JUNE), "known_on: 1\n")
    inbox = os.fsencode(place.workspace.returns_inbox)
    for ending in (b".csv.about.yaml", b".csv"):
        os.rename(inbox + b"/a" + ending, inbox + b"/\xff" + ending)
    assert place.land().intake["code"].to_list() == ["M101"]


def test_a_file_without_a_return_is_not_called_by_its_own_name(place):
    nothing, _, _ = place.landed("may.csv", canonical(JUNE.replace("901", "999")))
    twice, _, _ = place.landed("june.csv", HEADER + ",numerator\n" + JUNE + ",1\n")
    assert (nothing["code"], nothing["return_id"]) == ("Q151", "")
    assert (twice["code"], twice["return_id"]) == ("Q131", "")


@pytest.mark.parametrize("value", [[41], {"a": 1}, dt.timedelta(1)])
def test_a_parquet_cell_that_is_no_text_is_set_aside_and_not_taken_for_empty(place, value):
    row, _, lines = place.landed("may.parquet", parquet(numerator=[value]))
    assert row["code"] == "Q151"
    assert lines.filter(pl.col("level") == "record")["code"].to_list() == ["R211"]


def test_parquet_text_stored_as_bytes_is_text(place):
    row, observations, _ = place.landed("may.parquet", parquet(area_code=[b"X06000901"]))
    assert (row["outcome"], observations["area_code"].to_list()) == ("accepted", ["X06000901"])
    bad, _, _ = place.landed("june.parquet", parquet(area_code=[b"\xff\xfe"]))
    assert bad["code"] == "Q151"


def test_a_parquet_date_of_a_year_that_does_not_exist_is_a_damaged_file(place):
    far = pl.Series([2_000_000_000], dtype=pl.Int32).cast(pl.Date)
    row, _, _ = place.landed("may.parquet", parquet(period_start=far))
    assert row["outcome"] == "quarantined"


def test_a_wide_table_without_a_single_period_column_says_which_pattern_found_none(place):
    place.mapping(
        'id: decisions\narea: {column: council}\nperiod: {columns: "20??", format: calendar_year}\n'
        "figures:\n  - {measure: decided_in_time, value: cell}\n"
    )
    row, _, _ = place.landed("decisions/a.csv", "council,first\nX06000901,3\n")
    assert row["code"] == "Q130"
    assert "`20??`" in row["mend"]


def test_a_lag_beyond_the_last_year_ends_no_run(place):
    place.mapping(MAPPING + "known_at: {lag_days: 3660}\n")
    table = "council,year,in_time,decisions\nX06000901,9998,1,2\nX06000901,2024,1,2\n"
    row, _, lines = place.landed("decisions/a.csv", table)
    assert (row["rows_accepted"], lines["code"].unique().to_list()) == (1, ["R222"])


@pytest.mark.parametrize("figures", ["5", "foo", "[5]", "{measure: decided_in_time}"])
def test_figures_that_are_no_list_are_told_with_their_line(place, figures):
    place.mapping(MAPPING.partition("figures:")[0] + f"figures: {figures}\n")
    with pytest.raises(MendableError, match="figures"):
        load_returns(place.workspace, place.register)


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [
        ("is_total", "maybe", "R210"),
        ("value_lower", "a few", "R211"),
        ("value_upper", "1,23", "R216"),
        ("status", "dunno", "R210"),
        ("flags", "x", "R210"),
        ("reported_colour", "purple", "R210"),
    ],
)
def test_a_word_that_says_nothing_is_set_aside_and_not_guessed(place, column, word, code):
    rows = (f'{JUNE},"{word}"', JUNE.replace("901", "902") + ",")
    row, _, lines = place.landed("may.csv", canonical(*rows, header=f"{HEADER},{column}"))
    assert (row["rows_accepted"], lines["code"].unique().to_list()) == (1, [code])
    assert lines["source_column"].unique().to_list() == [8]
    assert "empty" in lines["mend"][0]


@pytest.mark.parametrize("area", ["X0600090\u200b1", "\u042506000901", "X\u017f6000901", "Ｘ06000901"])
def test_a_code_with_hidden_or_look_alike_letters_is_never_made_plain(place, area):
    _, _, lines = place.landed("may.csv", canonical(JUNE.replace("X06000901", area), JUNE))
    assert lines["code"].unique().to_list() == ["R202"]


def test_a_measure_with_a_hidden_character_is_told_so(place):
    _, _, lines = place.landed("may.csv", canonical(JUNE.replace("in_time", "in\u200b_time"), JUNE))
    assert lines["code"].unique().to_list() == ["R202"]


def test_hidden_characters_leave_the_labels_of_a_canonical_file(place):
    row = JUNE.replace("decided_in_time", "prevention_duty")
    text = canonical(f"{row},No\u200bne", f"{row.replace('901', '902')},None", header=HEADER + ",need")
    ledger, observations, _ = place.landed("may.csv", text)
    assert observations["breakdown"].to_list() == ['{"need":"None"}'] * 2
    assert "N501: 1" in ledger["notes"]


@pytest.mark.parametrize("above", ["\n\n", "   \n"])
def test_blank_lines_above_the_header_do_not_hide_its_delimiter(place, above):
    row, _, _ = place.landed("may.csv", above + canonical(JUNE).replace(",", ";"))
    assert row["outcome"] == "accepted"


def test_a_file_still_set_aside_is_told_again_and_not_called_taken_in(place):
    place.put("may.csv", canonical(JUNE.replace("901", "999")))
    first, again = place.land(), place.land()
    assert first.intake["code"].to_list() == ["Q151"]
    assert (again.intake.height, again.unchanged) == (0, 0)
    assert [row["code"] for row in again.still_aside] == ["Q151"]
    shown = "\n".join(landed_lines(again))
    assert "HLS-Q151" in shown
    assert "before" not in shown


def test_a_file_that_cannot_be_opened_waits_and_stops_no_other(place):
    place.put("may.csv", canonical(JUNE))
    (place.workspace.returns_inbox / "gone.csv").symlink_to("nowhere.csv")
    landing = place.land()
    assert landing.intake["source_name"].to_list() == ["may.csv"]
    assert [(file.source_name, file.is_shut) for file in landing.waiting] == [("gone.csv", True)]
    assert "cannot be opened" in "\n".join(landed_lines(landing))


@pytest.mark.parametrize(
    ("data", "declared"),
    [(canonical(JUNE).encode("utf-16-le"), "utf-16"), (canonical(JUNE).encode("utf-8-sig"), "cp1252")],
)
def test_a_mark_that_contradicts_the_declared_encoding_is_told_as_that(place, data, declared):
    row, _, _ = place.landed("may.csv", data, f"encoding: {declared}\n")
    assert (row["code"], "byte 0" in row["mend"]) == ("Q140", True)


@pytest.mark.parametrize("content", [b"", HEADER.encode(), b"a,b\n"])
def test_a_declared_nil_return_is_taken_in_by_its_folder_or_its_sidecar(place, content):
    by_folder, _, _ = place.landed("decisions/may.csv", content, "nil_return: true\n")
    assert (by_folder["outcome"], by_folder["return_id"], by_folder["rows_in"]) == ("accepted", "decisions", 0)
    stated, _, _ = place.landed("june.csv", content + b"\n", "nil_return: true\nreturn: homelessness\n")
    assert (stated["outcome"], stated["return_id"]) == ("accepted", "homelessness")


def test_a_file_that_lies_in_its_folder_is_not_told_to_go_there(place):
    row, _, _ = place.landed("decisions/may.csv", "a,b\n1,2\n")
    assert row["code"] == "Q107"
    assert "register/returns/decisions.yaml" in row["mend"]


def test_a_sidecar_that_names_no_return_is_offered_the_nearest(place):
    row, _, _ = place.landed("may.csv", canonical(JUNE), "return: decisoins\n")
    assert row["code"] == "Q107"
    assert "nearest: decisions" in row["mend"]


def test_a_figure_set_aside_behind_another_of_its_row_is_told_in_the_line_of_its_file(place):
    place.mapping(
        "id: homelessness\narea: {column: council}\nperiod: {column: month, format: iso_month}\n"
        "figures:\n  - {measure: prevention_duty, numerator: helped, denominator: owed}\n"
        "  - {measure: families_in_hotels, numerator: hotels}\n"
    )
    place.put("homelessness/may.csv", "council,month,helped,owed,hotels\nX06000901,2026-05,83%,58,4\n")
    (line,) = landed_lines(place.land())
    assert line.endswith("1 of 1 rows   1 figure set aside (R211 1)")


def test_a_file_whose_every_row_is_set_aside_tells_their_codes_at_once(place):
    place.put("decisions/may.csv", canonical(JUNE.replace("X06000901", "X06000999"), JUNE + ",1"))
    line = next(iter(landed_lines(place.land())))
    assert line.endswith("HLS-Q151 every row of this file was set aside (R201 1, R244 1).")
