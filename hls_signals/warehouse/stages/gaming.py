"""How may a target be bending each measure's data, and who has replied?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from hls_signals.gaming import GamingSignal, indicators, signal_frame, with_dates, with_levels
from hls_signals.gaming.record import SCHEMA, looks_frame, signals_of
from hls_signals.gaming.sources import Figures, questions
from hls_signals.narrative.decisions import read_decisions
from hls_signals.narrative.record import notes_store
from hls_signals.narrative.states import note_states
from hls_signals.register import Measure
from hls_signals.returns.quality import QUALITY
from hls_signals.warehouse.night import Filled, Frames, Night
from hls_signals.workspace.errors import MendableError

LOOKS, FAULTS, GAMING = "signals.gaming_looks", "signals.gaming_questions", "signals.gaming"
VALUES, FIRST, LATEST = "measures.measured_values", "measures.first_values", "staged.latest_known"
READS = (VALUES, FIRST, LATEST)
ASK = "Is the file as it should be, or does the measure's `gaming` block name the wrong measure?"
REPLIES: dict[str, pl.DataType] = {
    "signal_id": pl.String(),
    "area_code": pl.String(),
    "author_role": pl.String(),
    "recorded_on": pl.Date(),
    "text": pl.String(),
}
LEFT_THE_REVIEW = ("approved", "published")


def fill_gaming(night: Night) -> list[Filled]:
    """`signals.gaming_looks`, `signals.gaming_questions` by measure, then `signals.gaming` judged over each area."""
    named = sorted({name for measure in night.register.measures for name in measure.gaming.measures()})
    digests = night.warehouse.digests(VALUES)
    extra = f"{night.settings.gaming} {[digests.get(name, '') for name in named]}"
    looked = night.by_measure([LOOKS, FAULTS], READS, lambda measure, frames: _looks(night, measure, frames), extra)
    return [*looked, night.write(GAMING, judged(night, night.read(LOOKS)))]


def _looks(night: Night, measure: Measure, frames: Frames) -> Frames:
    found: list[GamingSignal] = []
    faults: list[dict[str, object]] = []
    settings = night.settings.gaming
    for question in questions(measure, _figures(night, measure, frames), night.register):
        try:
            # As of the newest figure: the day that was asked about is written when the night judges.
            frame = question.frames.get
            signals = indicators(
                question.context,
                histogram=frame("histogram"),
                series=frame("series"),
                vintages=frame("vintages"),
                days=frame("days"),
                as_of=question.known_on,
            )
        except MendableError as problem:
            faults.append(_fault(measure, question.context.area_code, problem))
            continue
        found += with_dates(signals, question.known_on, reply_days=settings.reply_days, keep_days=settings.keep_days)
    return {LOOKS: looks_frame(found), FAULTS: pl.DataFrame(faults, schema=QUALITY)}


def _figures(night: Night, measure: Measure, frames: Frames) -> Figures:
    known = {other.id for other in night.register.measures}
    named = [name for name in measure.gaming.measures() if name in known and name != measure.id]
    values = {measure.id: frames[VALUES], **{name: night.read(VALUES, name) for name in named}}
    spec = night.returns.get(measure.return_id)
    is_rounded = spec is not None and spec.rounding is not None
    return Figures(values, frames[FIRST], frames[LATEST], rounded=is_rounded)


def _fault(measure: Measure, area_code: str, problem: MendableError) -> dict[str, object]:
    return {
        "code": problem.code,
        "severity": "question",
        "return_id": measure.return_id,
        "measure_id": measure.id,
        "area_code": area_code,
        "text": f"How the target may bend the data was not worked out: {problem.what}.",
        "ask": ASK,
    }


def judged(night: Night, looks: pl.DataFrame) -> pl.DataFrame:
    """The `gaming` record: one area after the other, for no rule looks at two at once."""
    place = {measure.id: number for number, measure in enumerate(night.register.measures)}
    by_area: dict[str, list[GamingSignal]] = {}
    for signal in sorted(signals_of(looks), key=lambda signal: place[signal.measure_id]):
        by_area.setdefault(signal.area_code, []).append(replace(signal, as_of=night.as_of))
    frames = [signal_frame(with_levels(by_area[area], families=_families(night, area))) for area in sorted(by_area)]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *frames])


def _families(night: Night, area_code: str) -> int:
    """How many measures the register declares for the area: a number no figure moves."""
    behind = night.register.behind_others
    area = night.register.by_code.get(area_code)
    return sum(
        measure.id not in behind and (area is None or measure.is_for(area)) for measure in night.register.measures
    )


def replies(night: Night) -> pl.DataFrame:
    """Approved notes that reply to a question: words that left the review, of the area the question is about."""
    today = night.settings.as_of_date(night.now)
    notes = notes_store(night.workspace).current().filter(pl.col("signal_id") != "")
    states = note_states(
        notes, read_decisions(night.workspace), today=today, audience=night.settings.narrative.release_audience
    )
    rows = [
        {
            "signal_id": state.row["signal_id"],
            "area_code": state.row["scope"],
            "author_role": state.row["author_role"],
            "recorded_on": state.row["recorded_on"],
            "text": state.row["masked_text"],
        }
        for state in states
        if state.state in LEFT_THE_REVIEW
    ]
    return pl.DataFrame(rows, schema=REPLIES)


def today_of(night: Night) -> dt.date:
    """The real date; the fixed one where the settings fix it."""
    return night.settings.as_of_date(night.now)


def replied(gaming: pl.DataFrame, given: Iterable[dict[str, object]]) -> dict[str, dict[str, object]]:
    """Signal -> its newest reply from its own area."""
    whose = dict(gaming.select("signal_id", "area_code").iter_rows())
    found: dict[str, dict[str, object]] = {}
    for reply in given:
        if whose.get(str(reply["signal_id"])) == reply["area_code"]:
            found[str(reply["signal_id"])] = reply
    return found
