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


@pytest.mark.parametrize(
    "line",
    [
        'sheet: "table 1"',
        "header: {row: 4}",
        "total: sum",
        "resubmission: periods",
        "person_level: true",
    ],
)
def test_what_is_not_built_yet_is_refused_and_never_ignored(place, line):
    (found,) = problems(place, GOOD + line + "\n")
    assert found.code == "M109"
    assert found.where == "register/returns/mapping.yaml, line 6"


@pytest.mark.parametrize("adapter", ["dfe_tidy", "la_tables", "financial_year", "fingertips", "ssda903"])
def test_adapters_that_come_later_say_so(place, adapter):
    (found,) = problems(place, GOOD + f"adapter: {adapter}\n")
    assert found.code == "M109"


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
