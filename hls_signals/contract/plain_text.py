"""What does a text say once disguises are taken off?"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Letters of other scripts that look like Latin ones. A small table by hand: those with which English can be written so
# that nobody sees it. Full-width, mathematical and circled letters are folded by NFKC.
CONFUSABLES = str.maketrans(
    "авеёкмнорстухьіїјѕԁԛԝһӏѵгпиэшзαβγεηικνορστυχωϲϳօսոցհյⅼɡɩıȷøđ"
    "ħłŧɑᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢАВЕЅІЈКМНОРСТУХԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧӀ",
    "abeekmhopctyxbiijsdqwhlvrnuew3abyenikvopotuxwcjounghjlgiijod"
    "hltaabcdeghijklmnoprstuvwyzABESIJKMHOPCTYXQWABEZHIKMNOPTYXI",
)
NAME = "⟦"
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_MARKS_ON_LATIN = re.compile(
    "(?<=[A-Za-z])[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f\u0335-\u0338]+"
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tspan|time|u|var|wbr|x)\b[^<>]*>|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_SPACED = re.compile(r"(?<![\w'])(?:[^\W\d_][ \t\u00a0._*·•|/~-]{1,2}){3,}[^\W\d_](?![\w'])")
_BETWEEN = re.compile(r"[ \t\u00a0._*·•|/~-]+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})
# Digits and signs in the place of letters, inside a word.
_LEET = str.maketrans("013457@$", "oieastas")
_MIXED = re.compile(r"(?<![\w@$])[a-z@$]+[013457@$][\w@$]{2,}")


def plain_text(text: str, names: Iterable[str] = ()) -> str:
    r"""The text without tags, entities, hidden characters and look-alikes, in lower case, names masked.

    >>> plain_text("the w<b>o</b>rst, the w\u200bоrst, the w o r s t")
    'the worst, the worst, the worst'
    """
    said = _unmarked(text)
    masked = _masked(said, tuple(names))
    return " ".join(_unspelled(masked).split())


def _unmarked(text: str) -> str:
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", _INLINE.sub("", text))
    if not text.isascii():
        text = _unhidden(text)
    return text.translate(_QUOTES).lower() if not text.isascii() else text.lower()


def _unhidden(text: str) -> str:
    text = _IGNORABLE.sub("", text)
    text = unicodedata.normalize("NFKD", text)
    text = _MARKS_ON_LATIN.sub("", text)
    text = unicodedata.normalize("NFKC", text)
    return _by_word(text)


def _by_word(text: str) -> str:
    """Look-alikes are folded in words that hold a Latin letter, and in words that are Latin once folded."""

    def folded(hit: re.Match[str]) -> str:
        word = hit.group()
        return word if word.isascii() else word.translate(CONFUSABLES)

    return re.sub(r"\w+", folded, text)


def _unspelled(text: str) -> str:
    text = _SPACED.sub(lambda hit: _BETWEEN.sub("", hit.group()), text)
    return _MIXED.sub(lambda hit: hit.group() + " " + hit.group().translate(_LEET), text)


def _masked(text: str, names: tuple[str, ...]) -> str:
    pattern = _names_pattern(names)
    return text if pattern is None else pattern.sub(NAME, text)


@lru_cache(maxsize=64)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    folded = {" ".join(_unmarked(name).split()) for name in names if name.strip()}
    if not folded:
        return None
    longest_first = sorted(folded, key=lambda name: (-len(name), name))
    listed = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")
