"""Does a drafted file of the register still ask what only a person can decide?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hls_signals.workspace.errors import MendableError

# What a draft writes where only a person can decide: a file that still asks is not used.
CHOOSE = "# choose:"


class StillToChoose(MendableError):
    """A draft whose questions nobody has answered."""

    code = "M131"


def still_asked(path: Path, shown: str) -> Iterator[MendableError]:
    """A problem for each line that still asks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if CHOOSE in line:
            yield StillToChoose(
                "this draft still asks something.",
                where=f"{shown}, line {number}",
                mend=f"answer it, and take the words after `{CHOOSE.removesuffix(':')}` out with it",
            )
