"""What does a data file say that is shipped inside the package?"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def shipped_text(package: str, name: str) -> str:
    """The UTF-8 text of a file that lies beside a package's modules; empty where it was not written yet."""
    source = files(package) / name
    return source.read_text(encoding="utf-8") if source.is_file() else ""


def shipped_path(package: str, name: str) -> Path:
    """Where such a file lies in a checkout, for the command that writes it again."""
    return Path(str(files(package))) / name
