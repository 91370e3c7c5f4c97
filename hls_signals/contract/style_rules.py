"""What in a style sheet puts things in another order, stresses areas, judges or loads?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hls_signals.contract.colours import colours_in, red_and_green
from hls_signals.contract.findings import Finding, found
from hls_signals.contract.known import Known
from hls_signals.contract.lexicon import lexicon
from hls_signals.contract.plain_text import plain_text

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")
_ORDER = re.compile(r"(?<![\w-])order\s*:\s*(?!0\s*[;}!])[-+]?\d")
_REVERSE = re.compile(r"\b(?:row|column|wrap)-reverse\b")
_COUNTER = re.compile(r"\bcounter-(?:increment|reset|set)\s*:(?!\s*none\b)|\bcounters?\(")
# Addresses stand in url(), and bare in image-set(), src() and their like.
_URL = re.compile(
    r"url\(\s*['\"]?\s*([^'\")\s]+)|\b(?:image|image-set|src|cross-fade)\(\s*['\"]\s*([^'\")\s]+)", re.IGNORECASE
)
_CONTENT = re.compile(r"\bcontent\s*:\s*([^;}]+)")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_STRESS = re.compile(
    r"(?<![\w-])(?:font|font-weight|font-size|color|background|background-color|border|border-color|outline|opacity|display|"
    r"visibility|text-decoration|order|transform|filter|width|height|padding|margin|position)\s*:"
)


def unescaped(css: str) -> str:
    """The text without comments, escapes resolved."""

    def resolved(hit: re.Match[str]) -> str:
        if hit.group(1):
            number = int(hit.group(1), 16)
            return chr(number) if 0 < number < 0x110000 else ""
        return hit.group(2)

    bare = _COMMENT.sub(" ", css)
    return _ESCAPE.sub(resolved, bare) if "\\" in bare else bare


def style_findings(css: str, where: str, known: Known) -> Iterator[Finding]:
    """Every finding in a style sheet or a `<style>`, its colours left to the page."""
    text = unescaped(css)
    yield from property_findings(text, where)
    if "@import" in text.lower():
        yield found("C304", where, "a style sheet is imported")
    for selector, body in _RULE.findall(text):
        if _STRESS.search(body) and _names_one_area(selector, known):
            yield found("C306", where, "a style speaks of one area")


def property_findings(text: str, where: str) -> Iterator[Finding]:
    """Every finding in properties, those of an inline style too."""
    if _ORDER.search(text) or _REVERSE.search(text):
        yield found("C301", where, "a style gives another order than the text")
    if _COUNTER.search(text):
        yield found("C303", where, "a style counts items")
    for in_url, bare in _URL.findall(text):
        if is_outside(in_url or bare):
            yield found("C304", where, "a style loads from outside")
    for told in _CONTENT.findall(text):
        written = " ".join(first or second for first, second in _QUOTED.findall(told))
        for hit in lexicon().hits(plain_text(written)):
            code = "C308" if hit.entry.kind == "emblem" else "C401"
            yield found(code, where, f"a style writes '{hit.phrase}': {hit.entry.reason}")


def pair_findings(texts: Iterator[str], where: str) -> Iterator[Finding]:
    """Red and green among the colours of these texts."""
    pair = red_and_green(colour for text in texts for colour in colours_in(text))
    if pair is not None:
        yield found("C307", where, f"{pair[0]} and {pair[1]}")


def is_outside(target: str) -> bool:
    """True for an address that leaves the folder, whatever it is called."""
    folded = re.sub(r"[\s\x00-\x1f]+", "", target).lower()
    if folded.startswith(("#", "data:image/svg", "data:font", "about:blank")) or not folded:
        return False
    return bool(re.match(r"^(?:[a-z][a-z0-9+.-]*:|//|\\\\)", folded)) and not folded.startswith("mailto:")


def _names_one_area(selector: str, known: Known) -> bool:
    quoted = re.sub(r"[\[\]\"'#.=~^$*|:>+]", " ", selector)
    return len(known.areas) > 1 and bool(known.areas_in(quoted.replace("-", " ")) or known.areas_in(quoted))
