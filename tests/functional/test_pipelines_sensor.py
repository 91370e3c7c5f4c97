"""The drop-folder sensor: what has stopped growing asks for one run, once."""

import os

import dagster as dg
import pytest

from hls_signals.workspace.layout import Workspace
from pipelines.sensors import inbox_sensor, look


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox" / "returns"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def tick(tmp_path):
    """Evaluates the sensor as the daemon does, handing each cursor to the next tick."""
    sensor = inbox_sensor("nightly", Workspace(tmp_path))
    state = {"cursor": None}

    def evaluate():
        with dg.build_sensor_context(cursor=state["cursor"]) as context:
            result = sensor(context)
            state["cursor"] = context.cursor
        return result

    return evaluate


def drop(folder, name, text, moment):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(moment, moment))


def test_three_files_one_growing(inbox, tick):
    for name in ("a.csv", "b.csv", "c.csv"):
        drop(inbox, name, "x", 1_000)
    first = tick()
    assert isinstance(first, dg.SkipReason)
    assert first.skip_message == "3 files are still arriving"

    drop(inbox, "c.csv", "xx", 2_000)
    second = tick()
    assert isinstance(second, dg.RunRequest)
    assert second.tags["hls/trigger"] == "inbox"

    drop(inbox, "c.csv", "xxx", 3_000)
    third = tick()
    assert isinstance(third, dg.SkipReason)
    assert third.skip_message == "1 file is still arriving"

    fourth = tick()
    assert isinstance(fourth, dg.RunRequest)
    assert fourth.run_key != second.run_key
    assert tick().skip_message == "nothing new has arrived"


def test_a_changed_file_asks_again(inbox, tick):
    drop(inbox, "a.csv", "x", 1_000)
    tick()
    assert isinstance(tick(), dg.RunRequest)
    drop(inbox, "a.csv", "y", 9_000)
    assert isinstance(tick(), dg.SkipReason)
    assert isinstance(tick(), dg.RunRequest)


@pytest.mark.parametrize("cursor", ["not json", "[]", '{"a.csv": 3}', '{"a.csv": [1]}', "3"])
def test_an_unreadable_cursor_counts_as_empty(inbox, cursor):
    drop(inbox, "a.csv", "x", 1_000)
    seen = look(Workspace(inbox.parent.parent), cursor)
    assert (len(seen.complete), seen.growing) == (0, 1)


def test_the_same_files_have_the_same_key(inbox):
    drop(inbox, "a.csv", "x", 1_000)
    place = Workspace(inbox.parent.parent)
    cursor = look(place, None).cursor
    assert look(place, cursor).run_key == look(place, cursor).run_key


def test_an_empty_inbox_skips_in_words(inbox, tick):
    assert tick().skip_message == "nothing new has arrived"


def test_a_set_of_files_about_people_asks_for_a_run_once_it_has_arrived(tmp_path, tick):
    folder = tmp_path / "inbox" / "person_level" / "ssda903" / "2026"
    folder.mkdir(parents=True)
    for name in ("episodes.csv", "missing.csv"):
        drop(folder, name, "x", 1_000)
    assert tick().skip_message == "2 files are still arriving"
    assert isinstance(tick(), dg.RunRequest)
    assert tick().skip_message == "nothing new has arrived"
    drop(folder, "episodes.csv", "xx", 2_000)
    assert tick().skip_message == "1 file is still arriving"
    assert isinstance(tick(), dg.RunRequest)


def test_a_link_whose_file_has_gone_stops_no_tick(inbox, tick):
    (inbox / "gone.csv").symlink_to(inbox / "nowhere.csv")
    drop(inbox, "a.csv", "x", 1_000)
    tick()
    assert isinstance(tick(), dg.RunRequest)


def test_drop_folders_of_words_are_watched_and_no_name_of_a_file_is_kept(tmp_path, inbox):
    folder = tmp_path / "inbox" / "narratives"
    folder.mkdir()
    drop(folder, "Harriet Opie.csv", "x", 1_000)
    first = look(Workspace(tmp_path), None)
    assert "Opie" not in first.cursor
    assert len(look(Workspace(tmp_path), first.cursor).complete) == 1
