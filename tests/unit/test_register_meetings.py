"""Are meetings read, and is what they name told where nobody knows it?"""

import datetime as dt

import pytest

from hls_signals.register.meetings import Meeting, last_before, meeting_problems, next_from, read_meetings
from hls_signals.warehouse.stages.published import shelf_of
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace

YAML = """\
- {held_on: 2026-10-15, pack: complex_needs, talk_about: [families_in_hotels], chosen_by_role: chair}
- {held_on: 2026-07-16, pack: complex_needs, release_id: 3fa9c1d2ab04, talked_about: [prevention_duty, note n-12ab]}
"""


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "meetings.yaml").write_text(YAML, encoding="utf-8")
    return Workspace(tmp_path)


def test_meetings_come_oldest_first(workspace):
    first, second = read_meetings(workspace)
    assert (first.held_on, first.release_id) == (dt.date(2026, 7, 16), "3fa9c1d2ab04")
    assert second.talk_about == ("families_in_hotels",)


def test_the_last_meeting_and_the_next_are_those_around_a_day(workspace):
    meetings = read_meetings(workspace)
    assert last_before(meetings, "complex_needs", dt.date(2026, 10, 15)) == meetings[0]
    assert next_from(meetings, "complex_needs", dt.date(2026, 10, 15)) == meetings[1]
    assert last_before(meetings, "complex_needs", dt.date(2026, 7, 16)) is None
    assert next_from(meetings, "another", dt.date(2026, 1, 1)) is None


def test_a_release_on_the_table_of_a_meeting_is_spared(workspace):
    assert shelf_of(workspace).named == {"3fa9c1d2ab04"}


def test_names_that_nobody_knows_are_told_with_the_nearest(workspace):
    meetings = read_meetings(workspace)
    found = list(meeting_problems(meetings, ["complex_need"], {"prevention_duty": 0, "families_in_hotel": 0}))
    assert [problem.code for problem in found] == ["M122"] * 3
    assert {problem.mend for problem in found} == {"nearest: complex_need", "nearest: families_in_hotel"}
    assert not list(meeting_problems(meetings, [], ["prevention_duty", "families_in_hotels"]))


def test_an_unknown_key_is_told_with_its_line(workspace):
    path = workspace.register / "meetings.yaml"
    path.write_text(YAML.replace("talk_about", "talks_about"), encoding="utf-8")
    with pytest.raises(MendableError) as raised:
        read_meetings(workspace)
    assert "line 1" in str(raised.value)


def test_without_a_file_nobody_has_met(tmp_path):
    assert read_meetings(Workspace(tmp_path)) == ()
    assert Meeting(held_on=dt.date(2026, 7, 16), pack="x").talked_about == ()
