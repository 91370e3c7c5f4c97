"""What do the labels of a table say, and which rows do they pick out?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from hls_signals.returns.areas import clean_label, has_hidden
from hls_signals.returns.names import Columns, normal, normal_label

Aliases = Mapping[str, Mapping[str, str] | tuple[str, ...]]


@dataclass
class Labels:
    """Label columns, compared after normalising and with the mapping's aliases."""

    columns: Columns
    aliases: Aliases
    hidden: int = 0
    _seen: set[int] = field(default_factory=set)

    def match(self, rows: pl.DataFrame, where: Mapping[str, Sequence[str]]) -> pl.Series:
        """True for rows whose labels are among those wanted, in every column named."""
        result = pl.Series("match", [True]).new_from_index(0, rows.height)
        for name, values in where.items():
            wanted = {normal_label(value) for value in values}
            text = rows[f"c{self.columns.number(name)}"]
            aliases = self._aliases_of(name)
            seen = text.unique().to_list()
            fit = [value for value in seen if normal_label(_aliased(value or "", aliases)) in wanted]
            filled = [value for value in fit if value is not None]
            result &= text.is_in(filled).fill_null(None in fit)
        return result

    def values(self, rows: pl.DataFrame, name: str) -> pl.Series:
        """A column of labels, cleaned and with aliases; null where nothing is written."""
        number = self.columns.number(name)
        return self.clean(rows[f"c{number}"], self._aliases_of(name))

    def clean(self, text: pl.Series, aliases: Mapping[str, str] | None = None) -> pl.Series:
        """Labels without hidden characters (counted for N501), trimmed."""
        seen = text.drop_nulls().unique()
        odd = [value for value in seen.to_list() if has_hidden(value)]
        self.hidden += int(text.is_in(odd).sum()) if odd else 0
        cleaned = [_aliased(clean_label(value), aliases or {}) or None for value in seen.to_list()]
        if cleaned == seen.to_list():
            return text
        return text.replace_strict(seen, pl.Series(cleaned, dtype=pl.String), default=None, return_dtype=pl.String)

    def notes(self) -> dict[str, int]:
        """N501 with how many labels it concerns."""
        return {"N501": self.hidden} if self.hidden else {}

    def _aliases_of(self, name: str) -> dict[str, str]:
        for column, aliases in self.aliases.items():
            if normal(column) == normal(name) and isinstance(aliases, Mapping):
                return {normal_label(written): wanted for written, wanted in aliases.items()}
        return {}


def breakdown_labels(labels: Labels, rows: pl.DataFrame, dimensions: Mapping[str, str]) -> pl.DataFrame:
    """The labels of each row by dimension, null for what is not recorded."""
    return pl.DataFrame([labels.values(rows, column).alias(name) for name, column in dimensions.items()])


def breakdown_text(frame: pl.DataFrame, height: int, left_out: pl.Series | None = None) -> pl.Series:
    """Breakdown texts of label columns named by dimension.

    left_out  true where an empty label means the total over that dimension, so that its key is left out.
    """
    if not frame.width or not height:
        return pl.Series("breakdown", ["{}"]).new_from_index(0, height)
    totals = left_out if left_out is not None else pl.Series([False]).new_from_index(0, height)
    keyed = frame.with_columns(totals.alias("\x00total"))
    seen = keyed.unique()
    texts = [_breakdown(record) for record in seen.iter_rows(named=True)]
    known = seen.with_columns(pl.Series("\x00text", texts))
    joined = keyed.join(known, on=keyed.columns, how="left", nulls_equal=True, maintain_order="left")
    return joined["\x00text"].rename("breakdown")


def _breakdown(record: Mapping[str, object]) -> str:
    total = bool(record["\x00total"])
    kept = {key: value for key, value in record.items() if key != "\x00total" and not (total and value is None)}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _aliased(text: str, aliases: Mapping[str, str]) -> str:
    return aliases.get(normal_label(text), text)
