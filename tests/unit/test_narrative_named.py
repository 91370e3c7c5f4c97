"""Is a note taken in only where everything it names by an id is there, so that no id carries a name?"""

from __future__ import annotations

import csv
import datetime as dt
import io
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from hls_signals.narrative.incoming import Judge, Known
from hls_signals.narrative.judged import Arrived
from hls_signals.narrative.named import Named
from tests.unit.test_narrative_formats import FIELDS

NOW = dt.datetime(2026, 7, 20, 9, tzinfo=dt.UTC)
NAMED = Named(("ta_households", "prevention_duty"), ("X06000901", "kitchen_table"), {"bus_times", "damp_homes"})


def judged(**fields):
    stream = io.StringIO()
    given = {**FIELDS, **fields}
    csv.writer(stream).writerows([list(given), list(given.values())])
    data = stream.getvalue().encode()
    arrived = Arrived("note.csv", sha256(data).hexdigest(), data, NOW)
    return Judge(Known(), (), ZoneInfo("Europe/London"), NAMED, lambda: b"key")(arrived)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"scope": "kitchen_table"},
        {"scope": ""},
        {"tags": "system:bus_times; vest:trust;cycle: embed"},
        {"tags": ""},
        {"measure_ids": ""},
    ],
)
def test_a_note_that_names_what_is_there_is_taken_in(fields):
    found = judged(**fields)
    assert (found.rows.height, found.set_aside) == (1, ())


@pytest.mark.parametrize(
    ("fields", "code", "mend"),
    [
        ({"tags": "system:bus_time"}, "T405", "nearest: bus_times"),
        ({"tags": "system:"}, "T405", "known: bus_times, damp_homes"),
        ({"measure_ids": "ta_household"}, "T405", "nearest: ta_households"),
        ({"tags": "vest:trusts"}, "T102", "nearest: vest:trust"),
        ({"tags": "Harriet Opie"}, "T102", "known: "),
        ({"scope": "Harriet Opie"}, "T102", "known: X06000901, kitchen_table"),
        ({"signal_id": "harriet"}, "T102", "copy the id"),
    ],
)
def test_a_note_that_names_what_is_not_there_is_set_aside_with_the_nearest(fields, code, mend):
    found = judged(**fields)
    ((aside),) = found.set_aside
    assert (aside.code, found.rows.height) == (code, 0)
    assert aside.mend.startswith(mend)
    assert "Opie" not in aside.mend


def test_whoever_takes_a_note_back_need_not_spell_its_tags():
    (row,) = judged(tags="Harriet Opie", consent="withdrawn", scope="Opie").rows.iter_rows(named=True)
    assert (row["consent"], row["tags"], row["scope"], row["masked_text"]) == ("withdrawn", "", "", None)
