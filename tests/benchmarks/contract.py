"""What does the contract cost, a query, a chart, a page? `python -m tests.benchmarks.contract` prints a table.

The figures to reach are those of the contract's page. A release of 1,000 pages has a benchmark of its own.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hls_signals.contract import check_chart, check_query
from hls_signals.contract.roles import Roles, project_roles
from hls_signals.contract.sentences import check_sentence
from hls_signals.contract.site_behaviour import check_views, reduced
from hls_signals.contract.sql_rules import static_findings
from hls_signals.publish.charts.variation import variation_spec
from hls_signals.publish.how_to_read import example
from hls_signals.publish.site import build_site
from tests.charts.publish_content import content
from tests.contract.judged import cases
from tests.house.reached import record

PAGE_BYTES = 76_000


def cpu(work: Callable[[], object], times: int = 1) -> tuple[float, float]:
    """Milliseconds a time: on the clock, and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    for _ in range(times):
        work()
    return (time.perf_counter() - clock) / times * 1000, (time.process_time() - processor) / times * 1000


def row(name: str, wanted: str, measured: tuple[float, float]) -> float:
    """A line of the table; the milliseconds of the processor."""
    print(f"{name:42} {wanted:>14} {measured[0]:>12,.2f} {measured[1]:>12,.2f}", flush=True)
    return measured[1]


def queries() -> dict[str, float]:
    """SQL alone, and with behaviour."""
    asked = [(case["given"], Roles.from_mapping(case["columns"])) for case in cases() if case["kind"] == "sql"]
    lint = cpu(lambda: [static_findings(sql, roles, stage="published", where="x") for sql, roles in asked])
    tried = cpu(lambda: [check_query(sql, roles) for sql, roles in asked[:40]])
    return {
        "contract.sql_ms": row("SQL lint, one query", "5 ms", (lint[0] / len(asked), lint[1] / len(asked))),
        "contract.behaviour_ms": row("SQL with behaviour, one query", "700 ms", (tried[0] / 40, tried[1] / 40)),
    }


def pages() -> dict[str, float]:
    """A chart, the words of a large page, and every view under every change."""
    spec = variation_spec(example()[0], "wide", 24)
    with tempfile.TemporaryDirectory() as place:
        site = Path(place) / "site"
        build_site(site, content(), cache=Path(place) / "cache" / "svg")
        page = max(site.rglob("*.html"), key=lambda path: path.stat().st_size).read_text(encoding="utf-8")
    page = (page * (PAGE_BYTES // len(page) + 1))[:PAGE_BYTES]
    reached = {
        "contract.chart_ms": row("chart lint", "1 ms", cpu(lambda: check_chart(spec, project_roles()), 50)),
        "contract.words_ms": row("words of a page of 76 KB", "10 ms cpu", cpu(lambda: check_sentence(page), 10)),
    }
    row("views, three areas, all perturbations", "", cpu(lambda: check_views(reduced(content()))))
    return reached


def main() -> None:
    """The table."""
    print(f"{'':42} {'to reach':>14} {'clock ms':>12} {'cpu ms':>12}")
    record(queries() | pages())


if __name__ == "__main__":
    main()
