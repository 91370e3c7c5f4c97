"""What does one cell of a return say?

The vocabulary of symbols, and numbers read exactly: a number is a decimal, never a binary float.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal, Inexact, InvalidOperation

MOST_DECIMALS = 18
TOO_LARGE = Decimal(10) ** 15
_FINEST = Decimal(1).scaleb(-MOST_DECIMALS)
_NOTHING_LOST = Context(prec=60, traps=[Inexact])
FLAGS = "prebu"
_SYMBOLS = {
    "suppressed": ("c", "*", "**"),
    "low": ("k", "low", "~"),
    "not_applicable": ("z", ".", "#div/0!"),
    "not_available": ("x", ":", "..", "...", "na", "n/a", "nan", "null", "none", "#n/a", "w", ""),
    # A forecast: an estimate without a figure, and without the flag `e`, so that it is never coloured.
    "estimated": ("f",),
}
STATUS_OF = {symbol: status for status, symbols in _SYMBOLS.items() for symbol in symbols}
# When several symbols stand in one cell, or several cells make one figure, the first of these holds.
STRONGEST_FIRST = ("suppressed", "not_collected", "not_available", "not_applicable", "low", "estimated")
_SIGN_AND_POUND = r"(?:[+\-]?£?|£[+\-]?)"
_BODY = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,3}(?: \d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)"
_NUMBER = re.compile(rf"({_SIGN_AND_POUND}) ?({_BODY})(e[+\-]?\d{{1,9}})?( ?%)?", re.ASCII)
_IN_BRACKETS = re.compile(rf"\((£?) ?({_BODY})\)", re.ASCII)
_GLUED = re.compile(r"(.*?\d[\d.,]*\)? ?%?) ?((?:\[[prebu]\]|[prebu])(?: ?(?:\[[prebu]\]|[prebu]))*)", re.ASCII)
_GLUED_BEFORE = re.compile(r"((?:\[[prebu]\] ?)+)(.*\d.*)", re.ASCII)
_STACK = re.compile(r"(?:\[[^\[\]]*\] ?)+")
_EDGE = re.compile(rf"([<>]) ?({_BODY})( ?%)?", re.ASCII)
_RANGE = re.compile(r"(\d+(?:\.\d+)?) ?- ?(\d+(?:\.\d+)?)( ?%)?", re.ASCII)
_SENTINEL = re.compile(r"-(\d)\1{3,}(?:\.0+)?", re.ASCII)
_INFINITE = re.compile(r"[+\-]?(?:inf|infinity|1\.#inf|∞)")
_ONLY_NUMBER_MARKS = re.compile(r"[+\-£]*[\d.,' ]*\d[\d.,' ]*%?", re.ASCII)


@dataclass(frozen=True)
class Cell:
    """What a cell says: a number, or a status, or bounds, with flags; or the code of what is wrong with it.

    status    ok for a number, blank for an empty cell, else a word of the vocabulary.
    low/high  inclusive edges where the cell gives bounds of a count; edge_low/edge_high as stated, open ends None.
    """

    number: Decimal | None = None
    status: str = "ok"
    flags: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    edge_low: Decimal | None = None
    edge_high: Decimal | None = None
    has_bounds: bool = False
    is_percent: bool = False
    has_wide_digits: bool = False
    code: str | None = None


class _Unreadable(ValueError):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def cell_of(text: str | None, symbols: Mapping[str, str] | None = None) -> Cell:
    """One cell read with the vocabulary and the mapping's own symbols (a status, `zero` or `ignore`).

    >>> cell_of("1,234").number, cell_of("<5").high, cell_of("12,34").code
    (Decimal('1234'), Decimal('4'), 'R216')
    """
    if text is None or not text.strip():
        return Cell(status="blank")
    plain = _plain(text)
    declared = (symbols or {}).get(plain)
    try:
        cell = _declared(declared) if declared is not None else _read(plain)
    except _Unreadable as error:
        return Cell(status="not_available", code=error.code)
    wide = any(mark.isdecimal() and not mark.isascii() for mark in text)
    return replace(cell, has_wide_digits=True) if wide else cell


def symbols_of(declared: Mapping[str, str]) -> dict[str, str]:
    """The mapping's symbols, written as cells are compared."""
    return {_plain(text): meaning for text, meaning in declared.items()}


def _plain(text: str) -> str:
    # NFKC makes 122 of 12 with a raised 2, which is a note's mark and no digit; such cells stay as they are.
    has_mark = any(unicodedata.category(mark) == "No" for mark in text)
    folded = unicodedata.normalize("NFC" if has_mark else "NFKC", text).replace("\u2212", "-").casefold()
    return " ".join(folded.split())


def _declared(meaning: str) -> Cell:
    if meaning == "zero":
        return Cell(number=Decimal(0))
    if meaning == "ignore":
        raise _Unreadable("R240")
    return Cell(status=meaning)


