"""Which area does a code or a name in a return mean?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.names import normal_label
from hls_signals.workspace.nearest import nearest

_GSS_OR_ODS = re.compile(r"[EWSN]\d{8}|[A-Z0-9]{2,5}")
# Looking for near spellings is slow; a file with more different unknown codes than this has another problem.
MOST_OFFERS = 200
AREA_SCHEMA = {"area_code": pl.String, "area_code_fault": pl.String, "area_mend": pl.String}


def areas_of_codes(text: pl.Series, register: Register, *, accept_unknown: bool) -> pl.DataFrame:
    """area_code, area_code_fault (R201, R202 or null) and area_mend of each cell; unknown codes with the nearest."""
    seen = text.unique()
    offers = [MOST_OFFERS]
    rows = [_of_code(value, register, accept_unknown, offers) for value in seen.to_list()]
    return _spread(text, seen, rows)


def codes_of_names(text: pl.Series, register: Register, names: Mapping[str, str]) -> pl.Series:
    """The code of each area name: exactly as normalised, by areas.csv, then by the mapping's names; null if unknown."""
    by_name = {normal_label(area.area_name): area.area_code for area in reversed(register.areas)}
    declared = {normal_label(name): code for name, code in names.items()}
    seen = text.unique()
    codes = [_code_of_name(value, by_name, declared) for value in seen.to_list()]
    known = pl.DataFrame({"text": seen, "code": pl.Series(codes, dtype=pl.String)})
    joined = text.alias("text").to_frame().join(known, on="text", how="left", nulls_equal=True, maintain_order="left")
    return joined["code"]


def declared_codes(text: pl.Series, names: Mapping[str, str]) -> pl.Series:
    """Codes with the mapping's `names` applied, where it names a code by another."""
    return text if not names else codes_or_same(text, {normal_label(name): code for name, code in names.items()})


def codes_or_same(text: pl.Series, declared: Mapping[str, str]) -> pl.Series:
    """Each text replaced where it is declared, else kept."""
    seen = text.drop_nulls().unique()
    return text.replace(
        seen, pl.Series([declared.get(normal_label(value), value) for value in seen.to_list()], dtype=pl.String)
    )


def clean_label(text: str) -> str:
    """A label without hidden characters, trimmed, spaces collapsed."""
    return " ".join("".join(mark for mark in text if unicodedata.category(mark) != "Cf").split())


def has_hidden(text: str) -> bool:
    """True where a label holds characters that nobody sees."""
    return any(unicodedata.category(mark) == "Cf" for mark in text)


def _of_code(
    text: str | None, register: Register, accept_unknown: bool, offers: list[int]
) -> tuple[str | None, str | None, str | None]:
    given = (text or "").strip()
    if not given:
        return None, "R201", "give the code of the area"
    # Before capitals are made: a dotless or a long letter becomes a plain one.
    if not given.isascii() or not given.isprintable():
        return None, "R202", None
    code = given.upper()
    written = code if code in register.by_code else given
    if written in register.by_code:
        return written, None, None
    if accept_unknown and _GSS_OR_ODS.fullmatch(code):
        return code, None, None
    offers[0] -= 1
    return None, "R201", _offer(code, register) if offers[0] >= 0 else None


def _offer(code: str, register: Register) -> str | None:
    near = nearest(code, register.by_code)
    return f"nearest code in register/areas.csv: {near} {register.by_code[near].area_name}" if near else None


def _code_of_name(text: str | None, by_name: Mapping[str, str], declared: Mapping[str, str]) -> str | None:
    name = normal_label(text or "")
    return by_name.get(name) or declared.get(name)


def _spread(text: pl.Series, seen: pl.Series, rows: list[tuple[str | None, str | None, str | None]]) -> pl.DataFrame:
    known = pl.DataFrame(rows, schema=AREA_SCHEMA, orient="row").with_columns(seen.alias("text"))
    joined = text.alias("text").to_frame().join(known, on="text", how="left", nulls_equal=True, maintain_order="left")
    return joined.select(list(AREA_SCHEMA))
