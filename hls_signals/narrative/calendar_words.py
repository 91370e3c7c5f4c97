"""How are days and months written in words?"""

from __future__ import annotations

WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|weds?|thur?s?|fri|sat|sun)"
MONTHS_LONG = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
MONTHS_SHORT = "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
MONTH = "|".join((*MONTHS_LONG, MONTHS_SHORT))
# Months that are given names: a person looks where one may be somebody.
NAMED_MONTHS = ("april", "may", "june", "august", "jan", "jun")
SEASONS = ("spring", "summer", "autumn", "winter")
UNITS = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
DAY_WORDS = (
    rf"(?:{UNITS}|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    rf"|twentieth|twenty[ -]{UNITS}|thirtieth|thirty[ -]first)"
)
