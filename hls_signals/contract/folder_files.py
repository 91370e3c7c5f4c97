"""Which files lie in a folder, also inside its archives, and what do they hold?"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ARCHIVES = {".zip", ".xlsx", ".docx", ".ods", ".odt", ".pptx", ".odp", ".jar", ".epub"}
LARGEST = 50_000_000
DEEPEST = 3


@dataclass(frozen=True)
class File:
    """One file or one member of an archive (`pack.zip!inside.html`)."""

    path: str
    data: bytes
    problem: str = ""

    @property
    def suffix(self) -> str:
        """The ending of its name, in lower case."""
        name = self.path.rsplit("/", 1)[-1].lower()
        return ".vl.json" if name.endswith(".vl.json") else f".{name.rsplit('.', 1)[-1]}" if "." in name else ""

    @property
    def text(self) -> str:
        """As UTF-8; what is none becomes a mark."""
        return self.data.decode("utf-8-sig", "replace")

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def paths_in(folder: Path) -> list[Path]:
    """Every file and every link below a folder, by path; links are not followed."""
    return sorted(path for path in _walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_dir():
            yield path
        else:
            yield from _walk(path)


def leads_out(path: Path, folder: Path) -> bool:
    """True for a link that leaves the folder, or leads nowhere."""
    if not path.is_symlink():
        return False
    target = path.resolve()
    return not target.exists() or not target.is_relative_to(folder.resolve())


def files_of(path: Path, folder: Path) -> Iterator[File]:
    """A file, and what an archive holds."""
    name = path.relative_to(folder).as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        yield File(name, b"", f"it cannot be read ({type(error).__name__})")
        return
    yield from _unpacked(File(name, data), DEEPEST)


def _unpacked(file: File, depth: int) -> Iterator[File]:
    yield file
    if file.suffix not in ARCHIVES and not file.data.startswith(b"PK\x03\x04"):
        return
    if not depth:
        yield File(f"{file.path}!", b"", "archives lie too deep inside each other")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                yield File(f"{file.path}!", b"", "it unpacks to too much")
                return
            for member in archive.infolist():
                if not member.is_dir():
                    yield from _unpacked(File(f"{file.path}!{member.filename}", archive.read(member)), depth - 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError) as error:
        yield File(f"{file.path}!", b"", f"the archive cannot be opened ({type(error).__name__})")
