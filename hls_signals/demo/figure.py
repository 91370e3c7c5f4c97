"""What is one figure on its way into the demo's inbox?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hls_signals.demo.periods import Period

CITY = "X06000901"
# A cell nobody could fill, in the words of returns.
NOT_AVAILABLE = "[x]"


@dataclass(frozen=True)
class Figure:
    """A numerator, and a denominator where there is one, as sent on a day.

    breakdown  dimension values by name; empty for the total over all of them
    """

    measure_id: str
    area_code: str
    period: Period
    sent_on: dt.date
    numerator: int | None
    denominator: int | None = None
    breakdown: tuple[tuple[str, str], ...] = ()
    is_available: bool = True

    def cells(self) -> dict[str, str]:
        """The figure as a row of a canonical table."""
        return {
            "measure_id": self.measure_id,
            "area_code": self.area_code,
            "period_start": self.period.start.isoformat(),
            "period_end": self.period.end.isoformat(),
            "period_type": self.period.period_type,
            "numerator": self._cell(self.numerator),
            "denominator": self._cell(self.denominator),
            **dict(self.breakdown),
            "is_total": "false" if self.breakdown else "true",
            "known_at": self.sent_on.isoformat(),
        }

    def _cell(self, number: int | None) -> str:
        if not self.is_available:
            return NOT_AVAILABLE
        return "" if number is None else str(number)
