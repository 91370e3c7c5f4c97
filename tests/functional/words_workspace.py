"""A small workspace in which people have said something: twenty notes in one file, and two reflections."""

import csv
import io
import json

from tests.functional.small_workspace import HLS, write_workspace

MEASURE = "in_hotels"
AREA = "X06000901"
HEADER = (
    "narrative_id", "occurred_on", "source_type", "scope", "measure_ids", "text", "tags", "author_role", "about_person",
    "consent", "audience",
)  # fmt: skip
SETTINGS = HLS.replace("{let_out: nightly}", "{let_out: nightly, pdf: false, live_charts: false}")
TWENTY = 20
DOUBTFUL, IDENTIFIED = 18, 19


def text_of(number):
    """The words of one note; each says its own thing."""
    return f"The corridor on floor {number} has one kettle for {number + 3} families and nobody knows who decides."


def notes():
    """Twenty rows: eighteen plain ones, one that asks a person, and one that speaks of somebody who can be known."""
    for number in range(TWENTY):
        about = "identifiable" if number == IDENTIFIED else "none"
        text = f"Ivy wants a room on floor {number}, away from the lift." if number == DOUBTFUL else text_of(number)
        role = ("worker", "person", "carer")[number % 3]
        yield (
            f"hotel-{number:02}", "2026-06-03", "story", AREA, MEASURE, text, "vest:trust", role, about, "not_needed",
            "alliance",
        )  # fmt: skip


def a_csv(*rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER, *rows])
    return stream.getvalue()


def reflection(answer, **fields):
    """A reflection as the page's form saves it."""
    return json.dumps(
        {
            "schema": "hls.reflection/1", "area_code": AREA, "measure_id": MEASURE, "period_start": "2026-08-01",
            "view_sha": "ab12cd", "recorded_on": "2026-10-01", "language": "en-GB", "audience": "alliance",
            "let_out_by_role": "chair",
            "answers": {"intended": answer, "next": "", "who": "", "absent": "we do not know"},
            **fields,
        }
    )  # fmt: skip


LET_OUT = "We meant fewer nights in a corridor, and moved the corridor."
KEPT = "We would rather not say this outside the room yet."


def write_words(folder):
    """Notes and reflections into the drop folders."""
    narratives, learning = folder / "inbox" / "narratives", folder / "inbox" / "learning"
    for place in (narratives, learning):
        place.mkdir(parents=True, exist_ok=True)
    (narratives / "hotel.csv").write_text(a_csv(*notes()), encoding="utf-8")
    (learning / "let-out.json").write_text(reflection(LET_OUT), encoding="utf-8")
    (learning / "kept.json").write_text(reflection(KEPT, audience="room", let_out_by_role=None), encoding="utf-8")


def write_spoken(folder):
    """The small workspace with its words."""
    write_workspace(folder, SETTINGS)
    write_words(folder)
    return folder
