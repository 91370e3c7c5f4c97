"""Does everything that a note names by its id exist: measures, areas, factors, the question it replies to?

A field of ids that takes any text would carry a person's name past the redactor.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from hls_signals.narrative.faults import NoteFault
from hls_signals.narrative.note import Note
from hls_signals.workspace.nearest import offer

SYSTEM = "system"
TAGS: Mapping[str, tuple[str, ...]] = {
    "vest": ("variety", "empathy", "strengths", "trust"),
    "cycle": ("purpose", "understand", "design", "embed"),
}
SIGNAL_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Named:
    """The ids that are there.

    places   codes of areas and ids of services
    factors  of every system map, growing while a run reads
    """

    measures: Collection[str] = ()
    places: Collection[str] = ()
    factors: Collection[str] = field(default_factory=set)

    def check(self, note: Note) -> None:
        """Nothing where everything is there; raises NoteFault T102, T405 with the nearest right one."""
        for measure_id in note.measure_ids:
            if measure_id not in self.measures:
                raise NoteFault("T405", "a measure is not in the register.", mend=offer(measure_id, self.measures))
        if note.scope and note.scope not in self.places:
            raise NoteFault("T102", "`scope` is no area or service.", mend=offer(note.scope, self.places))
        if note.signal_id and SIGNAL_ID.fullmatch(note.signal_id) is None:
            raise NoteFault("T102", "`signal_id` is no id of a question.", mend="copy the id from the owners' page")
        for tag in note.tags:
            self._check_tag(tag)

    def _check_tag(self, tag: str) -> None:
        group, _, value = (part.strip() for part in tag.partition(":"))
        if group == SYSTEM:
            if value not in self.factors:
                raise NoteFault("T405", "a factor is on no system map.", mend=offer(value, self.factors))
        elif value not in TAGS.get(group, ()):
            known = [f"{name}:{word}" for name, words in TAGS.items() for word in words]
            raise NoteFault("T102", "a tag is not one of those that are read.", mend=offer(tag, known))
