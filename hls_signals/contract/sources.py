"""Which modules and templates does net 1 read, and under which hash was it read?"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import ModuleType

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
    texts = dict(_texts(files("hls_signals.publish"), OURS, ".py"))
    texts |= dict(_texts(files("hls_signals.dashboards") / "templates", "dashboards/templates", ".j2"))
    return texts | {path: text for path, text in _of_builders().items() if text}


def _of_builders() -> dict[str, str]:
    """Path -> text of the modules of every registered builder of pages; empty where a text cannot be had."""
    from hls_signals.publish.registry import registered

    texts: dict[str, str] = {}
    for name, builder in registered().items():
        module = inspect.getmodule(inspect.unwrap(getattr(builder, "func", builder)))
        if module is None:
            texts[f"page builder {name}"] = ""
            continue
        texts |= {_path_of(part): _source_of(part) for part in _reached(module)}
    return {path: text for path, text in texts.items() if not path.startswith(f"{OURS}/")}


def _reached(module: ModuleType) -> list[ModuleType]:
    """The module, and the modules of its own package that it takes things from, near and far."""
    package = module.__name__.partition(".")[0]
    reached, waiting = {module.__name__: module}, [module]
    # Of our own package the modules of pages are read whole; what they draw on is judged by what it publishes.
    while waiting and package != "hls_signals":
        for held in list(vars(waiting.pop()).values()):
            part = held if inspect.ismodule(held) else sys.modules.get(str(getattr(held, "__module__", "")))
            is_own = part is not None and part.__name__.partition(".")[0] == package
            if part is not None and is_own and part.__name__ not in reached:
                reached[part.__name__] = part
                waiting.append(part)
    return list(reached.values())


def _path_of(module: ModuleType) -> str:
    return module.__name__.replace(".", "/") + ".py"


def _source_of(module: ModuleType) -> str:
    try:
        return inspect.getsource(module)
    except (OSError, TypeError):
        return ""


def _texts(folder: Traversable, path: str, ending: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _texts(entry, f"{path}/{entry.name}", ending)
        elif entry.name.endswith(ending):
            yield f"{path}/{entry.name}", entry.read_text(encoding="utf-8")


def source_findings() -> list[Finding]:
    """Net 1 on the Python and the templates that pages are made with, wherever a builder of pages lies."""
    findings = [
        found("C101", path, "the source of a builder of pages cannot be read")
        for path, text in _of_builders().items()
        if not text
    ]
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
