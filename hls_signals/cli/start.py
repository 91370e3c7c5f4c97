"""How does a workspace begin?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hls_signals.cli.night import run_and_tell
from hls_signals.cli.options import JsonOption, say, say_json
from hls_signals.workspace.layout import open_workspace

Target = Annotated[Path, typer.Argument(help="The folder to make.", show_default=True)]


def init(folder: Annotated[Path, typer.Argument(help="The folder to make.")], as_json: JsonOption = False) -> None:
    """Make a workspace: settings, a register to start from, and drop folders.

    Example: hls-signals init council
    """
    from hls_signals.register.starting import write_starting

    write_starting(folder)
    if as_json:
        say_json({"workspace": str(folder)})
        return
    say(f"{folder} is a workspace now.")
    say("register/offered/ holds measures without a target; those you want go into register/measures/.")
    say("Next: put your areas into register/areas.csv and a return into inbox/returns/, then")
    say(f"  hls-signals check {folder}\n  hls-signals run {folder}")


def demo(folder: Target = Path("demo-workspace"), as_json: JsonOption = False) -> None:
    """Make the simulated workspace, run its night, and name the page to open.

    Example: hls-signals demo demo-workspace
    """
    from hls_signals.demo import write_demo

    write_demo(folder)
    run_and_tell(open_workspace(folder), as_json=as_json)
