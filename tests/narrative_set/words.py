"""Which names and streets are the notes of the set made of?"""

from __future__ import annotations

from pathlib import Path

import yaml

_LISTS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
TONGUES = tuple(name for name in _LISTS if name.startswith("given_"))


def words(name: str) -> list[str]:
    """The words of one list, in their order."""
    return _LISTS[name].split()
