"""What is found in one file of a finished folder?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hls_signals.contract.calendar_rules import calendar_findings, unfolded
from hls_signals.contract.chart import check_chart
from hls_signals.contract.data_rules import csv_findings, json_findings, rows_told, value_findings
from hls_signals.contract.findings import Finding, found
from hls_signals.contract.folder_context import MANIFEST, PAGES, Context
from hls_signals.contract.folder_files import File
from hls_signals.contract.page_rules import page_findings_of
from hls_signals.contract.page_tree import page_tree
from hls_signals.contract.page_words import word_findings
from hls_signals.contract.pdf_text import UnreadablePdf, pdf_text
from hls_signals.contract.query import check_query
from hls_signals.contract.style_rules import pair_findings, style_findings
from hls_signals.contract.text_rules import line_findings, name_findings, sentence_findings

TEXTS = {".txt", ".md", ".eml", ".csv-metadata", ""}
PUBLISHED = {
    *PAGES, *TEXTS, ".csv", ".json", ".vl.json", ".css", ".js", ".pdf", ".sql", ".yaml", ".yml", ".woff2", ".woff",
    ".ttf",
    ".ics", ".py",
}  # fmt: skip


def file_findings(file: File, context: Context) -> list[Finding]:
    """Every finding in one file; nothing that it holds raises."""
    if file.problem:
        return [found("C002", file.path, file.problem)]
    try:
        return [*name_findings(file.path, context.known), *_by_kind(file, context)]
    except (RecursionError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        # What cannot be read is not published.
        return [found("C101", file.path, f"the file cannot be read ({type(error).__name__})")]


def _by_kind(file: File, context: Context) -> Iterator[Finding]:
    suffix, known = file.suffix, context.known
    if suffix in PAGES:
        yield from page_findings(file.text, file.path, context)
    elif suffix == ".csv":
        yield from csv_findings(file.text, file.path, known.in_text(file.text))
        yield from _words(rows_told(file.text), file.path, context)
    elif suffix == ".vl.json":
        yield from chart_findings(file.text, file.path, context)
    elif suffix == ".json":
        if file.path != MANIFEST:
            yield from json_findings(file.text, file.path, known)
            yield from _words(_strings_in(file.text), file.path, context)
    elif suffix == ".css":
        yield from style_findings(file.text, file.path, known)
        yield from pair_findings(iter([file.text]), file.path)
    elif suffix == ".js":
        if file.path.rsplit("/", 1)[-1] not in context.scripts:
            yield found("C305", file.path, "a script that the manifest does not list")
        yield from _script(file)
    elif suffix == ".sql":
        yield from check_query(file.text, context.roles, where=file.path)
    elif suffix == ".pdf":
        yield from _pdf(file, context)
    elif suffix == ".ics":
        yield from calendar_findings(file.text, file.path)
        yield from line_findings(unfolded(file.text), file.path, known)
        yield from _words([unfolded(file.text)], file.path, context)
    elif suffix in TEXTS:
        yield from line_findings(file.text, file.path, known)
        yield from _words([file.text], file.path, context)
    elif suffix not in PUBLISHED and not _is_archive(file):
        yield found("C002", file.path, "a kind of file that is not published")


def _is_archive(file: File) -> bool:
    return file.data.startswith(b"PK\x03\x04")


def _script(file: File) -> Iterator[Finding]:
    # The bundle of the live chart is too large to be read as ours; it is known by its name and its hash.
    if len(file.data) < 60_000 and re.search(r"\.sort\(|\.toSorted\(|localeCompare|tablesort", file.text):
        yield found("C302", file.path, "a script sorts")
    if len(file.data) < 60_000 and re.search(
        r"https?://(?!www\.w3\.org)|\bfetch\(|XMLHttpRequest|WebSocket|\bimport\(", file.text
    ):
        yield found("C304", file.path, "a script loads from outside")


def page_findings(text: str, path: str, context: Context) -> Iterator[Finding]:
    """Nets 3 and 4 on a page, a drawing, and the records inside it."""
    tree = page_tree(text)
    subject = context.subjects.get(path, "")
    yield from page_findings_of(path, tree, context.known, scripts=context.scripts, subject=subject)
    yield from word_findings(tree, path, context.wording)
    for node in tree.all("script"):
        if "json" in node.attrs.get("type", ""):
            held = "".join(child for child in node.children if isinstance(child, str))
            where = f"{path}:{node.line}"
            yield from _records(held, where, context)


def _records(held: str, where: str, context: Context) -> Iterator[Finding]:
    try:
        given = json.loads(held)
    except (ValueError, RecursionError):
        yield found("C101", where, "the JSON inside does not parse")
        return
    if isinstance(given, Mapping) and {"mark", "layer", "hconcat", "vconcat", "concat", "facet", "repeat"} & set(given):
        yield from check_chart(given, context.roles, where=where)
    yield from value_findings(given, where, context.known)
    yield from _words(_strings(given), where, context)


def chart_findings(text: str, path: str, context: Context) -> Iterator[Finding]:
    """A chart in a file: nets 0 and 1, its records, its words."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        yield found("C101", path, "the chart does not parse")
        return
    yield from check_chart(given, context.roles, where=path)
    yield from _words(_strings(given), path, context)


def _pdf(file: File, context: Context) -> Iterator[Finding]:
    try:
        text = pdf_text(file.data)
    except UnreadablePdf as error:
        yield found("C002", file.path, str(error))
        return
    known = context.known.in_text(text)
    if context.subjects.get(file.path) == "site":
        # A pack stands on paper as on its page, card by card; its cards and their order are seen on the page.
        yield from sentence_findings(text, file.path, known)
    else:
        yield from line_findings(text, file.path, known)
    yield from _words([text], file.path, context)


def _words(texts: Iterable[str], path: str, context: Context) -> Iterator[Finding]:
    for text in texts:
        yield from context.wording.findings(text, "generated", path)


def _strings_in(text: str) -> list[str]:
    try:
        return _strings(json.loads(text))
    except (ValueError, RecursionError):
        return []


def _strings(given: Any) -> list[str]:
    """Texts of more than one word: sentences, and not names of fields."""
    told: list[str] = []
    waiting = [given]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str) and " " in node.strip() and not node.startswith("http"):
            told.append(node)
        elif isinstance(node, Mapping):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return told
