"""What is wrong with a note or with the file it came in? No message holds a word of it."""

from __future__ import annotations

from hls_signals.narrative.codes import MENDS
from hls_signals.workspace.errors import MendableError


class NoteFault(MendableError):
    """One note that is set aside; the rest of its file is taken in."""

    code = "T101"

    def __init__(self, code: str, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what, where=where, mend=mend or MENDS[code], code=code)


class NoteFileFault(MendableError):
    """A whole file that is set aside."""

    code = "T104"

    def __init__(self, code: str, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what, where=where, mend=mend or MENDS[code], code=code)
