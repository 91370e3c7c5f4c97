"""What holds about one change of colour, in lines that paste into an email?"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hls_signals.cli.asked_period import AskedPeriod, asked_period
from hls_signals.cli.export import NothingToExport
from hls_signals.cli.options import JsonOption, WorkspaceOption, say, say_json, workspace_at
from hls_signals.register import Measure, Register, load_register
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.nearest import offer
from hls_signals.workspace.settings import load_settings

if TYPE_CHECKING:
    import polars as pl

    from hls_signals.why import ExplanationFrames
    from hls_signals.why.wording import Sentence

LABEL_WIDTH, LINE_WIDTH = 22, 110
ASK = "Ask"
# What these columns hold is told in words; JSON carries it as lists of its own.
LISTED = ("flags", "cannot_know")


class UnknownArea(MendableError):
    """An area named to a command that the register does not hold."""

    code = "W413"


def explain(
    measure: Annotated[str, typer.Argument(help="The measure's id.")],
    area: Annotated[str, typer.Argument(help="The area's code.")],
    period: Annotated[
        str, typer.Argument(help="The later period: 2026, 2026-07, 2026-Q3, 2025/26 or the day it begins.")
    ],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Say what holds about a change: what moved, whether it is routine, what cannot be known, what to ask.

    Figures are those a page may hold, of the newest run. Example: hls-signals explain plan_in_place X06000901 2026-07
    """
    from hls_signals.disclosure.explanations import said_of

    place = workspace_at(workspace)
    register = load_register(place)
    asked, code = _known_measure(register, measure), _known_area(register, area)
    record, terms = _found(_shown(place, asked), asked, code, asked_period(period))
    words = said_of(asked, record, terms, load_settings(place), register)
    if as_json:
        say_json(as_record(record, terms, words.sentences, words.questions))
        return
    say(f"{asked.name}, {register.by_code[code].area_name}")
    for line in lines(words.sentences):
        say(line)


def _known_measure(register: Register, measure: str) -> Measure:
    from hls_signals.warehouse.opening import UnknownMeasure

    if measure not in register.by_id:
        raise UnknownMeasure("there is no such measure in the register.", mend=offer(measure, register.by_id))
    return register.by_id[measure]


def _known_area(register: Register, area: str) -> str:
    if area not in register.by_code:
        raise UnknownArea("there is no such area in the register.", mend=offer(area, register.by_code))
    return area


def _shown(place: Workspace, measure: Measure) -> ExplanationFrames:
    """Explanations of the measure after disclosure control, of the newest finished run."""
    from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
    from hls_signals.warehouse.run_record import newest_database
    from hls_signals.warehouse.stages.published import EXPLANATIONS, TERMS
    from hls_signals.why import ExplanationFrames

    path = newest_database(place)
    if path is None:
        raise NothingToExport("no finished run is kept here.", where="warehouse/runs", mend="run: hls-signals run")
    store = EmbeddedDuckDB(path, memory_limit="1GB", allowed=place.root, read_only=True)
    try:
        if not (store.has(EXPLANATIONS) and store.has(TERMS)):
            raise NothingToExport(
                "that run did not come that far.", where="warehouse/runs", mend="run: hls-signals run"
            )
        return ExplanationFrames(store.read(EXPLANATIONS, measure.id), store.read(TERMS, measure.id))
    finally:
        store.close()


def _found(
    shown: ExplanationFrames, measure: Measure, area: str, asked: AskedPeriod
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    import polars as pl

    own = shown.explanations.filter(pl.col("area_code") == area)
    held = own.filter(pl.col("period1_start").is_in(asked.starts))
    if asked.types:
        held = held.filter(pl.col("period_type").is_in(asked.types))
    # A measure may arrive in more than one kind of period; its own kind is the one asked about.
    held = held.sort(pl.col("period_type") != measure.period_type, maintain_order=True)
    if held.is_empty():
        raise _no_such_pair(own, measure, area, asked)
    record = held.row(0, named=True)
    terms = shown.terms.filter(pl.col("explanation_id") == record["explanation_id"]).sort("term_no")
    return record, list(terms.iter_rows(named=True))


def _no_such_pair(own: pl.DataFrame, measure: Measure, area: str, asked: AskedPeriod) -> MendableError:
    from hls_signals.why import NoSuchPair

    starts = own["period1_start"].to_list()
    near = min(starts, key=lambda start: abs((start - asked.starts[0]).days), default=None)
    return NoSuchPair(
        "there is no period here with one before it to compare with.",
        where=f"measure {measure.id}, area {area}",
        mend="this area has fewer than two periods" if near is None else f"nearest: {near.isoformat()}",
    )


def lines(sentences: Sequence[Sentence]) -> list[str]:
    """The sentences by section, each section with its label in the margin."""
    from hls_signals.publish.wording import SECTION_WORDS

    sections: dict[str, list[str]] = {}
    for sentence in sentences:
        sections.setdefault(sentence.section, []).append(sentence.text)
    found = []
    for section, texts in sections.items():
        label = SECTION_WORDS.get(section, ASK).ljust(LABEL_WIDTH)
        found += textwrap.wrap(" ".join(texts), LINE_WIDTH, initial_indent=label, subsequent_indent=" " * LABEL_WIDTH)
    return found


def as_record(
    record: Mapping[str, Any],
    terms: Sequence[Mapping[str, Any]],
    sentences: Sequence[Sentence],
    questions: Sequence[str],
) -> dict[str, Any]:
    """The shown record with its terms, sentences and questions, as nested JSON."""
    named = dict(record)
    for name in ("boundaries", "gate"):
        named[name] = None if record[name] is None else json.loads(record[name])
    for name in LISTED:
        named[name] = [code for code in (record[name] or "").split(";") if code]
    said = [{"no": s.no, "section": s.section, "text": s.text, "term_nos": list(s.term_nos)} for s in sentences]
    named.pop("card", None)  # a page's own list, of the newest pairs alone
    return {**named, "sentences": said, "questions": list(questions), "terms": [dict(t) for t in terms]}
