"""How do words leave the record when consent is withdrawn, when they expire, or when they are erased?

The raw copy first and the rows last: whoever repeats a command that was interrupted still finds the id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from hls_signals.narrative.arrivals import ADAPTERS
from hls_signals.narrative.decisions import read_decisions, write_decisions
from hls_signals.narrative.record import SEPARATOR, Store
from hls_signals.narrative.tombstones import Because, bury, bury_raw, is_raw_tombstone
from hls_signals.returns.ledger import read_intake
from hls_signals.workspace.layout import Workspace

TextsIn = Callable[[str, bytes], Iterable[str]]

# A shorter piece of a record ("We do not know") stands in others of its own right.
FEWEST_WORDS = 6
# Columns that hold or tell of the words.
WORDS = ("text", "masked_text", "text_sha256", "doubts", "suggested", "codebook")


@dataclass(frozen=True)
class Gone:
    """What was taken back: the rows as they were, and every word of theirs that must be found nowhere."""

    rows: pl.DataFrame
    texts: tuple[str, ...]


def take_back(
    workspace: Workspace, store: Store, ids: Collection[str], because: Because, on: dt.date, texts_in: TextsIn
) -> Gone:
    """Take these rows' words out of the record: every version, and the same words under another id.

    Raw copies that hold them become tombstones; the other rows of those files live on in the Parquet. Erased rows go
    whole, and with them what was decided about them.

    texts_in  what a raw copy says, by its name, for copies none of whose rows were taken in
    """
    rows = store.read()
    is_meant = meant(rows, store.key, ids)
    going = rows.filter(is_meant)
    texts = texts_of(going)
    for source in dict.fromkeys([*going["source_sha256"], *raw_copies(workspace, texts, texts_in)]):
        bury_raw(workspace, source, because, on)
    bury(workspace, going["row_sha256"].drop_nulls().unique(maintain_order=True), because, on)
    _forget_decisions(workspace, going[store.key].unique().to_list(), because)
    if because == "erased":
        store.rewrite(rows.filter(~is_meant))
    else:
        store.rewrite(_emptied(rows, is_meant, because))
    return Gone(going, pieces_of(texts))


def meant(rows: pl.DataFrame, key: str, ids: Collection[str]) -> pl.Expr:
    """Which rows go with these ids: every version, and the same words under another id."""
    is_named = pl.col(key).is_in(list(ids))
    return is_named | pl.col("row_sha256").is_in(rows.filter(is_named)["row_sha256"].drop_nulls().to_list())


def texts_of(rows: pl.DataFrame) -> tuple[str, ...]:
    """The words of rows as given and as masked, each once."""
    return tuple(dict.fromkeys(text for name in ("text", "masked_text") for text in rows[name].drop_nulls()))


def pieces_of(texts: Collection[str]) -> tuple[str, ...]:
    """What must be found nowhere: each text, and of one in pieces each piece, for a page shows them apart."""
    pieces = [piece for text in texts if SEPARATOR in text for piece in text.split(SEPARATOR)]
    return tuple(dict.fromkeys((*texts, *(piece for piece in pieces if len(piece.split()) >= FEWEST_WORDS))))


def raw_copies(workspace: Workspace, texts: Collection[str], texts_in: TextsIn) -> Iterator[str]:
    """Sources whose raw copy holds one of these texts, also in a row that was set aside or was here already."""
    wanted = {" ".join(text.split()) for text in texts}
    for name, source in _ours(workspace):
        path = workspace.raw / source
        if path.is_file() and not is_raw_tombstone(path):
            said = {" ".join(text.split()) for text in texts_in(name, path.read_bytes())}
            if said & wanted:
                yield source


def _ours(workspace: Workspace, before: dt.datetime | None = None) -> Iterator[tuple[str, str]]:
    """Names and hashes of the files that came through the drop folders of notes and of learning."""
    intake = read_intake(workspace).filter(pl.col("adapter").is_in(ADAPTERS) & (pl.col("outcome") == "accepted"))
    if before is not None:
        intake = intake.filter(pl.col("received_at") < before)
    yield from intake.select("source_name", "sha256").iter_rows()


def _emptied(rows: pl.DataFrame, is_meant: pl.Expr, because: Because) -> pl.DataFrame:
    """The rows with nothing of their words left; the id stays, and so does why."""
    words = [pl.when(is_meant).then(None).otherwise(pl.col(name)).alias(name) for name in WORDS if name in rows.columns]
    told = [
        pl.when(is_meant).then(pl.lit("")).otherwise(pl.col(name)).alias(name)
        for name in ("tags", "signal_id", "measure_ids", "body")
        if name in rows.columns
    ]
    consent = pl.when(is_meant).then(pl.lit("withdrawn")).otherwise(pl.col("consent"))
    return rows.with_columns(*words, *told, *([consent.alias("consent")] if because == "withdrawn" else []))


def _forget_decisions(workspace: Workspace, ids: Collection[str], because: Because) -> None:
    """Erased: every decision goes. Otherwise the decision stays and a reviewer's words go."""
    decisions = read_decisions(workspace)
    is_meant = pl.col("item_id").is_in(list(ids))
    if decisions.filter(is_meant).is_empty():
        return
    if because == "erased":
        write_decisions(workspace, decisions.filter(~is_meant))
    else:
        reason = pl.when(is_meant).then(None).otherwise(pl.col("reason"))
        write_decisions(workspace, decisions.with_columns(reason=reason, text_sha256=_unless(is_meant, "text_sha256")))


def _unless(is_meant: pl.Expr, name: str) -> pl.Expr:
    return pl.when(is_meant).then(None).otherwise(pl.col(name))


def expired(rows: pl.DataFrame, store: Store, today: dt.date) -> list[str]:
    """Ids whose newest version was to be kept until a day that has passed, and whose words are still here."""
    newest = rows.unique(store.key, keep="last", maintain_order=True)
    over = newest.filter((pl.col("expires_on") < today) & pl.col("masked_text").is_not_null())
    return over[store.key].to_list()


def drop_originals(workspace: Workspace, stores: Collection[Store], received_before: dt.datetime, on: dt.date) -> int:
    """After their days, the words as given go and the masked ones stay; how many raw copies went."""
    gone = 0
    for _, source in _ours(workspace, received_before):
        if not is_raw_tombstone(workspace.raw / source):
            bury_raw(workspace, source, "kept long enough", on)
            gone += 1
    for store in stores:
        is_old = pl.col("received_at") < received_before
        rows = store.read()
        if not rows.filter(is_old & pl.col("text").is_not_null()).is_empty():
            store.rewrite(rows.with_columns(text=pl.when(is_old).then(None).otherwise(pl.col("text"))))
    return gone
