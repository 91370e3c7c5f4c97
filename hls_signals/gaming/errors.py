"""Which mistakes in what was handed to a gaming indicator can the reader put right?"""

from __future__ import annotations

from hls_signals.workspace.errors import MendableError


class UnexpectedColumn(MendableError):
    """A frame has a column beyond those it is allowed: a body or a person could travel with it."""

    code = "G101"


class ColumnNotThere(MendableError):
    """A frame lacks a column."""

    code = "G102"


class OffTheGrid(MendableError):
    """A recorded value is no whole number of recording steps."""

    code = "G103"


class NotACount(MendableError):
    """A count is negative, fractional or empty."""

    code = "G104"


class UnknownWord(MendableError):
    """There is no unit, side, period type or fact of this name."""

    code = "G105"


class WindowEndsFirst(MendableError):
    """A window ends before it starts."""

    code = "G106"


class SeveralAreas(MendableError):
    """Signals of more than one area were handed over together."""

    code = "G107"


class NotUsable(MendableError):
    """A cell, a target or a recording step holds no number, or a cell no date, where one is needed."""

    code = "G108"


class SignalTwice(MendableError):
    """Two signals of one run have one name."""

    code = "G109"


class IndicatorNotUsable(MendableError):
    """An indicator of another package has a name already taken, or lacks what stands beside its function."""

    code = "G120"
