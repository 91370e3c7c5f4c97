"""What holds about one change of colour, in lines that paste into an email?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hls_signals.cli.asked_period import AskedPeriod, asked_against, asked_day, asked_period
from hls_signals.cli.explained import Told
from hls_signals.cli.export import NothingToExport
from hls_signals.cli.options import JsonOption, WorkspaceOption, printable, say, workspace_at
from hls_signals.cli.restricted import OWNER_ALONE, place_for_true_values
from hls_signals.register import Measure, Register, load_register
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.nearest import offer
from hls_signals.workspace.settings import Settings, load_settings

if TYPE_CHECKING:
    import polars as pl

    from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
    from hls_signals.why import ExplanationFrames


class UnknownArea(MendableError):
    """An area named to a command that the register does not hold."""

    code = "W413"


def explain(
    measure: Annotated[str, typer.Argument(help="The measure's id.")],
    area: Annotated[str, typer.Argument(help="The area's code.")],
    period: Annotated[
        str, typer.Argument(help="The later period: 2026, 2026-07, 2026-Q3, 2025/26 or the day it begins.")
    ],
    against: Annotated[
        str, typer.Option("--against", help="The earlier period: previous, last_year, or a day that it holds.")
    ] = "previous",
    known_then: Annotated[
        str | None,
        typer.Option("--known-then", help="The earlier figure as known on this day, not as first sent."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Both figures as known on this day; default: the newest run's.")
    ] = None,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="True values, before disclosure control: on a terminal, or with --to.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="With --restricted: write to this file in warehouse/ instead.")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Say what holds about a change: what moved, whether it is routine, what cannot be known, what to ask.

    Figures are those a page may hold, of the newest run. Example: hls-signals explain plan_in_place X06000901 2026-07
    """
    if to is not None and not restricted:
        raise typer.BadParameter("what a page may hold needs no place of its own: leave --to out", param_hint="--to")
    place = workspace_at(workspace)
    target = place_for_true_values(place, to) if restricted else None
    register, settings = load_register(place), load_settings(place)
    question = Question(
        _known_measure(register, measure),
        _known_area(register, area),
        asked_period(period),
        asked_against(against),
        asked_day(known_then, "--known-then"),
        asked_day(as_of, "--as-of"),
        restricted,
    )
    record, terms = _answer(place, question, register, settings)
    told = Told(question.measure, register.by_code[area], record, terms, is_true=restricted)
    text = told.as_json(register, settings) if as_json else told.as_text(register, settings)
    if target is None:
        say(text)
        return
    write_whole(target, text + "\n", OWNER_ALONE)
    say(f"Restricted, true values: {printable(str(target))}")


def _known_measure(register: Register, measure: str) -> Measure:
    if measure not in register.by_id:
        # It knows how pages are built; a question that has an answer need not wait for that.
        from hls_signals.warehouse.opening import UnknownMeasure

        raise UnknownMeasure("there is no such measure in the register.", mend=offer(measure, register.by_id))
    return register.by_id[measure]


def _known_area(register: Register, area: str) -> str:
    if area not in register.by_code:
        raise UnknownArea("there is no such area in the register.", mend=offer(area, register.by_code))
    return area


@dataclass(frozen=True)
class Question:
    """What was asked: which measure, area and period, against which, as known when."""

    measure: Measure
    area: str
    period: AskedPeriod
    against: Literal["previous", "last_year"] | dt.date
    known_then: dt.date | None
    as_of: dt.date | None
    is_restricted: bool = False

    @property
    def is_written_down(self) -> bool:
        """True where the newest run has the answer in its tables."""
        return self.against == "previous" and self.known_then is None and self.as_of is None


