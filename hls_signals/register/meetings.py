"""When did the alliance meet, with which release on the table, and what did people choose to talk about?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hls_signals.register.models import Id
from hls_signals.workspace.errors import MendableError, raise_all
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.located import WrongValue, gather, read_yaml, validated
from hls_signals.workspace.nearest import offer

NOTE = "note "


class UnknownInMeeting(MendableError):
    """A meeting names a pack or a measure that is not there."""

    code = "M122"


class Meeting(BaseModel):
    """One meeting of an alliance: held, or to come.

    release_id    the release that lay on the table; it is never removed
    talked_about  measures, or `note ID`, that were talked about
    talk_about    measures that people chose to talk about next; a machine never chooses
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    held_on: dt.date
    pack: Id
    release_id: Annotated[str, Field(pattern=r"^([0-9a-f]{12})?$")] = ""
    talked_about: tuple[str, ...] = ()
    talk_about: tuple[str, ...] = ()
    chosen_by_role: str = ""


def read_meetings(workspace: Workspace) -> tuple[Meeting, ...]:
    """The meetings of register/meetings.yaml, oldest first; none where there is no file.

    raises  every problem found, each with its line
    """
    path = workspace.register / "meetings.yaml"
    if not path.is_file():
        return ()
    document = read_yaml(path, workspace.root)
    if not isinstance(document.data, list | None):
        raise WrongValue("the file is not a list.", where=document.where(), mend="begin each meeting with `- held_on:`")
    found: list[Meeting] = []
    problems: list[MendableError] = []
    for number, entry in enumerate(document.data or []):
        try:
            found.append(validated(Meeting, document, entry, (number,)))
        except MendableError as error:
            gather(problems, error)
    raise_all(problems)
    return tuple(sorted(found, key=lambda meeting: (meeting.held_on, meeting.pack)))


def meeting_problems(
    meetings: Iterable[Meeting], packs: Collection[str], measures: Collection[str]
) -> Iterator[MendableError]:
    """A pack or a measure that a meeting names and nobody knows; without packs in hls.yaml every name is one."""
    for meeting in meetings:
        where = f"register/meetings.yaml, the meeting of {meeting.held_on.isoformat()}"
        if packs and meeting.pack not in packs:
            yield UnknownInMeeting("there is no such pack in hls.yaml.", where=where, mend=offer(meeting.pack, packs))
        for name in (*meeting.talked_about, *meeting.talk_about):
            if not name.startswith(NOTE) and name not in measures:
                yield UnknownInMeeting("there is no such measure.", where=where, mend=offer(name, measures))


def last_before(meetings: tuple[Meeting, ...], pack: str, day: dt.date) -> Meeting | None:
    """The last meeting over a pack that was held before a day."""
    held = [meeting for meeting in meetings if meeting.pack == pack and meeting.held_on < day]
    return held[-1] if held else None


def next_from(meetings: tuple[Meeting, ...], pack: str, day: dt.date) -> Meeting | None:
    """The first meeting over a pack on a day or after it."""
    coming = [meeting for meeting in meetings if meeting.pack == pack and meeting.held_on >= day]
    return coming[0] if coming else None
