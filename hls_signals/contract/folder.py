"""May a finished folder be opened to others?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hls_signals.contract.file_rules import file_findings
from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.folder_context import MANIFEST, Context, context_of, manifest_of
from hls_signals.contract.folder_files import files_of, leads_out, paths_in
from hls_signals.contract.sharing import Sharing
from hls_signals.contract.text_rules import axis_findings

KINDS = {"page", "pack", "table", "table_metadata", "asset", "calendar"}


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
    manifest, problems = manifest_of(root, kept)
    findings += problems
    with Sharing(processes, len(kept)) as sharing:
        context = context_of(root, kept, manifest, names, today, sharing)
        findings += [finding for part in sharing.of(_some_files, root, kept, context) for finding in part]
    findings += context.wording.waivers.findings
    if manifest is not None:
        findings += _closed(root, kept, manifest)
    findings += axis_findings(_charts(root, kept), context.known)
    return by_place(findings)


def _some_files(root: Path, paths: Sequence[Path], context: Context) -> list[Finding]:
    return [finding for path in paths for file in files_of(path, root) for finding in file_findings(file, context)]


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


def _charts(root: Path, paths: Sequence[Path]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in paths:
        if path.name.endswith(".vl.json"):
            try:
                given = json.loads(next(files_of(path, root)).text)
            except (ValueError, RecursionError):
                continue
            if isinstance(given, Mapping):
                yield path.relative_to(root).as_posix(), given
