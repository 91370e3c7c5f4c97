"""Do the returns that the how-to page adds with YAML alone come in as it says?"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from hls_signals.register import load_register
from hls_signals.returns import load_returns
from hls_signals.returns.handling import handling_table
from tests.fixtures_returns.workspaces import Place

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-return.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(yaml|csv)\n(.*?)```", re.DOTALL)
BLOCKS = [(language, text) for language, text in BLOCK.findall(PAGE)]


def block(start: str) -> str:
    (found,) = [text for _, text in BLOCKS if text.startswith(start)]
    return found


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    measure = block("# register/measures/care_leavers_housed.yaml")
    (place.workspace.register / "measures" / "care_leavers_housed.yaml").write_text(measure)
    place.mapping(block("# register/returns/care_leavers.yaml"), "care_leavers")
    return place


def test_a_new_return_of_a_known_shape_takes_under_thirty_lines_of_yaml():
    lines = [*block("# register/measures").splitlines(), *block("# register/returns/care_leavers.yaml").splitlines()]
    assert len(lines) < 30


def test_its_file_is_read_and_its_total_is_asked_for(place):
    row, observations, lines = place.landed("la_care_leavers_accommodation_2026.csv", block("time_period,"))
    assert (row["return_id"], row["outcome"]) == ("care_leavers", "accepted")
    assert observations.select("breakdown", "numerator", "denominator").rows() == [
        ('{"age":"17 to 18 years"}', Decimal(22), Decimal(25)),
        ('{"age":"19 to 21 years"}', Decimal(61), Decimal(70)),
    ]
    assert observations["period_end"].unique().to_list() == [dt.date(2026, 4, 1)]
    assert lines["code"].to_list() == ["R242"]
    specs = load_returns(place.workspace, place.register)
    handling = {row["measure_id"]: row for row in handling_table(place.register, specs).iter_rows(named=True)}
    assert handling["care_leavers_housed"]["is_summed"]
    assert not handling["decided_in_time"]["is_summed"]


def test_the_return_of_people_is_a_mapping_that_loads(place):
    names = [figure["measure"] for figure in yaml.safe_load(block("# register/returns/ssda903.yaml"))["figures"]]
    for name in names:
        text = f"id: {name}\nname: {name}\nreturn: ssda903\ncalculation: count\nunit: count\npolarity: lower\n"
        (place.workspace.register / "measures" / f"{name}.yaml").write_text(text + "period_type: financial_year\n")
    place.mapping(block("# register/returns/ssda903.yaml"), "ssda903")
    spec = load_returns(place.workspace, load_register(place.workspace))["ssda903"]
    assert spec.people_files == {"episodes", "missing"}
