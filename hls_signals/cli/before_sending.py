"""How is a look at a file before it is sent told, with no colour, no target and no distance to either?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from hls_signals.cli.options import printable, say, say_json
from hls_signals.register import Register, load_register
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import load_settings

if TYPE_CHECKING:
    from hls_signals.warehouse.before_sending import Looked

# So many lines of one kind are printed; --json has them all.
MANY = 20
KINDS = {
    "differs": "{} from what was sent before",
    "is_new": "{} not sent before",
    "left_out": "{} that this file leaves out",
}
LAST = "Nothing was sent or kept by this look. Figures as in the files, before disclosure control."


class NoFileToLookAt(MendableError):
    """A file to be looked at before it is sent that is not there, or is a folder."""

    code = "M133"


def tell_before_sending(place: Workspace, file: Path | None, return_id: str, *, as_json: bool) -> None:
    """Print what one file would change and what would be asked of it; exit 1 where something in it is to be mended."""
    from hls_signals.warehouse.before_sending import before_sending

    if file is None or not file.is_file():
        raise NoFileToLookAt(
            "there is no such file to look at.",
            where=printable(str(file or "")),
            mend="name one file: hls-signals check FILE --before-sending -w WORKSPACE",
        )
    register = load_register(place)
    looked = before_sending(place, load_settings(place), register, file, return_id, dt.datetime.now(dt.UTC))
    if as_json:
        say_json(as_record(looked))
    else:
        for line in lines(looked, printable(file.name), register):
            say(line)
    if looked.submission.quarantine.height:
        raise SystemExit(1)


def as_record(looked: Looked) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "after_disclosure_control": False,
        "intake": looked.submission.intake.select("outcome", "code", "rows_in", "rows_accepted").row(0, named=True),
        "faults": looked.submission.quarantine.drop("sha256", "source_name").to_dicts(),
        "sent_before": looked.sent_before,
        "same_bytes_sent_on": looked.known_bytes,
        "differences": looked.differences.to_dicts(),
        "questions": looked.questions.to_dicts(),
    }


def lines(looked: Looked, name: str, register: Register) -> Iterator[str]:
    """What stands in the file, what differs from what was sent, what would be asked."""
    row = looked.submission.intake.row(0, named=True)
    of_return = f" of return {printable(row['return_id'])}" if row["return_id"] else ""
    yield f"{name}: {row['rows_accepted']:,} of {row['rows_in']:,} rows can be used{of_return}."
    yield from _faults(looked.submission.quarantine)
    if looked.known_bytes is not None:
        yield f"These very bytes came in before, on {looked.known_bytes.day} {looked.known_bytes:%B %Y}."
    if looked.submission.outcome == "accepted":
        yield from _differences(looked, register)
        yield from _questions(looked.questions, register)
    yield LAST


def _faults(quarantine: pl.DataFrame) -> Iterator[str]:
    """Where something cannot be used, by code, with how to mend it; no cell is quoted."""
    from hls_signals.returns.codes import CODES
    from hls_signals.workspace.codes import CODES as SETTING_CODES

    for (code, mend), found in quarantine.group_by("code", "mend", maintain_order=True):
        meaning = CODES.get(str(code)) or SETTING_CODES.get(str(code), "see the list of codes.")
        yield f"HLS-{code}: {meaning}"
        places = found.select("source_sheet", "source_row", "source_column").unique().sort("source_sheet", "source_row")
        told = [_told_place(*place) for place in places.iter_rows() if place[1] is not None]
        if told:
            more = f" and {len(told) - MANY} more" if len(told) > MANY else ""
            yield f"  where: {'; '.join(told[:MANY])}{more}"
        yield f"  mend:  {printable(str(mend or 'see the list of codes'))}"


def _told_place(sheet: str | None, row: int, column: str | None) -> str:
    """Sheet, row and column, as far as they are known."""
    parts = (f"sheet {sheet}" if sheet else "", f"row {row}", f"column {column}" if column else "")
    return printable(", ".join(filter(None, parts)))


def _differences(looked: Looked, register: Register) -> Iterator[str]:
    if not looked.sent_before:
        yield "Nothing of these measures was sent before."
        return
    if looked.differences.is_empty():
        yield "Every figure is as it was last sent."
    for kind, words in KINDS.items():
        found = looked.differences.filter(pl.col("what") == kind)
        if found.height:
            yield words.format(_counted(found.height)) + ":"
            yield from (f"  {_difference(row, register)}" for row in found.head(MANY).iter_rows(named=True))
            yield from _and_more(found.height)


def _counted(number: int) -> str:
    return "1 figure" if number == 1 else f"{number:,} figures"


def _and_more(number: int) -> Iterator[str]:
    if number > MANY:
        yield f"  and {number - MANY:,} more; --json has them all"


def _difference(row: Mapping[str, Any], register: Register) -> str:
    where = _place(row, register)
    before = f"{_figure(row, '_before')} (known on {row['known_on_before']})"
    if row["what"] == "is_new":
        return f"{where}: {_figure(row)}"
    if row["what"] == "left_out":
        return f"{where}: {before} stays"
    return f"{where}: {before}, now {_figure(row)}"


def _place(row: Mapping[str, Any], register: Register) -> str:
    """Measure, area, period, and which part of the total."""
    from hls_signals.returns.period_names import period_name

    measure, area = register.by_id.get(row["measure_id"]), register.by_code.get(row["area_code"])
    names = [measure.name if measure else row["measure_id"], area.area_name if area else row["area_code"]]
    names.append(period_name(row["period_type"] or "", row["period_start"], row["period_end"]))
    parts = json.loads(row["breakdown"] or "{}")
    names += [f"{name} {printable(label) if label else '(not recorded)'}" for name, label in parts.items()]
    return ", ".join(filter(None, names))


def _figure(row: Mapping[str, Any], side: str = "") -> str:
    """One figure as sent: 66 of 90, or the value, or why there is none."""
    top, bottom, value = (row[f"{name}{side}"] for name in ("numerator", "denominator", "value_given"))
    if row[f"status{side}"] not in {"ok", "estimated", "imputed"}:
        return str(row[f"status{side}"]).replace("_", " ")
    if top is not None and bottom is not None:
        return f"{_digits(top)} of {_digits(bottom)}"
    return _digits(top if top is not None else value)


def _digits(number: Decimal | None) -> str:
    return "no figure" if number is None else f"{number.normalize():f}"


def _questions(questions: pl.DataFrame, register: Register) -> Iterator[str]:
    if questions.is_empty():
        yield "No question about its figures."
        return
    yield "Asked about its figures:"
    for row in questions.head(MANY).iter_rows(named=True):
        measure, area = register.by_id.get(row["measure_id"] or ""), register.by_code.get(row["area_code"] or "")
        names = (measure.name if measure else "", area.area_name if area else "")
        about = ", ".join(name for name in names if name)
        yield f"  HLS-{row['code']} {about + ': ' if about else ''}{row['text']} {row['ask']}"
    yield from _and_more(questions.height)
