"""What would a file change of what was sent before, and what would be asked of it?

Nothing is kept by looking. Colours, targets and their lines are not read here: a check that told how far a figure lies
from a line would be an aid to bending it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from hls_signals.register import Register
from hls_signals.register.tables import definitions_table
from hls_signals.returns import ReturnSpec, load_returns, read_intake
from hls_signals.returns.defects import QUALITY, Beside, ReturnQuestions, questions_of_rows
from hls_signals.returns.handling import handling_table
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.ledger import whole_record
from hls_signals.returns.quality import ordered
from hls_signals.returns.schema import OBSERVATIONS
from hls_signals.returns.sidecar import About, about
from hls_signals.returns.submission import Setting, Submission, submission
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.queries import query_named
from hls_signals.warehouse.stages.staged import ASKED, KEY
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings

FIGURES = ("numerator", "denominator", "value_given", "status")
BEFORE = tuple(f"{name}_before" for name in FIGURES)
DIFFERENCES: dict[str, pl.DataType] = {
    "what": pl.String(),  # differs, is_new, left_out
    **{name: pl.String() for name in ("measure_id", "area_code", "breakdown", "period_type")},
    **{name: pl.Date() for name in ("period_start", "period_end")},
    **{name: pl.String() if name.startswith("status") else OBSERVATIONS["value"] for name in (*FIGURES, *BEFORE)},
    "known_on_before": pl.Date(),
}
IN_MEMORY = Path(":memory:")
# A day after which nothing is known.
EVER = "9999-12-31T00:00:00+00:00"


@dataclass(frozen=True)
class Looked:
    """What a look at one file found.

    submission   the file judged as the night would judge it
    differences  figures that differ from the last ones sent, that are new, or that the file leaves out of periods it
                 holds; in the order of the register, then period, area and breakdown
    questions    rows of `staged.quality` that touch a measure and a period of the file
    sent_before  true where anything of its measures was taken in before, in other bytes
    known_bytes  the day on which these very bytes were taken in before; else None
    """

    submission: Submission
    differences: pl.DataFrame
    questions: pl.DataFrame
    sent_before: bool
    known_bytes: dt.date | None


def before_sending(
    place: Workspace, settings: Settings, register: Register, file: Path, return_id: str, now: dt.datetime
) -> Looked:
    """What one file would change, looked at where it lies.

    return_id  whose file it is, where neither its folder nor its name says so; empty where one does
    raises     MendableError where a mapping in register/returns/ must be mended
    """
    returns = load_returns(place, register)
    data = file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    landed = LandedFile(_source_name(place, file, return_id), sha256, data)
    judged = submission(landed, _stated(place, file), now, Setting(returns, register, settings.zone()))
    own = judged.observations.lazy().collect()
    intake = read_intake(place).filter(pl.col("outcome") == "accepted")
    again = intake.filter(pl.col("sha256") == sha256)["received_at"].to_list()
    sent = _sent(place, intake.filter(pl.col("sha256") != sha256), own)
    day = again[0].astimezone(settings.zone()).date() if again else None
    if own.is_empty():
        return Looked(judged, pl.DataFrame(schema=DIFFERENCES), pl.DataFrame(schema=QUALITY), bool(sent.height), day)
    return Looked(judged, *_compared(sent, own, register, returns, settings), bool(sent.height), day)


def _source_name(place: Workspace, file: Path, return_id: str) -> str:
    """The path that says whose a file is, as if it lay in the drop folder of returns."""
    whole = file.resolve()
    if not return_id and whole.is_relative_to(place.returns_inbox):
        return whole.relative_to(place.returns_inbox).as_posix()
    return f"{return_id}/{file.name}" if return_id else file.name


def _stated(place: Workspace, file: Path) -> About | MendableError:
    try:
        return about(file, place.root)
    except MendableError as error:
        return error


def _sent(place: Workspace, intake: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Every observation of the file's measures in submissions that were taken in before."""
    measures = own["measure_id"].unique().to_list()
    held = [pl.DataFrame(schema=OBSERVATIONS)]
    for sha in intake["sha256"].unique().sort():
        path = place.observations / f"{sha}.parquet"
        if path.is_file():
            with whole_record(f"warehouse/observations/{path.name}"):
                held.append(pl.scan_parquet(path).filter(pl.col("measure_id").is_in(measures)).collect())
    return pl.concat(held)


