"""What may leave, what is it built into, and when does it become current?"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

import polars as pl

from hls_signals.disclosure import published_decimals, shown_explanations, shown_values, shown_variation
from hls_signals.disclosure.explanations import with_words
from hls_signals.disclosure.questions import shown_questions
from hls_signals.learning.on_charts import with_experiments
from hls_signals.narrative.arrivals import ADAPTERS
from hls_signals.narrative.redaction import redact
from hls_signals.narrative.said import Said
from hls_signals.publish.candidates import Candidates
from hls_signals.publish.content import Content
from hls_signals.publish.current import current_release, manifest_of
from hls_signals.publish.ledger import ReleaseLedger
from hls_signals.publish.release import Shelf
from hls_signals.publish.site import Release
from hls_signals.publish.site_plan import content_id
from hls_signals.register import Measure
from hls_signals.register.meetings import read_meetings
from hls_signals.returns.ledger import with_later_columns
from hls_signals.returns.schema import INTAKE
from hls_signals.variation.chance import expected_for_periods
from hls_signals.variation.false_alarm_rates import NoFalseAlarmTable
from hls_signals.warehouse.night import Filled, Frames, Night
from hls_signals.warehouse.shown_tables import EXPLANATIONS, SHOWN, TERMS, VALUES, VARIATION
from hls_signals.warehouse.stages.gaming import not_calculated, shown_today, write_owner_pages
from hls_signals.warehouse.stages.since_met import known_since_met
from hls_signals.why import ExplanationFrames
from hls_signals.why.frames import TERMS as EXPLANATION_TERMS
from hls_signals.why.frames import typed
from hls_signals.workspace.language import speaking
from hls_signals.workspace.layout import Workspace

READS = (
    "measures.measured_values",
    "measures.first_values",
    "signals.variation",
    "signals.explanations",
    "signals.explanation_terms",
    "staged.total_versions",
)
SOFTWARE = ("hls-signals", "altair", "duckdb", "polars", "vl-convert-python")


@dataclass(frozen=True)
class Built:
    """What came of the building: a finished folder, or the news that nothing changed."""

    outcome: str
    content_id: str
    release: Release | None = None


def shelf_of(workspace: Workspace) -> Shelf:
    """The published folder and its ledger; a release that lay on a meeting's table is never cleared away."""
    named = frozenset(meeting.release_id for meeting in read_meetings(workspace) if meeting.release_id)
    return Shelf(workspace.published, ReleaseLedger(workspace.release_ledger), named)


def fill_shown(night: Night) -> list[Filled]:
    """Figures, limits and explanations after disclosure control: all that any page is made of."""
    settings, register = night.settings, night.register

    def of_measure(measure: Measure, frames: Frames) -> Frames:
        values, first, variation, explanations, terms, versions = (frames[table] for table in READS)
        shown = shown_values(measure, values, settings, register)
        limits = shown_variation(measure, variation, shown, settings, register)
        found = ExplanationFrames(explanations, terms)
        with speaking(settings.publish.languages[0]):
            said = shown_explanations(measure, values, first, limits, found, settings, register, versions)
        return {VALUES: shown, VARIATION: limits, EXPLANATIONS: said.explanations, TERMS: said.terms}

    return night.by_measure(SHOWN, READS, of_measure, extra=_depends_on(night))


def _depends_on(night: Night) -> str:
    register = night.register
    # Events are quoted beside a change as the register words them.
    rows = "".join(row.model_dump_json() for row in (*register.areas, *register.area_sums, *register.events))
    return f"{night.as_of}{night.settings.model_dump_json()}{rows}"


def build_release(night: Night) -> Built:
    """The folder of this run, built aside; nothing is drawn where a release would differ in its date alone."""
    content, translations = content_of(night), translations_of(night)
    with speaking(night.settings.publish.languages[0]):
        write_owner_pages(night, content)
    shelf = shelf_of(night.workspace)
    same = _same_as(night, shelf, content, translations)
    if same is not None:
        night.outcome, night.release_id = "unchanged", str(same.get("release_id"))
        return Built("unchanged", str(same.get("content_id")))
    release = shelf.build(night.run_id, content, cache=night.workspace.cache / "svg", translations=translations)
    night.built, night.release_id = release, release.release_id
    return Built("built", release.content_id, release)


def _same_as(
    night: Night, shelf: Shelf, content: Content, translations: Mapping[str, Content]
) -> Mapping[str, Any] | None:
    """The manifest of what is open, or waits, and would differ from a release of today in its date alone."""
    waiting = Candidates(shelf).newest() if _is_by_hand(night) else None
    there = [current_release(shelf.published)] if night.current_is_whole else []
    manifests = [manifest for place in (*there, waiting) if (manifest := manifest_of(place)) is not None]
    # Drawing a release to learn that it is the same would cost minutes; its identity costs moments.
    identity = content_id(content, translations) if manifests else ""
    return next((manifest for manifest in manifests if manifest.get("content_id") == identity), None)


def _is_by_hand(night: Night) -> bool:
    return night.settings.publish.let_out == "by_hand"


