"""What does a text of JSON or YAML hold, every key once? Nobody could say which of two answers holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import yaml

from hls_signals.narrative.faults import NoteFileFault


class _TwiceSaid(ValueError):
    """A key stands twice."""


class _OnceLoader(yaml.SafeLoader):
    """The safe reader, which takes no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _each_once([key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)])
        return super().construct_mapping(node, deep)


def json_value(text: str) -> Any:
    """The value of a JSON text; raises NoteFileFault T105."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _TwiceSaid:
        raise _twice() from None
    except (ValueError, RecursionError):
        raise NoteFileFault("T105", "the file is not readable as JSON.") from None


def yaml_value(text: str) -> Any:
    """The value of a YAML text; raises NoteFileFault T105."""
    try:
        # A safe reader: its own class only refuses what the safe one takes.
        return yaml.load(text, _OnceLoader)  # noqa: S506  # derived from SafeLoader
    except _TwiceSaid:
        raise _twice() from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise NoteFileFault("T105", "the text is not readable as YAML.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _each_once([key for key, _ in pairs])
    return dict(pairs)


def _each_once(keys: Sequence[str]) -> None:
    named = [key.strip().casefold() for key in keys]
    if len(set(named)) < len(named):
        raise _TwiceSaid


def _twice() -> NoteFileFault:
    return NoteFileFault("T105", "a key stands twice in one record.", mend="keep one of the two and send it again")
