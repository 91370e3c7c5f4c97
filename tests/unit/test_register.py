"""The register: what is read, and how each mistake is told with file, line and the nearest right key."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from hls_signals.register import load_register
from hls_signals.register.checks import pack_problems
from hls_signals.register.tables import definitions_table, events_table
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Pack

MEASURE = """\
id: waits
name: Waits
return: waits_monthly
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: month
targets:
  - {value: 57.99, effective_from: 2010-11-01}
colour_rules:
  - {version: 1, effective_from: 2010-11-01, kind: points, amber_within: 5}
definitions:
  - {version: 2010, effective_from: 2010-11-01, text: Everyone}
  - {version: "2020", effective_from: 2020-04-01, text: Everyone owed, breaks_series: true}
"""
AREAS = "area_code,area_name,area_type\nX06000901,Tamarhaven,council\nX06000902,Quillhaven,council\n"


def loaded(make_workspace, **files):
    named = {"register/measures/waits.yaml": MEASURE, "register/areas.csv": AREAS}
    named |= {name.replace("__", "/"): text for name, text in files.items()}
    return load_register(Workspace(make_workspace(named)))


def problems(make_workspace, files):
    named = {"register/measures/waits.yaml": MEASURE, "register/areas.csv": AREAS} | files
    place = Workspace(make_workspace(named))
    with pytest.raises(MendableError) as raised:
        load_register(place)
    return list(getattr(raised.value, "problems", [raised.value]))


def only(make_workspace, files):
    (problem,) = problems(make_workspace, files)
    return problem


def test_targets_are_read_from_their_text(make_workspace):
    (measure,) = loaded(make_workspace).measures
    assert measure.targets[0].value == Decimal("57.99")
    assert measure.definitions[0].version == "2010"


def test_an_unknown_key_names_file_line_and_nearest_key(make_workspace):
    problem = only(
        make_workspace,
        {"register/measures/waits.yaml": MEASURE.replace("polarity:", "polarty:") + "polarity: higher\n"},
    )
    assert (problem.code, problem.where, problem.mend) == (
        "M101",
        "register/measures/waits.yaml, line 8",
        "nearest key: polarity",
    )


def test_a_wrong_value_says_what_is_expected_and_not_what_stood_there(make_workspace):
    problem = only(
        make_workspace, {"register/measures/waits.yaml": MEASURE.replace("polarity: higher", "polarity: upwards")}
    )
    assert (problem.code, problem.where) == ("M102", "register/measures/waits.yaml, line 8")
    assert "higher" in problem.mend
    assert "upwards" not in str(problem)


def test_a_missing_key_is_named(make_workspace):
    problem = only(make_workspace, {"register/measures/waits.yaml": MEASURE.replace("unit: percent\n", "")})
    assert (problem.code, problem.what) == ("M103", "the key `unit` is missing.")


def test_a_target_that_no_figure_could_reach(make_workspace):
    problem = only(make_workspace, {"register/measures/waits.yaml": MEASURE.replace("57.99", "157.99")})
    assert (problem.code, problem.where) == ("M107", "register/measures/waits.yaml, line 11")


def test_two_targets_of_one_day_for_the_same_areas(make_workspace):
    twice = MEASURE.replace("colour_rules:", "  - {value: 60, effective_from: 2010-11-01}\ncolour_rules:")
    assert only(make_workspace, {"register/measures/waits.yaml": twice}).code == "M106"


def test_two_targets_of_one_day_announced_on_two_days_are_a_restatement(make_workspace):
    more = MEASURE.replace(
        "colour_rules:", "  - {value: 60, effective_from: 2010-11-01, known_from: 2011-01-01}\ncolour_rules:"
    )
    assert len(loaded(make_workspace, **{"register__measures__waits.yaml": more}).measures[0].targets) == 2


def test_every_problem_is_told_at_once(make_workspace):
    files = {
        "register/measures/waits.yaml": MEASURE.replace("unit:", "unitt:"),
        "register/measures/other.yaml": MEASURE.replace("id: waits", "id: other").replace("57.99", "-1"),
        "register/events.yaml": "- {id: e1, kind: rumour, all: true, effective_from: 2020-01-01, text: x}\n",
    }
    assert [problem.code for problem in problems(make_workspace, files)] == ["M103", "M101", "M102", "M107"]


def test_an_area_that_does_not_exist_offers_the_nearest(make_workspace):
    scoped = MEASURE.replace("{value: 57.99,", "{value: 57.99, area_codes: [X06000091],")
    problem = only(make_workspace, {"register/measures/waits.yaml": scoped})
    assert problem.code == "M105"
    assert problem.mend.startswith("nearest: X0600090")


def test_an_event_must_name_its_scope(make_workspace):
    text = "- {id: e1, kind: external, effective_from: 2020-03-01, text: Schools close}\n"
    problem = only(make_workspace, {"register/events.yaml": text})
    assert (problem.code, problem.where) == ("M102", "register/events.yaml, line 1")


def test_an_id_used_twice(make_workspace):
    files = {"register/measures/again.yaml": MEASURE}
    assert only(make_workspace, files).code == "M110"


def test_a_table_with_another_column(make_workspace):
    problem = only(make_workspace, {"register/areas.csv": "area_code,area_name,colour\nX1,Y,red\n"})
    assert (problem.code, problem.where) == ("M111", "register/areas.csv, line 1, column 3")


def test_an_area_of_a_type_nobody_knows(make_workspace):
    problem = only(make_workspace, {"register/areas.csv": "area_code,area_name,area_type\nX1,Y,planet\n"})
    assert (problem.code, problem.where) == ("M102", "register/areas.csv, line 2")


def test_a_file_that_is_not_yaml_names_the_line_and_not_its_text(make_workspace):
    problem = only(make_workspace, {"register/measures/waits.yaml": MEASURE + "purpose: 'Jane Doe\n"})
    assert problem.code == "M104"
    assert "Jane" not in str(problem)


def test_a_pack_never_sets_two_areas_side_by_side(make_workspace):
    register = loaded(make_workspace)
    item = {"measure_id": "waits", "area_code": "X06000901"}
    pack = Pack.model_validate({"id": "p", "title": "P", "items": [item, item | {"area_code": "X06000902"}]})
    (problem,) = pack_problems([pack], register.by_id, register.by_code)
    assert problem.code == "M120"


def test_a_pack_item_must_be_in_the_register(make_workspace):
    register = loaded(make_workspace)
    items = [{"measure_id": "wait", "area_code": "X06000901"}]
    pack = Pack.model_validate({"id": "p", "title": "P", "items": items})
    (problem,) = pack_problems([pack], register.by_id, register.by_code)
    assert (problem.code, problem.mend) == ("M105", "nearest: waits")


def test_measures_stand_in_register_order(make_workspace):
    early = MEASURE.replace("id: waits", "id: zebra") + "order: 1\n"
    register = loaded(make_workspace, **{"register__measures__zebra.yaml": early})
    assert [measure.id for measure in register.measures] == ["zebra", "waits"]


def test_a_definition_holds_until_the_next(make_workspace):
    table = definitions_table(loaded(make_workspace))
    assert table["valid_to"].to_list() == [dt.date(2020, 4, 1), dt.date(9999, 12, 31)]


def test_an_event_of_a_return_concerns_its_measures(make_workspace):
    events = "- {id: e1, kind: collection, return: waits_monthly, effective_from: 2020-01-01, text: x}\n"
    table = events_table(loaded(make_workspace, **{"register__events.yaml": events}))
    assert table.select("event_id", "measure_id", "area_code").rows() == [("e1", "waits", "")]


def measure_with(**changes):
    """The measure's text with whole keys replaced or added."""
    kept = [part for part in re.split(r"\n(?=\w)", MEASURE.strip()) if part.partition(":")[0] not in changes]
    return "\n".join([*kept, *(f"{key}: {value}" for key, value in changes.items())]) + "\n"


