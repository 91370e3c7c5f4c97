"""Does a heading, a key or a column name give places?"""

from __future__ import annotations

import re
from functools import lru_cache

_PLACING = {
    "rank", "ranks", "ranked", "ranking", "rankings", "decile", "deciles", "quartile", "quartiles", "quintile",
    "quintiles", "tertile", "percentile", "percentiles", "centile", "centiles", "zscore", "zscores", "position",
    "positions", "league", "leagues", "standing", "standings", "placing", "placings", "pctile", "leaderboard", "ntile",
    "rk", "rnk", "score", "scores", "grade", "medal", "podium",
}  # fmt: skip
_ALONE = {"z", "place", "pos", "#", "no. of 5", "nth", "band rank", "points table"}
_IN_A_ROW = re.compile(
    r"\bz[ _-]?scores?\b|\bplace (?:in|among|out|of(?! (?:birth|residence|work|safety|death)))\b|"
    r"\b(?:alliance|national|overall) place\b|"
    r"\bplace_(?:in|among|of)\b|"
    r"\b(?:top|bottom)[ _-]?(?:\d+|few|half|flag)\b|\bnth\b|\bdistance (?:from|to) (?:the )?(?:top|best|"
    r"leader|median|mean)\b|"
    r"\b(?:vs|versus|against|above|below|than|gap to|difference (?:from|to)|compared (?:with|to)) (?:the )?"
    r"(?:alliance|national|england|peer|peers|average|mean|median|others?)\b|\b(?:reds|red count|number of "
    r"reds|count of reds|"
    r"rag total|total red)\b"
)
_SPLIT = re.compile(r"[^a-z0-9#]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=4096)
def gives_places(name: str) -> str:
    """The word that gives places; empty where there is none.

    >>> gives_places("nationalRank"), gives_places("Place of birth"), gives_places("z"), gives_places("period")
    ('rank', '', 'z', '')
    """
    spaced = _CAMEL.sub(" ", name).lower().replace("_", " ").strip()
    if spaced in _ALONE:
        return spaced
    words = [word for word in _SPLIT.split(spaced) if word]
    word = next((word for word in words if word in _PLACING), "")
    if word:
        return word
    told = _IN_A_ROW.search(spaced)
    return told.group() if told else ""


_COUNTED = re.compile(
    r"^(?:n |no |number |count |total |share |pct |percent |percentage |sum |times )?(?:of )?(?:the )?"
    r"(?:reds|ambers|greens|(?:red|amber|green|rag|colours?) (?:count|counts|months?|periods?|quarters?|"
    r"weeks?|days?|years?|total|"
    r"totals|share|pct|percent|percentage|number|n|times|measures?|indicators?|sum|rate|index|points?|tally|changes)|"
    r"(?:count|number|total|share|sum|tally|pct|percent|n|times|months?|periods?) (?:of )?(?:red|amber|green|rag))s?$"
)
_BARE = {"red", "amber", "green", "reds", "ambers", "greens"}
_INDEX = re.compile(
    r"\b(?:overall|composite|aggregate|combined|headline)\b(?! (?:length|period|area))|\b(?:health|"
    r"performance|quality)? ?index\b"
    r"|\b(?:mean|average|total|net|summed) (?:of )?margins?\b"
)


@lru_cache(maxsize=4096)
def counts_colours(name: str) -> bool:
    """True for a column of numbers over colours; `red` alone is one where it holds numbers.

    >>> counts_colours("red_months"), counts_colours("reported_colour"), counts_colours("margin_green")
    (True, False, False)
    """
    spaced = _CAMEL.sub(" ", name).lower().replace("_", " ").strip()
    return bool(_COUNTED.match(spaced)) or spaced in _BARE


def is_index(name: str) -> bool:
    """True for a number that stands for several measures."""
    return bool(_INDEX.search(_CAMEL.sub(" ", name).lower().replace("_", " ").strip()))
