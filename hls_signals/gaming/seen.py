"""Who may see a gaming question, and from which day to which?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hls_signals.gaming.settings import Q


def is_asked_on_a_page(row: Mapping[str, Any], q: float = Q) -> bool:
    """True for a question that a page may raise: from its own p alone, so that no other measure moves it.

    row  a row of the `gaming` record; a count that arithmetic rules out has no p and is asked about at one
    """
    if row["applicability"] != "ok" or row["level"] == "context":
        return False
    if row["p_public"] is None:
        return row["indicator"] == "impossible_value" and (row["effect"] or 0) >= 1
    return bool(row["p_public"] <= q)


def is_seen_by_owners(row: Mapping[str, Any], today: dt.date) -> bool:
    """True while a question stands on the page of those whose data it is."""
    return is_asked_on_a_page(row) and bool(today < row["expires_on"])


def is_seen_by_others(row: Mapping[str, Any], *, has_reply: bool, today: dt.date) -> bool:
    """True where others may see it too: a single area's with its reply alone, a pooled one from a day on or with it."""
    if not is_seen_by_owners(row, today):
        return False
    return has_reply or (not row["area_code"] and bool(row["others_see_from"] <= today))
