"""What of a release is not of one area, so that it must stay as it is whatever the figures of that area are?"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf._page import PageObject

from hls_signals.contract.page_tree import Node, page_tree

# Whole files that count over the release: its charts and how many periods each has among them, never a value.
COUNTED = {"open-book.html", "manifest.json", "how-to-read.html"}
# The foot of each side of a printed pack says which document this is, and which side of how many; it is written last.
FOOT = "For learning. It does not"
# As it is drawn: text that begins in the bottom margin, in the units of the page.
_FOOT_DRAWN = re.compile(rb"BT\n1 0 0 -1 [\d.]+ 1(?:0[6-9]\d|1\d\d)\.\d+ Tm.*?ET", re.DOTALL)
# A font is named for the letters that the whole document needs of it.
_FONT = re.compile(rb"/[A-Z]{6} (?=[\d.]+ Tf)")
EDITION = re.compile(r"Meeting edition [0-9a-f]{6}")
# Headings of the front of a printed pack under which no area's own lines stand.
HEADINGS = (
    "What we said last time", "What we asked", "What we offered", "In somebody's words", "Since we met",
    "What people chose to talk about", "Who was not in the room", "Questions for the room",
    "What changed colour, and why",
)  # fmt: skip


def of_others(files: Mapping[str, bytes], area: str, questions: Mapping[str, str]) -> dict[str, object]:
    """Path -> what is not of this area: files of others whole; of pages and packs of several, all but its parts.

    questions  measure -> the question that heads it in a printed pack
    """
    manifest = json.loads(files["manifest.json"])
    subject = {entry["path"]: entry["subject"] for entry in manifest["files"]}
    kept: dict[str, object] = {}
    for path, data in files.items():
        if path in COUNTED or subject.get(path) in {area, "alliance"}:
            continue
        if subject.get(path) != "site":
            kept[path] = data
        elif path.endswith(".pdf"):
            items = next(pack["items"] for pack in manifest["packs"] if path == f"pack/{pack['id']}.pdf")
            kept[path] = list(_of_document(data, area, items, questions))
        else:
            kept[path] = _of_page(path, data, area)
    return kept


def _of_page(path: str, data: bytes, area: str) -> bytes:
    if path.endswith("datapackage.json"):
        given = json.loads(data)
        given["resources"] = [entry for entry in given["resources"] if f"{area}/" not in entry["path"]]
        return json.dumps(given).encode()
    if path.endswith(".html"):
        return re.sub(r"\n\s*\n", "\n", _written(page_tree(data.decode()), area)).encode()
    return data


def _written(node: Node, area: str) -> str:
    if node.attrs.get("data-area") == area:
        return ""
    # Its subject is the alliance: with fewer than three areas there is none.
    if node.tag == "nav" and node.attrs.get("aria-labelledby") == "alliance":
        return ""
    inside = "".join(child if isinstance(child, str) else _written(child, area) for child in node.children)
    return f"<{node.tag} {sorted(node.attrs.items())}>{inside.strip()}"


def _of_document(
    data: bytes, area: str, items: list[Mapping[str, str]], questions: Mapping[str, str]
) -> Iterator[str | bytes]:
    """The front of a printed pack without the lines of this area, then text and drawing of every side of others."""
    reader = PdfReader(io.BytesIO(data))
    starts = sorted(
        (int(name.removeprefix("measure-")), reader.get_destination_page_number(place) or 0)
        for name, place in reader.named_destinations.items()
        if name.startswith("measure-")
    )
    front = [line for page in reader.pages[: starts[0][1]] for line in _lines(page)]
    owners = {questions[item["measure_id"]]: item["area_code"] for item in items}
    yield from _front(front, area, owners)
    ends = [*starts, (0, len(reader.pages))]
    for (number, first), (_, last) in pairwise(ends):
        if items[number - 1]["area_code"] != area:
            for page in reader.pages[first:last]:
                yield "\n".join(_lines(page))
                yield _drawn(page)


def _lines(page: PageObject) -> list[str]:
    lines = [EDITION.sub("", line).strip() for line in page.extract_text().splitlines()]
    foot = max((place for place, line in enumerate(lines) if FOOT in line), default=len(lines))
    return [line for line in lines[:foot] if line not in {"", "•"}]


def _front(lines: list[str], area: str, owners: Mapping[str, str]) -> Iterator[str]:
    """Each line that stands under no question of this area; a heading ends what stands under a question."""
    owner = ""
    for line in lines:
        if line.startswith(HEADINGS):
            owner = ""
        owner = next((whose for question, whose in owners.items() if line.startswith(question)), owner)
        if owner != area:
            yield line


def _drawn(page: PageObject) -> bytes:
    """The lines, shapes and letters of a side, its foot left out."""
    contents = page.get_contents()
    given = b"" if contents is None else contents.get_data()
    return _FONT.sub(b"/font ", _whole(_FOOT_DRAWN.sub(b"", given), page["/Resources"]))


def _whole(given: bytes, resources: Any, depth: int = 4) -> bytes:
    """A drawing with the drawings that it calls by a number, which counts through the whole document."""
    held = resources.get("/XObject", {}) if depth else {}

    def called(hit: re.Match[bytes]) -> bytes:
        name = hit.group(1).decode()
        if name not in held:
            return hit.group()
        inner = held[name].get_object()
        return _whole(inner.get_data(), inner.get("/Resources", {}), depth - 1)

    return re.sub(rb"(/x\d+) Do", called, given)
