"""Which words do people use for what a measure counts?

The codebook is the alliance's own file, versioned; a measure's own words come from the register.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hls_signals.register.models import Measure
from hls_signals.workspace.errors import MendableError, raise_all
from hls_signals.workspace.located import read_yaml, validated
from hls_signals.workspace.nearest import offer


class UnknownMeasureWords(MendableError):
    """The codebook has words for a measure that the register does not hold."""

    code = "T405"


class Term(BaseModel):
    """A word or phrase, and who put it there and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: str
    reason: str = ""
    proposed_by_role: str = ""
    added_on: dt.date | None = None


class Entry(BaseModel):
    """What is said of one measure: what it is about, and the terms people use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str = ""
    terms: tuple[Term, ...] = ()

    @field_validator("terms", mode="before")
    @classmethod
    def _plain_words(cls, given: object) -> object:
        """A term may be written as the word alone."""
        held = given if isinstance(given, list | tuple) else []
        return tuple({"term": item} if isinstance(item, str) else item for item in held)


class CodebookFile(BaseModel):
    """codebook.yaml as it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(default=1, ge=1)
    changed_on: dt.date | None = None
    measures: Mapping[str, Entry] = {}


@dataclass(frozen=True)
class Codebook:
    """About and terms of every measure that has any, by measure; terms in their order, each once."""

    version: int
    about: Mapping[str, str]
    terms: Mapping[str, tuple[str, ...]]


def read_codebook(path: Path, measures: Iterable[Measure] = ()) -> Codebook:
    """The codebook in a file, filled up with the measures' own names and purposes; a file that is not there is empty.

    measures  the register's; where any are given, words for a measure that is not among them are a problem
    raises    MendableError for what is not as it must be, all at once
    """
    held = list(measures)
    if not path.is_file():
        return codebook(CodebookFile(), held)
    document = read_yaml(path)
    read = validated(CodebookFile, document)
    known = [measure.id for measure in held]
    raise_all(
        [
            UnknownMeasureWords(
                "the codebook has words for a measure that the register does not hold.",
                where=document.where(("measures", name)),
                mend=offer(name, known),
            )
            for name in read.measures
            if known and name not in known
        ]
    )
    return codebook(read, held)


def codebook(file: CodebookFile, measures: Iterable[Measure] = ()) -> Codebook:
    """The words of a codebook file and of the register together."""
    held = list(measures)
    named = {measure.id: f"{measure.name} {measure.purpose}".strip() for measure in held}
    own = {measure.id: measure.narrative_terms for measure in held}
    entries = {name: file.measures.get(name, Entry()) for name in (*named, *file.measures)}
    return Codebook(
        version=file.version,
        about={name: entry.about or named.get(name, "") for name, entry in entries.items()},
        terms={
            name: tuple(dict.fromkeys((*(term.term for term in entry.terms), *own.get(name, ()))))
            for name, entry in entries.items()
        },
    )
