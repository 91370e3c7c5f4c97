"""Which rules does a finished page have to pass?"""

from __future__ import annotations

from collections.abc import Iterator

from hls_signals.contract.findings import Finding
from hls_signals.contract.known import Known
from hls_signals.contract.page_comparisons import ComparisonRules
from hls_signals.contract.page_parts import PartRules
from hls_signals.contract.page_tree import Node

# Attributes, beside aria- and data-, in which a rule looks for names of areas.
NAMING = {"alt", "content", "href", "id", "label", "name", "summary", "title", "value"}


def page_findings_of(
    path: str, tree: Node, known: Known, *, scripts: frozenset[str], subject: str = ""
) -> Iterator[Finding]:
    """Every finding of the artefact rules on one page."""
    named = known.in_text("\n".join((*said_on(tree), subject)))
    for rules in (PartRules, ComparisonRules):
        yield from rules(path, tree, named, scripts=scripts, subject=subject).findings()


def said_on(tree: Node) -> Iterator[str]:
    """Everything in which a name may stand: what is read, what is not, and what attributes tell."""
    yield tree.text
    yield "".join(tree.page.said)
    for node in tree.walk():
        for name, value in node.attrs.items():
            if name in NAMING or name.startswith(("aria-", "data-")):
                yield value
