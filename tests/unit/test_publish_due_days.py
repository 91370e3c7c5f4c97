"""Days on which returns are due, and sign-offs: stored and shown, with nobody reminded and nobody listed."""

import dataclasses
import datetime as dt
import re

import polars as pl
import pytest

from hls_signals.contract.folder import check_folder
from hls_signals.publish.due_days import calendar_text, due_days, due_table
from hls_signals.publish.open_book import open_book
from hls_signals.publish.open_book_views import DueDay
from hls_signals.publish.site import build_site
from hls_signals.publish.site_plan import content_id
from hls_signals.returns.schema import INTAKE
from hls_signals.warehouse.stages.published import with_roles_alone
from tests.charts.publish_content import AS_OF, content

DUE = {
    "nhs_ae": (dt.date(2026, 9, 10), dt.date(2026, 10, 8), dt.date(2026, 11, 12)),
    "h_clic": (AS_OF, dt.date(2026, 11, 12)),
}


def test_only_days_to_come_are_told_by_day_and_return_and_never_by_sender():
    days = [(day.on, day.return_id) for day in due_days(content(due=DUE))]
    assert days == [(AS_OF, "h_clic"), (dt.date(2026, 11, 12), "h_clic"), (dt.date(2026, 11, 12), "nhs_ae")]
    table = due_table(content(due=DUE))
    assert [column.name for column in table.columns] == ["due", "return", "file"]
    assert table.order == "time"


def test_a_file_that_is_not_here_is_not_here_yet_and_one_that_came_says_when():
    received = content(due=DUE).intake.with_columns(
        received_at=pl.lit(dt.datetime(2026, 10, 3, 9, tzinfo=dt.UTC)).cast(INTAKE["received_at"]),
    )
    due = {**DUE, "h_clic": (dt.date(2026, 7, 15), *DUE["h_clic"])}
    rows = {row[:2]: row[2] for row in due_table(content(due=due, intake=received)).rows}
    assert rows["15 October 2026", "h_clic"] == "received 3 October 2026"
    # Without the day before, any file may be of an earlier period.
    first = {row[:2]: row[2] for row in due_table(content(due=DUE, intake=received)).rows}
    assert first["15 October 2026", "h_clic"] == "–"
    # The day before was 15 October, and nothing of it came after that.
    assert rows["12 November 2026", "h_clic"] == "not here yet"
    assert rows["12 November 2026", "nhs_ae"] == "not here yet"


def parsed(text):
    """Components and properties of an iCalendar, read slowly by RFC 5545: CR LF, unfolded, name[;parameters]:value."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events, current = [], None
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        name, value = re.fullmatch(r"([A-Z-]+(?:;[A-Z]+=[A-Z]+)?):(.*)", line).groups()
        if (name, value) == ("BEGIN", "VEVENT"):
            current = {}
        elif (name, value) == ("END", "VEVENT"):
            events.append(current)
            current = None
        elif current is not None:
            assert name not in current
            current[name] = value
    return events


def test_the_calendar_is_valid_has_whole_days_and_no_clock_but_the_day_asked_about():
    text = calendar_text(due_days(content(due=DUE)), AS_OF)
    first, *_ = parsed(text)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert first == {
        "UID": "20261015-h_clic@returns-due.hls-signals",
        "DTSTAMP": "20261015T000000Z",
        "DTSTART;VALUE=DATE": "20261015",
        "DTEND;VALUE=DATE": "20261016",
        "SUMMARY": "Return due: h_clic",
        "TRANSP": "TRANSPARENT",
    }
    assert "VALARM" not in text
    assert re.findall(r"\d{8}T\d{6}Z", text) == ["20261015T000000Z"] * 3


def test_a_long_name_is_folded_and_its_marks_are_escaped():
    name = "rückgabe_" * 12 + r"a,b;c\d"
    (event,) = parsed(calendar_text([DueDay(AS_OF, name, "")], AS_OF))
    assert event["SUMMARY"] == "Return due: " + name.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,")


def test_the_release_holds_the_calendar_and_the_contract_lets_it_through(tmp_path):
    build_site(tmp_path / "release", content(due=DUE))
    assert (tmp_path / "release" / "returns-due.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert "returns-due.ics" in (tmp_path / "release" / "open-book.html").read_text(encoding="utf-8")
    assert check_folder(tmp_path / "release") == []
    build_site(tmp_path / "without", content())
    assert not (tmp_path / "without" / "returns-due.ics").exists()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("TRANSP:TRANSPARENT", "ATTENDEE:mailto:late@example.org", "C004"),
        ("TRANSP:TRANSPARENT", "BEGIN:VALARM\r\nEND:VALARM", "C002"),
        ("DTSTART;VALUE=DATE:20261015", "DTSTART:20261015T083000", "C002"),
        ("T000000Z", "T083000Z", "C002"),
        ("END:VCALENDAR", "", "C101"),
        ("SUMMARY:Return due: h_clic", "SUMMARY:Return due: the worst perfor\r\n ming council", "C401"),
    ],
)
def test_the_contract_looks_into_a_calendar(tmp_path, old, new, code):
    text = calendar_text(due_days(content(due=DUE)), AS_OF)
    assert old in text
    (tmp_path / "returns-due.ics").write_bytes(text.replace(old, new).encode())
    assert code in {finding.code for finding in check_folder(tmp_path)}


def test_another_day_asked_about_is_no_other_release_until_a_due_day_has_gone_by():
    plain = content(due=DUE)
    assert content_id(plain) != content_id(content())
    day_after = dataclasses.replace(plain, as_of=AS_OF + dt.timedelta(days=1))
    assert due_days(plain)[1:] == due_days(day_after)


def test_a_sign_off_is_shown_where_there_is_one_and_asked_for_nowhere():
    signed = content().intake.with_columns(
        signed_off_by_role=pl.when(pl.col("return_id") == "h_clic").then(pl.lit("head of housing")),
        signed_off_on=pl.lit(dt.date(2026, 10, 2)),
    )
    h_clic, _ = open_book(content(intake=signed), {}).received
    assert h_clic.table.columns[-1].name == "signed_off"
    assert h_clic.table.rows[0][-1] == "by head of housing on 2 October 2026"
    assert all(group.table.columns[-1].name == "set_aside" for group in open_book(content(), {}).received)


def test_a_sign_off_that_may_be_a_name_leaves_as_a_role_alone():
    roles = pl.DataFrame({"signed_off_by_role": ["head of housing", "margaret unwin", None]})
    assert with_roles_alone(roles)["signed_off_by_role"].to_list() == ["head of housing", "a role", ""]
