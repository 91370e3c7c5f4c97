"""What does an error that a reader can mend say?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class MendableError(Exception):
    """Something the reader can put right, shown without a traceback.

    what   one sentence: what happened. Never holds the text of a cell or of a note.
    where  file, sheet, row, column number; empty where the sentence says it.
    mend   what to do, with the nearest right thing where there is one.
    code   `W101`, printed as `HLS-W101`; a class may fix it.
    """

    code: str = "W100"

    def __init__(self, what: str, *, where: str = "", mend: str = "", code: str | None = None) -> None:
        self.what = what
        self.where = where
        self.mend = mend
        if code is not None:
            self.code = code
        super().__init__(what)

    def __str__(self) -> str:
        lines = [f"HLS-{self.code}: {self.what}"]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.mend:
            lines.append(f"  mend:  {self.mend}")
        return "\n".join(lines)

    def as_record(self) -> dict[str, str]:
        """The same words for a machine."""
        return {"code": f"HLS-{self.code}", "what": self.what, "where": self.where, "mend": self.mend}


class SeveralToMend(MendableError):
    """More than one thing to put right, found in one look, so that nobody mends them one run at a time."""

    def __init__(self, problems: Iterable[MendableError]) -> None:
        self.problems: Sequence[MendableError] = tuple(problems)
        super().__init__(f"{len(self.problems)} things to mend")
        if self.problems:
            self.code = self.problems[0].code

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def raise_all(problems: Sequence[MendableError]) -> None:
    """Raise what was found: nothing, the one problem, or all of them together."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise SeveralToMend(problems)
