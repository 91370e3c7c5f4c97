"""Where may true values be printed?"""

from __future__ import annotations

import sys
from pathlib import Path

from hls_signals.cli.options import printable
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace

SAID_FIRST = (
    "RESTRICTED: true values, before disclosure control. For the analyst's own eyes; not for a page or an email."
)
OWNER_ALONE = 0o600


class NotOpenHere(MendableError):
    """True values were asked for where others may read them: a pipe, a file outside warehouse/."""

    code = "W417"


def place_for_true_values(place: Workspace, to: Path | None) -> Path | None:
    """The file that true values may be written to; None where they may be printed, on a terminal.

    raises  NotOpenHere where the output is no terminal and no file is named, or the file named is there already,
            lies outside warehouse/, or in a folder that the night keeps for itself
    """
    if to is None:
        if not sys.stdout.isatty():
            raise NotOpenHere(
                "true values are printed on a terminal alone; this output goes elsewhere.",
                mend="add --to warehouse/FILE, or leave --restricted out",
            )
        return None
    target = to.resolve()
    if not target.is_relative_to(place.warehouse) or target == place.warehouse:
        raise NotOpenHere(
            "a file of true values may lie in warehouse/ alone.",
            where=printable(str(to)),
            mend=f"--to {place.warehouse / to.name}",
        )
    if target.parent != place.warehouse:
        raise NotOpenHere(
            "the folders below warehouse/ are kept by the night.",
            where=printable(str(to)),
            mend=f"--to {place.warehouse / to.name}",
        )
    if target.exists():
        raise NotOpenHere("this file is there already.", where=printable(str(to)), mend="name another with --to")
    return target
