"""What do those who make the simulated data say to the question about them?"""

from __future__ import annotations

import datetime as dt
import json

from hls_signals.demo.figure import CITY
from hls_signals.demo.homelessness import DAYS_SENT_FROM, LIMIT_DAYS
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.signal import signal_id

REPLY = "Panel sits on day 55. What is ready by then is decided there, and the rest waits two weeks."
NOTE_ID = "reply-of-the-panel"
REPLIED_ON = dt.date(2026, 10, 9)
NEWEST_MONTH_ENDS = dt.date(2026, 10, 1)


def question_id() -> str:
    """The id of the question about decisions within 56 days, in the newest year."""
    asked = TargetContext(
        measure_id="decisions_within_56_days",
        target=float(LIMIT_DAYS),
        good_side="at_or_below",
        unit="days",
        window_start=DAYS_SENT_FROM,
        window_end=NEWEST_MONTH_ENDS,
        area_code=CITY,
    )
    return signal_id("threshold_bunching", asked)


def reply_note() -> str:
    """The reply as a note, as the form on the owners' page saves it."""
    note = {
        "schema": "hls.note/1",
        "narrative_id": NOTE_ID,
        "signal_id": question_id(),
        "scope": CITY,
        "measure_ids": "decisions_within_56_days",
        "occurred_on": REPLIED_ON.isoformat(),
        "recorded_on": REPLIED_ON.isoformat(),
        "source_type": "provider_narrative",
        "author_role": "worker",
        "about_person": "none",
        "consent": "not_needed",
        "audience": "alliance",
        "text": REPLY,
    }
    return json.dumps(note, indent=1) + "\n"
