"""Which modules and templates does net 1 read, and under which hash was it read?"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from importlib.resources import files
from importlib.resources.abc import Traversable

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.python_code import check_python

# Filters of templates that order or pick; a template shows rows as they come.
ORDERING = {"sort", "dictsort", "max", "min", "groupby", "reverse", "unique", "random", "sum", "batch", "slice"}
FREE = {"batch", "slice"}
OURS = "hls_signals/publish"


def our_sources() -> dict[str, str]:
    """Path -> text of every module of hls_signals/publish, every template, and what builders elsewhere are made of."""
    return {path: text for path, text in _read().items() if text}


def _read() -> dict[str, str]:
    """The same, with an empty text for what a builder is made of and cannot be read."""
    from hls_signals.publish.registry import registered

    texts = dict(_texts(files("hls_signals.publish"), OURS, ".py"))
    texts |= dict(_texts(files("hls_signals.dashboards") / "templates", "dashboards/templates", ".j2"))
    for name, builder in registered().items():
        module = inspect.getmodule(inspect.unwrap(getattr(builder, "func", builder)))
        found = {f"page builder {name}": ""} if module is None else _reached(module.__name__)
        texts |= {path: text for path, text in found.items() if path not in texts}
    return texts


def _reached(module: str) -> dict[str, str]:
    """Path -> text of a module, and of the modules of its own package that it imports anywhere, near and far."""
    package = module.partition(".")[0]
    texts, waiting = {}, [module]
    while waiting:
        name = waiting.pop()
        path = name.replace(".", "/") + ".py"
        if path in texts:
            continue
        texts[path] = _source_of(name)
        # Of our own package the modules of pages are read whole; what they draw on is judged by what it publishes.
        if package != "hls_signals":
            waiting += [held for held in _imported(texts[path], name) if held.partition(".")[0] == package]
    return texts


def _imported(text: str, name: str) -> Iterator[str]:
    """The modules that a module imports, at its head or inside a function."""
    spec = _spec(name)
    parent = name if spec is not None and spec.submodule_search_locations else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), parent)
            # What is taken from a package may be a module of its own.
            yield from (part for part in (base, *(f"{base}.{alias.name}" for alias in node.names)) if _spec(part))


def _spec(name: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None


def _source_of(name: str) -> str:
    """The text of a module, from where it was loaded or would be; empty where it cannot be had."""
    try:
        loaded, spec = sys.modules.get(name), _spec(name)
        if loaded is not None:
            return inspect.getsource(loaded)
        loader = None if spec is None else spec.loader
        return loader.get_source(name) or "" if isinstance(loader, InspectLoader) else ""
    except (OSError, TypeError, ImportError):
        return ""


def _texts(folder: Traversable, path: str, ending: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _texts(entry, f"{path}/{entry.name}", ending)
        elif entry.name.endswith(ending):
            yield f"{path}/{entry.name}", entry.read_text(encoding="utf-8")


def source_findings() -> list[Finding]:
    """Net 1 on the Python and the templates that pages are made with, wherever a builder of pages lies."""
    findings: list[Finding] = []
    for path, text in _read().items():
        if not text and not path.startswith(OURS):
            findings.append(found("C101", path, "the source of a builder of pages cannot be read"))
        elif path.endswith(".py"):
            findings += check_python(text, where=path)
        else:
            findings += template_findings(text, path)
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
