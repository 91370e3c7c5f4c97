"""Do up and down use the same sentence, and does anything beside the arithmetic ever judge or give a reason?"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.why import explain_all
from hls_signals.why.first_screen import card_sentences
from hls_signals.why.wording import sentences
from hls_signals.why.words import words
from tests.house.why_cases import AREA, AS_OF, FIGURES, a_measure, after, figure, inputs_of, month, points, rule, target

JUDGING = re.compile(
    r"\b(best|worst|rank\w*|league|scores?|under-?perform\w*|failing|fail(s|ed)|poor\w*|weak\w*|culprit|offender"
    r"|concern\w*|improve\w*|deteriorat\w*|blame\w*|should have|drive[ns]?|drove|driving|caus\w*|because|due to"
    r"|owing to|explain\w*|thanks to|led to|result(s|ed) in|better|worse|good|bad)\b",
    re.IGNORECASE,
)
FIRST = month("2024-06")
SIDES = (("above", "below"), ("higher", "lower"), ("rise", "fall"), ("from", "up to"))
MIRRORED = {"signal_high": "signal_low", "signal_low": "signal_high"}
MIRRORED_RULES = {"steady_rise": "steady_fall", "steady_fall": "steady_rise"}


def without_direction(text):
    """The sentence with every number and every word of direction taken out."""
    for pair in SIDES:
        for word in pair:
            text = re.sub(rf"\b{word}\b", "<side>", text)
    return re.sub(r"[+−]?£?\d[\d,.]*", "#", text)


def told(measure, inputs):
    frames = explain_all(measure, inputs=inputs, as_of=AS_OF)
    found = []
    for record in frames.explanations.iter_rows(named=True):
        terms = frames.terms.filter(pl.col("explanation_id") == record["explanation_id"]).to_dicts()
        made = sentences(record, terms, measure, "Tamarhaven (simulated)", 1)
        found.append(
            [made.lede, *made.questions, *card_sentences(record, terms, measure), *(s.text for s in made.sentences)]
        )
    return found


def month_of(at, top, size):
    start = after(FIRST, at)
    return figure(start.isoformat()[:7], top, size)


shares = st.tuples(st.integers(0, 40), st.just(40))


@given(
    st.lists(shares, min_size=14, max_size=30),
    st.integers(20, 80),
    st.integers(0, 9),
    st.sampled_from(["usual_variation", "signal_high", "signal_low"]),
    st.sampled_from(["beyond_usual_range", "steady_rise", "run_on_one_side"]),
)
@settings(max_examples=25)
def test_a_mirrored_series_is_told_in_the_same_sentences(series, level, within, reading, rule_name):
    def told_of(polarity, aim, tops, read, named, limits):
        measure = a_measure(targets=(target(aim),), colour_rules=(rule(1, "points", within),), polarity=polarity)
        held = [month_of(at, top, size) for at, (top, size) in enumerate(tops)]
        readings = ["usual_variation"] * (len(held) - 1) + [read]
        variation = points(measure, readings, start="2024-06", rule_name=named, limits=limits)
        return told(measure, inputs_of(measure, held, variation=variation))

    mirrored = [(size - top, size) for top, size in series]
    up = told_of("higher", level, series, reading, rule_name, (60.0, 45.0, 75.0))
    other, named = MIRRORED.get(reading, reading), MIRRORED_RULES.get(rule_name, rule_name)
    down = told_of("lower", 100 - level, mirrored, other, named, (40.0, 25.0, 55.0))
    assert [[without_direction(text) for text in pair] for pair in up] == [
        [without_direction(text) for text in pair] for pair in down
    ]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=26, max_size=30),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=26, max_size=30),
    st.sampled_from(["ratio", "rate", "count", "mean"]),
    st.sampled_from(["external", "service", "data_quality", "collection", "organisation"]),
    st.sampled_from([None, "confirmed_link", "same_factor"]),
)
@settings(max_examples=25)
def test_what_stands_beside_the_arithmetic_neither_judges_nor_gives_a_reason(now, earlier, calculation, kind, note):
    measure = a_measure(50, calculation=calculation)
    size = min(len(now), len(earlier))
    newest = [month_of(at, top, bottom) for at, (top, bottom) in enumerate(now[:size])]
    versions = [*({**month_of(at, t, b)} for at, (t, b) in enumerate(earlier[:size])), *map(later, newest)]
    event = {
        "event_id": "e", "measure_id": measure.id, "area_code": "", "kind": kind,
        "effective_from": after(FIRST, size - 2),
        "effective_to": None, "announced_on": None,
    }  # fmt: skip
    inputs = inputs_of(
        measure,
        newest,
        variation=points(measure, ["usual_variation"] * size, start="2024-06"),
        events=pl.DataFrame([event], schema_overrides={"effective_to": pl.Date, "announced_on": pl.Date}),
    )
    frame = pl.DataFrame([{**held, "measure_id": measure.id} for held in versions], schema=dict(FIGURES))
    inputs = replace(inputs, observations=frame, settle_days=200, factors=("rents",), **notes(measure, note, size))
    for pair in told(measure, inputs):
        for text in pair:
            assert not JUDGING.search(text), text
            assert "{" not in text
            assert "None" not in text


def later(held):
    known = held["known_on"] + dt.timedelta(days=30)
    return {**held, "known_on": known, "known_at": held["known_at"] + dt.timedelta(days=30)}


def notes(measure, reason, size):
    if reason is None:
        return {}
    start = after(FIRST, size - 1)
    note = {"narrative_id": "n", "area_code": AREA, "occurred_from": start, "factors": "rents"}
    status = "confirmed" if reason == "confirmed_link" else "suggested"
    link = {"narrative_id": "n", "measure_id": measure.id, "status": status}
    ends = {"occurred_to": start + dt.timedelta(days=3)}
    return {"notes": pl.DataFrame([{**note, **ends}]), "note_links": pl.DataFrame([link])}


def test_no_template_of_a_coincident_event_or_a_note_gives_a_reason():
    sections = ("beside", "wrote", "window", "windows", "routine", "chance")
    texts = [text for section in sections for text in words()[section].values()]
    assert len(texts) > 20
    for text in texts:
        assert not JUDGING.search(text), text
    told = [text for key, text in words()["window"].items() if not key.startswith("event")]
    assert all("in the same window" in text for text in told)
