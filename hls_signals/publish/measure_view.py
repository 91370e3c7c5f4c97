"""What does the page of one measure and area hold?"""

from __future__ import annotations

import datetime as dt
import json

from hls_signals.publish.around_view import about_target, beside_charts
from hls_signals.publish.beside_view import reflections_on, said_beside, said_newest
from hls_signals.publish.cards import lede, newest_pair, no_figure
from hls_signals.publish.content import Content, Row
from hls_signals.publish.description import spans
from hls_signals.publish.gaming_view import gaming_cards
from hls_signals.publish.moving_range_view import moving_range_view
from hls_signals.publish.numbers import as_declared, unit_words, written
from hls_signals.publish.periods import day_label
from hls_signals.publish.series_views import VariationView
from hls_signals.publish.service_view import services_of
from hls_signals.publish.slugs import slugs
from hls_signals.publish.table_views import Column, Table
from hls_signals.publish.variation_view import colour_history, events_inside, variation_view
from hls_signals.publish.views import MeasurePage, ReflectionForm
from hls_signals.publish.why_view import known_by_no_pair, why_changed
from hls_signals.publish.why_views import ChartNote
from hls_signals.publish.wording import (
    ABSENT_QUESTION,
    ANSWERS,
    EVENT_WORDS,
    NO_COLOUR_WORDS,
    ROOM_QUESTIONS,
    in_words,
    sentence,
)
from hls_signals.register.models import Area, ColourRule, Event, Measure, Target
from hls_signals.workspace.language import phrase


def measure_page(content: Content, measure: Measure, area: Area, *, slug: str, data_file: str) -> MeasurePage:
    """Everything on the page of one measure and area; `slug` is unique on it, `data_file` has no ending."""
    view = variation_view(content, measure, area, f"variation-{slug}")
    gaming = gaming_cards(content, measure, area, slug)
    beside = said_newest(content, measure, area, newest_pair(content, measure, area, view))
    return MeasurePage(
        question=measure.question,
        name=measure.name,
        purpose=measure.purpose,
        lede=lede(content, measure, area, view),
        no_figure=no_figure(view),
        variation=view,
        colours=colour_history(view, f"colours-{slug}"),
        colour_reading=_colour_reading(content, measure, area, view),
        why=why_changed(content, measure, area, slug),
        moving_range=moving_range_view(content, view, f"steps-{slug}"),
        cannot_know=known_by_no_pair(content, measure, area),
        notes=_chart_notes(content, measure, area, view),
        targets=target_history(measure, f"targets-{slug}", area.area_code),
        definitions=definition_history(measure, f"definitions-{slug}"),
        definition_version=_definition_version(content, measure, area),
        return_id=measure.return_id,
        bearing=_bearing(content, measure, area, view),
        quality=_quality(content, measure, area),
        questions=_questions(content, measure, area, view),
        room_questions=room_questions(content),
        cannot_tell_us=tuple(sentence(text) for text in measure.cannot_tell_us),
        data_file=f"{data_file}.csv",
        terms_file=f"{data_file}.terms.csv" if _has_terms(content, measure, area) else "",
        form=_form(content, view, slug),
        said=beside,
        said_earlier=tuple(held for held in said_beside(content, measure, area) if held != beside),
        reflections=reflections_on(content, view),
        replies_to=content.settings.publish.replies_to,
        gaming=gaming,
        gaming_file=f"{data_file}.gaming.csv" if gaming else "",
        about_target=about_target(measure),
        services=services_of(content, measure),
        look_beside=beside_charts(content, measure, area, slug),
    )


def target_history(measure: Measure, view_id: str, area_code: str = "") -> Table:
    """Targets and colour rules by date, with when each was announced and by what."""
    dated: list[Target | ColourRule] = [*measure.targets, *measure.colour_rules]
    held = [entry for entry in dated if not area_code or not entry.area_codes or area_code in entry.area_codes]
    rows = sorted((_dated_row(entry, measure) for entry in held), key=lambda pair: pair[0])
    return Table(
        view_id,
        phrase("Targets and colour rules, by the date they apply from"),
        "time",
        (Column("from", "Applies from"), Column("what", "Target or rule"), Column("announced", "Announced"),
         Column("source", "Source")),
        tuple(cells for _, cells in rows),
    )  # fmt: skip


