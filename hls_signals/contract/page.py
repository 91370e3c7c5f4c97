"""What does a rule know of the page it looks at?"""

from __future__ import annotations

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.known import Known
from hls_signals.contract.page_tree import Node

# How a colour is told in a cell.
LETTERS = {"r", "a", "g", "red", "amber", "green"}


class Page:
    """One page of a finished folder, with what is known of areas and measures.

    scripts  names of the scripts that the manifest lists
    subject  the area the page is about; empty for the site and the alliance
    """

    def __init__(self, path: str, tree: Node, known: Known, *, scripts: frozenset[str], subject: str = "") -> None:
        self.path, self.tree, self.known = path, tree, known
        self.scripts, self.subject = scripts, subject
        self.nodes = list(tree.walk())

    def _at(self, node: Node) -> str:
        return self.path if node.line <= 1 else f"{self.path}:{node.line}"

    def _found(self, node: Node, code: str, what: str) -> Finding:
        return found(code, self._at(node), what)
