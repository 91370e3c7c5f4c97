"""What is a file of a measure or an area called?"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

OUTSIDE = re.compile(r"[^A-Za-z0-9_-]+")


def slugs(codes: Iterable[str]) -> dict[str, str]:
    """A file name a code, none equal to another where case is ignored.

    Characters outside `A-Z a-z 0-9 _ -` become `-` followed by six hex digits of the code's SHA-256; codes that
    differ by case alone get the same digits, because shared drives ignore case.

    >>> slugs(["prevention_duty", "a/b"])
    {'prevention_duty': 'prevention_duty', 'a/b': 'a-b-c14cdd'}
    """
    wanted = list(dict.fromkeys(codes))
    folded = Counter(code.casefold() for code in wanted)
    return {
        code: code if not OUTSIDE.search(code) and folded[code.casefold()] == 1 else _with_digits(code)
        for code in wanted
    }


def _with_digits(code: str) -> str:
    digits = hashlib.sha256(code.encode("utf-8")).hexdigest()[:6]
    return f"{OUTSIDE.sub('-', code).strip('-')}-{digits}".lstrip("-")
