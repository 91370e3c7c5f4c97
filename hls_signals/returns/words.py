"""Which words does a column of a canonical file hold: a status, a colour, flags, true or false?"""

from __future__ import annotations

import polars as pl

from hls_signals.returns.cells import FLAGS

COLOURS = ("red", "amber", "green")
_TRUE = ("true", "t", "1", "yes", "y")
TRUTHS = (*_TRUE, "false", "f", "0", "no", "n")
# How a column of words is mended: it holds no symbols that a mapping might declare.
MENDS_OF_WORDS = {
    "status": "write a status of the vocabulary (ok, suppressed, not_available ...), or leave it empty",
    "flags": "write letters of p r e b u, or leave it empty",
    "reported_colour": "write red, amber or green, or leave it empty",
    "is_total": "write true or false, or leave it empty",
    "value_lower": "write the bound as a number, or leave it empty",
    "value_upper": "write the bound as a number, or leave it empty",
    "crossed": "check whether the lower and the upper bound have changed places",
    "period_length": "give start and end (excluded) of one whole period of its type, or another period_type",
}


def null_text() -> pl.Series:
    """One missing text, to be spread."""
    return pl.Series([None], dtype=pl.String)


def lower_text(text: pl.Series) -> pl.Series:
    """Texts trimmed and in small letters; null where nothing is written."""
    if text.null_count() == len(text):
        return text
    return text.str.strip_chars().str.to_lowercase().replace("", None)


def truth(text: pl.Series) -> pl.Series:
    """True or false as written; null where nothing is."""
    given = lower_text(text.cast(pl.String))
    return given.is_in(_TRUE)


def flag_letters(text: pl.Series) -> pl.Series:
    """The flags written in a column of their own."""
    return text.str.to_lowercase().str.replace_all(rf"[^{FLAGS}]", "").fill_null("")


def known_colour(text: pl.Series) -> pl.Series:
    """The reported colour, null where it is none."""
    named = lower_text(text)
    return named.zip_with(named.is_in(COLOURS).fill_null(False), null_text())


def unknown_word(text: pl.Series, words: tuple[str, ...]) -> pl.Series:
    """R210 where something is written that is none of these words, else null."""
    named = lower_text(text)
    is_unknown = (~named.is_in(words)).fill_null(False)
    return pl.Series(["R210"]).new_from_index(0, len(text)).zip_with(is_unknown, null_text())


def unknown_flags(text: pl.Series) -> pl.Series:
    """R210 where a column of flags holds anything else, else null."""
    is_unknown = (~text.str.to_lowercase().str.contains(rf"^[{FLAGS}\[\] ,;]*$")).fill_null(False)
    return pl.Series(["R210"]).new_from_index(0, len(text)).zip_with(is_unknown, null_text())
