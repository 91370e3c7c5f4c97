"""What becomes of each learning record of a file: new, another version, here already, or set aside?"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hls_signals.learning.codes import MENDS
from hls_signals.learning.files import GivenRecord, records_in
from hls_signals.learning.models import Cycle, Experiment, Part, Record, Reflection
from hls_signals.learning.record import LEARNING
from hls_signals.learning.words import split_words
from hls_signals.narrative.faults import NoteFault
from hls_signals.narrative.incoming import TAKEN_BACK_MEND
from hls_signals.narrative.judged import TAKEN_BACK, Arrived, Judged, sifted
from hls_signals.narrative.masked import masked_columns
from hls_signals.narrative.record import as_frame, newest
from hls_signals.narrative.redaction import tells_nobody
from hls_signals.workspace.nearest import offer

ID_DIGITS = 12


@dataclass
class KnownRecords:
    """What the record holds when a file arrives, growing while a run reads."""

    current: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    cycles: set[str] = field(default_factory=set)
    factors: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, rows: pl.DataFrame, tombstones: pl.DataFrame) -> KnownRecords:
        """From the record."""
        held = list(newest(rows, "record_id").iter_rows(named=True))
        return cls(
            {row["record_id"]: row["row_sha256"] for row in held},
            set(tombstones["row_sha256"]),
            {row["record_id"] for row in held if row["masked_text"] is None},
            {row["record_id"] for row in held if row["kind"] == "cycle"},
            {
                name
                for row in held
                if row["kind"] == "map" and row["body"]
                for name in _factors(json.loads(row["body"]))
            },
        )


@dataclass(frozen=True)
class LearningJudge:
    """Reads files of learning records for one run.

    measures  ids of the register
    places    codes of areas and ids of services
    """

    known: KnownRecords
    allowed: Sequence[str]
    measures: Collection[str]
    places: Collection[str]
    zone: ZoneInfo

    def __call__(self, arrived: Arrived) -> Judged:
        """What a file holds; raises NoteFileFault for one that is set aside whole."""
        given = records_in(arrived.data, arrived.name)
        self.known.cycles.update(_cycles(given))
        found = sifted(((item.row, item) for item in given), lambda _, item: self._taken(item, arrived))
        return Judged(
            as_frame(found.rows, LEARNING),
            rows_in=len(given),
            set_aside=tuple(found.set_aside),
            keeps_bytes=not found.holds_what_was_taken_back,
            known=found.known,
            told=tuple(code for row in found.rows for code in filter(None, row["told"].split(";"))),
        )

    def _taken(self, item: GivenRecord, arrived: Arrived) -> dict[str, Any] | None:
        """A record as a row; None where it is here already; raises NoteFault."""
        record = read_record(item)
        self._check_names(record)
        body, text = split_words(record)
        digest = sha256(f"{json.dumps(body, sort_keys=True)}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        record_id = _id_of(item, record, digest)
        if digest in self.known.gone or record_id in self.known.withdrawn:
            raise NoteFault(TAKEN_BACK, "it was taken back earlier.", mend=TAKEN_BACK_MEND)
        if self.known.current.get(record_id) == digest:
            return None
        self.known.current[record_id] = digest
        self.known.factors.update(_factors(body))
        masked = masked_columns(text, self.allowed)
        return {
            "record_id": record_id, "kind": item.kind.name, "source_sha256": arrived.sha256, "source_row": item.row,
            "received_at": arrived.received_at, "row_sha256": digest, "audience": record.audience,
            "recorded_on": _day_of(record) or arrived.received_at.astimezone(self.zone).date(),
            "is_let_out": record.audience != "room" and bool(record.let_out_by_role), "consent": "",
            "body": json.dumps(_with_id(body, item, record_id), ensure_ascii=False), "text": text, **masked,
            "is_clean": masked["masked_text"] == text and masked["doubts"] == "[]",
            "told": ";".join(_told(record)),
        }  # fmt: skip

    def _check_names(self, record: Record) -> None:
        """Raise T405 for a measure, area or cycle that is not there."""
        area_code = getattr(record, "area_code", "")
        if area_code and area_code not in self.places:
            raise NoteFault("T405", "an area is not in the register.", mend=offer(area_code, self.places))
        named = {Experiment: "measure_ids", Reflection: "measure_id"}.get(type(record))
        ids = getattr(record, named) if named else ()
        for measure_id in filter(None, (ids,) if isinstance(ids, str) else ids):
            if measure_id not in self.measures:
                raise NoteFault("T405", "a measure is not in the register.", mend=offer(measure_id, self.measures))
        if isinstance(record, Cycle):
            for cycle_id in filter(None, (record.passed_up_to, record.passed_down_to)):
                if cycle_id not in self.known.cycles:
                    raise NoteFault("T405", "a cycle is not there.", mend=offer(cycle_id, self.known.cycles))


def read_record(item: GivenRecord) -> Record:
    """A record as its model; raises NoteFault T402, T404, T405."""
    fields = item.fields
    if not isinstance(fields, dict):
        raise NoteFault("T402", "a record is no set of keys.", mend=MENDS["T402"])
    consent = fields.get("consent")
    if item.kind.name == "journey" and not (isinstance(consent, dict) and consent.get("given_on")):
        raise NoteFault("T404", "a journey has no dated consent.", mend=MENDS["T404"])
    try:
        return item.kind.model.model_validate(fields)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        # A misspelt key also makes the right one missing: the key is what is mended.
        raise _fault(item.kind.model, min(found, key=lambda one: one["type"] != "extra_forbidden")) from None


def _fault(model: type[Part], error: ErrorDetails) -> NoteFault:
    place = ".".join(str(part) for part in error["loc"] if not isinstance(part, int))
    if error["type"] == "value_error" and "unknown factor" in error["msg"]:
        return NoteFault("T405", "a link names a factor that the map does not hold.", mend=MENDS["T405"])
    if error["type"] == "extra_forbidden":
        # What an unknown key is called is the writer's word: told by the nearest right one.
        return NoteFault("T402", "a key is not read.", mend=offer(str(error["loc"][-1]), _keys(model, error["loc"])))
    return NoteFault("T402", f"the value at `{place}` is missing or not as it must be.", mend=f"look at `{place}`")


def _keys(model: type[Part], loc: tuple[int | str, ...]) -> list[str]:
    """The right keys at the place of an error, by the names a file uses."""
    held = model
    for part in (part for part in loc[:-1] if isinstance(part, str)):
        names = {info.alias or name: info.annotation for name, info in held.model_fields.items()}
        held = _model_in(names.get(part)) or held
    return [info.alias or name for name, info in held.model_fields.items()]


def _model_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    found = (_model_in(inner) for inner in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)


def _id_of(item: GivenRecord, record: Record, digest: str) -> str:
    own = str(getattr(record, item.kind.id_field, "")) if item.kind.id_field else ""
    return own if own and tells_nobody(own) else f"{item.kind.letter}-{digest[:ID_DIGITS]}"


def _with_id(body: dict[str, Any], item: GivenRecord, record_id: str) -> dict[str, Any]:
    return body | ({item.kind.id_field: record_id} if item.kind.id_field else {})


def _day_of(record: Record) -> Any:
    names = ("recorded_on", "decided_on", "asked_on", "drawn_on", "started_on", "offered_on")
    return next((day for name in names if (day := getattr(record, name, None)) is not None), None)


def _told(record: Record) -> list[str]:
    """What a record is kept with and asked about: questions before an experiment, and who was not there."""
    if isinstance(record, Experiment):
        asked = (record.is_it_legal.answer, record.is_it_safe.answer, record.how_will_we_learn)
        return [] if all(asked) else ["T401"]
    return ["T403"] if isinstance(record, Reflection) and not record.answers.absent else []


def _factors(body: dict[str, Any]) -> list[str]:
    """The ids of a map's factors; none of another record."""
    return [factor["id"] for factor in body.get("factors", ())]


def _cycles(given: Sequence[GivenRecord]) -> set[str]:
    found = (item.fields for item in given if item.kind.name == "cycle" and isinstance(item.fields, dict))
    return {str(fields.get("cycle_id")) for fields in found}
