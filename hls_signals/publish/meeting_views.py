"""What do the front sheet of a pack and the page of a meeting hold?"""

from __future__ import annotations

from dataclasses import dataclass

from hls_signals.publish.spoken_views import Quoted, ReflectionView
from hls_signals.publish.table_views import Link
from hls_signals.workspace.language import phrase


@dataclass(frozen=True)
class SinceLine:
    """One item of a pack: what lay on the table, and what is known now."""

    area_code: str
    area_name: str
    measure_id: str
    question: str
    href: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Remembered:
    """One thing that was said, asked or offered, with the record it stands in, what it was about and what was asked."""

    record_id: str
    words: str
    about: str
    question: str = ""


@dataclass(frozen=True)
class FrontSheet:
    """Two sides that open a meeting.

    last_held_on  the meeting before, in words; empty before the first one
    held_on       the meeting that the sheet is for, in words; empty where none is set down
    said          what was said last time, then what was asked, then what was offered
    absent        who was not in the room last time, as the room wrote it
    paper_code    what a person who keys in paper writes for the meeting; empty without one
    """

    pack_id: str
    last_held_on: str
    held_on: str
    said: tuple[Remembered, ...]
    asked: tuple[Remembered, ...]
    offered: tuple[Remembered, ...]
    quote: Quoted | None
    lines: tuple[SinceLine, ...]
    talk_about: tuple[Link, ...]
    chosen_by: str
    absent: tuple[Remembered, ...]
    questions: tuple[str, ...]
    paper_code: str
    meetings: tuple[Link, ...] = ()

    @property
    def heading(self) -> str:
        """What the lines compare with, in words."""
        return (
            phrase("Since we met on {day}", day=self.last_held_on)
            if self.last_held_on
            else phrase("Since the period before")
        )


@dataclass(frozen=True)
class MeetingPage:
    """One meeting that was held, or is to come: what was talked about, and what the room made of it."""

    pack_id: str
    title: str
    held_on: str
    is_to_come: bool
    release_id: str
    talked_about: tuple[Link, ...]
    quotes: tuple[Quoted, ...]
    talk_about: tuple[Link, ...]
    chosen_by: str
    reflections: tuple[ReflectionView, ...]
    asked: tuple[Remembered, ...]
    offered: tuple[Remembered, ...]
    pack_href: str
