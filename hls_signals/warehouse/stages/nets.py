"""What do the nets of the contract find in tonight's release, before anything is swapped in?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hls_signals.contract.findings import Finding, blocking, by_place
from hls_signals.contract.folder import check_folder
from hls_signals.contract.query import check_query
from hls_signals.contract.roles import project_roles
from hls_signals.contract.site_behaviour import check_views, reduced
from hls_signals.contract.sources import source_findings, sources_sha
from hls_signals.publish.registry import registered
from hls_signals.warehouse.night import Night
from hls_signals.warehouse.queries import Query, queries
from hls_signals.warehouse.stages.published import content_of
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace

NETS = {
    0: "closed world: nothing but typed views and listed files",
    1: "static: no query, module or template orders, filters or compares areas by value",
    2: "behaviour: nothing about one area follows the figures of another",
    3: "artefact: what reached the finished folder keeps the laws",
    4: "words: no sentence puts anybody in order, judges or blames",
}
# Among how many processes a large folder is shared.
PROCESSES = 2
SHOWN = 20


def net_findings(night: Night) -> dict[int, list[Finding]]:
    """Findings by net; every list is empty where nothing was built tonight.

    Nets 0, 3 and 4 look at the finished folder. Nets 1 and 2 look at our queries, modules and views, and are run
    when one of those has changed since they last found nothing.
    """
    found: dict[int, list[Finding]] = {net: [] for net in NETS}
    if night.built is None:
        return found
    today = night.settings.as_of_date(night.now)
    for finding in [*check_folder(night.built.folder, today=today, processes=PROCESSES), *_of_code(night)]:
        found[finding.net].append(finding)
    return {net: by_place(findings) for net, findings in found.items()}


def _of_code(night: Night) -> list[Finding]:
    mark = mark_of_code(night.workspace)
    if mark.is_file():
        return []
    findings = source_findings()
    for query in _published_queries():
        findings += check_query(query.text, project_roles(), where=query.path)
    findings += check_views(reduced(content_of(night)))
    if not any(blocking(findings)):
        mark.parent.mkdir(parents=True, exist_ok=True)
        write_whole(mark, "nets 1 and 2 found nothing\n")
    return findings


def mark_of_code(workspace: Workspace) -> Path:
    """The file that stands where nets 1 and 2 found nothing in our queries, modules, templates and builders."""
    return workspace.cache / "contract" / sources_sha(*(query.text for query in _published_queries()), *registered())


def _published_queries() -> list[Query]:
    return [query for query in queries() if query.stage == "published"]


def told(findings: Iterable[Finding]) -> str:
    """Findings as a reader is told them, the first twenty in full."""
    listed = list(findings)
    said = [str(finding) for finding in listed[:SHOWN]]
    return "\n".join([*said, *([f"and {len(listed) - SHOWN} more"] if len(listed) > SHOWN else [])])
