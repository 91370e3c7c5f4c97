"""A council's own tracker as a script: sixty rows, titles above, headings between, texts where numbers should be."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

MONTHS = ("Apr-25", "May-25", "Jun-25", "Jul-25", "Aug-25", "Sep-25", "Oct-25", "Nov-25", "Dec-25",
          "Jan-26", "Feb-26", "Mar-26", "Apr-26", "May-26", "Jun-26", "Jul-26", "Aug-26", "Sep-26")  # fmt: skip
HEADS = ("Ref", "Performance  Indicator", "Unit", "Good is", "Target", "Amber threshold", *MONTHS, "RAG", "Commentary")
THEMES = ("Housing", "Adults", "Children", "Health", "Streets", "Customers")
KINDS = (
    ("Percentage of {} requests answered in time", "%", "High", "85%", "80%"),
    ("Number of {} complaints", "Number", "Low", "12", "15"),
    ("Average days to answer a {} letter", "Days", "Low is good", "10", "12"),
    ("{} visits made, % of those planned", "", "Bigger is better", ">= 90%", "5"),
    ("People waiting for {} help", "", "", "", ""),
    ("Cost of a {} place", "£", "Low", "£1,200", ""),
    ("{} calls answered", "%", "", "95.5", "90.5"),
    ("Share of {} staff trained", "percentage", "High", "100%", "95%"),
    ("New {} cases", "No.", "n/a", "TBC", ""),
    ("{} repairs done first time", "%", "High", "70%", "65%"),
)
COMMENTS = ("", "Staff were away in May.", '=cmd|"x"', "See the minute of 3 June, item 4")


def cell(kind: int, place: int, month: int) -> str | float | None:
    """A figure as somebody might have typed it."""
    wander = (place * 7 + month * 5 + kind * 3) % 11
    if (place + month) % 23 == 0:
        return "n/a"
    if kind in (0, 3, 6, 7, 9):
        return f"{80 + wander}%" if place % 2 else round(80 + wander / 2, 1)
    return 1100.5 + wander * 10 if kind == 5 else 8 + wander


def write_tracker(path: Path) -> Path:
    """Sixty measures under six headings, a title above them and a note below."""
    book = Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet("Scorecard")
    sheet.write(0, 0, "Corporate indicators 2025/26")
    sheet.write(1, 0, "Owner: policy team")
    for column, head in enumerate(HEADS):
        sheet.write(3, column, head)
    row = 4
    for theme_no, theme in enumerate(THEMES):
        sheet.write(row, 1, theme.upper())
        row += 1
        for kind, (name, unit, good, target, amber) in enumerate(KINDS):
            place = theme_no * len(KINDS) + kind
            filled = [cell(kind, place, month) for month in range(len(MONTHS))]
            given = (f"{theme[:2].upper()}{kind + 1}", name.format(theme.lower()), unit, good, target, amber)
            line = (*given, *filled, "RAG"[place % 3], COMMENTS[place % len(COMMENTS)])
            for column, value in enumerate(line):
                if value not in (None, ""):
                    sheet.write(row, column, value)
            row += 1
    sheet.write(row + 1, 0, "Figures are provisional until signed off.")
    book.close()
    return path
