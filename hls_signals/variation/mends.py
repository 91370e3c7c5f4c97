"""How is a cell that holds no date or no number written so that it does?"""

from __future__ import annotations

import re

_SAVE_AGAIN = "in a spreadsheet, give the column the format yyyy-mm-dd and save the file again"
# In the order they are asked; what a cell holds decides, and is never repeated.
_DATES = (
    (r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}", f"it cannot be told which part is the day: {_SAVE_AGAIN}"),
    (r"\d{5}(\.\d+)?", f"this is how a spreadsheet counts days: {_SAVE_AGAIN}"),
    (r"\d{4}([-/.](0?[1-9]|1[0-2])|0[1-9]|1[0-2])", "write a month as its first day, such as 2026-04-01"),
    (r"(\d{1,2}[ -])?[A-Za-z]{3,9}[ -]\d{2,4}", "write a month as its first day, such as 2026-04-01"),
    (
        r"(?i)\d{4}(/\d{2})?[ -]?Q[1-4]|Q[1-4][ -]?\d{4}(/\d{2})?",
        "write a quarter as its first day, such as 2026-04-01",
    ),
    (r"\d{4}([-/]\d{2,4})?", "write a year as its first day, such as 2026-04-01 for a financial year"),
    (r"", "every row needs a date; take out rows of totals and notes"),
)
_ANY_DATE = "write dates as year-month-day, such as 2026-04-01; every row needs one"
_NUMBERS = (
    (r"[^\d]*", "leave the cell empty where a figure is missing or not shown"),
    (r".*[%£$€].*", "write the figure alone, without a sign for per cent or for money"),
    (r"[-+]?\d+,\d+", "write a point for decimals, and nothing between thousands"),
    (r"[-+]?\d{1,3}([, ]\d{3})+(\.\d+)?", "write nothing between thousands, and a point for decimals"),
)
_ANY_NUMBER = "write the figure in digits with a point for decimals, or leave the cell empty"


def mend_of_date(cell: object) -> str:
    """What to do about a cell that holds no date. The answer depends on its pattern and never repeats it.

    >>> mend_of_date("2026-Q1")
    'write a quarter as its first day, such as 2026-04-01'
    """
    return _mend(cell, _DATES, _ANY_DATE)


def mend_of_number(cell: object) -> str:
    """What to do about a cell that holds no number.

    >>> mend_of_number("[c]")
    'leave the cell empty where a figure is missing or not shown'
    """
    return _mend(cell, _NUMBERS, _ANY_NUMBER)


def _mend(cell: object, mends: tuple[tuple[str, str], ...], otherwise: str) -> str:
    text = "" if cell is None else str(cell).strip()
    return next((mend for pattern, mend in mends if re.fullmatch(pattern, text)), otherwise)
