"""hls.yaml: defaults, overrides, and what is said of a key that nothing reads."""

import datetime as dt

import pytest

from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import NoWorkspace, Workspace, open_workspace
from hls_signals.workspace.settings import load_settings


def settings(make_workspace, text="", environment=None):
    return load_settings(Workspace(make_workspace({"hls.yaml": text})), environment or {})


def problem(make_workspace, text="", environment=None):
    with pytest.raises(MendableError) as raised:
        settings(make_workspace, text, environment)
    return raised.value


def test_an_empty_file_has_every_default(make_workspace):
    found = settings(make_workspace)
    assert (found.variation.preset, found.disclosure.profile, found.inbox_settle_seconds) == ("hls", "nhs", 60)


def test_an_unknown_key_offers_the_nearest(make_workspace):
    found = problem(make_workspace, "as_of: today\npublish: {titel: A pack}\n")
    assert (found.code, found.where, found.mend) == ("M101", "hls.yaml, line 2", "nearest key: title")


@pytest.mark.parametrize(
    "text",
    ["disclosure: {seconds: 5}"],
)
def test_a_key_that_comes_later_says_so(make_workspace, text):
    found = problem(make_workspace, text)
    assert found.code == "M109"
    assert "not built yet" in found.what


def test_an_override_from_the_environment_goes_first(make_workspace):
    environment = {"HLS_PUBLISH__TITLE": "Autumn", "HLS_AS_OF": "2026-01-31", "HLS_WORKSPACE": "elsewhere"}
    found = settings(make_workspace, "publish: {title: Spring}\n", environment)
    assert (found.publish.title, found.as_of) == ("Autumn", dt.date(2026, 1, 31))


@pytest.mark.parametrize(
    ("variable", "mend"),
    [("HLS_PUBLISH__TITEL", "nearest: title"), ("HLS_PUBLISHED__TITLE", "nearest: publish")],
)
def test_an_override_that_names_no_setting_is_told_by_its_name(make_workspace, variable, mend):
    found = problem(make_workspace, "", {variable: "x"})
    assert (found.where, found.mend) == (f"environment, {variable}", mend)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("as_of: yesterday", 1),
        ("timezone: Europe/Plymouth", 1),
        ('nightly: {at: "25:00"}', 1),
        ("\ninbox_settle_seconds: -1", 2),
        ("warehouse: {memory_limit: lots}", 1),
        ("keep: {releases: 0}", 1),
    ],
)
def test_a_wrong_value_names_its_line(make_workspace, text, line):
    found = problem(make_workspace, text)
    assert (found.code, found.where) == ("M102", f"hls.yaml, line {line}")


def test_today_is_the_day_in_the_workspaces_time_zone(make_workspace):
    late = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
    assert settings(make_workspace).as_of_date(late) == dt.date(2026, 7, 1)


def test_a_fixed_day_stays(make_workspace):
    late = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
    assert settings(make_workspace, "as_of: 2026-10-15").as_of_date(late) == dt.date(2026, 10, 15)


def test_a_folder_without_settings_is_no_workspace(tmp_path):
    with pytest.raises(NoWorkspace) as raised:
        open_workspace(tmp_path)
    assert "init" in raised.value.mend


@pytest.mark.parametrize("text", ["- a", "foo", "as_of: today\nas_of: 2026-01-01"])
def test_a_settings_file_without_keys_or_with_one_twice_is_told(make_workspace, text):
    with pytest.raises(MendableError, match=r"no keys|stands here twice") as told:
        load_settings(Workspace(make_workspace({"hls.yaml": text})), {})
    assert "hls.yaml, line" in told.value.where


@pytest.mark.parametrize(("text", "value"), [("", "["), ("", "\x00"), ("keep: 5", "3")])
def test_an_override_that_cannot_be_put_in_its_place_is_told_in_words(make_workspace, text, value):
    with pytest.raises(MendableError):
        load_settings(Workspace(make_workspace({"hls.yaml": text})), {"HLS_KEEP__RUNS": value})
