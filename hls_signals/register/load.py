"""What does the register of this workspace hold, and what in it must be mended?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import polars as pl
from pydantic import BaseModel

from hls_signals.register.around_checks import around_problems, beside_problems
from hls_signals.register.checks import cross_checked, measure_problems
from hls_signals.register.drafts import still_asked
from hls_signals.register.meetings import Meeting, read_meetings
from hls_signals.register.mergers import merger_events
from hls_signals.register.models import Area, AreaSum, Event, Measure
from hls_signals.register.services import Service, read_services
from hls_signals.workspace.errors import MendableError, raise_all
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.located import Located, WrongValue, gather, misnamed, read_yaml, validated

AREA_COLUMNS = ("area_code", "area_name", "area_type", "valid_from", "valid_to", "replaced_by")
SUM_COLUMNS = ("sum_code", "part_code", "valid_from", "valid_to")
Row = TypeVar("Row", bound=BaseModel)


class UnreadableTable(MendableError):
    """A CSV of the register that cannot be read."""

    code = "M111"


@dataclass(frozen=True)
class Register:
    """Measures in register order, areas in the order of areas.csv, sums of areas, events and meetings by date,
    services by name.
    """

    measures: tuple[Measure, ...]
    areas: tuple[Area, ...]
    area_sums: tuple[AreaSum, ...]
    events: tuple[Event, ...]
    meetings: tuple[Meeting, ...] = ()
    services: tuple[Service, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Measure]:
        """Measures by their id."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def by_code(self) -> dict[str, Area]:
        """Areas by their code."""
        return {area.area_code: area for area in self.areas}

    @cached_property
    def behind_others(self) -> frozenset[str]:
        """Measures that only hold the recorded values or daily counts of others: no page, no chart of their own."""
        sources = [measure.gaming for measure in self.measures]
        recorded = {source.recorded.measure for source in sources if source.recorded is not None}
        return frozenset(recorded | {source.daily for source in sources if source.daily})

    def events_for(self, measure: Measure, area_code: str) -> tuple[Event, ...]:
        """Change events that concern this measure and area, by date and id."""
        return tuple(event for event in self.events if event.concerns(measure, area_code))


def load_register(workspace: Workspace) -> Register:
    """The register; raises every problem found in it at once, each with file, line and the nearest right key."""
    problems: list[MendableError] = []
    documents = list(_measure_documents(workspace, problems))
    areas = _table(Area, workspace.register / "areas.csv", AREA_COLUMNS, workspace.root, problems)
    sums = _table(AreaSum, workspace.register / "area_sums.csv", SUM_COLUMNS, workspace.root, problems)
    event_document, events = _events(workspace, problems)
    measures = sorted((measure for _, measure in documents), key=lambda measure: (measure.order, measure.id))
    for document, measure in documents:
        problems.extend((*measure_problems(document, measure), *around_problems(document, measure)))
    if not problems:
        ids = {measure.id for measure in measures}
        problems.extend(problem for held in documents for problem in beside_problems(*held, ids))
        problems.extend(cross_checked(documents, areas, sums, event_document, events))
    meetings = _listed(read_meetings, workspace, problems)
    services = _listed(read_services, workspace, problems)
    raise_all(problems)
    told = (*events, *merger_events(areas, events))
    ordered = sorted(told, key=lambda event: (event.effective_from, event.id))
    return Register(tuple(measures), tuple(areas), tuple(sums), tuple(ordered), meetings, services)


def _listed(
    read: Callable[[Workspace], tuple[Row, ...]], workspace: Workspace, problems: list[MendableError]
) -> tuple[Row, ...]:
    try:
        return read(workspace)
    except MendableError as error:
        gather(problems, error)
        return ()


def _measure_documents(workspace: Workspace, problems: list[MendableError]) -> Iterable[tuple[Located, Measure]]:
    folder = workspace.register / "measures"
    problems.extend(misnamed(folder, workspace.root))
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path, workspace.root)
            problems.extend(still_asked(path, document.shown))
            yield document, validated(Measure, document)
        except MendableError as error:
            gather(problems, error)


def _events(workspace: Workspace, problems: list[MendableError]) -> tuple[Located | None, tuple[Event, ...]]:
    path = workspace.register / "events.yaml"
    if not path.is_file():
        return None, ()
    try:
        document = read_yaml(path, workspace.root)
        if not isinstance(document.data, list | None):
            raise WrongValue("the file is not a list.", where=document.where(), mend="begin each event with `- id:`")
        found: list[Event] = []
        for number, entry in enumerate(document.data or []):
            found.append(validated(Event, document, entry, (number,)))
    except MendableError as error:
        gather(problems, error)
        return None, ()
    return document, tuple(found)


def _table(
    model: type[Row], path: Path, columns: Sequence[str], root: Path, problems: list[MendableError]
) -> list[Row]:
    if not path.is_file():
        return []
    shown = path.relative_to(root).as_posix()
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        problems.append(
            UnreadableTable(
                "the table cannot be read as CSV.",
                where=shown,
                mend="save it as UTF-8 CSV, as many fields in each line as in the first",
            )
        )
        return []
    unknown = [number for number, name in enumerate(frame.columns, start=1) if name not in columns]
    if unknown or not set(columns[:2]) <= set(frame.columns):
        problems.append(
            UnreadableTable(
                "the table's columns are not as they must be.",
                where=f"{shown}, line 1" + (f", column {unknown[0]}" if unknown else ""),
                mend="columns: " + ", ".join(columns),
            )
        )
        return []
    return _rows(model, frame, shown, problems)


def _rows(model: type[Row], frame: pl.DataFrame, shown: str, problems: list[MendableError]) -> list[Row]:
    rows: list[Row] = []
    for number, record in enumerate(frame.iter_rows(named=True), start=2):
        filled = {key: value.strip() for key, value in record.items() if value is not None and value.strip()}
        if not filled:
            continue
        document = Located(Path(shown), shown, filled, {(): number})
        try:
            rows.append(validated(model, document))
        except MendableError as error:
            gather(problems, error)
    return rows
