"""How are findings told: to a person, to a machine, to a code host and to a test runner?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hls_signals.contract.codes import CODES
from hls_signals.contract.findings import Finding, net_of

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"block": "error", "review": "warning"}


def as_text(findings: Sequence[Finding]) -> str:
    """Every finding, by place, and how many block."""
    return "\n".join([*(str(finding) for finding in findings), last_line(findings)])


def last_line(findings: Sequence[Finding]) -> str:
    """What the findings mean."""
    blocks = sum(finding.blocks for finding in findings)
    looks = len(findings) - blocks
    if blocks:
        many = "1 finding blocks" if blocks == 1 else f"{blocks} findings block"
        return f"{many}. Nothing was published; the last release stays."
    if looks:
        return f"Nothing blocks. {'1 note' if looks == 1 else f'{looks} notes'} to look at again."
    return "Nothing was found."


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """The same as records."""
    return {"blocks": sum(finding.blocks for finding in findings), "findings": [f.as_record() for f in findings]}


def as_sarif(findings: Sequence[Finding], version: str) -> str:
    """SARIF 2.1.0: one run, one rule a code, places as they are printed."""
    used = sorted({finding.code for finding in findings})
    rules = [
        {"id": f"HLS-{code}", "shortDescription": {"text": CODES[code]}, "properties": {"net": net_of(code)}}
        for code in used
    ]
    run = {
        "tool": {"driver": {"name": "hls-signals contract", "version": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, used.index(finding.code)) for finding in findings],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    place, _, line = finding.where.rpartition(":")
    is_line = bool(place) and line.isdigit()
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place if is_line else finding.where)}}
    if is_line and int(line) > 0:
        physical["region"] = {"startLine": int(line)}
    return {
        "ruleId": f"HLS-{finding.code}",
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.title}: {finding.what}. Mend: {finding.mend}."},
        "locations": [{"physicalLocation": physical}],
    }


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/!#,")


def as_junit(findings: Sequence[Finding]) -> str:
    """JUnit: one case a net; one that found what blocks has failed, with its findings inside."""
    cases = []
    for net in range(5):
        of_net = [finding for finding in findings if finding.net == net]
        stopping = [finding for finding in of_net if finding.blocks]
        told = "\n".join(str(finding) for finding in of_net)
        inside = ""
        if stopping:
            message = quoteattr(f"{len(stopping)} findings block")
            inside = f"<failure message={message}>{escape(_plain(told))}</failure>"
        elif of_net:
            inside = f"<system-out>{escape(_plain(told))}</system-out>"
        cases.append(f'  <testcase classname="contract" name="net {net}">{inside}</testcase>')
    failures = sum(any(f.net == net and f.blocks for f in findings) for net in range(5))
    head = f'<testsuite name="contract" tests="5" failures="{failures}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>"]) + "\n"


def _plain(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or ord(sign) >= 32)
