"""The decisions moved under the limit: is the planted story asked about, replied to, and no colour touched by it?"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import polars as pl
import pytest

from hls_signals.demo import replies
from hls_signals.demo.homelessness import MOVED_FROM, decision_days_by_length, decisions_within_56_days
from hls_signals.gaming import TargetContext, with_levels
from hls_signals.gaming.threshold_bunching import threshold_bunching
from hls_signals.narrative.note import Note
from hls_signals.publish.charts.gaming import gaming_spec
from hls_signals.publish.gaming_view import gaming_card
from tests.charts.publish_content import content
from tests.disclosure.test_gaming_shown import measure, shown

AS_OF = dt.date(2026, 10, 15)
# Five in a hundred of some 230 decisions a month, from January to September 2026.
MOVED = 0.05 * 230 * 9


@pytest.fixture(scope="module")
def signal():
    cells: Counter[str] = Counter()
    for figure in decision_days_by_length():
        cells[dict(figure.breakdown)["days"]] += figure.numerator or 0
    values = {float(cell): number for cell, number in cells.items() if cell.isdigit()}
    context = TargetContext(
        measure_id="decisions_within_56_days",
        target=56.0,
        good_side="at_or_below",
        unit="days",
        window_start=dt.date(2025, 10, 1),
        window_end=dt.date(2026, 10, 1),
        area_code="X06000901",
    )
    histogram = pl.DataFrame({"value": list(values), "n": list(values.values())})
    (found,) = with_levels([threshold_bunching(context, histogram=histogram, as_of=AS_OF)], families=9)
    return found


def test_the_moved_decisions_raise_a_question_whose_range_holds_how_many_were_moved(signal):
    assert signal.level == "worth_asking_in_public"
    assert signal.effect_lower < MOVED < signal.effect_upper
    assert signal.sentence.startswith("112 more cases than a smooth pattern would give are recorded just inside")


def test_the_figure_itself_stays_green_throughout():
    since = [figure for figure in decisions_within_56_days() if figure.period.start >= MOVED_FROM]
    assert len(since) == 9
    assert all(100 * figure.numerator >= 78 * figure.denominator for figure in since)


def test_the_reply_names_the_question_and_nobody(signal):
    assert replies.question_id() == signal.signal_id
    note = Note.model_validate_json(
        replies.reply_note().replace('"schema": "hls.note/1",', "").replace('"decisions_within_56_days"', '["x"]')
    )
    assert note.signal_id == signal.signal_id
    assert note.text.startswith("Panel sits on day 55")
    assert note.about_person == "none"


def test_the_card_gives_innocent_readings_first_then_shape_question_and_reply(signal):
    from hls_signals.gaming import signal_frame

    frame = signal_frame([signal])
    reply = {"narrative_id": "n", "text": replies.REPLY, "author_role": "worker", "recorded_on": replies.REPLIED_ON}
    (row,) = shown(frame, {signal.signal_id: reply}, today=AS_OF).iter_rows(named=True)
    card = gaming_card(content(), row, measure(), "bending-decisions")
    assert card.innocent[0] == "cases close to the limit are seen first, which is what a limit asks for"
    assert (card.reply, card.reply_by) == (replies.REPLY, "A worker")
    assert "fell by 14 per cent (Gruber, Hoe and Stoye 2023)" in card.no_proof
    assert [str(card.effect), str(card.effect_lower), str(card.effect_upper)] == ["110", "85", "140"]
    for width in ("wide", "narrow"):
        spec = gaming_spec(card.shape, width)
        hooks = [column["hook"] for column in spec["datasets"]["columns"]]
        shown_cells = {f"{cell.row_id}|{cell.count}" for cell in card.shape.cells if cell.count is not None}
        assert set(hooks) <= shown_cells
        assert spec["datasets"]["limit"] == [{"x": 56.5, "label": "56-day limit"}]
        assert not any("transform" in layer for layer in spec["layer"])
