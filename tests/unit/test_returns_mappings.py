"""What in a mapping must be mended, and is it all said at once?"""

from __future__ import annotations

import pytest

from hls_signals.returns import load_returns
from hls_signals.returns.adapters import adapter_names, check_adapters
from hls_signals.workspace.errors import MendableError, SeveralToMend
from tests.fixtures_returns.workspaces import Place

GOOD = """id: decisions
area: {column: council}
period: {column: month, format: iso_month}
figures:
  - {measure: decided_in_time, numerator: in_time, denominator: decisions}
"""


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def problems(place: Place, text: str) -> list[MendableError]:
    place.mapping(text)
    with pytest.raises(MendableError) as caught:
        load_returns(place.workspace, place.register)
    error = caught.value
    return list(error.problems) if isinstance(error, SeveralToMend) else [error]


def test_a_mapping_is_loaded_by_its_return(place):
    place.mapping(GOOD)
    spec = load_returns(place.workspace, place.register)["decisions"]
    assert spec.period_type == "month"
    assert [measure.id for measure in spec.measures] == ["decided_in_time"]


def test_an_unknown_key_is_offered_the_nearest_with_file_and_line(place):
    (found,) = problems(place, GOOD + "simbols: {}\n")
    assert (found.code, found.where) == ("M101", "register/returns/mapping.yaml, line 6")
    assert "symbols" in found.mend


def test_how_a_sender_rounds_is_mapped(place):
    place.mapping(GOOD + "rounding: {base: 5}\n")
    assert load_returns(place.workspace, place.register)["decisions"].rounding.base == 5


@pytest.mark.parametrize("form", ["excel_serial", "month_span", "academic_year", "pooled_years", "calendar_quarter"])
def test_every_period_format_may_be_declared(place, form):
    place.mapping(GOOD.replace("iso_month", form))
    assert load_returns(place.workspace, place.register)["decisions"].period.format == form


def test_a_draft_is_refused_until_its_questions_are_answered(place):
    (found,) = problems(place, GOOD + "title: Decisions  # choose: what do people call it?\n")
    assert (found.code, found.where) == ("M131", "register/returns/mapping.yaml, line 6")


@pytest.mark.parametrize(
    "lines",
    [
        'sheet: "table 1"',
        "header: {row: 4, depth: 2}",
        "header: {find: [ONS code, 2010]}",
        "adapter: la_tables",
    ],
)
def test_where_a_table_stands_in_a_workbook_is_mapped(place, lines):
    place.mapping(GOOD + lines + "\n")
    assert load_returns(place.workspace, place.register)["decisions"].layout.depth in (1, 2)


@pytest.mark.parametrize("line", ["header: {row: 4, find: [ONS code]}", "header: {row: 0}", "header: {rows: 4}"])
def test_a_header_that_could_mean_nothing_is_refused(place, line):
    (found,) = problems(place, GOOD + line + "\n")
    assert (found.code, found.where) in {
        (code, "register/returns/mapping.yaml, line 6") for code in ("M101", "M102", "M103")
    }


@pytest.mark.parametrize("line", ["total: sum", "total: {column: need, is: All}", "resubmission: periods"])
def test_totals_and_whole_periods_are_mapped(place, line):
    place.mapping(GOOD + line + "\n")
    assert load_returns(place.workspace, place.register)["decisions"].measures


def test_parts_of_a_median_are_no_total(place):
    (place.workspace.register / "measures" / "days.yaml").write_text(
        "id: days\nname: Days\nreturn: decisions\ncalculation: median\nunit: days\n"
        "polarity: lower\nperiod_type: month\n"
    )
    (found,) = problems(
        place, GOOD.replace("decided_in_time, numerator: in_time, denominator", "days, value") + "total: sum\n"
    )
    assert found.code == "M102"