def _read(plain: str) -> Cell:
    for reader in (_symbol, _sentinel, _number_cell, _bounds, _flagged, _stacked):
        cell = reader(plain)
        if cell is not None:
            return cell
    raise _Unreadable(_what_is_wrong(plain))


def _what_is_wrong(plain: str) -> str:
    if _INFINITE.fullmatch(plain):
        return "R212"
    if _ONLY_NUMBER_MARKS.fullmatch(plain):
        return "R216"
    has_digit = any(mark.isdigit() for mark in plain)
    is_known_fault = plain in {"#ref!", "#value!", "#name?", "#num!"}
    return "R210" if is_known_fault or (len(plain) <= 4 and not has_digit) else "R211"


def _symbol(plain: str) -> Cell | None:
    if plain in FLAGS and len(plain) == 1:
        return Cell(status="not_available", flags=plain)
    status = STATUS_OF.get(plain)
    return None if status is None else Cell(status=status)


def _sentinel(plain: str) -> Cell | None:
    if _SENTINEL.fullmatch(plain):
        raise _Unreadable("R210")
    return None


def _number_cell(plain: str) -> Cell | None:
    bracketed = _IN_BRACKETS.fullmatch(plain)
    if bracketed:
        return Cell(number=-_decimal(bracketed[2]))
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    number = _decimal(match[2] + (match[3] or ""))
    return Cell(number=-number if "-" in match[1] else number, is_percent=bool(match[4]))


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise _Unreadable("R216") from None
    if not number:
        return Decimal(0)
    if number.adjusted() >= TOO_LARGE.adjusted():
        raise _Unreadable("R217")
    return _storable(number)


def _storable(number: Decimal) -> Decimal:
    """The same number with no more decimals than are stored; R216 where that would alter it."""
    try:
        exact = number.quantize(_FINEST, context=_NOTHING_LOST)
    except Inexact:
        raise _Unreadable("R216") from None
    return exact if number.adjusted() - len(number.as_tuple().digits) + 1 < -MOST_DECIMALS else number


def storable_product(number: Decimal, factor: Decimal) -> Decimal | None:
    """The exact product, or null where it has more decimals than are stored.

    >>> storable_product(Decimal("0.452"), Decimal(100)), storable_product(Decimal("0.1"), Decimal("1e-18"))
    (Decimal('45.200'), None)
    """
    try:
        product = _NOTHING_LOST.multiply(number, factor)
        return product if _NOTHING_LOST.quantize(product, _FINEST) == product else None
    except Inexact:
        return None


def _bounds(plain: str) -> Cell | None:
    edge = _EDGE.fullmatch(plain)
    if edge:
        beyond = _below if edge[1] == "<" else _above
        return replace(beyond(_decimal(edge[2])), is_percent=bool(edge[3]))
    span = _RANGE.fullmatch(plain)
    if span is None:
        return None
    low, high = _decimal(span[1]), _decimal(span[2])
    if low > high:
        raise _Unreadable("R211")
    return Cell(
        status="suppressed", low=low, high=high, edge_low=low, edge_high=high, has_bounds=True, is_percent=bool(span[3])
    )


def _below(edge: Decimal) -> Cell:
    largest = edge.to_integral_value(rounding="ROUND_CEILING") - 1
    return Cell(status="suppressed", low=Decimal(0), high=max(largest, Decimal(0)), edge_high=edge, has_bounds=True)


def _above(edge: Decimal) -> Cell:
    smallest = edge.to_integral_value(rounding="ROUND_FLOOR") + 1
    return Cell(status="suppressed", low=smallest, edge_low=edge, has_bounds=True)


def _flagged(plain: str) -> Cell | None:
    after, before = _GLUED.fullmatch(plain), _GLUED_BEFORE.fullmatch(plain)
    if after is None and before is None:
        return None
    body, marks = (after[1], after[2]) if after else (before[2], before[1]) if before else ("", "")
    cell = _number_cell(body.strip()) or (_flagged(body.strip()) if after is None else None)
    if cell is None or cell.number is None:
        return None
    flags = _letters(marks + cell.flags)
    return Cell(number=cell.number, is_percent=cell.is_percent, flags=flags, status=_status_of_flags(flags))


def _stacked(plain: str) -> Cell | None:
    if not _STACK.fullmatch(plain):
        return None
    inner = [part.strip() for part in re.findall(r"\[([^\[\]]*)\]", plain)]
    cells = [_symbol(part) for part in inner]
    if any(cell is None for cell in cells):
        return None
    found = [cell for cell in cells if cell is not None]
    stated = {cell.status for cell in found if not cell.flags} or {"not_available"}
    status = next(status for status in STRONGEST_FIRST if status in stated)
    return Cell(status=status, flags=_letters("".join(cell.flags for cell in found)))


def _letters(marks: str) -> str:
    return "".join(sorted({mark for mark in marks if mark in FLAGS}))


def _status_of_flags(flags: str) -> str:
    return "estimated" if "e" in flags else "ok"
