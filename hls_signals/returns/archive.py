"""Is a zipped file safe to read, and what do its members hold?

The directory is read first and not believed: sizes are counted while each member is unpacked piece by piece, and
nothing is ever written. Members are taken by their place in the archive, never by their name.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hls_signals.returns.faults import FileFault

MOST_MEMBERS = 1_000
MOST_BYTES = 200 * 1_000_000
MOST_RATIO = 100
_PIECE = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_IS_ENCRYPTED = 0x1
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\x00")


@dataclass(frozen=True)
class Archive:
    """A zip file whose members were all counted and are safe to read."""

    data: bytes
    members: Sequence[zipfile.ZipInfo]

    def named(self, name: str) -> zipfile.ZipInfo | None:
        """The member of this name."""
        return next((member for member in self.members if member.filename == name), None)

    def pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """A member's bytes, unpacked piece by piece."""
        return _pieces(self.data, member)


def safe_archive(data: bytes) -> Archive:
    """The archive, every member counted; raises FileFault Q101 (too large), Q103 (unsafe), Q104 or Q141."""
    members = _directory(data)
    if len(members) > MOST_MEMBERS:
        raise FileFault("Q101", where=f"more than {MOST_MEMBERS:,} members")
    for number, member in enumerate(members, start=1):
        _check_member(member, number)
    if len({member.filename for member in members}) < len(members):
        raise FileFault("Q103", where="two members of one name")
    _count(data, members)
    return Archive(data, members)


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError, OSError):
        raise FileFault("Q104") from None


def _check_member(member: zipfile.ZipInfo, number: int) -> None:
    where = f"member {number} of the archive"
    if _is_unsafe(member):
        raise FileFault("Q103", where=where)
    if member.flag_bits & _IS_ENCRYPTED:
        raise FileFault("Q141")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileFault("Q104", where=where)


def _is_unsafe(member: zipfile.ZipInfo) -> bool:
    # `filename` ends at the first NUL; the name as written does not.
    name = member.orig_filename.replace("\\", "/")
    has_drive = name[1:2] == ":"
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return "\x00" in name or name.startswith("/") or has_drive or ".." in name.split("/") or is_link


def _count(data: bytes, members: Sequence[zipfile.ZipInfo]) -> None:
    most = min(MOST_BYTES, MOST_RATIO * len(data))
    total = 0
    for number, member in enumerate(members, start=1):
        start, checksum = b"", 0
        for piece in _pieces(data, member):
            start = start or piece[:8]
            checksum = zlib.crc32(piece, checksum)
            total += len(piece)
            if total > most:
                raise FileFault("Q101", where=f"counted up to member {number} of the archive")
        if checksum != member.CRC:
            # A digit may have changed on the way, and would look like any other.
            raise FileFault("Q104", where=f"member {number} of the archive")
        if start.startswith(_ARCHIVES):
            raise FileFault("Q103", where=f"member {number} of the archive is an archive itself")


def _pieces(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a member really holds, whatever size the directory states."""
    packed = _packed(data, member)
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), _PIECE):
            waiting = bytes(packed[at : at + _PIECE])
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, _PIECE)
                waiting = unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error:
        raise FileFault("Q104") from None
    if not unpacker.eof:
        raise FileFault("Q104")


def _packed(data: bytes, member: zipfile.ZipInfo) -> memoryview:
    at = member.header_offset
    header = data[at : at + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise FileFault("Q104")
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    first = at + _LOCAL_HEADER.size + name_length + extra_length
    packed = memoryview(data)[first : first + member.compress_size]
    if len(packed) < member.compress_size:
        raise FileFault("Q104")
    return packed
