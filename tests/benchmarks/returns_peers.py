"""In how many files is a figure silently lost or altered, by us and by plain pandas and frictionless?

    python -m tests.benchmarks.returns_peers --environment FOLDER [--create]

The files are those of the catalogue of bad files (tests/badinput) and some more, canonical tables all of them. A figure
is a numerator or denominator with a digit in it, as it stands in the file. It is told where reading raises an error or
a warning, where the column is not there to be asked for, or where the row is listed as one with a fault; it is kept
where the cell read is the same text or exactly the same number; else it was silently lost (nothing there) or altered.
The peers live in an environment of their own: name it with --environment or HLS_PEERS; --create makes it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PACKAGES = ("pandas==2.3.3", "openpyxl==3.1.*", "pyarrow", "frictionless[excel,parquet]==5.*")
PEERS = ("pandas", "frictionless")
COLUMNS = ("numerator", "denominator")
TOLD, KEPT, LOST, ALTERED = "told", "kept", "lost", "altered"
_NOTE, _THREES = re.compile(r"\[[prebu]\]$"), re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
# One row of figures as it stands in a file: its number (1 = the first line or row) and the texts of COLUMNS.
Sent = tuple[int, Sequence[str]]


class Told(Exception):
    """The reader said that something is wrong."""


def fate(text: str, cell: object) -> str:
    """What became of one figure."""
    if cell is None or cell != cell or str(cell).strip() == "":
        return LOST
    if str(cell).strip() == text.strip():
        return KEPT
    try:
        read = Decimal(repr(cell) if isinstance(cell, float) else str(cell))
        return KEPT if Decimal(_plain(text)) == read else ALTERED
    except InvalidOperation:
        return ALTERED


def _plain(text: str) -> str:
    """A number without its note and without commas in threes, which a reader may well understand."""
    bare = _NOTE.sub("", text.strip())
    return bare.replace(",", "") if _THREES.fullmatch(bare) else bare


def fate_of_file(sent: Sequence[Sent], read: Callable[[], Callable[[int, str], object]]) -> str:
    """The gravest fate of a file's figures: altered, lost, told or kept.

    read  gives what finds a cell by the number of the row's place among the rows sent, and its column; or raises
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cell = read()
            fates = {
                _of_cell(text, cell, number, name)
                for number, (_, texts) in enumerate(sent)
                for name, text in zip(COLUMNS, texts, strict=False)
                if any(mark.isdigit() for mark in text)
            }
    except Exception:
        return TOLD
    return next((found for found in (ALTERED, LOST, TOLD) if found in fates), KEPT)


def _of_cell(text: str, cell: Callable[[int, str], object], number: int, name: str) -> str:
    try:
        return fate(text, cell(number, name))
    except IndexError:
        return LOST
    except Told:
        return TOLD


# In the environment of the peers: nothing of ours is imported there.


def by_pandas(path: Path) -> Callable[[int, str], object]:
    """As the first page of its guide reads a file."""
    import pandas as pd

    for kind in (pd.errors.ParserWarning, pd.errors.DtypeWarning):
        warnings.simplefilter("error", kind)
    readers = {".xlsx": pd.read_excel, ".parquet": pd.read_parquet}
    frame = readers.get(path.suffix, pd.read_csv)(path)
    return lambda number, name: frame[name].tolist()[number]


def by_frictionless(path: Path) -> Callable[[int, str], object]:
    """Validated, then read."""
    from frictionless import Resource

    if not Resource(path=path.name, basepath=str(path.parent)).validate().valid:
        raise Told
    rows = Resource(path=path.name, basepath=str(path.parent)).read_rows()
    return lambda number, name: rows[number].to_dict()[name]


READERS = {"pandas": by_pandas, "frictionless": by_frictionless}


def peer(name: str, folder: Path) -> None:
    """Print the fate of every file."""
    sent = json.loads((folder / "sent.json").read_text(encoding="utf-8"))
    print(
        json.dumps({file: fate_of_file(rows, lambda f=file: READERS[name](folder / f)) for file, rows in sent.items()})
    )


# In the project's environment.


