"""What text and what facts about itself does a PDF hold?"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"<<(?P<dict>(?:[^<>]|<<[^<>]*>>|<[0-9A-Fa-f\s]*>)*)>>\s*stream\r?\n", re.DOTALL)
_SHOWN = re.compile(
    rb"\[(?P<array>(?:[^\[\]\\]|\\.)*)\]\s*TJ|(?P<one>\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")", re.DOTALL
)
# Between two texts: to another height, by so much down, to the next line, or to the end of a text.
_SHOWN_OR_MOVED = re.compile(
    _SHOWN.pattern
    + rb"|(?:-?[\d.]+\s+){5}(?P<height>-?[\d.]+)\s+Tm\b|-?[\d.]+\s+(?P<down>-?[\d.]+)\s+T[dD]\b|T\*|\bET\b",
    re.DOTALL,
)
_PIECE = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_INFO = re.compile(
    rb"/(?:Title|Author|Subject|Keywords|Creator|Alt|ActualText|Contents|T|TU|E)\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)",
    re.DOTALL,
)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
LARGEST = 50_000_000


class UnreadablePdf(ValueError):
    """A PDF that is locked, or whose streams cannot be unpacked."""


def pdf_text(data: bytes) -> str:
    """Every text that is shown, and the title, author and alternative texts; raises UnreadablePdf."""
    if b"/Encrypt" in data:
        raise UnreadablePdf("it is locked")
    streams = list(_streams(data))
    objects = _objects(data, streams)
    fonts = _fonts(objects, {number: body for number, _, body in streams})
    parts = [data, *(body for _, _, body in streams)]
    told = [_string(hit, {}) for part in parts for hit in _INFO.findall(part)]
    told += [re.sub(r"<[^<>]*>", " ", part.decode("utf-8", "replace")) for part in parts[1:] if b"<x:xmpmeta" in part]
    told += [text for part in parts[1:] if b"Tj" in part or b"TJ" in part for text in _shown(part, fonts)]
    return "\n".join(text for text in told if text.strip())


Stream = tuple[bytes, bytes, bytes]


def _streams(data: bytes) -> Iterator[Stream]:
    """Number of the object, what describes it, and what it holds."""
    total = 0
    for hit in _STREAM.finditer(data):
        end = data.find(b"endstream", hit.end())
        body = data[hit.end() : end if end >= 0 else len(data)]
        described = hit.group("dict")
        if b"/Subtype" in described and b"/Image" in described:
            raise UnreadablePdf("it holds a picture, whose text is not read")
        if b"/FlateDecode" in described:
            body = _unpacked(body)
        elif b"/Filter" in described:
            raise UnreadablePdf("a stream is packed in a way that is not read")
        total += len(body)
        if total > LARGEST:
            raise UnreadablePdf("it unpacks to too much")
        number = re.search(rb"(\d+) \d+ obj\s*$", data[max(0, hit.start() - 24) : hit.start()])
        yield (number.group(1) if number else b""), described, body


def _objects(data: bytes, streams: list[Stream]) -> dict[bytes, bytes]:
    """Every object by its number, also those that are packed together."""
    objects = {
        hit.group(1): data[hit.end() : data.find(b"endobj", hit.end())]
        for hit in re.finditer(rb"(?<!\d)(\d+) 0 obj", data)
    }
    for _, described, body in streams:
        first = re.search(rb"/First (\d+)", described)
        if b"/ObjStm" in described and first is not None:
            start = int(first.group(1))
            places = [int(number) for number in body[:start].split()]
            ends = [*places[3::2], len(body) - start]
            for number, place, end in zip(places[::2], places[1::2], ends, strict=False):
                objects[str(number).encode()] = body[start + place : start + end]
    return objects


def _fonts(objects: dict[bytes, bytes], streams: dict[bytes, bytes]) -> dict[bytes, dict[int, str]]:
    """What each glyph of each font stands for, by the name under which pages call the font."""
    tables: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for name, number in re.findall(rb"/([^\s/<>\[\]()]+)\s+(\d+) 0 R", body):
            held = re.search(rb"/ToUnicode\s+(\d+) 0 R", objects.get(number, b""))
            if held is not None and held.group(1) in streams:
                tables[name] = _table(streams[held.group(1)])
    return tables


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, LARGEST)
    except zlib.error:
        raise UnreadablePdf("a stream cannot be unpacked") from None


def _table(stream: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.DOTALL):
        for glyph, text in _PAIR.findall(part):
            table[int(glyph, 16)] = _utf16(text)
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", stream, re.DOTALL):
        for first, last, text in _TRIPLE.findall(part):
            start, base = int(first, 16), int(text, 16)
            end = min(int(last, 16), start + 0xFFFF, start + 0x10FFFF - base)
            table.update({code: chr(base + code - start) for code in range(start, end + 1)})
    return table


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode().zfill(4)).decode("utf-16-be", "replace")


def _shown(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> Iterator[str]:
    """Each stretch in one font: the font is named before `Tf`."""
    table: dict[int, str] = next(iter(fonts.values()), {})
    before = b""
    for stretch in re.split(rb"\bTf\b", stream):
        named = re.findall(rb"/([^\s/]+)\s+[-\d.]+\s*$", before)
        table = fonts.get(named[-1], table) if named else table
        yield from _lines(stretch, table)
        before = stretch


def _lines(stretch: bytes, table: dict[int, str]) -> Iterator[str]:
    """What is shown in one font, a text for each height on the page."""
    line: list[str] = []
    height = ""
    for hit in _SHOWN_OR_MOVED.finditer(stretch):
        if hit.group("array") is not None or hit.group("one") is not None:
            line.append(_read(_pieces(hit), table))
            continue
        now = (hit.group("height") or b"").decode()
        is_moved = now != height if now else (hit.group("down") or b"1").strip(b"-0.") != b""
        if is_moved and line:
            yield "".join(line)
            line = []
        height = now or height
    yield "".join(line)


def _pieces(hit: re.Match[bytes]) -> list[bytes]:
    return _PIECE.findall(hit.group("array")) if hit.group("array") is not None else [hit.group("one")]


def _read(pieces: list[bytes], table: dict[int, str]) -> str:
    return "".join(_string(piece, table) for piece in pieces)


def _string(piece: bytes, glyphs: dict[int, str]) -> str:
    raw = _bytes_of(piece)
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if glyphs and piece.startswith(b"<") and len(raw) % 2 == 0:
        codes = [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)]
        return "".join(glyphs.get(code, "") for code in codes)
    return raw.decode("latin-1")


def _bytes_of(piece: bytes) -> bytes:
    if piece.startswith(b"<"):
        digits = re.sub(rb"\s", b"", piece[1:-1]).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    return re.sub(rb"\\([0-7]{1,3}|.)", _unescaped, piece[1:-1], flags=re.DOTALL)


def _unescaped(hit: re.Match[bytes]) -> bytes:
    sign = hit.group(1)
    if sign[:1].isdigit():
        return bytes([int(sign, 8) & 0xFF])
    return _ESCAPES.get(sign, sign)
