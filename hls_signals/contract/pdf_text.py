"""What text and what facts about itself does a PDF hold?"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"<<(?P<dict>(?:[^<>]|<<[^<>]*>>|<[0-9A-Fa-f\s]*>)*)>>\s*stream\r?\n", re.DOTALL)
_SHOWN = re.compile(
    rb"\[(?P<array>(?:[^\[\]\\]|\\.)*)\]\s*TJ|(?P<one>\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")", re.DOTALL
)
_PIECE = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_INFO = re.compile(
    rb"/(?:Title|Author|Subject|Keywords|Creator|Alt|ActualText|Contents|T|TU|E)\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)",
    re.DOTALL,
)
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>)?")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
LARGEST = 50_000_000


class UnreadablePdf(ValueError):
    """A PDF that is locked, or whose streams cannot be unpacked."""


def pdf_text(data: bytes) -> str:
    """Every text that is shown, and the title, author and alternative texts; raises UnreadablePdf."""
    if b"/Encrypt" in data:
        raise UnreadablePdf("it is locked")
    streams = list(_streams(data))
    glyphs = _glyphs(streams)
    told = [_string(hit, {}) for part in (data, *streams) for hit in _INFO.findall(part)]
    told += [re.sub(r"<[^<>]*>", " ", part.decode("utf-8", "replace")) for part in streams if b"<x:xmpmeta" in part]
    told += [text for part in streams if b"Tj" in part or b"TJ" in part for text in _shown(part, glyphs)]
    return "\n".join(text for text in told if text.strip())


def _streams(data: bytes) -> Iterator[bytes]:
    total = 0
    for hit in _STREAM.finditer(data):
        end = data.find(b"endstream", hit.end())
        body = data[hit.end() : end if end >= 0 else len(data)]
        described = hit.group("dict")
        if b"/FlateDecode" in described:
            body = _unpacked(body)
        elif b"/Filter" in described and b"/Image" not in described:
            raise UnreadablePdf("a stream is packed in a way that is not read")
        if b"/Subtype" in described and b"/Image" in described:
            raise UnreadablePdf("it holds a picture, whose text is not read")
        total += len(body)
        if total > LARGEST:
            raise UnreadablePdf("it unpacks to too much")
        yield body


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, LARGEST)
    except zlib.error:
        raise UnreadablePdf("a stream cannot be unpacked") from None


def _glyphs(streams: list[bytes]) -> dict[int, str]:
    """What each glyph stands for, by every ToUnicode table together."""
    table: dict[int, str] = {}
    for stream in streams:
        if b"beginbfchar" not in stream and b"beginbfrange" not in stream:
            continue
        for first, second, third in _CHAR.findall(stream):
            if not third:
                table[int(first, 16)] = _utf16(second)
            else:
                start, end = int(first, 16), min(int(second, 16), int(first, 16) + 0xFFFF)
                base = int(third, 16)
                table.update(
                    {code: chr(base + code - start) for code in range(start, end + 1) if base + code - start < 0x110000}
                )
    return table


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode().zfill(4)).decode("utf-16-be", "replace")


def _shown(stream: bytes, glyphs: dict[int, str]) -> Iterator[str]:
    for hit in _SHOWN.finditer(stream):
        pieces = _PIECE.findall(hit.group("array")) if hit.group("array") is not None else [hit.group("one")]
        yield "".join(_string(piece, glyphs) for piece in pieces)


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