def swap_release(night: Night) -> None:
    """Give the built folder its name and make it current.

    One of another day or of few measures is only set out; where a person lets releases out, all are.
    """
    if night.built is None:
        return
    shelf = shelf_of(night.workspace)
    asks_otherwise = bool(night.question.only) or _is_to_come(night) or _is_past(night, shelf)
    takes_over = night.question.make_current or not asks_otherwise
    if takes_over and _is_by_hand(night):
        Candidates(shelf).offer(night.built, night.now)
        night.outcome = "candidate"
        return
    shelf.set_out(night.built, now=night.now, make_current=takes_over)
    night.outcome = "published" if takes_over else "candidate"
    shelf.prune(night.settings.keep.releases)


def _is_to_come(night: Night) -> bool:
    """True for a day after today: made current, it would make every night until then one of a past day."""
    return night.as_of > night.settings.as_of_date(night.now)


def _is_past(night: Night, shelf: Shelf) -> bool:
    manifest = manifest_of(current_release(shelf.published))
    return manifest is not None and night.as_of.isoformat() < str(manifest["as_of"])


def content_of(night: Night, language: str = "") -> Content:
    """Everything this release is made of, from the run's tables and what people said.

    language  in which its sentences are said; the first of the settings where none is named
    """
    spoken = language or night.settings.publish.languages[0]
    with speaking(spoken):
        return _content_in(night, spoken)


def translations_of(night: Night) -> Mapping[str, Content]:
    """The same content in each further language of the settings."""
    return {language: content_of(night, language) for language in night.settings.publish.languages[1:]}


def _content_in(night: Night, language: str) -> Content:
    said = Said() if night.words is None else night.words.said
    intake = night.read("raw.intake")
    # What people say is told on pages of its own, and which file held it nowhere.
    returns = intake.filter(~pl.col("adapter").is_in(ADAPTERS).fill_null(value=False))
    content = Content(
        settings=night.settings,
        register=with_experiments(night.register_asked, said.of_kind("experiment")),
        as_of=night.as_of,
        shown_values=night.read(VALUES),
        shown_variation=night.read(VARIATION),
        shown_explanations=with_evidence_of(_explanations_in(night, language), said.ids),
        shown_terms=night.read(TERMS),
        events=night.read("staged.events"),
        quality=shown_questions(night.questions(), night.read(VALUES)),
        intake=with_roles_alone(returns),
        quarantine=night.read("raw.quarantine").join(returns.select("sha256").unique(), on="sha256", how="semi"),
        decimals={measure.id: published_decimals(measure, night.settings) for measure in night.measures},
        due={spec.id: spec.due for spec in night.returns.values() if spec.due},
        versions={name: version(name) for name in SOFTWARE},
        said=said,
        gaming=shown_today(night),
        not_calculated=not_calculated(night),
        since_met=known_since_met(night, language),
    )
    return replace(content, chance=chance_sentence(content))


def _explanations_in(night: Night, language: str) -> pl.DataFrame:
    """Every shown explanation in a language: as it is kept for the first, said again for another."""
    kept = night.read(EXPLANATIONS)
    if language == night.settings.publish.languages[0]:
        return kept
    terms = typed(night.read(TERMS), EXPLANATION_TERMS)
    said = [
        with_words(
            measure,
            kept.filter(measure_id=measure.id),
            terms.filter(measure_id=measure.id),
            night.settings,
            night.register,
        )
        for measure in night.measures
    ]
    return pl.concat([kept.clear(), *(frame for frame in said if not frame.is_empty())], how="diagonal_relaxed")


def with_evidence_of(explanations: pl.DataFrame, ids: Collection[str]) -> pl.DataFrame:
    """Explanations beside which only those notes stand that may still leave: a run's tables may be older."""
    kept = [
        json.dumps([one for one in json.loads(text or "[]") if one["kind"] != "note" or one["id"] in ids])
        for text in explanations["evidence"]
    ]
    return explanations.with_columns(evidence=pl.Series(kept, dtype=pl.String))


def with_roles_alone(intake: pl.DataFrame) -> pl.DataFrame:
    """The ledger as a page may show it: where a sign-off may hold a name, it is a role of which no more is said.

    Of a run of an earlier version, which knew of no sign-off, each is empty.
    """
    intake = with_later_columns(intake, INTAKE)
    said = intake["signed_off_by_role"].fill_null("").unique().to_list()
    shown = {role: role if _is_plain(role) else "a role" for role in said}
    role = pl.col("signed_off_by_role").fill_null("").replace_strict(shown, return_dtype=pl.String)
    return intake.with_columns(signed_off_by_role=role)


def _is_plain(text: str) -> bool:
    found = redact(text)
    return found.text == text and not found.quarantined


def chance_sentence(content: Content) -> str:
    """How many of the charts chance alone would mark; empty where that was not simulated for the preset.

    From the charts that have a page, the periods each has and the preset, never from a value: a number over several
    measures may not follow what any of them says.
    """
    rows = content.shown_variation.group_by("measure_id", "area_code").len().iter_rows()
    periods = {(measure, area): number for measure, area, number in rows}
    charts = [(measure.id, area.area_code) for measure, area in content.subjects()]
    drawn = [periods[chart] for chart in charts if chart in periods]
    try:
        return expected_for_periods(drawn, content.settings.variation.preset).sentence
    except NoFalseAlarmTable:
        return ""