def _answer(
    place: Workspace, question: Question, register: Register, settings: Settings
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The record and its terms, of the newest finished run: shown ones, or true ones where they were asked for."""
    from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
    from hls_signals.warehouse.run_record import newest_database
    from hls_signals.warehouse.shown_tables import EXPLANATIONS, TERMS, TRUE_EXPLANATIONS, TRUE_TERMS
    from hls_signals.why import ExplanationFrames
    from hls_signals.why.frames import METHOD_VERSION

    path = newest_database(place)
    if path is None:
        raise NothingToExport("no finished run is kept here.", where="warehouse/runs", mend="run: hls-signals run")
    store = EmbeddedDuckDB(path, memory_limit="1GB", allowed=place.root, read_only=True)
    try:
        tables = (TRUE_EXPLANATIONS, TRUE_TERMS) if question.is_restricted else (EXPLANATIONS, TERMS)
        if not all(store.has(table) for table in tables):
            raise NothingToExport(
                "that run did not come that far.", where="warehouse/runs", mend="run: hls-signals run"
            )
        measure = question.measure
        written = ExplanationFrames(*(store.read(table, measure.id) for table in tables))
        if set(written.explanations["method_version"]) - {METHOD_VERSION}:
            raise NothingToExport(
                "the newest run was made by another version, whose record these sentences do not fit.",
                where="warehouse/runs",
                mend="run: hls-signals run",
            )
        if question.is_written_down:
            record, terms = _found(written, measure, question.area, question.period)
            if not _lacks_groups(measure, terms):
                return record, terms
        return _worked_out(store, written.explanations, question, register, settings)
    finally:
        store.close()


def _lacks_groups(measure: Measure, terms: Sequence[Mapping[str, Any]]) -> bool:
    """True where groups split the change and none is written down: of older pairs they are worked out when asked."""
    levels = {term["level"] for term in terms}
    split = ("mix", "count") if measure.dimension_names else ("mix",)
    return "group" not in levels and any(term["kind"] in split for term in terms)


def _worked_out(
    store: EmbeddedDuckDB, written: pl.DataFrame, question: Question, register: Register, settings: Settings
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """A change that no run wrote down, from the tables of the newest one."""
    from hls_signals.warehouse.asked import AskedChange, frames_on, shown_change, true_change

    measure = question.measure
    if written.is_empty():
        raise _no_such_pair(written, measure, question.area, question.period)
    run_day = written["as_of"][0]
    day = question.as_of or run_day
    frames = frames_on(store, measure, register, settings, run_day, day)
    start = _start(frames["measures.measured_values"], question)
    asked = AskedChange(measure, question.area, start, day, question.against, question.known_then)
    if question.is_restricted:
        found = true_change(frames, asked, settings)
    else:
        found = shown_change(frames, asked, settings, register)
    return found.explanations.row(0, named=True), list(found.terms.sort("term_no").iter_rows(named=True))


def _start(values: pl.DataFrame, question: Question) -> dt.date:
    """The day on which the asked period begins here; the first day its name means where none does."""
    import polars as pl

    is_asked = _is_named(question.period, "period_start", "period_end")
    own = values.filter(pl.col("area_code") == question.area, is_asked)
    if question.period.types:
        own = own.filter(pl.col("period_type").is_in(question.period.types))
    # A measure may arrive in more than one kind of period; its own kind is the one asked about.
    own = own.sort(pl.col("period_type") != question.measure.period_type, "period_start")
    starts: list[dt.date] = own["period_start"].to_list()
    return (*starts, question.period.starts[0])[0]


def _found(
    written: ExplanationFrames, measure: Measure, area: str, asked: AskedPeriod
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    import polars as pl

    own = written.explanations.filter(pl.col("area_code") == area)
    held = own.filter(_is_named(asked, "period1_start", "period1_end"))
    if asked.types:
        held = held.filter(pl.col("period_type").is_in(asked.types))
    # A measure may arrive in more than one kind of period; its own kind is the one asked about.
    held = held.sort(pl.col("period_type") != measure.period_type, maintain_order=True)
    if held.is_empty():
        raise _no_such_pair(own, measure, area, asked)
    record = held.row(0, named=True)
    terms = written.terms.filter(pl.col("explanation_id") == record["explanation_id"]).sort("term_no")
    return record, list(terms.iter_rows(named=True))


def _is_named(asked: AskedPeriod, start: str, end: str) -> pl.Expr:
    """True for a period that begins on an asked day; for twelve months that move on, one that ends with its month."""
    import polars as pl

    is_by_end = (pl.col("period_type") == "rolling_12_months") & pl.lit(value=bool(asked.ends))
    return pl.when(is_by_end).then(pl.col(end).is_in(asked.ends)).otherwise(pl.col(start).is_in(asked.starts))


def _no_such_pair(own: pl.DataFrame, measure: Measure, area: str, asked: AskedPeriod) -> MendableError:
    from hls_signals.why import NoSuchPair

    starts = own["period1_start"].to_list()
    near = min(starts, key=lambda start: abs((start - asked.starts[0]).days), default=None)
    return NoSuchPair(
        "there is no period here with one before it to compare with.",
        where=f"measure {measure.id}, area {area}",
        mend="this area has fewer than two periods" if near is None else f"nearest: {near.isoformat()}",
    )
