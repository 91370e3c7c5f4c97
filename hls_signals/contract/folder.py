"""May a finished folder be opened to others?"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from hls_signals.contract.calendar_rules import calendar_findings, unfolded
from hls_signals.contract.chart import check_chart
from hls_signals.contract.data_rules import csv_findings, json_findings, rows_told, value_findings
from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.folder_files import File, files_of, leads_out, paths_in
from hls_signals.contract.known import AREA_COLUMNS, Known, of_manifest
from hls_signals.contract.page_rules import page_findings_of
from hls_signals.contract.page_tree import page_tree
from hls_signals.contract.page_words import Wording, word_findings
from hls_signals.contract.pdf_text import UnreadablePdf, pdf_text
from hls_signals.contract.query import check_query
from hls_signals.contract.roles import Roles, UnreadableRoles, project_roles, roles_of_yaml
from hls_signals.contract.style_rules import pair_findings, style_findings
from hls_signals.contract.text_rules import axis_findings, line_findings, name_findings
from hls_signals.contract.waivers import Waivers, waivers_on

MANIFEST = "manifest.json"
KINDS = {"page", "pack", "table", "table_metadata", "asset", "calendar"}
PAGES = {".html", ".htm", ".svg", ".xhtml"}
TEXTS = {".txt", ".md", ".eml", ".csv-metadata", ""}
PUBLISHED = {
    *PAGES, *TEXTS, ".csv", ".json", ".vl.json", ".css", ".js", ".pdf", ".sql", ".yaml", ".yml", ".woff2", ".woff",
    ".ttf",
    ".ics", ".py",
}  # fmt: skip
# Beside a folder of these many pages a second process is worth its start.
SPLIT_FROM = 200


@dataclass(frozen=True)
class Context:
    """What every file of a folder is looked at with."""

    known: Known
    roles: Roles
    wording: Wording
    scripts: frozenset[str]
    subjects: Mapping[str, str] = field(default_factory=dict)
    nets: frozenset[int] = frozenset({0, 3, 4})


def check_folder(
    folder: Path | str, *, names: Iterable[str] = (), today: dt.date | None = None, processes: int = 1
) -> list[Finding]:
    """What nets 0, 3 and 4 find in a finished folder, by place; an empty list where it may be opened to others.

    folder     a release (it holds manifest.json), or any folder of .sql, .vl.json, .html, .svg, .csv, .txt
    names      further names of the register in which no word judges anybody
    today      the day on which waivers must still hold; the as-of date of the release where none is given
    processes  how many to share a large folder among
    raises     NotADirectoryError where there is no such folder; whatever lies inside never makes it raise
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(str(folder))
    paths = paths_in(root)
    findings: list[Finding] = [
        found("C002", path.relative_to(root).as_posix(), "a link leads out of the folder")
        for path in paths
        if leads_out(path, root)
    ]
    kept = [path for path in paths if not leads_out(path, root)]
    manifest, problems = _manifest(root, kept)
    findings += problems
    context = _context(root, kept, manifest, names, today)
    findings += context.wording.waivers.findings
    if manifest is not None:
        findings += _closed(root, kept, manifest)
    findings += _all_files(root, kept, context, processes)
    findings += axis_findings(_charts(root, kept), context.known)
    return by_place(findings)


def _all_files(root: Path, paths: Sequence[Path], context: Context, processes: int) -> list[Finding]:
    if processes < 2 or len(paths) < SPLIT_FROM:
        return _some_files(root, paths, context)
    parts = [paths[start::processes] for start in range(processes)]
    # Spawned, not forked: the night has threads of its own.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        told = pool.map(_some_files, [root] * len(parts), parts, [context] * len(parts))
        return [finding for part in told for finding in part]


def _some_files(root: Path, paths: Sequence[Path], context: Context) -> list[Finding]:
    return [finding for path in paths for file in files_of(path, root) for finding in file_findings(file, context)]


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
    if context.subjects.get(file.path) != "site":
        # A pack stands on paper as on its page, card by card; which card is whose is seen on the page.
        yield from line_findings(text, file.path, context.known)
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


def _manifest(root: Path, paths: Sequence[Path]) -> tuple[dict[str, Any] | None, list[Finding]]:
    if root / MANIFEST not in paths:
        return None, []
    try:
        given = json.loads(next(files_of(root / MANIFEST, root)).text)
    except (ValueError, RecursionError):
        return None, [found("C002", MANIFEST, "the manifest does not parse")]
    if not isinstance(given, dict) or not isinstance(given.get("files"), list):
        return None, [found("C002", MANIFEST, "the manifest lists no files")]
    return given, []