def _compared(
    sent: pl.DataFrame, own: pl.DataFrame, register: Register, returns: Mapping[str, ReturnSpec], settings: Settings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Differences and questions of the file's observations beside what was sent."""
    differences, questions = [pl.DataFrame(schema=DIFFERENCES)], [pl.DataFrame(schema=QUALITY)]
    whole: dict[str, ReturnQuestions] = {}
    staged = partial(_staged, register=register, returns=returns, settings=settings)
    with staged(sent) as before, staged(pl.concat([sent, own])) as after:
        for measure in register.measures:
            if measure.id not in own["measure_id"]:
                continue
            spec, return_id = returns.get(measure.return_id), measure.return_id
            said = after.read("staged.observations", measure.id).filter(
                pl.col("source_sha256") == own["source_sha256"][0]
            )
            replaces = spec is not None and spec.resubmission == "periods"
            differences.append(_differences(_last_sent(before, measure.id), said, replaces=replaces))
            asked = _latest(after, measure.id).select(ASKED).rename({"value_given": "value"})
            bases = {} if spec is None or spec.rounding is None else {return_id: spec.rounding.base}
            questions.append(questions_of_rows(asked, Beside(register, bases)))
            whole.setdefault(return_id, ReturnQuestions(return_id)).look_at(asked)
    questions += [found.rows() for found in whole.values()]
    return pl.concat(differences), _touching(ordered(questions), own)


@contextmanager
def _staged(
    observations: pl.DataFrame, register: Register, returns: Mapping[str, ReturnSpec], settings: Settings
) -> Iterator[EmbeddedDuckDB]:
    """The tables of the staged stage over these observations, in memory, by the SELECTs of the night."""
    known_on = pl.col("known_at").dt.convert_time_zone(settings.timezone).dt.date()
    shas = observations["source_sha256"].unique().sort().alias("sha256").to_frame()
    with tempfile.TemporaryDirectory() as spill:
        store = EmbeddedDuckDB(IN_MEMORY, memory_limit=settings.warehouse.memory_limit, allowed=Path(spill))
        try:
            store.write("raw.observations", observations.with_columns(known_on=known_on))
            store.write("raw.submissions", shas)
            store.write("raw.definitions", definitions_table(register))
            store.write("raw.handling", handling_table(register, returns))
            store.build(query_named("staged.observations"), {"known_before": EVER})
            store.build(query_named("staged.summed"), {})
            yield store
        finally:
            store.close()


def _latest(store: EmbeddedDuckDB, measure_id: str) -> pl.DataFrame:
    store.build(query_named("staged.latest_known"), {"measure_id": measure_id})
    return store.read("staged.latest_known", measure_id)


def _last_sent(store: EmbeddedDuckDB, measure_id: str) -> pl.DataFrame:
    """The newest figure sent for every key; totals that we made of parts are nobody's figure."""
    sent = store.read("staged.observations", measure_id).select(KEY).unique()
    return _latest(store, measure_id).join(sent, on=list(KEY), how="semi", nulls_equal=True)


def _differences(known: pl.DataFrame, said: pl.DataFrame, *, replaces: bool) -> pl.DataFrame:
    """The file's figures of one measure beside the last ones sent: those that differ, are new, or are left out.

    A figure counts as left out where the file repeats another one of the same earlier file and period, as the night
    has it; with `replaces`, wherever the file holds the period.
    """
    keys, period = list(KEY), ["period_start", "period_end"]
    last = known.select(
        *keys, "source_sha256", period_type_before="period_type", known_on_before="known_on",
        **{f"{name}_before": name for name in FIGURES},
    )  # fmt: skip
    both = said.select(*keys, "period_type", *FIGURES).join(last, on=keys, how="left", nulls_equal=True)
    is_same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in FIGURES)
    is_new = pl.col("source_sha256").is_null()
    what = pl.when(is_new).then(pl.lit("is_new")).otherwise(pl.lit("differs"))
    told = both.filter(is_new | ~is_same).with_columns(what=what)
    followed = said.select(period).unique() if replaces else both.drop_nulls("source_sha256")
    on = period if replaces else ["source_sha256", *period]
    left = last.join(followed.select(on).unique(), on=on, how="semi").join(said, on=keys, how="anti", nulls_equal=True)
    left = left.with_columns(what=pl.lit("left_out"), period_type="period_type_before")
    return _typed(pl.concat([told, left], how="diagonal_relaxed")).sort("area_code", *period, "breakdown", "what")


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of DIFFERENCES; null where a frame has none."""
    has = set(frame.columns)
    return frame.select(
        (pl.col(name) if name in has else pl.lit(None)).cast(kind).alias(name) for name, kind in DIFFERENCES.items()
    )


def _touching(questions: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Questions about a measure within the time that the file tells of or next to it, or about no period at all."""
    span = own.group_by("measure_id").agg(first=pl.col("period_start").min(), last=pl.col("period_end").max())
    starts, ends = pl.col("period_start"), pl.col("period_end").fill_null(pl.col("period_start"))
    is_other_held = pl.col("other_period_start").is_between("first", "last", closed="left")
    touches = ((starts <= pl.col("last")) & (ends >= pl.col("first"))) | is_other_held | starts.is_null()
    joined = questions.join(span, on="measure_id", how="left", maintain_order="left")
    return joined.filter(touches.fill_null(value=False)).select(questions.columns)