@pytest.mark.parametrize(
    "changes",
    [
        {"scale": "0"},
        {"scale": "-1"},
        {"bounds": "[100, 0]"},
        {"targets": "[{value: 5, effective_from: 2020-01-01, effective_to: 2019-01-01}]"},
        {"targets": "[{lower: 9, upper: 4, effective_from: 2020-01-01}]", "polarity": "band"},
        {"targets": "[{lower: 4, upper: 9, effective_from: 2020-01-01}]"},
        {"polarity": "band"},
        {"targets": "[{value: 5, effective_from: 2020-02-30}]"},
        {"targets": "[{value: 5, effective_from: 20200401}]"},
        {"colour_rules": "[{version: 1, effective_from: 2020-01-01, kind: points, amber_within: -5}]"},
        {"colour_rules": "[{version: 1, effective_from: 2020-01-01, kind: points, round_to: 0}]"},
        {"dimensions": "[code]"},
        {"dimensions": "[source_row]"},
        {"dimensions": "[age, age]"},
    ],
)
def test_a_measure_that_could_not_mean_anything_is_told_with_its_line(make_workspace, changes):
    problem = only(make_workspace, {"register/measures/waits.yaml": measure_with(**changes)})
    assert problem.code == "M102"
    assert "waits.yaml, line" in problem.where
    assert "Datetimes" not in problem.mend


