"""What does a monthly NHS table by provider or board say?

One row a body and month (wide by measure), or one row a body, month and measure name (figures with `where`). Months
are named (`April 2022`), codes are ODS or GSS. The four-hour figure is published as the *miss*: a figure's `miss`
column is taken from its denominator. A month without attendances has no value and is no fault.
"""

from __future__ import annotations

from hls_signals.returns.adapters import long_table
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec


def read(file: LandedFile, spec: ReturnSpec) -> Read:
    """Would-be observations of a monthly table; the mapping's default format is the month's name."""
    return long_table.read(file, spec)
