"""How is a return handed back, byte for byte as it was received?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from hls_signals.cli.options import printable, say, say_json
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import sha256_of, write_whole
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.nearest import offer


class NotKept(MendableError):
    """A file about people: read in memory, never copied."""

    code = "Q120"


class NotReceived(MendableError):
    """Nothing of this return, or of this hash, has been accepted."""

    code = "W414"


def export_return(place: Workspace, return_id: str, submission: str, to: Path, *, as_json: bool) -> None:
    """Write one submission as it was received; under its own name where `to` is a folder.

    submission  the first digits of its SHA-256; empty for the newest that was accepted
    raises      NotKept, NotReceived, RecordDamaged
    """
    from hls_signals.returns.ledger import RecordDamaged

    row = _submission(place, return_id, submission)
    received = str(row["sha256"])
    raw = place.raw / received
    if not raw.is_file():
        raise RecordDamaged(
            "the bytes of this submission are not there.", where=f"warehouse/raw/{received}", mend="restore a backup"
        )
    own_name = PurePosixPath(str(row["source_name"])).name
    target = to / own_name if to.is_dir() else to
    data = raw.read_bytes()
    write_whole(target, data)
    written = sha256_of(target)
    if written != received:
        raise RecordDamaged(
            "the kept bytes are not the ones that were received.",
            where=f"warehouse/raw/{received}",
            mend="restore it from a backup",
        )
    if as_json:
        say_json({"return": return_id, "file": str(target), "received_sha256": received, "written_sha256": written})
        return
    say(f"{printable(own_name)}, {len(data):,} bytes, in {target}")
    say(f"  received: sha256 {received}\n  written:  sha256 {written}")


def _submission(place: Workspace, return_id: str, submission: str) -> Mapping[str, Any]:
    import polars as pl

    from hls_signals.register import load_register
    from hls_signals.returns import load_returns, read_intake

    returns = load_returns(place, load_register(place))
    if return_id in returns and returns[return_id].person_level:
        raise NotKept(
            "the files of this return hold a row a person; they are not kept, by design.",
            where=f"return {return_id}",
            mend="ask the system that made the file",
        )
    accepted = read_intake(place).filter(pl.col("outcome") == "accepted")
    own = accepted.filter(pl.col("return_id").str.split(";").list.contains(return_id))
    if own.is_empty():
        known = sorted({name for names in accepted["return_id"] for name in names.split(";") if name})
        raise NotReceived("no file of this return has been accepted.", where=return_id, mend=offer(return_id, known))
    held = own.filter(pl.col("sha256").str.starts_with(submission)).sort("received_at")
    if held.is_empty() or (submission and held["sha256"].n_unique() > 1):
        what = "no submission of this return has such a hash." if held.is_empty() else "several hashes begin so."
        mend = "its hashes begin: " + ", ".join(sha[:12] for sha in own.sort("received_at")["sha256"].tail(6))
        raise NotReceived(what, where="--submission", mend=mend)
    return held.row(-1, named=True)
