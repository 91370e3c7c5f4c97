"""What does `hls-signals contract check` cost on a release of 1,000 pages? Prints a table; never a timed test.

Run: python -m tests.benchmarks.contract_1000 [RELEASE]     a release of the demo; without one the demo is made first

The pages are those of the demo, again and again under new codes, slugs and names of areas (simulated, as the demo is):
once in the demo's own mixture, once with its fullest area alone. The figure to reach is the contract's: 60 s.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from tests.house.reached import record
from tests.house.timed import HLS, timed

PAGES = 1000
FULLEST = "X06000901"
FIRST = ("Ald", "Brack", "Cind", "Dun", "Esk", "Fallo", "Gorse", "Hazel", "Ivel", "Kest", "Lam", "Mar", "Nor", "Oxen")
LAST = ("bourne", "combe", "dale", "ferry", "ford", "holt", "ley", "mere", "port", "stead", "thorpe", "wick", "worth")


def new_names() -> Iterator[str]:
    """Invented names of places, each once."""
    for place in count():
        around, (first, last) = place // (len(FIRST) * len(LAST)), divmod(place % (len(FIRST) * len(LAST)), len(LAST))
        yield FIRST[first] + LAST[last] + (" Sound" * around)


def copied(source: Path, to: Path, is_wanted: Callable[[str], bool]) -> int:
    """The release with its areas again under new names until it holds 1,000 pages; how many files that gives."""
    manifest = json.loads((source / "manifest.json").read_text(encoding="utf-8"))
    names = {entry["area_code"]: entry["area_name"] for entry in manifest["subjects"]}
    files: list[dict[str, Any]] = []
    invented = new_names()

    def write(entry: dict[str, Any], path: str, data: bytes, subject: str) -> None:
        place = to / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        files.append(entry | {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "subject": subject})

    for entry in manifest["files"]:
        write(entry, entry["path"], (source / entry["path"]).read_bytes(), entry["subject"])
    subjects = list(manifest["subjects"])
    wanted = [code for code in names if is_wanted(code)]
    number = 0
    while sum(entry["kind"] == "page" for entry in files) < PAGES:
        old = wanted[number % len(wanted)]
        code, name = f"X7{number:07d}", next(invented)
        number += 1
        subjects.append({"area_code": code, "area_name": name})
        for entry in manifest["files"]:
            if entry["subject"] == old:
                data = (source / entry["path"]).read_bytes()
                if not entry["path"].endswith(".pdf"):
                    data = data.replace(names[old].encode(), name.encode()).replace(old.encode(), code.encode())
                write(entry, re.sub(re.escape(old), code, entry["path"]), data, code)
    told = manifest | {"subjects": subjects, "files": sorted(files, key=lambda entry: entry["path"])}
    (to / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return len(files)


def demo_release(folder: Path) -> Path:
    """The open release of a demo made here."""
    timed([*HLS, "demo", str(folder)])
    return folder / "published" / "current"


def main() -> None:
    """The table."""
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        source = Path(sys.argv[1]) if len(sys.argv) > 1 else demo_release(root / "demo")
        print(f"{'':44} {'pages':>6} {'files':>6} {'MB':>6} {'clock s':>8} {'cpu s':>7} {'peak MB':>8}")
        for name, is_wanted in (
            ("areas as the demo mixes them", lambda code: True),
            ("every area as full as its fullest", lambda code: code == FULLEST),
        ):
            folder = root / name.replace(" ", "-")
            files = copied(source, folder, is_wanted)
            pages = list(folder.rglob("*.html"))
            size = sum(path.stat().st_size for path in pages) / 1e6
            took = timed([*HLS, "contract", "check", str(folder)])
            seconds.append(took.seconds)
            print(f"{name:44} {len(pages):6,} {files:6,} {size:6.0f}", end=" ")
            print(f"{took.seconds:8.1f} {took.processor:7.1f} {took.peak_mb:8.0f}", flush=True)
    record({"contract.thousand_pages_s": max(seconds)}, note="the slower of two mixtures")


if __name__ == "__main__":
    main()
