"""The circle of one quarter: a pack on the table, what the room says, changed nights, and the pack that begins with it.

Real nights over a workspace of one measure and one place, so that each is cheap. Ten changed nights and a shelf of
four releases in the ordinary run; all forty, and the shelf of twelve, in the long one.
"""

import csv
import datetime as dt
import io
import json
import re
import uuid

import dagster as dg
import pytest

from hls_signals.publish.current import damage
from hls_signals.warehouse.night import Question
from hls_signals.warehouse.opening import open_night
from hls_signals.workspace.layout import open_workspace
from pipelines.build import build_defs
from pipelines.resources import clock
from pipelines.run import QUIET, run_night
from tests.functional.small_workspace import AREAS, MEASURE, following, months, write_return

JULY, OCTOBER = dt.date(2026, 7, 16), dt.date(2026, 10, 15)
PLAN, PLACE, PACK = "plan_in_place", AREAS[0], "complex_needs"
SETTINGS = """\
as_of: {day}
inbox_settle_seconds: 0
keep: {{releases: {releases}, runs: 1}}
publish: {{let_out: nightly, pdf: false, live_charts: false}}
packs:
  - {{id: complex_needs, title: Tamarhaven Alliance, items: [{{measure_id: plan_in_place, area_code: X06000901}}]}}
"""
MEETINGS = """\
- {{held_on: 2026-07-16, pack: complex_needs, release_id: {release_id}, talked_about: [plan_in_place]}}
- {{held_on: 2026-10-15, pack: complex_needs, talk_about: [plan_in_place], chosen_by_role: chair}}
"""
SAID = {
    "file": ("We meant a plan that people keep.", "which plans people keep"),
    "email": ("We meant to ring first, and we wrote.", "who opens a letter"),
    "paper": ("We meant fewer forms.", "who fills in the forms"),
}
# What stays: nobody let it out, nobody says who lets it out, the person has not read it.
KEPT, UNSIGNED, UNREAD = "This stays in the room.", "We each wait for the other to ring.", "A door that locks at night."


def a_row(month, top, known=None):
    known = known or following(month) + dt.timedelta(days=10)
    return f"{PLAN},{PLACE},{month},{following(month)},month,{top},200,{known}"


def tonight(folder, day, releases, job=run_night):
    """The night of one day: a workspace that fixes its day has that day as the real one."""
    (folder / "hls.yaml").write_text(SETTINGS.format(day=day, releases=releases), encoding="utf-8")
    night = job(open_workspace(folder), Question(as_of=day))
    assert night.outcome == "published", (day, night.outcome)
    return night.release_id


def without_a_diary(place, question):
    """The same nightly job with every asset and check, of which Dagster keeps no record of its own on the disk."""
    run_id = str(uuid.uuid4())
    with (
        dg.DagsterInstance.ephemeral() as instance,
        open_night(place, question, run_id=run_id, trigger="test", clock=clock) as night,
    ):
        held = dg.ResourceDefinition.hardcoded_resource(night)
        job = build_defs(place.root, {"warehouse": held}).resolve_job_def("nightly")
        job.execute_in_process(instance=instance, run_id=run_id, run_config=QUIET, raise_on_error=True)
    return night


def write_quarter(folder):
    """Twenty-six months of one measure of one place, as known before the meeting of July; May 2026 is the newest."""
    (folder / "register" / "measures").mkdir(parents=True)
    (folder / "register" / "measures" / f"{PLAN}.yaml").write_text(MEASURE, encoding="utf-8")
    areas = f"area_code,area_name,area_type\n{PLACE},Place 1,council\n"
    (folder / "register" / "areas.csv").write_text(areas, encoding="utf-8")
    write_return(folder, "history.csv", [a_row(m, 140 + n * 7 % 11) for n, m in enumerate(months(26, (2024, 4)))])


def reflection(route, **fields):
    said = {"intended": SAID[route][0], "next": "", "who": "", "absent": f"People who came by {route}."}
    return {
        "schema": "hls.reflection/1", "pack": PACK, "held_on": str(JULY), "recorded_on": str(JULY),
        "language": "en-GB", "audience": "alliance", "let_out_by_role": "chair", **said, **fields,
    }  # fmt: skip


def offered(route):
    return {
        "schema": "hls.offer/1", "offered_by_role": "worker", "to_find_out": SAID[route][1],
        "offered_on": str(JULY), "we_talk_again_on": str(OCTOBER), "audience": "alliance", "let_out_by_role": "chair",
    }  # fmt: skip


def as_json(record):
    """As the page's form saves it."""
    answers = {name: record[name] for name in ("intended", "next", "who", "absent") if name in record}
    rest = {name: value for name, value in record.items() if name not in answers}
    return json.dumps({**rest, **({"answers": answers} if answers else {})})


