"""What does the simulated city send about children looked after and adults with a care plan?"""

from __future__ import annotations

import datetime as dt

from hls_signals.demo.draws import Draws
from hls_signals.demo.figure import CITY, Figure
from hls_signals.demo.periods import Period, months

# Planted: July 2026 is sent on 18 August (red), and again on 30 September (amber, as August is).
RESTATED = dt.date(2026, 7, 1)
FIRST_SENT_ON, RESTATED_ON = dt.date(2026, 8, 18), dt.date(2026, 9, 30)
FIRST_SENT, SENT_AGAIN = (107, 172), (117, 172)
PLANTED_HOMES = {RESTATED: SENT_AGAIN, dt.date(2026, 8, 1): (118, 174)}


def placement_stability() -> list[Figure]:
    """Children looked after who have been in one home for two years; one month is sent twice."""
    draws = Draws("placement_stability")
    figures: list[Figure] = []
    for period in months():
        children = round(draws.around(173, 3))
        parts = PLANTED_HOMES.get(period.start, (round(draws.around(0.685 * children, 3.0)), children))
        is_restated = period.start == RESTATED
        if is_restated:
            figures.append(Figure("placement_stability", CITY, period, FIRST_SENT_ON, *FIRST_SENT))
        sent_on = RESTATED_ON if is_restated else period.sent_on
        figures.append(Figure("placement_stability", CITY, period, sent_on, *parts))
    return figures


# A new case system: nothing could be counted (a registered collection event excuses it).
NOT_COUNTED = (dt.date(2023, 4, 1), dt.date(2023, 7, 1))
REVIEWS_SETTLED_AFTER_DAYS = 40
# Planted: of the reviews that will be known, this share is there when a month is first sent.
SHARE_ARRIVED, SHARE_DONE_ARRIVED = 0.83, 0.81
PLANTED_FIRST = {dt.date(2026, 8, 1): (182, 219), dt.date(2026, 9, 1): (175, 216)}


def care_reviews() -> list[Figure]:
    """Care plans reviewed when due, as each month was first sent."""
    return [first for first, _ in _reviews()]


def care_reviews_settled() -> list[Figure]:
    """The same months sent again once late reviews are in; the newest month is not there yet."""
    return [settled for _, settled in _reviews() if settled.is_available and settled.period != months()[-1]]


def _reviews() -> list[tuple[Figure, Figure]]:
    draws = Draws("care_reviews")
    return [_review_month(draws, period) for period in months()]


def _review_month(draws: Draws, period: Period) -> tuple[Figure, Figure]:
    due = round(draws.around(260, 9))
    done = draws.helped(due, 0.865)
    arrived = round(due * draws.around(SHARE_ARRIVED, 0.012))
    done_arrived = min(arrived, round(done * draws.around(SHARE_DONE_ARRIVED, 0.012)))
    first = PLANTED_FIRST.get(period.start, (done_arrived, arrived))
    settled_on = period.sent_after(REVIEWS_SETTLED_AFTER_DAYS)
    is_counted = not NOT_COUNTED[0] <= period.start < NOT_COUNTED[1]
    return (
        Figure("care_reviews", CITY, period, period.sent_on, *first, is_available=is_counted),
        Figure("care_reviews", CITY, period, settled_on, done, due, is_available=is_counted),
    )