def corpus() -> dict[str, tuple[bytes, list[Sent]]]:
    """Each file with its bytes and the figures in it."""
    from tests.badinput.test_returns_catalogue import CATALOGUE

    files = {bad.name: (bad.content, _sent(bad.name, bad.content)) for bad in CATALOGUE}
    texts = {name: (content, _sent(name, content)) for name, content in _more_texts().items()}
    return files | texts | _workbooks()


def _sent(name: str, content: bytes) -> list[Sent]:
    """Line by line, as a person who looks at a text sees it; nothing where it is no text at all."""
    if (
        not name.endswith(".csv")
        or not content
        or content[:4] in (b"PK\x03\x04", b"PAR1", b"\x89PNG", b"\xd0\xcf\x11\xe0")
    ):
        return []
    text = _text(content)
    lines = [line.replace('"', "") if line.count('"') % 2 else line for line in text.splitlines()]
    rows = [next(csv.reader([line])) for line in lines if line.strip(' ,"\x00')]
    heads = rows[0] if rows else []
    at = [heads.index(name) for name in COLUMNS if name in heads]
    return [(number, [row[n] if n < len(row) else "" for n in at]) for number, row in enumerate(rows[1:], start=2)]


def _text(content: bytes) -> str:
    if content[:2] == b"\xff\xfe":
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _more_texts() -> dict[str, bytes]:
    from tests.badinput.test_returns_catalogue import GOOD, row
    from tests.fixtures_returns.workspaces import HEADER, JUNE, canonical

    whole = canonical(JUNE, GOOD)
    precise = {"numerator": "41.1234567890123456", "denominator": "58.1234567890123456"}
    made = {
        "every_row_longer.csv": canonical(JUNE + ",1", GOOD + ",2"),
        "every_row_ends_in_a_comma.csv": canonical(JUNE + ",", GOOD + ","),
        "eighteen_digits.csv": canonical(row(**precise), GOOD),
        "long_whole_number.csv": canonical(row(denominator="123456789012345"), GOOD),
        "semicolons.csv": whole.replace(",", ";"),
        "thousands.csv": canonical(row(numerator="1,041", denominator="1,058"), GOOD),
        "per_cent.csv": canonical(row(numerator="41%"), GOOD),
        "small_number.csv": canonical(row(numerator="<5"), GOOD),
        "number_with_a_flag.csv": canonical(row(numerator="41[p]"), GOOD),
        "twice_denominator.csv": f"{HEADER},denominator\n{JUNE},59\n{GOOD},60\n",
        "title_above.csv": "Returns for May\n" + whole,
        "footnote.csv": whole + "Source: our own system\n",
        "full_width.csv": canonical(row(numerator="\uff14\uff11"), GOOD),
        "exponent.csv": canonical(row(numerator="4.1E1"), GOOD),
    }
    return {name: text.encode() for name, text in made.items()}


def _workbooks() -> dict[str, tuple[bytes, list[Sent]]]:
    from tests.fixtures_returns.workbooks import Formula, SheetOf, xlsx
    from tests.fixtures_returns.workspaces import HEADER, JUNE

    heads, first = HEADER.split(","), JUNE.split(",")[:5]
    second = [*first[:1], "X06000902", *first[2:]]
    plain: list[Sent] = [(2, ["41", "58"])]
    one = [heads, [*first, 41, 58]]
    two = SheetOf("Other", [heads, [*second, 30, 60]])
    return {
        "plain.xlsx": (xlsx(SheetOf("T", one)), plain),
        "two_sheets.xlsx": (xlsx(SheetOf("T", one), two), [*plain, (2, ["30", "60"])]),
        "hidden_first.xlsx": (xlsx(SheetOf("Old", [heads, [*first, 7, 9]], state="hidden"), SheetOf("T", one)), plain),
        "texts.xlsx": (xlsx(SheetOf("T", [heads, [*first, "41", "1,058"]])), [(2, ["41", "1,058"])]),
        "no_result.xlsx": (xlsx(SheetOf("T", [heads, [*first, Formula("40+1"), 58]])), [(2, ["=40+1", "58"])]),
        "title_above.xlsx": (xlsx(SheetOf("T", [["Returns for May"], *one])), plain),
        "lower_right.xlsx": (xlsx(SheetOf("T", one, first_row=4, first_column=3)), plain),
        "precise.xlsx": (xlsx(SheetOf("T", [heads, [*first, 40.99999999999, 58]])), [(2, ["40.99999999999", "58"])]),
        "cut.xlsx": (xlsx(SheetOf("T", one))[:900], []),
    }