def definition_history(measure: Measure, view_id: str) -> Table:
    """What was counted, by date."""
    return Table(
        view_id,
        phrase("Definitions, by the date they apply from"),
        "time",
        (Column("from", "Applies from"), Column("version", "Version"), Column("text", "What is counted"),
         Column("series", "The series")),
        tuple(
            (day_label(entry.effective_from), entry.version, entry.text,
             phrase("starts again here") if entry.breaks_series else phrase("goes on"))
            for entry in sorted(measure.definitions, key=lambda entry: entry.effective_from)
        ),
    )  # fmt: skip


def target_words(target: Target, measure: Measure) -> str:
    """A target in words."""
    if target.value is not None:
        return phrase("Target {value}", value=written(as_declared(target.value), measure.unit))
    low, high = written(as_declared(target.lower)), written(as_declared(target.upper), measure.unit)
    return phrase("Target {low} to {high}", low=low, high=high)


def rule_words(rule: ColourRule, measure: Measure) -> str:
    """A colour rule in words."""
    within = written(as_declared(rule.amber_within))
    if rule.kind == "percent_of_target":
        return phrase("Amber within {within} per cent of the target, else red", within=within)
    unit = {"percent": " points", "count": ""}.get(measure.unit, f" {unit_words(measure.unit)}")
    if rule.is_trend:
        near = phrase(
            "Green also within {meets}{unit} of the target; ", meets=written(as_declared(rule.meets_within)), unit=unit
        ) * bool(rule.meets_within)
        return phrase(
            "{near}amber where no further from it than in the same period last year, else red", near=near
        ).capitalize()
    return phrase("Amber within {within}{unit} of the target, else red", within=within, unit=unit)


def _dated_row(entry: Target | ColourRule, measure: Measure) -> tuple[tuple[dt.date, str], tuple[str, ...]]:
    words = target_words(entry, measure) if isinstance(entry, Target) else rule_words(entry, measure)
    if entry.area_codes:
        # Beside a target for everybody from the same day, one would ask which of the two holds.
        words = phrase("{what}, in place of the one for all areas", what=words)
    source = entry.source if isinstance(entry, Target) else ""
    announced = day_label(entry.announced) if entry.announced != entry.effective_from else phrase("the same day")
    return (entry.effective_from, words), (day_label(entry.effective_from), words, announced, source)


def _chart_notes(content: Content, measure: Measure, area: Area, view: VariationView) -> tuple[ChartNote, ...]:
    inside = events_inside(content, measure, area, view.rows)
    return tuple(_note(badge.letter, event) for badge, event in zip(view.notes, inside, strict=True))


def _note(letter: str, event: Event) -> ChartNote:
    # `effective_to` is the first day on which it no longer holds; people name the last on which it does.
    last = None if event.effective_to is None else event.effective_to - dt.timedelta(days=1)
    until = phrase(" to {last}", last=day_label(last)) if last is not None and last > event.effective_from else ""
    return ChartNote(
        letter=letter,
        dates=day_label(event.effective_from) + until,
        kind=in_words(event.kind, EVENT_WORDS),
        text=sentence(event.text),
        source=event.source,
        confidence=event.confidence,
    )


def _definition_version(content: Content, measure: Measure, area: Area) -> str:
    rows = content.values_by_series.get((measure.id, area.area_code), [])
    given = rows[-1]["definition_version"] if rows else ""
    held = [
        entry.version for entry in measure.definitions if not rows or entry.effective_from <= rows[-1]["period_start"]
    ]
    return given or (held[-1] if held else "")


