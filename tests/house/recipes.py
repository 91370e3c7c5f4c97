"""Does a text say how many cases would give another colour? That would be a recipe for changing it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

NUMBER = r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|a dozen|a few|half a dozen)"
THING = r"(?:cases?|people|persons?|famil(?:y|ies)|decisions?|records?|duties|households?|patients?|children)"
COLOUR = r"(?:red|amber|green|another colour|the other colour|other side of the line|over the line|the boundary)"
FAR = r"away|short|from|below|above|too many|too few"
RECIPES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{NUMBER}\s+(?:more|fewer|further|other|extra|additional|less)\s+{THING}\b[^.<>]{{0,80}}\b{COLOUR}\b",
        rf"\b{NUMBER}\s+{THING}\s+(?:{FAR})\b[^.<>]{{0,60}}\b(?:{COLOUR}|target|line)\b",
        rf"\b{COLOUR}\b[^.<>]{{0,60}}\b(?:with|by|after)\s+{NUMBER}\s+(?:more|fewer|further|other|extra)\s+{THING}\b",
        r"cases_to_(?:other_)?colour|cases_to_(?:red|amber|green|target|boundary)|(?:red|amber|green)_in_cases",
        r"\bexpected_colour\b",
    )
)


def recipes_in(text: str) -> Iterator[str]:
    """Every phrase that counts cases to a colour, or a key that would hold such a count."""
    for pattern in RECIPES:
        yield from (found.group(0) for found in pattern.finditer(text))


def text_of(path: str, data: bytes) -> str:
    """What a published file says: text as it is, and every page of a PDF."""
    if path.endswith(".pdf"):
        from pypdf import PdfReader

        return " ".join(" ".join((page.extract_text() or "").split()) for page in PdfReader(io.BytesIO(data)).pages)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
