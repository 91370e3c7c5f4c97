"""Do the uglinesses that really come in returns end as the page wants, each by its number?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.register.models import OVERLAPPING_PERIOD_TYPES
from hls_signals.returns.defects import quality_rows
from tests.fixtures_returns.workspaces import HEADER, JUNE, NOW, Place, aged, canonical

MAPPING = """
id: decisions
area: {{{area}}}
period: {{column: period, {period}}}
figures:
  - {{measure: decided_in_time, numerator: in time, denominator: decisions}}
{more}
"""


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def mapped(place, text, period="format: month_name", area="column: council", more="", name="decisions/a.csv"):
    place.mapping(MAPPING.format(area=area, period=period, more=more))
    return place.landed(name, "council,period,in time,decisions\n" + text)


def cells(place, *numerators: str, more="") -> pl.DataFrame:
    """Observations of one numerator after another, a month each, with 100 decisions."""
    lines = [f'X06000901,{dt.date(2025, n, 1):%B %Y},"{cell}",100' for n, cell in enumerate(numerators, start=1)]
    return mapped(place, "\n".join(lines) + "\n", more=more)[1].sort("period_start")


def periods(observations: pl.DataFrame) -> list[tuple[str, str, str]]:
    return [(str(a), str(b), c) for a, b, c in observations.select("period_start", "period_end", "period_type").rows()]


def test_3_flags_in_any_order_leave_the_number_and_are_kept(place):
    found = cells(place, "12.3[r]", "[r] 12.3", "12.3 [e][r]", "12.3[r][e]", "12.3p")
    assert set(found["numerator"]) == {Decimal("12.3")}
    assert found["flags"].to_list() == ["r", "r", "er", "er", "p"]
    assert found["status"].to_list() == ["ok", "ok", "estimated", "estimated", "ok"]
    assert cells(place, "[r][e]")["status"].to_list() == ["not_available"]


def test_4_a_dash_is_a_symbol_until_the_mapping_says_what_it_means(place):
    _, found, lines = mapped(place, "X06000901,May 2025,-,100\nX06000902,May 2025,*,100\n")
    assert found["status"].to_list() == ["suppressed"]
    assert lines["code"].to_list() == ["R210", "R210"]
    zero = cells(place, "-", more='symbols: {"-": zero}')
    assert zero["numerator"].to_list() == [0]


def test_5_and_8_marks_for_missing_and_for_not_applicable_stay_apart(place):
    missing = (":", "..", "NA", "N/A", "n/a", "NULL", "#N/A")
    assert cells(place, *missing)["status"].to_list() == ["not_available"] * 7
    assert cells(place, ".", "z", "#DIV/0!")["status"].to_list() == ["not_applicable"] * 3


def test_9_zero_rounded_to_zero_and_missing_are_three_outcomes(place):
    assert cells(place, "0", "low", "")["status"].to_list() == ["ok", "low", "not_available"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u2009234", 1234), ("£1,234", 1234), ("１２", 12)],
)
def test_10_12_and_14_numbers_are_read_however_they_are_written(place, cell, number):
    assert mapped(place, f'X06000901,May 2025,"{cell}",5000\n')[1]["numerator"].to_list() == [number]


def test_10_a_comma_that_may_be_a_decimal_point_is_refused(place):
    _, _, lines = mapped(place, 'X06000901,May 2025,"12,34",5000\nX06000902,May 2025,1,5000\n')
    assert lines["code"].unique().to_list() == ["R216"]


def test_12_brackets_and_a_true_minus_are_negative_and_no_count_is(place):
    _, _, lines = mapped(place, "X06000901,May 2025,(123),5000\nX06000902,May 2025,\u2212123,5000\n")
    assert lines.filter(pl.col("level") == "row")["code"].to_list() == ["R213", "R213"]


def test_13_rounded_parts_reconcile_within_what_rounding_allows(place):
    header = HEADER + ",need,is_total"
    parts = [JUNE.replace("decided_in_time", "prevention_duty").replace(",41,58", f",{n},60,{need},")
             for n, need in ((10, "rent"), (15, "family"))]  # fmt: skip
    total = JUNE.replace("decided_in_time", "prevention_duty").replace(",41,58", ",30,60,,true")
    _, found, _ = place.landed("homelessness/may.csv", canonical(total, *parts, header=header))
    from hls_signals.returns.defects_of_totals import unreconciled_totals

    assert unreconciled_totals(found, {"homelessness": Decimal(5)}).is_empty()
    assert unreconciled_totals(found, {})["code"].to_list() == ["D305"]


def test_15_spaces_around_a_label_are_nothing_to_note(place):
    row, found, _ = mapped(place, "Tamarhaven ,May 2025,1,2\n  quillhaven,May 2025,1,2\n", area="name_column: council")
    assert found["area_code"].to_list() == ["X06000901", "X06000902"]
    assert row["notes"] == ""


def test_16_a_sentinel_is_a_symbol_or_what_is_declared_and_never_a_value(place):
    _, _, lines = mapped(place, "X06000901,May 2025,-999999,5\nX06000902,May 2025,1,5\n")
    assert lines["code"].unique().to_list() == ["R210"]
    declared = cells(place, "-999999", more='symbols: {"-999999": suppressed}')
    assert declared.select("status", "numerator").rows() == [("suppressed", None)]


def test_32_rows_twice_files_twice_and_new_submissions_are_three_things(place):
    _, found, lines = place.landed("a.csv", canonical(JUNE, JUNE))
    assert (found.height, lines.filter(pl.col("level") == "row")["code"].to_list()) == (1, ["R230"])
    same, _, _ = place.landed("b.csv", canonical(JUNE, JUNE))
    assert same["outcome"] == "duplicate"
    again, found, _ = place.landed("c.csv", canonical(JUNE.replace("41", "42")))
    assert (again["outcome"], found["numerator"].to_list()) == ("accepted", [42])


@pytest.mark.parametrize(
    ("text", "form", "start"),
    [
        ("2023-24 Q1", "financial_quarter", "2023-04-01"),
        ("Q1 2023/24", "financial_quarter", "2023-04-01"),
        ("2023 Q1", "calendar_quarter", "2023-01-01"),
        ("Apr-Jun 2023", "month_span", "2023-04-01"),
    ],
)
def test_34_a_quarter_is_read_as_declared_and_in_no_other_way(place, text, form, start):
    forms = ("financial_quarter", "calendar_quarter", "month_span")
    for declared in forms:
        row, found, lines = mapped(
            place, f"X06000901,{text},1,2\n", period=f"format: {declared}", name=f"decisions/{declared}.csv"
        )
        (place.workspace.returns_inbox / "decisions" / f"{declared}.csv").unlink()
        if declared == form:
            assert periods(found)[0][0] == start
        elif row["outcome"] != "duplicate":
            assert lines["code"].to_list()[-1] == "R220"


def test_35_a_financial_year_is_one_whatever_stands_beside_it(place):
    _, found, _ = mapped(place, "X06000901,2018/19,1,2\n", period="format: financial_year")
    assert periods(found) == [("2018-04-01", "2019-04-01", "financial_year")]


def test_36_months_are_dates_and_come_in_their_order(place):
    lines = "".join(f"X06000901,{name} 2021,1,2\n" for name in ("April", "August", "January"))
    _, found, _ = mapped(place, lines)
    assert [start for start, _, _ in sorted(periods(found))] == ["2021-01-01", "2021-04-01", "2021-08-01"]


@pytest.mark.parametrize(
    ("text", "form", "wanted"),
    [
        ("45017", "excel_serial", "2023-04-01"),
        ("15/06/2013", "day_month_year", "2013-06-01"),
        ("06/15/2013", "month_day_year", "2013-06-01"),
        ("06/15/2013", "day_month_year", "R221"),
    ],
)
def test_37_serials_and_orders_of_day_and_month_are_declared(place, text, form, wanted):
    _, found, lines = mapped(place, f"X06000901,{text},1,2\n", period=f"format: {form}, means: inside")
    got = lines["code"].to_list()[-1] if found.is_empty() else periods(found)[0][0]
    assert got == wanted


def test_38_a_months_end_called_month_start_is_read_and_asked_about_unless_declared(place):
    row, _, _ = mapped(place, "X06000901,31/05/2025,1,2\n", period="format: day_month_year")
    assert row["notes"] == "D307: 1"
    row, found, _ = mapped(
        place, "X06000902,31/05/2025,1,2\n", period="format: day_month_year, means: end", name="decisions/b.csv"
    )
    assert (row["notes"], periods(found)[0]) == ("", ("2025-05-01", "2025-06-01", "month"))


def test_39_a_single_and_a_pooled_year_are_never_taken_for_each_other(place):
    text = "X06000901,2013-16,1,2\nX06000901,2013-14,1,2\n"
    _, pooled, lines = mapped(place, text, period="format: pooled_years")
    assert periods(pooled) == [("2013-01-01", "2017-01-01", "pooled_years")]
    assert lines["code"].unique().to_list() == ["R220"]
    _, single, _ = mapped(place, text + "\n", period="format: financial_year", name="decisions/b.csv")
    assert periods(single) == [("2013-04-01", "2014-04-01", "financial_year")]


def test_41_and_b22_windows_say_so_and_are_no_series_of_independent_points(place):
    windows = [
        ("2026-04-01", "2027-01-01", "year_to_date"),
        ("2025-04-01", "2026-04-01", "rolling_12_months"),
        ("2023-01-01", "2026-01-01", "pooled_years"),
    ]
    for number, (start, end, kind) in enumerate(windows):
        line = JUNE.replace("2026-05-01,2026-06-01,month", f"{start},{end},{kind}")
        _, found, _ = place.landed(f"{number}.csv", canonical(line))
        assert found["period_type"].to_list() == [kind]
    assert {kind for _, _, kind in windows} == OVERLAPPING_PERIOD_TYPES


def test_42_figures_under_a_code_that_closed_are_kept_there_and_asked_about(place):
    (place.workspace.register / "areas.csv").write_text(
        "area_code,area_name,area_type,valid_from,valid_to,replaced_by\n"
        "X06000901,Tamarhaven,council,,2026-05-01,X06000902\nX06000902,Quillhaven,council,,,\n"
    )
    _, found, _ = place.landed("a.csv", canonical(JUNE))
    assert found["area_code"].to_list() == ["X06000901"]
    from hls_signals.returns.defects import Beside

    questions = quality_rows(found, Beside(place.register))
    assert questions["code"].to_list() == ["D308"]
    assert [event.kind for event in place.register.events] == ["organisation"]


def test_43_names_are_exact_or_declared_and_near_ones_are_set_aside(place):
    text = "Tamarhaven,May 2025,1,2\nTamarhavn,May 2025,1,2\nQuill Haven,May 2025,1,2\n901,May 2025,1,2\n"
    area = "name_column: council, names: {Quill Haven: X06000902}"
    _, found, lines = mapped(place, text, area=area)
    assert found["area_code"].to_list() == ["X06000901", "X06000902"]
    assert lines.filter(pl.col("level") == "row")["code"].to_list() == ["R201", "R201"]


def test_44_health_and_council_codes_stand_side_by_side_and_are_told_apart_by_their_type(place):
    (place.workspace.register / "areas.csv").write_text(
        "area_code,area_name,area_type\nX06000901,Tamarhaven,council\nRK9,Plymouth,organisation\nE10000001,Shire,council\n"
    )
    lines = [JUNE, JUNE.replace("X06000901", "RK9"), JUNE.replace("X06000901", "E10000001")]
    _, found, _ = place.landed("a.csv", canonical(*lines))
    assert found["area_code"].to_list() == ["X06000901", "RK9", "E10000001"]
    assert quality_rows(found).is_empty()


def test_b6_a_half_copied_file_waits_and_is_in_no_ledger(place):
    from hls_signals.workspace.settings import Settings

    aged(place.put("a.csv", canonical(JUNE)), seconds=10)
    landing = place.land(Settings(inbox_settle_seconds=60))
    assert (landing.intake.height, len(landing.waiting)) == (0, 1)


def test_b17_a_rate_of_nothing_is_accepted_and_not_applicable(place):
    assert mapped(place, "X06000901,May 2025,0,0\n")[1]["status"].to_list() == ["not_applicable"]


def test_b20_an_older_file_that_comes_late_is_stored_and_displaces_nothing(place):
    place.landed("new.csv", canonical(JUNE.replace("41", "42")), "known_at: 2026-06-20\n")
    row, found, _ = place.landed("old.csv", canonical(JUNE), "known_at: 2026-06-10\n")
    assert row["outcome"] == "accepted"
    assert found["known_at"][0] < NOW


@pytest.mark.parametrize(
    ("day", "period_type", "start", "end"),
    [
        ("2024-02-29", "day", "2024-02-29", "2024-03-01"),
        ("2024-02-29", "month", "2024-02-01", "2024-03-01"),
        ("2026-03-31", "year_to_date", "2025-04-01", "2026-04-01"),
        ("2026-04-01", "year_to_date", "2026-04-01", "2026-05-01"),
        ("2021-01-03", "week", "2020-12-28", "2021-01-04"),
    ],
)
def test_b22_leap_days_turns_of_the_year_and_a_53rd_week_have_their_own_bounds(place, day, period_type, start, end):
    period = f"format: iso_date, means: inside, type: {period_type}"
    assert periods(mapped(place, f"X06000901,{day},1,2\n", period=period)[1]) == [(start, end, period_type)]


def test_b27_a_clock_set_back_never_takes_receipts_back(place):
    place.put("a.csv", canonical(JUNE))
    first = place.land().intake["received_at"][0]
    place.put("b.csv", canonical(JUNE.replace("901", "902")))
    second = place.land(now=NOW - dt.timedelta(days=2)).intake["received_at"][0]
    assert second == first + dt.timedelta(microseconds=1)
