"""What becomes of one complete file?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.adapters import adapter_named, is_built_in
from hls_signals.returns.claims import UNMAPPED, claimant, may_be_of_people, unmapped
from hls_signals.returns.codes import MENDS
from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import Layout
from hls_signals.returns.in_parts import judged_in_parts
from hls_signals.returns.known import KnownRule, moment_of
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.ledger import ledger_row
from hls_signals.returns.people import ELSEWHERE, NOT_KEPT, UNNAMED_PEOPLE, LandedSet
from hls_signals.returns.reading import Read, set_aside
from hls_signals.returns.schema import OBSERVATIONS, QUARANTINE
from hls_signals.returns.sidecar import About
from hls_signals.returns.spec import ReturnSpec
from hls_signals.returns.submission_lines import (
    Counts,
    file_line,
    notes_text,
    placed_lines,
    rows_of,
)
from hls_signals.returns.whole import JudgedFile, judged_whole
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
    observations: pl.DataFrame | pl.LazyFrame
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
        identity = _identity(file, received_at) | _signed_off(stated)
        spec = claimant(
            file.source_name, stated.return_id, setting.specs, setting.register, is_of_people=file.is_person_level
        )
        _check_place(file, spec)
        file = _as_declared(file, stated, spec)
        if spec is None:
            spec = unmapped(file, stated.return_id, setting.register)
        known = _known_rule(stated, spec, received_at, setting.zone)
        return _read_and_judged(file, identity, spec, known, is_mapped=spec.id in setting.specs)
    except MendableError as fault:
        return _quarantined(file, spec, fault, received_at, setting.specs)


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


def _read_and_judged(
    file: LandedFile, identity: Mapping[str, object], spec: ReturnSpec, known: KnownRule, *, is_mapped: bool
) -> Submission:
    if file.is_large and spec.is_canonical and spec.adapter == "long_table":
        result = judged_in_parts(file, spec, known)
    else:
        _check_serials(file, spec)
        result = judged_whole(file, _read(file, spec), spec, known)
    counts = result.counts
    code = "Q151" if counts.rows_in and counts.rows_set_aside == counts.rows_in else None
    return_id = spec.id if is_mapped else ";".join(sorted(result.return_ids))
    row = ledger_row(
        {
            **identity,
            **_knowledge(result, known),
            **counts.as_columns(),
            "return_id": return_id or _return_of(spec, file),
            "adapter": spec.adapter,
            "outcome": "quarantined" if code else "accepted",
            "code": code,
            "mend": MENDS[code] if code else None,
            "columns_dropped": ";".join(result.columns_dropped),
            "notes": notes_text(result.notes),
        }
    )
    whole_file = [file_line(file, code, MENDS[code])] if code else []
    quarantine = pl.concat([*whole_file, placed_lines(result.lines, file)])
    return Submission(row, result.observations, quarantine, not file.is_person_level)


def _check_serials(file: LandedFile, spec: ReturnSpec) -> None:
    """FileFault Q150 where a workbook counts its days from another year than the mapping says: four years apart."""
    period = spec.period
    if period is None or period.format != "excel_serial" or file.table.serials_from in {None, period.serials_from}:
        return
    begins = file.table.serials_from
    mend = f"the workbook counts its days from {begins}: write `serials_from: {begins}` under `period:` in the mapping"
    raise FileFault("Q150", where="the workbook's calendar", mend=mend)


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


def _quarantined(
    file: LandedFile,
    spec: ReturnSpec | None,
    fault: MendableError,
    received_at: dt.datetime,
    specs: Mapping[str, ReturnSpec],
) -> Submission:
    rows = rows_of(file, fault)
    mend = _mend_of(fault)
    counts = Counts(rows_in=rows.height, rows_set_aside=rows.height)
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
    lines = pl.concat([file_line(file, fault.code, mend), placed_lines(set_aside(rows, fault.code, mend), file)])
    is_of_people = file.is_person_level or may_be_of_people(file.source_name, specs)
    return Submission(row, NO_OBSERVATIONS, lines, not is_of_people)


def _mend_of(fault: MendableError) -> str:
    """How to mend a fault, or each of several, and where."""
    problems = fault.problems if isinstance(fault, SeveralToMend) else (fault,)
    return "; ".join(f"{problem.mend} ({problem.where})" if problem.where else problem.mend for problem in problems)


def _return_of(spec: ReturnSpec | None, file: LandedFile) -> str:
    """The return of a file, else the folder it lies in, which is all that is known where nothing names one."""
    if spec is not None and spec.id != UNMAPPED:
        return spec.id
    if file.is_person_level:
        return PurePosixPath(file.source_name).parts[1]
    return file.source_name.rpartition("/")[0].partition("/")[0]


def _identity(file: LandedFile, received_at: dt.datetime) -> dict[str, object]:
    return {
        "sha256": file.sha256,
        "source_name": file.source_name,
        "received_at": received_at,
        "bytes": file.size,
        "columns_dropped": "",
        "notes": f"{NOT_KEPT}: 1" if file.is_person_level else "",
    }


def _signed_off(stated: About) -> dict[str, object]:
    return {"signed_off_by_role": stated.signed_off_by_role, "signed_off_on": stated.signed_off_on}


def _knowledge(result: JudgedFile, known: KnownRule) -> dict[str, object]:
    if result.latest is None:
        at = known.stated or known.received_at
        return {"known_at": at, "known_at_basis": "sidecar" if known.stated else "receipt"}
    return {"known_at": result.latest.at, "known_at_basis": result.latest.basis}