def ours(files: dict[str, tuple[bytes, list[Sent]]], home: Path) -> dict[str, str]:
    """The fate of every file in a workspace of its own."""
    import polars as pl

    from tests.fixtures_returns.workspaces import Place

    place = Place(home)
    for name, (content, _) in files.items():
        place.put(name, content)
    landing = place.land()
    found = {}
    for entry in landing.intake.iter_rows(named=True):
        name = entry["source_name"]
        aside = set(landing.quarantine.filter(pl.col("source_name") == name)["source_row"])
        rows = place.observations(entry["sha256"]) if entry["outcome"] == "accepted" else None
        found[name] = fate_of_file(files[name][1], lambda n=name, r=rows, a=aside: _cells(files[n][1], r, a))
    return found


def _cells(sent: Sequence[Sent], rows: Any, aside: set[int]) -> Callable[[int, str], object]:
    """Finds an observation's figure; Told where its row, or the whole file, is listed with a fault."""
    if rows is None:
        raise Told
    held = {row["source_row"]: row for row in rows.iter_rows(named=True)}

    def cell(number: int, name: str) -> object:
        at = sent[number][0]
        if at in aside and at not in held:
            raise Told
        row = held[at]
        # A bound stands for a small number, a note in the ledger for what was read in another width.
        return row[name] if row["status"] != "suppressed" else sent[number][1][COLUMNS.index(name)]

    return cell


def environment(folder: str, *, create: bool) -> str:
    """The interpreter of the peers' environment, made where asked."""
    python = str(Path(folder) / "bin" / "python")
    if create and not Path(python).exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", default=os.environ.get("HLS_PEERS"))
    parser.add_argument("--create", action="store_true")
    parser.add_argument("--peer", nargs=2)
    asked = parser.parse_args()
    if asked.peer:
        peer(asked.peer[0], Path(asked.peer[1]))
        return
    if not asked.environment:
        print("not run: name an environment with the peers by --environment or HLS_PEERS; --create makes it")
        return
    python = environment(asked.environment, create=asked.create)
    files = corpus()
    with TemporaryDirectory() as home:
        folder = Path(home) / "files"
        folder.mkdir()
        for name, (content, _) in files.items():
            (folder / name).write_bytes(content)
        (folder / "sent.json").write_text(json.dumps({n: rows for n, (_, rows) in files.items()}), encoding="utf-8")
        found = {"ours": ours(files, Path(home) / "ours")}
        for name in PEERS:
            told = subprocess.run([python, __file__, "--peer", name, str(folder)], check=True, capture_output=True)
            found[name] = json.loads(told.stdout.splitlines()[-1])
    show(found)
    record_silent(found)


def record_silent(found: dict[str, dict[str, str]]) -> None:
    """Keep how many files lost or altered a figure in silence, by reader."""
    from tests.house.reached import record

    silent = {name: sum(how in (LOST, ALTERED) for how in fates.values()) for name, fates in found.items()}
    record({f"returns.silent_{name}": number for name, number in silent.items()}, f"of {len(found['ours'])} files")


def show(found: dict[str, dict[str, str]]) -> None:
    """How many files of each fate, and which were lost or altered."""
    print(f"{'':<14}{'files':>6}{'kept':>6}{'told':>6}{'lost':>6}{'altered':>9}")
    for name, fates in found.items():
        counts = Counter(fates.values())
        print(f"{name:<14}{len(fates):>6}{counts[KEPT]:>6}{counts[TOLD]:>6}{counts[LOST]:>6}{counts[ALTERED]:>9}")
    for name, fates in found.items():
        silent = sorted(f"{file} {how}" for file, how in fates.items() if how in (LOST, ALTERED))
        print(f"{name}: {', '.join(silent) or 'none'}")


if __name__ == "__main__":
    main()
