"""May a sentence be published?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.lexicon import lexicon
from hls_signals.contract.plain_text import plain_text
from hls_signals.contract.waivers import Waivers
from hls_signals.publish.fixed_sentences import FOR_LEARNING, NEVER

Kind = Literal["generated", "note", "quotation"]
# Sentences about ourselves, and the one question of the room that may ask what nothing else may say.
FIXED = (
    FOR_LEARNING,
    "It does not rank or score.",
    NEVER,
    "No league table can be made from it.",
    "Is this best for the people using services?",
)
_FIXED = tuple(plain_text(sentence).rstrip(".?") for sentence in FIXED)


def check_sentence(
    text: str, *, kind: Kind = "generated", names: Iterable[str] = (), where: str = "sentence"
) -> list[Finding]:
    """What net 4 finds in one text, by place; an empty list where it may be published.

    kind   `generated`: a hit blocks. `note`: a hit asks a person to look again; the note is neither changed nor
           dropped. `quotation`: passes whole; whether its note is registered is seen on the folder.
    names  names from the register: what they hold says nothing of anybody
    """
    if kind == "quotation":
        return []
    return by_place(_found_in(plain_text(str(text), names), kind, where))


def check_plain(text: str, *, kind: Kind, where: str, waivers: Waivers) -> list[Finding]:
    """The same for a text that is plain already, with waivers."""
    return by_place(_found_in(waivers.without(text, where), kind, where))


def _found_in(plain: str, kind: Kind, where: str) -> Iterator[Finding]:
    for sentence in _FIXED:
        if sentence in plain:
            plain = plain.replace(sentence, " ")
    for hit in lexicon().hits(plain):
        if kind == "note":
            yield found("C402", where, f"Please look again at '{hit.phrase}': {hit.entry.reason}.", severity="review")
        else:
            yield found("C401", where, f"'{hit.phrase}': {hit.entry.reason}")
