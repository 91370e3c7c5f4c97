"""Which of our own queries, modules and templates does net 1 read, and under which hash was it read?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.python_code import check_python

# Filters of templates that order or pick; a template shows rows as they come.
ORDERING = {"sort", "dictsort", "max", "min", "groupby", "reverse", "unique", "random", "sum", "batch", "slice"}
FREE = {"batch", "slice"}


def our_sources() -> dict[str, str]:
    """Path -> text of every module of hls_signals/publish and every template."""
    found_texts = dict(_texts(files("hls_signals.publish"), "hls_signals/publish", ".py"))
    return found_texts | dict(_texts(files("hls_signals.dashboards") / "templates", "dashboards/templates", ".j2"))


def _texts(folder: Traversable, path: str, ending: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _texts(entry, f"{path}/{entry.name}", ending)
        elif entry.name.endswith(ending):
            yield f"{path}/{entry.name}", entry.read_text(encoding="utf-8")


def source_findings() -> list[Finding]:
    """Net 1 on our own Python and templates."""
    findings: list[Finding] = []
    for path, text in our_sources().items():
        findings += check_python(text, where=path) if path.endswith(".py") else template_findings(text, path)
    return findings


def template_findings(text: str, where: str) -> list[Finding]:
    """Filters of a template that order, pick or add up."""
    try:
        tree = Environment(autoescape=True).parse(text)
    except TemplateError:
        return [found("C101", where, "the template does not parse")]
    used = [node for node in tree.find_all(nodes.Filter) if node.name in ORDERING - FREE]
    return [found("C103", f"{where}:{node.lineno}", f"the filter {node.name} orders or picks") for node in used]


@cache
def sources_sha(*more: str) -> str:
    """One hash over what nets 1 and 2 depend on: our sources, the nets themselves and what else is named."""
    digest = hashlib.sha256()
    nets = dict(_texts(files("hls_signals.contract"), "hls_signals/contract", ".py"))
    nets |= dict(_texts(files("hls_signals.contract"), "hls_signals/contract", ".yaml"))
    for path, text in sorted((our_sources() | nets).items()):
        digest.update(f"{path}\0{text}\0".encode())
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()
