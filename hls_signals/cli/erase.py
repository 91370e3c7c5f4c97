"""How is a note or a learning record erased, so that only a hash stays?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hls_signals.cli.notes import take_back_and_tell
from hls_signals.cli.options import JsonOption, WorkspaceOption, workspace_at


def erase(
    note_id: Annotated[str, typer.Argument(help="The id, as `notes list` prints it.")],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Erase a note or learning record: words, id, dates and links go; only a hash stays.

    Example: hls-signals erase n-12ab34cd56ef
    """
    take_back_and_tell(workspace_at(workspace), note_id, erased=True, as_json=as_json)
