"""How does a file say that it cannot be read as a whole?"""

from __future__ import annotations

from hls_signals.returns.codes import CODES, MENDS
from hls_signals.workspace.errors import MendableError


class FileFault(MendableError):
    """Why a file is quarantined: a Q code, a place and a mend, never the text of the file.

    row_count  the rows that could be counted before the fault, for the ledger.
    """

    code = "Q104"

    def __init__(self, code: str, *, where: str = "", mend: str = "", row_count: int = 0) -> None:
        super().__init__(CODES[code], where=where, mend=mend or MENDS[code], code=code)
        self.row_count = row_count


class UnusableAdapter(MendableError):
    """An adapter of another package that fails to import, or whose name is taken."""

    code = "M130"
