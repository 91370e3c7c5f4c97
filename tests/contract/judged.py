"""What does the contract say of one case? One judge a kind; the README beside the cases says what each is given."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from hls_signals.contract import Finding, Roles, check_chart, check_folder, check_query, check_sentence
from hls_signals.contract.data_rules import header_findings
from hls_signals.contract.python_code import check_python
from hls_signals.contract.sql_rules import static_findings
from hls_signals.contract.view import check_view

CASES = Path(__file__).parent / "cases"
WORDS = {"note": "note", "quote": "quotation"}


def cases() -> list[dict[str, Any]]:
    """Every case of every file, with its kind."""
    found = []
    for path in sorted(CASES.glob("*.json")):
        kind = path.stem
        found += [{**case, "kind": case.get("kind", kind)} for case in json.loads(path.read_text(encoding="utf-8"))]
    for path in sorted(CASES.glob("*.yaml")):
        found += yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def findings_of(case: Mapping[str, Any]) -> list[Finding]:
    """Everything the contract finds in a case."""
    return JUDGES[case["kind"]](case)


def is_held(case: Mapping[str, Any]) -> bool:
    """True where what was expected came. Of a query that must be caught net 1 is asked first: it costs little."""
    if case["expect"] == "caught":
        return bool(_by_reading(case) or findings_of(case))
    return not findings_of(case)


def _by_reading(case: Mapping[str, Any]) -> list[Finding]:
    if case["kind"] != "sql":
        return []
    roles, stage = Roles.from_mapping(case["columns"]), case.get("stage", "published")
    return static_findings(case["given"], roles, stage=stage, where=case["id"])[0]


def _of_query(case: Mapping[str, Any]) -> list[Finding]:
    return check_query(case["given"], Roles.from_mapping(case["columns"]), stage=case.get("stage", "published"))


def _of_chart(case: Mapping[str, Any]) -> list[Finding]:
    return check_chart(case["given"], Roles.from_mapping(case["columns"]))


def _of_code(case: Mapping[str, Any]) -> list[Finding]:
    return check_python(case["given"])


def _of_folder(case: Mapping[str, Any]) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in case["given"].items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        return check_folder(folder)


def _of_words(case: Mapping[str, Any]) -> list[Finding]:
    given = case["given"]
    kind = WORDS.get(given["where"], "generated")
    found = check_sentence(given["text"], kind=kind, names=given.get("names", ()))
    return found + (list(header_findings([given["text"]], "csv")) if given["where"] == "csv_header" else [])


def _of_view(case: Mapping[str, Any]) -> list[Finding]:
    return check_view(case["given"])


JUDGES: dict[str, Callable[[Mapping[str, Any]], list[Finding]]] = {
    "sql": _of_query,
    "vega": _of_chart,
    "folder": _of_folder,
    "code": _of_code,
    "words": _of_words,
    "views": _of_view,
}
