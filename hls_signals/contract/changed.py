"""What does net 1 find in one file of ours that was changed?"""

from __future__ import annotations

import json

from hls_signals.contract.chart import check_chart
from hls_signals.contract.findings import Finding, found
from hls_signals.contract.python_code import check_python
from hls_signals.contract.roles import project_roles
from hls_signals.contract.sources import template_findings
from hls_signals.contract.sql_rules import static_findings


def changed_findings(path: str, text: str) -> list[Finding]:
    """Findings in a query of sql/published/, a chart, a module of hls_signals/publish or a template; else none."""
    if path.endswith(".sql") and "published/" in path:
        return static_findings(text, project_roles(), stage="published", where=path)[0]
    if path.endswith(".vl.json"):
        try:
            return check_chart(json.loads(text), project_roles(), where=path)
        except (ValueError, RecursionError):
            return [found("C101", path, "the chart does not parse")]
    if path.endswith(".py") and "hls_signals/publish/" in path:
        return check_python(text, where=path)
    return template_findings(text, path) if path.endswith(".j2") else []