PEOPLE = """id: decisions
adapter: ssda903
person_level: true
area: {fixed: X06000901}
year_end: 2026-03-31
figures:
  - {measure: decided_in_time, aggregate: children_on_31_march}
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("person_level: true\n", "", "person_level"),
        ("year_end: 2026-03-31\n", "", "year_end"),
        ("area: {fixed: X06000901}", "area: {column: la}", "fixed"),
        ("aggregate: children_on_31_march", "numerator: n", "aggregate"),
        ("adapter: ssda903", "adapter: long_table", "ssda903"),
        ("X06000901", "X06000991", "X06000901"),
    ],
)
def test_a_return_of_people_says_its_area_its_year_and_what_is_counted(place, old, new, says):
    place.mapping(PEOPLE)
    assert load_returns(place.workspace, place.register)["decisions"].people_files == {"episodes"}
    (found,) = problems(place, PEOPLE.replace(old, new))
    assert found.code in {"M102", "M105"}
    assert says in f"{found} {found.mend}"


@pytest.mark.parametrize("adapter", ["financial_year", "fingertips"])
def test_where_measures_share_one_column_each_figure_says_which_rows_are_its_own(place, adapter):
    text = f"id: decisions\nadapter: {adapter}\nperiod: {{format: financial_year}}\n"
    text += "figures:\n  - measure: decided_in_time\n"
    (found,) = problems(place, text)
    assert "where" in found.mend or "where" in str(found)
    place.mapping(text.replace("- measure: decided_in_time", "- {measure: decided_in_time, where: {Code: [A1]}}"))
    (figure,) = load_returns(place.workspace, place.register)["decisions"].figures
    assert figure.value is not None
    assert figure.value.column == "Value"


def test_files_that_write_years_in_several_ways_need_the_format(place):
    text = "id: decisions\nadapter: dfe_tidy\nfigures:\n  - {measure: decided_in_time, numerator: n, denominator: d}\n"
    (found,) = problems(place, text)
    assert "format" in str(found) + found.mend
    place.mapping(text + "period: {format: financial_year_end}\n")
    spec = load_returns(place.workspace, place.register)["decisions"]
    assert (spec.area.column, spec.period.column) == ("new_la_code", "time_period")


def test_an_unknown_adapter_and_measure_are_both_said(place):
    text = GOOD.replace("decided_in_time", "decided_on_time") + "adapter: long_tabel\n"
    found = problems(place, text)
    assert [problem.code for problem in found] == ["M105", "M105"]
    assert "long_table" in found[0].mend
    assert "decided_in_time" in found[1].mend


def test_a_measure_of_another_return_is_refused(place):
    (found,) = problems(place, GOOD.replace("decided_in_time", "families_in_hotels"))
    assert found.code == "M102"


def test_an_undeclared_dimension_is_refused(place):
    (found,) = problems(place, GOOD + "dimensions: {age: age}\n")
    assert found.code == "M108"


def test_a_ranking_column_is_no_figure_without_a_reason(place):
    (found,) = problems(place, GOOD.replace("numerator: in_time", "numerator: rank_order"))
    assert found.code == "M102"
    kept = GOOD.replace("numerator: in_time", "numerator: rank_order") + "keep: [rank_order]\n"
    (found,) = problems(place, kept)
    assert "keep_because" in found.mend


def test_a_figure_needs_a_part_and_a_difference_needs_two_columns(place):
    (found,) = problems(place, GOOD.replace("numerator: in_time, ", ""))
    assert found.code == "M102"
    (found,) = problems(place, GOOD.replace("numerator: in_time", "numerator: {subtract: [a]}"))
    assert found.code == "M102"


def test_every_built_in_adapter_can_be_loaded():
    assert {"long_table", "nhs_monthly"} <= set(adapter_names())
    check_adapters()


def test_a_name_that_leads_to_no_area_of_the_register_is_told_before_any_file_comes(tmp_path):
    place = Place(tmp_path)
    place.mapping(
        "id: decisions\narea: {name_column: council, names: {Quill: X99}}\n"
        "period: {column: month, format: iso_month}\n"
        "figures:\n  - {measure: decided_in_time, numerator: a, denominator: b}\n"
    )
    with pytest.raises(MendableError, match="no area `X99`") as told:
        load_returns(place.workspace, place.register)
    assert told.value.code == "M105"
    assert told.value.where.endswith("line 2")