def _closed(root: Path, paths: Sequence[Path], manifest: Mapping[str, Any]) -> Iterator[Finding]:
    """Net 0: every file is listed with its hash and kind, and every listed file is there."""
    listed = {str(entry.get("path")): entry for entry in manifest["files"] if isinstance(entry, Mapping)}
    there = {path.relative_to(root).as_posix(): path for path in paths}
    for name, path in there.items():
        entry = listed.get(name)
        if name == MANIFEST:
            continue
        if entry is None:
            yield found("C002", name, "the file is not in the manifest")
            continue
        if entry.get("kind") not in KINDS:
            yield found("C002", name, "its kind is none that is published")
        if entry.get("sha256") != next(files_of(path, root)).sha256:
            yield found("C002", name, "its hash is not the one in the manifest")
    for name in sorted(set(listed) - set(there)):
        yield found("C002", name, "the manifest lists it, and it is not there")


def _context(
    root: Path, paths: Sequence[Path], manifest: Mapping[str, Any] | None, names: Iterable[str], today: dt.date | None
) -> Context:
    known = of_manifest(manifest, names) if manifest is not None else Known(names=tuple(names))
    texts = {path.relative_to(root).as_posix(): path for path in paths}
    known = replace(known, packs=known.packs + _packs(root, texts))
    if not known.areas:
        known = replace(known, areas=_areas_of(root, texts))
    day = today or _as_of(manifest)
    return Context(
        known=known,
        roles=_roles(root, texts),
        wording=Wording(known, waivers_on(day) if day is not None else Waivers()),
        scripts=_scripts(manifest),
        subjects={
            str(entry.get("path")): str(entry.get("subject", ""))
            for entry in (manifest or {}).get("files", [])
            if isinstance(entry, Mapping)
        },
    )


def _as_of(manifest: Mapping[str, Any] | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str((manifest or {}).get("as_of", "")))
    except ValueError:
        return None


def _scripts(manifest: Mapping[str, Any] | None) -> frozenset[str]:
    listed = [str(entry.get("path", "")) for entry in (manifest or {}).get("files", []) if isinstance(entry, Mapping)]
    return frozenset(path.rsplit("/", 1)[-1] for path in listed if path.startswith("assets/") and path.endswith(".js"))


def _roles(root: Path, texts: Mapping[str, Path]) -> Roles:
    for name in ("roles.yaml", "roles.yml"):
        if name in texts:
            try:
                return roles_of_yaml(next(files_of(texts[name], root)).text)
            except UnreadableRoles:
                return Roles({})
    return project_roles()


def _packs(root: Path, texts: Mapping[str, Path]) -> tuple[tuple[str, ...], ...]:
    """The packs of hls.yaml, where the folder holds one."""
    import yaml

    if "hls.yaml" not in texts:
        return ()
    try:
        given = yaml.safe_load(next(files_of(texts["hls.yaml"], root)).text) or {}
    except yaml.YAMLError:
        return ()
    packs = given.get("packs") if isinstance(given, Mapping) else None
    return tuple(
        tuple(str(item.get("measure_id", "")) for item in pack.get("items") or [] if isinstance(item, Mapping))
        for pack in packs or []
        if isinstance(pack, Mapping)
    )


def _areas_of(root: Path, texts: Mapping[str, Path]) -> dict[str, str]:
    """Areas that a folder without a manifest names itself: in marks, in columns, in links to their pages."""
    named: dict[str, str] = {}
    for name, path in texts.items():
        if name.lower().endswith((".html", ".htm", ".svg", ".csv", ".json")):
            file = next(files_of(path, root))
            named |= _named_in(file)
    return {code: text for code, text in named.items() if len(text) > 1}


def _named_in(file: File) -> dict[str, str]:
    import csv
    import io

    named: dict[str, str] = {}
    if file.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(file.text)))
        for place, head in enumerate(rows[0] if rows else []):
            if AREA_COLUMNS.match(head.strip()):
                named |= {row[place]: row[place] for row in rows[1:] if place < len(row) and row[place]}
    elif file.suffix in PAGES:
        tree = page_tree(file.text)
        for node in tree.walk():
            if node.attrs.get("data-area"):
                named.setdefault(node.attrs["data-area"], node.attrs["data-area"])
            elif node.tag == "a" and re.search(r"(?:^|/)area/[^/]+", node.attrs.get("href", "")):
                named.setdefault(node.text, node.text)
        for table in tree.all("table"):
            named |= _first_column(table)
    return named


def _first_column(table: Any) -> dict[str, str]:
    from hls_signals.contract.page_lists import cells_of, headings_of

    heads = headings_of(table)
    place = next((place for place, head in enumerate(heads) if AREA_COLUMNS.match(head.strip())), None)
    if place is None:
        return {}
    rows = [cells_of(row) for row in table.all("tr")]
    texts = [row[place].text for row in rows if place < len(row) and row[place].text != heads[place]]
    return {text: text for text in texts if text}


def _charts(root: Path, paths: Sequence[Path]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in paths:
        if path.name.endswith(".vl.json"):
            try:
                given = json.loads(next(files_of(path, root)).text)
            except (ValueError, RecursionError):
                continue
            if isinstance(given, Mapping):
                yield path.relative_to(root).as_posix(), given
