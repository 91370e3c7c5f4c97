"""The simulated workspace: a fictional city whose figures enter by the inbox like anyone's."""

from pathlib import Path

from hls_signals.demo.workspace import FolderInUse, write_demo

# The packaged settings and register, a workspace without an inbox.
FOLDER = Path(__file__).parent

__all__ = ["FOLDER", "FolderInUse", "write_demo"]
