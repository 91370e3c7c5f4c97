"""Does a heading, a key or a column name give places?"""

from __future__ import annotations

import re

_PLACING = {
    "rank", "ranks", "ranked", "ranking", "rankings", "decile", "deciles", "quartile", "quartiles", "quintile",
    "quintiles", "tertile", "percentile", "percentiles", "centile", "centiles", "zscore", "zscores", "position",
    "positions", "league", "leagues", "standing", "standings", "placing", "placings", "pctile", "leaderboard", "ntile",
    "rk", "rnk", "score", "scores", "grade", "medal", "podium",
}  # fmt: skip
_ALONE = {"z", "place", "pos", "#", "no. of 5", "nth", "band rank", "points table"}
_IN_A_ROW = re.compile(
    r"\bz[ _-]?scores?\b|\bplace (?:in|among|of|out)\b|\b(?:alliance|national|overall) place\b|\bplace_(?:in|among|of)\b|"
    r"\b(?:nth|top|bottom)[ _-]?\d*[ _-]?(?:of|flag)\b|\bdistance (?:from|to) (?:the )?(?:top|best|leader|median|mean)\b|"
    r"\b(?:vs|versus|against|above|below|than|gap to|difference (?:from|to)|compared (?:with|to)) (?:the )?"
    r"(?:alliance|national|england|peer|peers|average|mean|median|others?)\b|\b(?:reds|red count|number of reds|count of reds|"
    r"rag total|total red)\b"
)
_SPLIT = re.compile(r"[^a-z0-9#]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


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
