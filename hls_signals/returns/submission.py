"""What becomes of one complete file?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.adapters import adapter_named, is_built_in
from hls_signals.returns.claims import UNMAPPED, claimant, unmapped
from hls_signals.returns.codes import MENDS
from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import Layout
from hls_signals.returns.judging import Judged, judged
from hls_signals.returns.known import KnownRule, moment_of
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.ledger import ledger_row
from hls_signals.returns.people import ELSEWHERE, NOT_KEPT, UNNAMED_PEOPLE, LandedSet
from hls_signals.returns.reading import SET_ASIDE_SCHEMA, Read, set_aside
from hls_signals.returns.schema import OBSERVATIONS, QUARANTINE
from hls_signals.returns.sidecar import About
from hls_signals.returns.spec import ReturnSpec
from hls_signals.returns.table import ROW
from hls_signals.workspace.errors import MendableError, SeveralToMend

NO_OBSERVATIONS = pl.DataFrame(schema=OBSERVATIONS)


@dataclass(frozen=True)
class Setting:
    """What every file of a run is read beside."""

    specs: Mapping[str, ReturnSpec]
    register: Register
    zone: ZoneInfo


@dataclass(frozen=True)
class Submission:
    """One file read and judged: its ledger row, its observations, and the lines of all that was set aside."""

    intake: pl.DataFrame
    observations: pl.DataFrame
    quarantine: pl.DataFrame
    keeps_bytes: bool = True

    @property
    def outcome(self) -> str:
        """accepted, duplicate or quarantined."""
        return str(self.intake["outcome"][0])

    @property
    def code(self) -> str:
        """Why the file is quarantined, else empty."""
        return str(self.intake["code"][0] or "")


@dataclass(frozen=True)
class _Counts:
    """The two conservation sums of a file."""

    rows_in: int = 0
    rows_set_aside: int = 0
    observations: int = 0
    records_set_aside: int = 0

    def as_columns(self) -> dict[str, int]:
        return {
            "rows_in": self.rows_in,
            "rows_accepted": self.rows_in - self.rows_set_aside,
            "rows_set_aside": self.rows_set_aside,
            "records_in": self.observations + self.records_set_aside,
            "observations": self.observations,
            "records_set_aside": self.records_set_aside,
        }


def duplicate(file: LandedFile, first: Mapping[str, object], received_at: dt.datetime) -> Submission:
    """The ledger row of bytes that were accepted before under another name."""
    row = ledger_row(
        {
            **_identity(file, received_at),
            "return_id": first["return_id"],
            "adapter": first["adapter"],
            "known_at": first["known_at"],
            "known_at_basis": first["known_at_basis"],
            "outcome": "duplicate",
        }
    )
    return Submission(row, NO_OBSERVATIONS, pl.DataFrame(schema=QUARANTINE))


def submission(
    file: LandedFile, stated: About | MendableError, received_at: dt.datetime, setting: Setting
) -> Submission:
    """One file read by the mapping that claims it. Whatever stands in it, this returns: faults become a quarantine."""
    spec: ReturnSpec | None = None
    try:
        if isinstance(stated, MendableError):
            raise stated
        spec = claimant(
            file.source_name, stated.return_id, setting.specs, setting.register, is_of_people=file.is_person_level
        )
        _check_place(file, spec)
        file = _as_declared(file, stated, spec)
        if spec is None:
            spec = unmapped(file, stated.return_id, setting.register)
        known = _known_rule(stated, spec, received_at, setting.zone)
        return _read_and_judged(file, spec, known, is_mapped=spec.id in setting.specs)
    except MendableError as fault:
        return _quarantined(file, spec, fault, received_at)


def _check_place(file: LandedFile, spec: ReturnSpec | None) -> None:
    """FileFault Q107 where rows of people lie among other returns, or other returns among them."""
    if spec is not None and spec.person_level and not file.is_person_level:
        raise FileFault("Q107", mend=ELSEWHERE)
    if file.is_person_level and (spec is None or not spec.person_level):
        raise FileFault("Q107", mend=UNNAMED_PEOPLE)


def _as_declared(file: LandedFile, stated: About, spec: ReturnSpec | None) -> LandedFile:
    encoding = stated.encoding or (spec.encoding if spec is not None else "utf-8")
    if isinstance(file, LandedSet):
        wanted = spec.people_files if spec is not None else None
        return replace(file, encoding=encoding, is_nil=stated.nil_return, wanted=wanted)
    layout = spec.layout if spec is not None else Layout()
    return replace(file, encoding=encoding, is_nil=stated.nil_return, layout=layout)


def _known_rule(stated: About, spec: ReturnSpec, received_at: dt.datetime, zone: ZoneInfo) -> KnownRule:
    moment = moment_of(stated.known_at, zone) if stated.known_at is not None else None
    return KnownRule(received_at, zone, moment, spec.known_at.lag_days if spec.known_at is not None else None)


def _read_and_judged(file: LandedFile, spec: ReturnSpec, known: KnownRule, *, is_mapped: bool) -> Submission:
    read = _read(file, spec)
    result = judged(read, spec, known, file.sha256)
    lines, counts = _lines_and_counts(file, read, result)
    if counts.rows_in and counts.rows_set_aside == counts.rows_in:
        outcome, code = "quarantined", "Q151"
    else:
        outcome, code = "accepted", None
    return_id = spec.id if is_mapped else ";".join(sorted(result.observations["return_id"].unique().to_list()))
    row = ledger_row(
        {
            **_identity(file, known.received_at),
            **_knowledge(result, known),
            **counts.as_columns(),
            "return_id": return_id or _return_of(spec, file),
            "adapter": spec.adapter,
            "outcome": outcome,
            "code": code,
            "mend": MENDS[code] if code else None,
            "columns_dropped": ";".join(read.columns_dropped),
            "notes": _notes(Counter(read.notes) + Counter(result.notes) + Counter(file.table.notes)),
        }
    )
    file_line = [_file_line(file, code, MENDS[code])] if code else []
    quarantine = pl.concat([*file_line, _placed(lines, file)])
    return Submission(row, file.placed(result.observations), quarantine, not file.is_person_level)


def _read(file: LandedFile, spec: ReturnSpec) -> Read:
    adapter = adapter_named(spec.adapter)
    if is_built_in(spec.adapter):
        return adapter(file, spec)
    try:
        return adapter(file, spec)
    except MendableError:
        raise
    except Exception:
        # Another package's message may quote a cell.
        raise FileFault("Q150", mend=f"the adapter `{spec.adapter}` stopped while reading; tell its makers") from None


def _lines_and_counts(file: LandedFile, read: Read, result: Judged) -> tuple[pl.DataFrame, _Counts]:
    """Every line set aside, and the sums they belong to; FileFault Q150 where an adapter lost or invented a row."""
    ragged = set_aside(file.table.ragged.to_frame(), "R244")
    records = result.set_aside
    accepted = pl.concat([result.observations[ROW], read.supporting_rows]).unique()
    # A row none of whose records was accepted is set aside as a row, for its first record's reason.
    emptied = (
        records.filter(~pl.col(ROW).is_in(accepted.implode()))
        .unique(ROW, keep="first", maintain_order=True)
        .with_columns(pl.lit("row").alias("level"))
    )
    rows = pl.concat([pl.DataFrame(schema=SET_ASIDE_SCHEMA), read.set_aside, ragged, emptied])
    whole = rows.filter(pl.col("level") == "row")
    counts = _Counts(file.table.row_count, whole.height, result.observations.height, records.height)
    is_each_once = whole[ROW].n_unique() == whole.height
    if not is_each_once or len(accepted) + whole.height != counts.rows_in:
        raise FileFault(
            "Q150", mend="the adapter did not account for every row; tell its makers", row_count=counts.rows_in
        )
    return pl.concat([rows, records]).sort(ROW, maintain_order=True), counts


def _quarantined(
    file: LandedFile, spec: ReturnSpec | None, fault: MendableError, received_at: dt.datetime
) -> Submission:
    rows = _rows_of(file, fault)
    mend = _mend_of(fault)
    counts = _Counts(rows_in=rows.height, rows_set_aside=rows.height)
    row = ledger_row(
        {
            **_identity(file, received_at),
            **counts.as_columns(),
            "return_id": _return_of(spec, file),
            "adapter": spec.adapter if spec is not None else "",
            "known_at": received_at,
            "known_at_basis": "receipt",
            "outcome": "quarantined",
            "code": fault.code,
            "mend": mend,
        }
    )
    lines = pl.concat([_file_line(file, fault.code, mend), _placed(set_aside(rows, fault.code, mend), file)])
    is_of_people = file.is_person_level or (spec is not None and spec.person_level)
    return Submission(row, NO_OBSERVATIONS, lines, not is_of_people)


def _mend_of(fault: MendableError) -> str:
    """How to mend a fault, or each of several, and where."""
    problems = fault.problems if isinstance(fault, SeveralToMend) else (fault,)
    return "; ".join(f"{problem.mend} ({problem.where})" if problem.where else problem.mend for problem in problems)


def _return_of(spec: ReturnSpec | None, file: LandedFile) -> str:
    """The return of a file, else the folder it lies in, which is all that is known where nothing names one."""
    if spec is not None and spec.id != UNMAPPED:
        return spec.id
    return file.source_name.rpartition("/")[0].partition("/")[0]


def _rows_of(file: LandedFile, fault: MendableError) -> pl.DataFrame:
    """The rows of a quarantined file, where they can be read at all."""
    try:
        table = file.table
    except FileFault:
        count = fault.row_count if isinstance(fault, FileFault) else 0
        return pl.DataFrame({ROW: pl.int_range(2, count + 2, dtype=pl.Int64, eager=True)})
    rows = pl.concat([table.frame.select(ROW), table.ragged.to_frame()]).sort(ROW)
    return rows.with_columns(pl.lit(table.sheet).alias("source_sheet"))


def _identity(file: LandedFile, received_at: dt.datetime) -> dict[str, object]:
    return {
        "sha256": file.sha256,
        "source_name": file.source_name,
        "received_at": received_at,
        "bytes": file.size,
        "columns_dropped": "",
        "notes": f"{NOT_KEPT}: 1" if file.is_person_level else "",
    }


def _knowledge(result: Judged, known: KnownRule) -> dict[str, object]:
    observations = result.observations
    if observations.is_empty():
        at = known.stated or known.received_at
        return {"known_at": at, "known_at_basis": "sidecar" if known.stated else "receipt"}
    latest = observations["known_at"].arg_max() or 0
    return {"known_at": observations["known_at"][latest], "known_at_basis": observations["known_at_basis"][latest]}


def _notes(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{code}: {count}" for code, count in sorted(counts.items()))


def _file_line(file: LandedFile, code: str, mend: str) -> pl.DataFrame:
    line = {"sha256": file.sha256, "source_name": file.source_name, "level": "file", "code": code, "mend": mend}
    return pl.DataFrame([{name: line.get(name) for name in QUARANTINE}], schema=QUARANTINE)


def _placed(lines: pl.DataFrame, file: LandedFile) -> pl.DataFrame:
    return (
        file.placed(lines)
        .with_columns(pl.lit(file.sha256).alias("sha256"), pl.lit(file.source_name).alias("source_name"))
        .select(list(QUARANTINE))
    )
