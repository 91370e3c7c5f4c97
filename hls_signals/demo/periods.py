"""Which months and quarters does the demo cover, and when was a figure for each of them sent?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

FIRST_MONTH = dt.date(2022, 10, 1)
N_MONTHS = 48
# Figures for a month leave the teams on the twelfth of the next.
DAYS_UNTIL_SENT = 11


@dataclass(frozen=True)
class Period:
    """A month or a quarter: start included, end excluded."""

    start: dt.date
    end: dt.date
    period_type: str

    @property
    def sent_on(self) -> dt.date:
        """The day on which its figures are first sent."""
        return self.sent_after(DAYS_UNTIL_SENT)

    def sent_after(self, days: int) -> dt.date:
        """The day this many days after the period has ended."""
        return self.end + dt.timedelta(days=days)


def month_start(number: int) -> dt.date:
    """The first day of the demo's month with this number, from 0.

    >>> month_start(47)
    datetime.date(2026, 9, 1)
    """
    years, month = divmod(FIRST_MONTH.month - 1 + number, 12)
    return dt.date(FIRST_MONTH.year + years, month + 1, 1)


def months() -> list[Period]:
    """The 48 months to September 2026."""
    return [Period(month_start(number), month_start(number + 1), "month") for number in range(N_MONTHS)]


def quarters() -> list[Period]:
    """The 16 quarters to September 2026."""
    return [Period(month_start(number), month_start(number + 3), "quarter") for number in range(0, N_MONTHS, 3)]