def as_mail(record):
    """As `Email this` writes it, with a sender's head and foot."""
    lines = "\n".join(f"{name}: {value}" for name, value in record.items())
    head = "From: Harriet Opie <h.opie@example.org>\nTo: room@example.org\nSubject: from Harriet"
    return f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{lines}\n\n--\nHarriet Opie, housing\n"


def as_csv(record):
    """As somebody keys in a paper form, with the codes at its foot."""
    stream = io.StringIO()
    csv.writer(stream).writerows([record.keys(), record.values()])
    return stream.getvalue()


def hand_in(folder):
    """What the room made of the pack, by three routes; and one reflection that nobody let out."""
    inbox = folder / "inbox" / "learning"
    inbox.mkdir(parents=True, exist_ok=True)
    for route, (ending, written) in {
        "file": (".json", as_json),
        "email": (".eml", as_mail),
        "paper": (".csv", as_csv),
    }.items():
        (inbox / f"said-by-{route}{ending}").write_text(written(reflection(route)), encoding="utf-8")
        (inbox / f"offer-by-{route}{ending}").write_text(written(offered(route)), encoding="utf-8")
    kept = reflection("file", intended=KEPT, audience="room", let_out_by_role=None)
    (inbox / "kept.json").write_text(as_json(kept), encoding="utf-8")
    unsigned = reflection("file", intended=UNSIGNED, let_out_by_role=None)
    (inbox / "unsigned.json").write_text(as_json(unsigned), encoding="utf-8")
    journey = {
        "journey_id": "kettle", "consent": {"given_on": "2026-05-01", "for": "alliance"}, "what_mattered": UNREAD,
        "audience": "alliance", "let_out_by_role": "chair",
    }  # fmt: skip
    (inbox / "journeys.json").write_text(json.dumps({"journeys": [journey]}), encoding="utf-8")


def inbox_of(folder):
    return list((folder / "inbox" / "learning").iterdir())


def changed_days(count):
    """So many days between the two meetings, in order."""
    length = (OCTOBER - JULY).days
    return [JULY + dt.timedelta(days=1 + number * (length - 1) // count) for number in range(count)]


def send_something(folder, number, day):
    """The months that are there by now, and a correction of an older one, all as known on that day."""
    newest = [month for month in months(4, (2026, 6)) if following(month) + dt.timedelta(days=10) <= day]
    rows = [a_row(month, 150 + 2 * place, day) for place, month in enumerate(newest)]
    corrected = list(months(26, (2024, 4)))[number % 20]
    rows.append(a_row(corrected, 130 + number, day))
    write_return(folder, f"night-{number:02}.csv", rows)


def bytes_of(release):
    return {
        path.relative_to(release).as_posix(): path.read_bytes() for path in sorted(release.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize(
    ("nights", "releases"), [(10, 4), pytest.param(40, 12, marks=pytest.mark.slow)], ids=["ten", "forty"]
)
def test_what_a_room_said_opens_the_next_pack_and_the_pack_it_had_before_it_still_opens(tmp_path, nights, releases):
    _the_quarter(tmp_path / "council", nights, releases)


def _the_quarter(folder, nights, releases):
    write_quarter(folder)
    on_the_table = tonight(folder, JULY, releases)
    shelf = folder / "published" / "releases"
    as_it_lay = bytes_of(shelf / on_the_table)
    (folder / "register" / "meetings.yaml").write_text(MEETINGS.format(release_id=on_the_table), encoding="utf-8")
    hand_in(folder)

    made = []
    for number, day in enumerate(changed_days(nights)):
        send_something(folder, number, day)
        made.append(tonight(folder, day, releases, without_a_diary))
    assert len(set(made)) == nights, "every night changed something"
    send_something(folder, nights, OCTOBER)
    last = tonight(folder, OCTOBER, releases)

    kept = {path.name for path in shelf.iterdir()}
    assert on_the_table in kept
    assert damage(shelf / on_the_table) is None
    assert bytes_of(shelf / on_the_table) == as_it_lay
    assert made[0] not in kept, "releases that no meeting names go"
    assert len(kept) <= releases + 1

    page = (folder / "published" / "current" / "index.html").read_text(encoding="utf-8")
    assert (folder / "published" / "current").resolve().name == last
    _opens_with_last_time(page)
    everything = b"".join(bytes_of(shelf / last).values())
    for words in (KEPT, UNSIGNED, UNREAD, "Opie"):
        assert words.encode() not in everything, words
    assert not inbox_of(folder), "what was handed in was taken in"


def _opens_with_last_time(page):
    """The order of the front sheet: last answers first, then what was offered, then each item since the meeting."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))
    for answer, to_find_out in SAID.values():
        assert (
            text.index(answer) < text.index(f"To find out: {to_find_out}") < text.index("Since we met on 16 July 2026")
        )
    since = text.partition("Since we met on 16 July 2026")[2]
    assert "May 2026 lay on the table" in since
    assert "People who came by paper" in since, "who was not in the room comes after"
