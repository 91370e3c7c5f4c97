"""How are the details of a signal written, so that equal signals are equal bytes?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any


def as_json(details: Mapping[str, object]) -> str:
    """Canonical JSON: keys sorted, numbers to nine digits, so that equal signals are equal bytes."""
    return json.dumps(_plain(details), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    # What is left is a number of numpy or our own.
    return float(f"{float(value):.9g}")
