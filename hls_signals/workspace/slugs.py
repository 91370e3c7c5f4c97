"""Which file name does a code get, on any drive?"""

from __future__ import annotations

import hashlib
import re

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


def slug(code: str, *, mark: bool = False) -> str:
    """A file name made of a code alone.

    Characters outside `A-Z a-z 0-9 _ -` become `-`, followed by six hex digits of the code's SHA-256, so that two
    codes never share a name. mark: add the digits anyway (two codes that differ only by case).
    """
    safe = _UNSAFE.sub("-", code)
    if safe == code and not mark:
        return safe
    return f"{safe}-{hashlib.sha256(code.encode()).hexdigest()[:6]}"


def slugs(codes: list[str]) -> dict[str, str]:
    """A file name for each code; shared drives ignore case, so codes alike but for case are told apart."""
    folded = [code.casefold() for code in codes]
    return {code: slug(code, mark=folded.count(code.casefold()) > 1) for code in codes}
