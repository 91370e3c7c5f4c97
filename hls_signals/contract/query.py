"""May a query be published?"""

from __future__ import annotations

from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.roles import Roles
from hls_signals.contract.sql_behaviour import behaviour_findings
from hls_signals.contract.sql_form import parsed
from hls_signals.contract.sql_rules import static_findings

# With one of these the query is not run: it reads what it may not, or what nobody has described.
NOT_RUN = {"C003", "C004", "C101"}


def check_query(sql: str, roles: Roles, *, stage: str = "published", where: str = "query") -> list[Finding]:
    """What nets 0, 1 and 2 find in one query, by place; an empty list where it may be published.

    stage    `published` or `staged`
    returns  findings; a text that does not parse is one, nothing raises
    """
    problems, reading = static_findings(str(sql), roles, stage=stage, where=where)
    if reading is None or {finding.code for finding in problems} & NOT_RUN:
        return by_place(problems)
    tree, _ = parsed(sql, where)
    if tree is None:
        return by_place(problems)
    try:
        problems += behaviour_findings(tree, sql, roles, reading, where)
    except RecursionError:
        problems.append(found("C205", where, "the query is nested too deep to be run"))
    return by_place(problems)
