"""What does one run read, on which date does it ask, and where do its tables lie?"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from hls_signals.narrative.arrivals import Taken
from hls_signals.publish.site import Release
from hls_signals.publish.svg import ChartNotDrawn
from hls_signals.register import Measure, Register
from hls_signals.returns import Landing, ReturnSpec
from hls_signals.warehouse.engine import Warehouse
from hls_signals.warehouse.queries import query_named
from hls_signals.warehouse.results import Results, code_version
from hls_signals.warehouse.words import Words
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings

Frames = Mapping[str, pl.DataFrame]
# What a Python table is made by: one measure and the rows of the tables it reads -> rows of each table it fills.
ByMeasure = Callable[[Measure, Frames], Frames]


# Questions about files, those that need our colours first, and those of the gaming indicators.
QUESTIONS = ("staged.quality", "measures.colour_questions", "signals.gaming_questions")
log = logging.getLogger("hls_signals.night")


@dataclass(frozen=True)
class Filled:
    """One table after it was filled; `reused` counts the measures whose rows came from an earlier run."""

    stage: str
    table: str
    rows: int
    output_hash: str
    reused: int
    seconds: float

    @property
    def name(self) -> str:
        """`stage.table`."""
        return f"{self.stage}.{self.table}"


@dataclass(frozen=True)
class Checked:
    """One check after it ran."""

    asset: str
    id: str
    severity: str
    passed: bool
    why: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked of the record: the day, the measures, how far, and whether earlier results may serve."""

    as_of: dt.date
    only: tuple[str, ...] = ()
    until: str = "published"
    reuse: bool = True
    make_current: bool = False


@dataclass
class Night:
    """One run over one workspace. Tables are filled once each, stage by stage."""

    workspace: Workspace
    settings: Settings
    register: Register
    question: Question
    run_id: str
    now: dt.datetime
    warehouse: Warehouse
    results: Results
    trigger: str = "command"
    returns: Mapping[str, ReturnSpec] = field(default_factory=dict)
    landing: Landing | None = None
    # What came through the drop folders of notes and of learning, and what may be said of it.
    taken: Taken | None = None
    words: Words | None = None
    submissions: tuple[str, ...] = ()
    filled: list[Filled] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    outcome: str = "failed"
    release_id: str | None = None
    built: Release | None = None
    # What stopped a step that may be tried again.
    problem: Exception | None = None
    # False where start-up found the open release damaged: it is then built again though nothing changed.
    current_is_whole: bool = True
    _clock: float = field(default_factory=time.perf_counter)

    @property
    def folder(self) -> Path:
        """Where this run's database and record lie."""
        return self.workspace.runs / self.run_id

    @property
    def as_of(self) -> dt.date:
        """The day asked about; it means the end of that day."""
        return self.question.as_of

    @property
    def known_before(self) -> dt.datetime:
        """The moment at which that day ends, in UTC."""
        following = dt.datetime.combine(self.as_of + dt.timedelta(days=1), dt.time(), self.settings.zone())
        return following.astimezone(dt.UTC)

    @property
    def parameters(self) -> dict[str, str]:
        """What SELECTs may ask for, as ISO text."""
        return {"as_of": self.as_of.isoformat(), "known_before": self.known_before.isoformat()}

    @property
    def input_hash(self) -> str:
        """SHA-256 over what this run was given: the submissions known by then, settings, register and code."""
        parts = [*self.submissions, self.settings.model_dump_json(), repr(self.parameters), code_version()]
        parts += [measure.model_dump_json() for measure in self.measures]
        register = self.register
        rows = (register.areas, register.area_sums, register.events, register.meetings, register.services)
        parts += [row.model_dump_json() for table in rows for row in table]
        parts += [f"{spec.id} {spec.total} {spec.resubmission} {spec.due}" for spec in self.returns.values()]
        parts += [] if self.words is None else [repr(self.words.said)]
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures of this run, in register order."""
        only = self.question.only
        return tuple(m for m in self.register.measures if not only or m.id in only)

    @property
    def register_asked(self) -> Register:
        """The register with the measures of this run alone."""
        return replace(self.register, measures=self.measures)

    @property
    def undrawn(self) -> Sequence[ChartNotDrawn]:
        """Charts that could not be drawn; their pages hold the table and say so."""
        return () if self.built is None else self.built.problems

    @property
    def is_held(self) -> bool:
        """True where a critical check did not hold, so that nothing after it ran."""
        return any(check.severity == "critical" and not check.passed for check in self.checked)

    @property
    def question_count(self) -> int:
        """How many questions about the data this run asks."""
        return sum(filled.rows for filled in self.filled if filled.name in QUESTIONS)

    def fill(self, table: str) -> Filled:
        """Fill a table from its SELECT, measure by measure where the query asks for one."""
        query = query_named(table)
        if query.is_by_measure:
            for measure in self.measures:
                self.warehouse.build(query, {**self.parameters, "measure_id": measure.id})
        else:
            self.warehouse.build(query, self.parameters)
        return self.noted(table)

    def by_measure(
        self, tables: Sequence[str], reads: Sequence[str], function: ByMeasure, extra: str = ""
    ) -> list[Filled]:
        """Fill tables from a Python function, one measure at a time, so that memory follows the largest measure.

        extra  what else the result depends on, beside the rows it reads, the measure's register entry and the code
        """
        reused = 0
        # A row that is read may rest on other measures too: a question is asked of a whole return.
        read = [self.warehouse.digests(table) for table in reads]
        for measure in self.measures:

            def compute(measure: Measure = measure) -> Frames:
                return function(measure, {table: self.warehouse.read(table, measure.id) for table in reads})

            rows = " ".join(digests.get(measure.id, "") for digests in read)
            frames, was_kept = self.results.of(tuple(tables), measure, compute, extra=f"{extra} {rows}")
            reused += was_kept
            for table in tables:
                self.warehouse.write(table, frames[table])
        return [self.noted(table, reused) for table in tables]

    def write(self, table: str, frame: pl.DataFrame) -> Filled:
        """Fill a table with rows that no single measure owns."""
        self.warehouse.write(table, frame)
        return self.noted(table)

    def start_over(self, tables: Sequence[str]) -> None:
        """Forget what an earlier attempt put into these tables, so that a second one never doubles a row."""
        for table in tables:
            self.warehouse.drop(table)
        self.filled = [filled for filled in self.filled if filled.name not in tables]

    def read(self, table: str, measure_id: str | None = None, *, filled: str | None = None) -> pl.DataFrame:
        """Rows of a table of this run: of one measure, and with something in one column, where asked."""
        return self.warehouse.read(table, measure_id, filled=filled)

    def questions(self) -> pl.DataFrame:
        """Every question about the data that this run asks."""
        return pl.concat(self.read(table) for table in QUESTIONS)

    def noted(self, table: str, reused: int = 0) -> Filled:
        """What is in a table now, noted as filled."""
        stage, name = table.split(".")
        rows, digest = self.warehouse.digest(table)
        began, self._clock = self._clock, time.perf_counter()
        noted = Filled(stage, name, rows, digest, reused, round(self._clock - began, 3))
        self.filled.append(noted)
        log.info("%s: %s rows", table, f"{rows:,}")
        return noted
