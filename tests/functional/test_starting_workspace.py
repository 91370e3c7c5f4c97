"""Does a new workspace begin whole, and is nothing overwritten?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from hls_signals.register import load_register
from hls_signals.register.starting import PACKAGED, AlreadyThere, write_starting
from hls_signals.workspace.layout import open_workspace
from hls_signals.workspace.located import read_yaml, validated
from hls_signals.workspace.settings import Settings, load_settings


@pytest.fixture
def starting(tmp_path: Path) -> Path:
    write_starting(tmp_path / "council")
    return tmp_path / "council"


def test_its_settings_are_the_defaults_written_out_but_a_person_lets_releases_out(starting):
    by_hand = Settings.model_validate({"publish": {"let_out": "by_hand"}})
    assert load_settings(open_workspace(starting), {}) == by_hand


def test_its_register_needs_no_mending(starting):
    register = load_register(open_workspace(starting))
    assert [measure.id for measure in register.measures] == ["ae_four_hours", "prevention_duty"]
    assert {area.area_type for area in register.areas} == {"council", "icb"}


def test_measures_without_a_target_are_offered_and_stand_whole_once_they_are_moved(starting):
    offered = sorted((starting / "register" / "offered").glob("*.yaml"))
    assert [path.stem for path in offered] == [
        "came_back_within_a_year", "people_passed_on", "people_turned_away", "told_their_story_once",
        "what_matters_to_people",
    ]  # fmt: skip
    for path in offered:
        path.rename(starting / "register" / "measures" / path.name)
    moved = [m for m in load_register(open_workspace(starting)).measures if m.begins_without_target]
    assert len(moved) == len(offered)
    assert all(not measure.targets and measure.polarity == "none" for measure in moved)


def test_its_mapping_is_one_that_returns_can_read(starting):
    from hls_signals.returns.spec import ReturnSpec

    path = starting / "register" / "returns" / "nhs_ae.yaml"
    spec = validated(ReturnSpec, read_yaml(path, starting))
    assert [figure.measure for figure in spec.figures] == ["ae_four_hours"]


def test_the_events_that_every_council_shares_are_there_with_how_sure_we_are(starting):
    events = {event.id: event for event in load_register(open_workspace(starting)).events}
    assert len(events) == 27
    interim = events["ae_target_2023"]
    assert interim.effective_from == dt.date(2023, 4, 1)
    assert interim.announced_on == dt.date(2022, 12, 22)
    assert interim.confidence == "assumed"
    assert events["talking_quarter_2020"].effective_to == dt.date(2020, 10, 1)


def test_events_of_some_areas_only_wait_as_comments_that_are_good_yaml(starting):
    lines = (starting / "register" / "events.yaml").read_text(encoding="utf-8").splitlines()
    waiting = [entry for line in lines if line.startswith("# - ") for entry in yaml.safe_load(line[2:])]
    assert [entry["id"] for entry in waiting] == ["ae_pilot_2019", "rr1_rrk_2018", "plymouth_alliance_2019"]


def test_the_targets_of_the_ready_measure_are_those_of_the_worked_example(starting):
    measure = load_register(open_workspace(starting)).by_id["ae_four_hours"]
    assert [int(target.value) for target in measure.targets] == [95, 76, 78]
    assert measure.targets[1].announced == dt.date(2022, 12, 22)


def test_files_have_a_place_to_be_dropped(starting):
    assert (starting / "inbox" / "returns").is_dir()


@pytest.mark.parametrize("name", ["hls.yaml", "register/areas.csv"])
def test_what_is_there_is_not_overwritten_and_nothing_else_is_written(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("ours", encoding="utf-8")
    with pytest.raises(AlreadyThere) as refused:
        write_starting(tmp_path)
    assert refused.value.code == "W122"
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [name]


def test_the_settings_are_written_last_so_that_half_a_workspace_is_not_taken_for_one(tmp_path):
    written = write_starting(tmp_path)
    assert written[-1] == tmp_path / "hls.yaml"
    assert len(written) == len([path for path in PACKAGED.rglob("*") if path.suffix in {".yaml", ".csv"}])