def _colour_reading(content: Content, measure: Measure, area: Area, view: VariationView) -> str:
    """What stands under the letters: where they come from, or why there are none."""
    if any(row.colour or row.reported_colour for row in view.rows):
        return phrase("R, A and G are the colours that the target and its rule give. No letter is stressed.")
    if not measure.targets:
        return sentence(phrase("There is no colour: {because}", because=phrase(NO_COLOUR_WORDS["no_target"])))
    rows = content.values_by_series.get((measure.id, area.area_code), [])
    because = next((row["no_colour_because"] for row in reversed(rows) if row["no_colour_because"]), "")
    return (
        sentence(phrase("There is no colour: {because}", because=in_words(because, NO_COLOUR_WORDS))) if because else ""
    )


def _bearing(content: Content, measure: Measure, area: Area, view: VariationView) -> tuple[str, ...]:
    """How far these data can bear learning, in sentences of this series alone."""
    said: list[str] = []
    rows = view.rows
    if any(row.provisional for row in rows):
        said.append(
            phrase(
                "Provisional, so still open to change: {periods}.",
                periods=spans(rows, [row.provisional for row in rows]),
            )
        )
    revised = {pair["period1_start"] for pair in _revised(content, measure, area)}
    if revised:
        said.append(
            phrase(
                "Revised after first publication: {periods}.",
                periods=spans(rows, [row.period_start in revised for row in rows]),
            )
        )
    for words in dict.fromkeys(row.status_words for row in rows if row.value is None and row.status_words):
        hidden = [row.value is None and row.status_words == words for row in rows]
        said.append(sentence(f"{words.replace(': ', ', as ')}: {spans(rows, hidden)}"))
    said += [
        phrase("The definition changed on {day}.", day=day_label(entry.effective_from))
        for entry in measure.definitions
        if view.rows and view.rows[0].period_start < entry.effective_from < view.rows[-1].period_end
    ]
    if said or not rows:
        return tuple(said)
    return (phrase("Every period has a figure; as shown here none is provisional and none has been revised."),)


def _revised(content: Content, measure: Measure, area: Area) -> list[Row]:
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])
    return [pair for pair in pairs if pair.get("value1_first") is not None and pair["value1_first"] != pair["value1"]]


def _quality(content: Content, measure: Measure, area: Area) -> tuple[str, ...]:
    said: list[str] = []
    if not content.quality.is_empty():
        ordered = content.quality.sort(["period_start", "code"], nulls_last=True, maintain_order=True)
        for row in ordered.iter_rows(named=True):
            is_ours = row["measure_id"] == measure.id and row["area_code"] in ("", None, area.area_code)
            if is_ours and row["severity"] != "block":
                said.append(f"{sentence(row['text'] or '')} {row['ask'] or ''}".strip())
    return tuple(said)


def room_questions(content: Content) -> tuple[str, ...]:
    """What every room is asked: the three questions, and the alliance's own where it has one."""
    return tuple(filter(None, (*map(phrase, ROOM_QUESTIONS), content.settings.publish.extra_question)))


def _form(content: Content, view: VariationView, slug: str) -> ReflectionForm:
    """The form of this page; its file is called after area, measure and newest period."""
    period = "" if view.newest is None else view.newest.row_id
    areas = slugs(area.area_code for area in content.register.areas)
    questions = (*zip(ANSWERS, room_questions(content), strict=False), (ABSENT_QUESTION[0], phrase(ABSENT_QUESTION[1])))
    return ReflectionForm(
        view_id=view.view_id,
        area_code=view.area_code,
        measure_id=view.measure_id,
        period=period,
        file_name="-".join(filter(None, (areas[view.area_code], slug, period))),
        questions=questions,
        replies_to=content.settings.publish.replies_to,
    )


def _questions(content: Content, measure: Measure, area: Area, view: VariationView) -> tuple[str, ...]:
    pair = newest_pair(content, measure, area, view)
    return () if pair is None else tuple(json.loads(pair.get("questions") or "[]"))


def _has_terms(content: Content, measure: Measure, area: Area) -> bool:
    return (measure.id, area.area_code) in content.terms_by_series
