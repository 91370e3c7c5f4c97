"""What is the one text of a view, and its hash?"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any


def canonical_json(view: Any) -> str:
    """One text a view: keys sorted, numbers as plain decimals, dates ISO."""
    return json.dumps(view, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def view_sha(view: Any) -> str:
    """SHA-256 of a view's canonical JSON."""
    return hashlib.sha256(canonical_json(view).encode("utf-8")).hexdigest()


def _plain(value: Any) -> Any:
    """What the encoder does not know by itself, in what it knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {part.name: getattr(value, part.name) for part in dataclasses.fields(value)}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a view holds a {type(value).__name__}")
