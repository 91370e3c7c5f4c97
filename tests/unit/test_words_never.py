"""Does nothing of notes and learning become what the page says it must never be?"""

from __future__ import annotations

import dataclasses
import inspect
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from hls_signals.cli.notes import notes as notes_command
from hls_signals.learning import models
from hls_signals.narrative.consent import publication_decision
from hls_signals.narrative.decisions import DECISIONS
from hls_signals.narrative.note import Note
from hls_signals.narrative.note_links import note_links
from hls_signals.narrative.record import NOTES, as_frame
from hls_signals.narrative.redaction import redact
from hls_signals.narrative.said import ShownNote, shown_notes
from hls_signals.narrative.states import NoteState
from hls_signals.publish import journey_view, learning_view, spoken_views, tables, voices_view
from tests.unit.words_shown import AS_OF, content_with, experiment, journey, note

TEMPLATES = Path(__file__).parents[2] / "dashboards" / "templates"
OF_WORDS = ("voices", "learning_log", "journeys", "system_map", "spoken")
RECORDS = [held for _, held in inspect.getmembers(models, inspect.isclass) if issubclass(held, models.Part)]
VIEWS = [held for _, held in inspect.getmembers(spoken_views, dataclasses.is_dataclass)]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_no_learning_record_has_an_owner_a_due_date_a_share_a_colour_or_a_mark(model: type[BaseModel]):
    asked = re.compile(
        r"owner(?!_on)|assign|due|deadline|overdue|percent|pct|progress|colour|rag|rating|success|score|mark|state$|status"
        r"|count$|total|saving|weight|centrality|rank|likelihood|risk"
    )
    assert [name for name in model.model_fields if asked.search(name)] == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_no_page_of_words_holds_a_count_a_share_or_a_number_of_people_who_spoke(view):
    """Numbers there are places on the drawing of a map, and no other."""
    numbers = {part.name for part in dataclasses.fields(view) if part.type in ("int", "float", "int | None")}
    assert numbers <= {"x", "y", "x1", "y1", "x2", "y2", "side"}


def test_nobody_can_approve_everything_at_once():
    options = [name for command in notes_command.registered_commands for name in _options(command.callback)]
    assert not {"all", "every", "everything"} & set(options)
    approve = next(c.callback for c in notes_command.registered_commands if c.callback.__name__ == "approve")
    required = [n for n, p in inspect.signature(approve).parameters.items() if p.default is inspect.Parameter.empty]
    assert required == ["item_id", "text_hash", "by"]


def _options(callback):
    return inspect.signature(callback).parameters


def test_what_is_only_suggested_reaches_no_page():
    row = {
        **dict.fromkeys(NOTES, ""), "narrative_id": "a", "masked_text": "Two rooms at the hotel.", "text_sha256": "x",
        "suggested": '[{"measure_id": "in_hotels", "strength": 0.5, "matched": ["hotel"]}]', "source_row": 1,
        "received_at": datetime(2026, 6, 3, tzinfo=UTC), "occurred_from": AS_OF, "occurred_to": AS_OF,
        "recorded_on": AS_OF, "expires_on": AS_OF, "source_type": "story", "author_role": "worker",
    }  # fmt: skip
    links = note_links(as_frame([row], NOTES), as_frame([], DECISIONS), 1, ("in_hotels",))
    assert links["status"].to_list() == ["suggested"]
    (shown,) = shown_notes([NoteState(row, "approved", "")], links)
    assert shown.measure_ids == ()


def test_a_note_that_is_shown_carries_neither_file_nor_hand_nor_strength():
    """What a page may hold of a note is listed here; whoever adds to it reads why it was short."""
    assert {part.name for part in dataclasses.fields(ShownNote)} == {
        "narrative_id", "text", "author_role", "source_type", "area_code", "occurred_from", "occurred_to",
        "measure_ids", "factors",
    }  # fmt: skip


@pytest.mark.parametrize("about", get_args(Note.model_fields["about_person"].annotation))
@pytest.mark.parametrize("consent", ["unknown", "withdrawn"])
def test_what_is_unknown_or_withdrawn_never_leaves_the_team(about, consent):
    held = Note(
        narrative_id="a", occurred_on="2026-06-03", recorded_on="2026-06-04", source_type="story", text="Words.",
        about_person=about, consent=consent, audience="public",
    )  # fmt: skip
    found = redact(held.text)
    approval = {"text_sha256": found.text_sha256, "by_role": "chair", "on": date(2026, 6, 5)}
    for audience in ("alliance", "public"):
        assert not publication_decision(held, found, approval=approval, today=AS_OF, audience=audience).publish


@pytest.mark.parametrize("name", OF_WORDS)
def test_pages_of_words_have_nothing_to_sort_search_or_compare_by(name):
    text = (TEMPLATES / f"{name}.html.j2").read_text(encoding="utf-8")
    assert not re.search(r"<table|<input|<select|data-value|data-sort|data-view|\|sort|\|sum|\|length", text)


def test_a_journeys_cost_is_in_no_table_of_a_release():
    assert not re.search(r"journey|cost", inspect.getsource(tables))


def test_the_log_says_that_a_decision_is_not_used_about_a_person():
    assert "not used about a person" in learning_view.DECISIONS_ABOUT
    assert "information law may still reach it" in learning_view.DECISIONS_ABOUT


def test_no_sentence_of_a_page_of_words_makes_anybody_or_anything_a_reason():
    given = content_with(journey(), experiment(), notes=[note("a", "worker", AS_OF)])
    views = (journey_view.journeys_page(given), learning_view.learning_log(given), voices_view.voices(given, {}))
    ours = " ".join((TEMPLATES / f"{name}.html.j2").read_text(encoding="utf-8") for name in OF_WORDS) + repr(views)
    assert not re.search(r"\b(?:because of|due to|led to|caused|thanks to|as a result|saved|achieved)\b", ours)


def test_voices_are_told_by_area_and_quarter_and_by_no_team_author_or_course():
    """Each quarter stands alone: nothing says that more or fewer were heard than before."""
    found = voices_view.voices(content_with(notes=[note("a", "worker", AS_OF)]), {})
    views = (spoken_views.AreaVoices, spoken_views.QuarterVoices)
    held = {part.name for view in views for part in dataclasses.fields(view)}
    assert held == {"area_code", "name", "quarters", "quarter", "heard", "not_heard"}
    assert not re.search(r"team|author|trend|more than|fewer|previous|than before|\bsince\b", repr(found.everywhere))