@pytest.mark.parametrize(
    "pair",
    [
        "[{version: a, effective_from: 2020-01-01}, {version: a, effective_from: 2021-01-01}]",
        "[{version: a, effective_from: 2020-01-01}, {version: b, effective_from: 2020-01-01}]",
    ],
)
def test_two_definitions_of_one_version_or_one_day(make_workspace, pair):
    assert only(make_workspace, {"register/measures/waits.yaml": measure_with(definitions=pair)}).code == "M110"


def test_a_key_that_stands_twice_is_refused_and_not_overwritten(make_workspace):
    problem = only(make_workspace, {"register/measures/waits.yaml": MEASURE + "unit: days\n"})
    assert "stands here twice" in problem.what
    assert "line 5" in problem.mend


def test_a_measure_in_a_file_ending_yml_is_not_passed_over(make_workspace):
    problem = only(make_workspace, {"register/measures/late.yml": MEASURE})
    assert (problem.code, problem.where) == ("M104", "register/measures/late.yml")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("A1,a,council,,2020-01-01,B1\nB1,b,council,,2021-01-01,A1\n", "M102"),
        ("A1,a,council,,2020-01-01,A1\n", "M102"),
        ("A1,a,council,,2020-01-01,ZZ\n", "M105"),
        ("A1,a,council,2021-01-01,2020-01-01,\n", "M102"),
    ],
)
def test_areas_that_follow_nothing_or_themselves(make_workspace, rows, code):
    header = "area_code,area_name,area_type,valid_from,valid_to,replaced_by\n"
    assert {p.code for p in problems(make_workspace, {"register/areas.csv": header + rows})} == {code}


@pytest.mark.parametrize("rows", ["X06000901,X06000901\n", "X06000901,X06000902\nX06000902,X06000901\n"])
def test_an_area_is_no_part_of_its_own_sum(make_workspace, rows):
    found = problems(make_workspace, {"register/area_sums.csv": "sum_code,part_code\n" + rows})
    assert {problem.code for problem in found} == {"M102"}


def test_spaces_and_blank_lines_in_a_table_of_the_register_mean_nothing(make_workspace):
    ragged = AREAS.replace("X06000901,", " X06000901 ,") + "\n,,\n\n"
    register = loaded(make_workspace, **{"register/areas.csv": ragged})
    assert list(register.by_code) == ["X06000901", "X06000902"]


@pytest.mark.parametrize(
    "beside",
    [
        "[{measure_id: nowhere, reason: they may go there}]",
        "[{measure_id: waits, reason: itself}]",
        "[{measure_id: a, reason: r}, {measure_id: b, reason: r}, {measure_id: c, reason: r}, "
        "{measure_id: d, reason: r}]",
    ],
)
def test_charts_that_cannot_stand_beside_are_told_with_their_line(make_workspace, beside):
    found = problems(make_workspace, {"register/measures/waits.yaml": measure_with(look_beside=beside)})
    assert {problem.code for problem in found} == {"M123"}
    assert all("waits.yaml, line" in problem.where for problem in found)


TARGETS = {"targets": "[{value: 10, effective_from: 2020-01-01}]"}


def test_a_target_on_a_measure_begun_without_one_asks_for_the_reason(make_workspace):
    begun = {"begins_without_target": "true", **TARGETS}
    problem = only(make_workspace, {"register/measures/waits.yaml": measure_with(**begun)})
    assert problem.code == "M121"
    assert "target_because" in problem.mend
    given = measure_with(**begun, target_because="people asked for it in March")
    assert loaded(make_workspace, **{"register/measures/waits.yaml": given}).by_id["waits"].target_because


def test_what_hangs_on_a_target_is_one_word_or_a_word_with_a_text(make_workspace):
    for told, text in (("payment", ""), ("{kind: other, text: a plan}", "a plan")):
        given = {"register/measures/waits.yaml": measure_with(what_hangs_on_it=told)}
        held = loaded(make_workspace, **given).by_id["waits"].what_hangs_on_it
        assert held is not None
        assert held.text == text
    wrong = only(make_workspace, {"register/measures/waits.yaml": measure_with(what_hangs_on_it="a_lot")})
    assert wrong.code == "M102"
