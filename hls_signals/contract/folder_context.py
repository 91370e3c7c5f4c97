"""What must be known of a folder before its files are looked at: areas, orders, roles, waivers?"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.folder_files import File, files_of
from hls_signals.contract.known import AREA_COLUMNS, Known, of_manifest
from hls_signals.contract.page_lists import cells_of, headings_of
from hls_signals.contract.page_tree import Node, page_tree
from hls_signals.contract.page_words import Wording
from hls_signals.contract.roles import Roles, UnreadableRoles, project_roles, roles_of_yaml
from hls_signals.contract.sharing import Sharing
from hls_signals.contract.waivers import Waivers, waivers_on

MANIFEST = "manifest.json"
PAGES = {".html", ".htm", ".svg", ".xhtml"}
NAMING = (".html", ".htm", ".svg", ".csv", ".xhtml")
# A link to the page of a place, and not to one of its measures.
_OF_AREA = re.compile(r"(?:^|/)area/[^/]+(?:/(?:index\.html?)?)?(?:#.*)?$")
# Only a page with one of these names areas by itself.
_MAY_NAME = re.compile(r"area|<table", re.IGNORECASE)


@dataclass(frozen=True)
class Context:
    """What every file of a folder is looked at with."""

    known: Known
    roles: Roles
    wording: Wording
    scripts: frozenset[str]
    subjects: Mapping[str, str] = field(default_factory=dict)


def manifest_of(root: Path, paths: Sequence[Path]) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The manifest of a release, and what is wrong with it; none where there is none that can be read."""
    if root / MANIFEST not in paths:
        return None, []
    try:
        given = json.loads(next(files_of(root / MANIFEST, root)).text)
    except (ValueError, RecursionError):
        return None, [found("C002", MANIFEST, "the manifest does not parse")]
    if not isinstance(given, dict) or not isinstance(given.get("files"), list):
        return None, [found("C002", MANIFEST, "the manifest lists no files")]
    return given, []


def context_of(
    root: Path,
    paths: Sequence[Path],
    manifest: Mapping[str, Any] | None,
    names: Iterable[str],
    today: dt.date | None,
    sharing: Sharing,
) -> Context:
    """What every file of this folder is looked at with."""
    known = of_manifest(manifest, names) if manifest is not None else Known(names=tuple(names))
    texts = {path.relative_to(root).as_posix(): path for path in paths}
    known = replace(known, packs=known.packs + _packs(root, texts))
    if not known.areas:
        known = replace(known, areas=_areas_of(root, paths, sharing))
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


def _areas_of(root: Path, paths: Sequence[Path], sharing: Sharing) -> dict[str, str]:
    """Areas that a folder without a manifest names itself: in marks, in columns, in links to their pages."""
    naming = [path for path in paths if path.name.lower().endswith(NAMING)]
    named = {code: name for part in sharing.of(_named_by, root, naming) for code, name in part.items()}
    return {code: named[code] for code in sorted(named) if len(named[code]) > 1}


def _named_by(root: Path, paths: Sequence[Path]) -> dict[str, str]:
    named: dict[str, str] = {}
    for path in paths:
        named |= _named_in(next(files_of(path, root)))
    return named


def _named_in(file: File) -> dict[str, str]:
    if file.suffix == ".csv":
        return _named_in_columns(file.text)
    if file.suffix not in PAGES or not _MAY_NAME.search(file.text):
        return {}
    named: dict[str, str] = {}
    tree = page_tree(file.text)
    for node in tree.walk():
        if node.attrs.get("data-area"):
            named.setdefault(node.attrs["data-area"], node.attrs["data-area"])
        elif node.tag == "a" and _OF_AREA.search(node.attrs.get("href", "")):
            named.setdefault(node.text, node.text)
    for table in tree.all("table"):
        named |= _first_column(table)
    return named


def _named_in_columns(text: str) -> dict[str, str]:
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        return {}
    places = [place for place, head in enumerate(rows[0] if rows else []) if AREA_COLUMNS.match(head.strip())]
    return {row[place]: row[place] for place in places for row in rows[1:] if place < len(row) and row[place]}


def _first_column(table: Node) -> dict[str, str]:
    heads = headings_of(table)
    place = next((place for place, head in enumerate(heads) if AREA_COLUMNS.match(head.strip())), None)
    if place is None:
        return {}
    rows = [cells_of(row) for row in table.all("tr")]
    texts = [row[place].text for row in rows if place < len(row) and row[place].text != heads[place]]
    return {text: text for text in texts if text}
