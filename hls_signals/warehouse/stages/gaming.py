"""How may a target be bending each measure's data, and who has replied?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import polars as pl

from hls_signals.disclosure.gaming import SHOWN_GAMING, shown_gaming
from hls_signals.gaming import GamingSignal, indicators, signal_frame, with_dates, with_levels
from hls_signals.gaming.record import SCHEMA, looks_frame, signals_of
from hls_signals.gaming.registry import known_indicators
from hls_signals.gaming.source_frames import Figures
from hls_signals.gaming.sources import questions
from hls_signals.narrative.said import MAY_LEAVE
from hls_signals.narrative.states import NoteState
from hls_signals.publish.content import Content
from hls_signals.publish.owner_page import owner_pages
from hls_signals.publish.svg import Draughtsman
from hls_signals.register import Measure
from hls_signals.returns.quality import QUALITY
from hls_signals.warehouse.night import Filled, Frames, Night
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.slugs import slug

LOOKS, FAULTS, GAMING = "signals.gaming_looks", "signals.gaming_questions", "signals.gaming"
VALUES, FIRST, LATEST = "measures.measured_values", "measures.first_values", "staged.latest_known"
READS = (VALUES, FIRST, LATEST)
RESTRICTED = 0o600
NO_ROLE = "unknown"
ASK = "Is the file as it should be, or does the measure's `gaming` block name the wrong measure?"


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


def shown_today(night: Night, *, for_owners: bool = False) -> pl.DataFrame:
    """Questions of every measure in register order; those whose data it is see theirs before there is a reply."""
    if not night.warehouse.has(GAMING):
        # A run of an earlier version, built again without a note that was taken back.
        return pl.DataFrame(schema=SHOWN_GAMING)
    gaming, today = night.read(GAMING), night.settings.as_of_date(night.now)
    replies = replies_of(gaming, () if night.words is None else night.words.notes)
    frames = [
        shown_gaming(
            measure,
            gaming.filter(measure_id=measure.id),
            replies,
            today,
            named=_named(night, measure),
            for_owners=for_owners,
        )
        for measure in night.measures
    ]
    return pl.concat([pl.DataFrame(schema=SHOWN_GAMING), *frames])


def not_calculated(night: Night) -> pl.DataFrame:
    """measure_id, indicator and reason of every gate that answered, once a measure, in register order."""
    found = pl.DataFrame(schema={"measure_id": pl.String, "indicator": pl.String, "reason": pl.String})
    if not night.warehouse.has(GAMING):
        return found
    gated = night.read(GAMING).filter(applicability="not_applicable")
    rows = gated.select("measure_id", "indicator", reason="sentence").unique(maintain_order=True)
    method = [indicator.name for indicator in known_indicators()]
    return pl.concat(
        [found, *(_by_method(rows.filter(measure_id=measure.id), method) for measure in night.register.measures)]
    )


def _by_method(rows: pl.DataFrame, method: list[str]) -> pl.DataFrame:
    """The rows of one measure, by indicator in the order of the method, then by the words of the reason."""
    place = pl.col("indicator").replace_strict(method, list(range(len(method))), default=len(method))
    return rows.sort(place, "indicator", "reason")


def _named(night: Night, measure: Measure) -> list[Measure]:
    return [night.register.by_id[name] for name in measure.gaming.measures() if name in night.register.by_id]


def replies_of(gaming: pl.DataFrame, notes: Iterable[NoteState]) -> dict[str, dict[str, Any]]:
    """Signal -> the newest approved note that replies to it, of the area the question is about."""
    whose = dict(gaming.select("signal_id", "area_code").iter_rows())
    found: dict[str, dict[str, Any]] = {}
    for state in sorted(notes, key=lambda state: (state.row["recorded_on"], state.narrative_id)):
        row = state.row
        signal_id = row["signal_id"]
        is_of_owners = signal_id in whose and whose[signal_id] in ("", row["scope"])
        # Who replies says in which role: of words in no role nobody knows that they are the owners'.
        if state.state in MAY_LEAVE and is_of_owners and row["author_role"] != NO_ROLE:
            found[signal_id] = {
                "narrative_id": state.narrative_id,
                "text": row["masked_text"],
                "author_role": row["author_role"],
                "recorded_on": row["recorded_on"],
            }
    return found


def write_owner_pages(night: Night, content: Content) -> None:
    """`warehouse/gaming/<area_code>.html`: what those whose data it is see before anyone else. Expired pages go."""
    folder = night.workspace.warehouse / "gaming"
    for old in folder.glob("*.html"):
        old.unlink()
    own = replace(content, gaming=shown_today(night, for_owners=True))
    for area_code, text in owner_pages(own, Draughtsman(night.workspace.cache / "svg")):
        write_whole(folder / f"{slug(area_code)}.html", text, RESTRICTED)
