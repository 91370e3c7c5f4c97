"""How does a file get from the inbox into the record, so that a crash anywhere can simply be repeated?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.inbox import InboxFile, InboxSet, Waiting, inbox_files, inbox_sets, seconds_left
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.ledger import RESTRICTED, next_receipt, read_intake, write_frame, write_run
from hls_signals.returns.mappings import load_returns
from hls_signals.returns.people import LandedSet, set_hash
from hls_signals.returns.schema import INTAKE, QUARANTINE
from hls_signals.returns.sidecar import About, about
from hls_signals.returns.submission import Setting, Submission, duplicate, submission
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings

Row = Mapping[str, object]
Listener = Callable[[Row], None]

# Receipts of one run lie a microsecond apart, so the last may be a little later than the run's own moment.
BEHIND = dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Landing:
    """What one look at the inbox found.

    intake      the new ledger rows, in the order of the files' names.
    quarantine  the lines of everything set aside in them.
    waiting     files still arriving; they have no ledger row.
    unchanged   how many files were in the ledger already, and not set aside.
    still_aside rows of files set aside before and again, for the same code; the ledger has them once.
    to_remove   person-level folders that have been read and still lie in the inbox.
    clock_behind  the last receipt, where this machine's clock says an earlier time (HLS-W205); else None.
    """

    intake: pl.DataFrame
    quarantine: pl.DataFrame
    waiting: tuple[Waiting, ...] = ()
    unchanged: int = 0
    still_aside: tuple[Row, ...] = ()
    to_remove: tuple[str, ...] = ()
    clock_behind: dt.datetime | None = None

    def set_aside(self, source_name: str) -> dict[str, int]:
        """How many rows of a file were set aside for each code, the commonest first."""
        own = self.quarantine.filter(pl.col("source_name") == source_name)
        return _by_code(own.filter(pl.col("level") == "row"))

    def figures_set_aside(self, source_name: str) -> dict[str, int]:
        """How many figures were set aside out of rows that hold another which was taken in, by code."""
        own = self.quarantine.filter(pl.col("source_name") == source_name)
        whole = own.filter(pl.col("level") == "row").select("source_sheet", "source_row")
        records = own.filter(pl.col("level") == "record")
        return _by_code(records.join(whole, on=["source_sheet", "source_row"], how="anti", nulls_equal=True))


def _by_code(lines: pl.DataFrame) -> dict[str, int]:
    counts = lines.group_by("code").len().sort(["len", "code"], descending=[True, False])
    return dict(counts.iter_rows())


@dataclass
class _Ledger:
    """What has been taken in so far: looked up by name and by hash, and growing while a run reads."""

    last: dt.datetime | None = None
    judged: dict[tuple[str, str], Row] = field(default_factory=dict)
    accepted: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, intake: pl.DataFrame) -> _Ledger:
        ledger = cls()
        for row in intake.iter_rows(named=True):
            ledger.add(row)
        return ledger

    def holds(self, row: Row) -> bool:
        """True where the same bytes under this name were judged so before."""
        before = self.judged.get((str(row["source_name"]), str(row["sha256"])))
        return before is not None and (before["outcome"], before["code"]) == (row["outcome"], row["code"])

    def read_of(self, sets: Iterable[InboxSet]) -> Iterator[str]:
        """The names of those sets that have been read: accepted, or known by their bytes."""
        read = {str(row["source_name"]) for row in self.judged.values() if row["outcome"] != "quarantined"}
        return (people.source_name for people in sets if people.source_name in read)

    def add(self, row: Row) -> None:
        received_at = row["received_at"]
        if isinstance(received_at, dt.datetime):
            self.last = received_at
        self.judged[(str(row["source_name"]), str(row["sha256"]))] = row
        if row["outcome"] == "accepted":
            self.accepted[str(row["sha256"])] = row


def land_inbox(
    workspace: Workspace,
    settings: Settings,
    register: Register,
    *,
    now: dt.datetime,
    listen: Listener | None = None,
) -> Landing:
    """Take in every complete file that is new: bytes, observations, then the ledger rows of the run.

    listen  called with each new ledger row as it is judged, for progress.
    raises  MendableError where a mapping in register/returns/ must be mended; nothing has then been written.
    """
    landing = _looked_at(workspace, settings, register, now, listen, keep=True)
    write_run(workspace, landing.intake, landing.quarantine)
    return landing


def preview(
    workspace: Workspace,
    settings: Settings,
    register: Register,
    *,
    now: dt.datetime,
    listen: Listener | None = None,
) -> Landing:
    """What land_inbox would find, with nothing written."""
    return _looked_at(workspace, settings, register, now, listen, keep=False)


def _looked_at(
    workspace: Workspace,
    settings: Settings,
    register: Register,
    now: dt.datetime,
    listen: Listener | None,
    *,
    keep: bool,
) -> Landing:
    setting = Setting(load_returns(workspace, register), register, settings.zone())
    ledger = _Ledger.of(read_intake(workspace))
    behind = ledger.last if ledger.last is not None and ledger.last - now > BEHIND else None
    waiting: list[Waiting] = []
    found: list[tuple[pl.DataFrame, pl.DataFrame]] = []
    still: list[Row] = []
    unchanged = 0
    arrivals: tuple[InboxFile | InboxSet, ...] = (*inbox_files(workspace), *inbox_sets(workspace))
    for file in arrivals:
        landed = _arrived(file, settings.inbox_settle_seconds, now)
        if isinstance(landed, Waiting):
            waiting.append(landed)
            continue
        result = _judged_file(file, landed, ledger, setting, now, workspace)
        if result is None:
            unchanged += 1
            continue
        row = result.intake.row(0, named=True)
        if ledger.holds(row):
            still.append(row)
            continue
        if keep:
            _store(workspace, landed, result)
        ledger.add(row)
        found.append((result.intake, result.quarantine))
        if listen is not None:
            listen(row)
    landing = _landing(found, tuple(waiting), unchanged, tuple(still))
    return replace(landing, to_remove=tuple(ledger.read_of(inbox_sets(workspace))), clock_behind=behind)


def _arrived(file: InboxFile | InboxSet, settle_seconds: int, now: dt.datetime) -> LandedFile | Waiting:
    try:
        parts = file.files if isinstance(file, InboxSet) else (file,)
        left = max(seconds_left(part, settle_seconds, now) for part in parts)
        landed = (_landed_set(file) if isinstance(file, InboxSet) else _landed(file)) if not left else None
    except OSError:
        return Waiting(file.source_name, settle_seconds, is_shut=True)
    return landed or Waiting(file.source_name, left or settle_seconds)


def _landed(file: InboxFile) -> LandedFile | None:
    """The file's bytes and their hash; None where it moved while it was being read."""
    before = file.path.stat()
    data = file.path.read_bytes()
    after = file.path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        return None
    return LandedFile(file.source_name, hashlib.sha256(data).hexdigest(), data)


def _landed_set(people: InboxSet) -> LandedSet | None:
    """Every file of the folder, in memory; None where one moved while it was being read."""
    landed = {file.source_name: _landed(file) for file in people.files}
    whole = {name: file for name, file in landed.items() if file is not None}
    if len(whole) < len(landed):
        return None
    digest = set_hash({name: file.sha256 for name, file in whole.items()})
    return LandedSet(people.source_name, digest, b"", members={name: file.data for name, file in whole.items()})


def _judged_file(
    file: InboxFile | InboxSet,
    landed: LandedFile,
    ledger: _Ledger,
    setting: Setting,
    now: dt.datetime,
    workspace: Workspace,
) -> Submission | None:
    """The file's submission; None where these bytes were taken in under this name before."""
    before = ledger.judged.get((landed.source_name, landed.sha256))
    if before is not None and before["outcome"] != "quarantined":
        return None
    received_at = next_receipt(now, ledger.last)
    first = ledger.accepted.get(landed.sha256)
    if first is not None:
        return duplicate(landed, first, received_at)
    # What was wrong may have been mended outside the file, in the register or beside it, so a quarantined file is
    # looked at again; only another judgement is another row.
    return submission(landed, _about(file, workspace), received_at, setting)


def _about(file: InboxFile | InboxSet, workspace: Workspace) -> About | MendableError:
    path = file.folder if isinstance(file, InboxSet) else file.path
    try:
        return about(path, workspace.root)
    except MendableError as error:
        return error


def _store(workspace: Workspace, landed: LandedFile, result: Submission) -> None:
    """Bytes, then observations. Both are named by content, so writing them again changes nothing."""
    if result.outcome == "duplicate":
        return
    raw = workspace.raw / landed.sha256
    if result.keeps_bytes and not raw.exists():
        write_whole(raw, landed.data, RESTRICTED)
    if result.outcome == "accepted":
        write_frame(workspace.observations / f"{landed.sha256}.parquet", result.observations)


def _landing(
    found: list[tuple[pl.DataFrame, pl.DataFrame]],
    waiting: tuple[Waiting, ...],
    unchanged: int,
    still_aside: tuple[Row, ...],
) -> Landing:
    intake = pl.concat([pl.DataFrame(schema=INTAKE), *(rows for rows, _ in found)])
    quarantine = pl.concat([pl.DataFrame(schema=QUARANTINE), *(lines for _, lines in found)])
    return Landing(intake, quarantine, waiting, unchanged, still_aside)
