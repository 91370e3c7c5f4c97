"""What does the contract cost? Prints a table; the figures to reach are those of the contract's page."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from hls_signals.contract import check_chart, check_folder, check_query  # noqa: E402  # the path comes first
from hls_signals.contract.roles import Roles, project_roles  # noqa: E402
from hls_signals.contract.sentences import check_sentence  # noqa: E402
from hls_signals.contract.site_behaviour import check_views, reduced  # noqa: E402
from hls_signals.contract.sql_rules import static_findings  # noqa: E402
from hls_signals.publish.charts.variation import variation_spec  # noqa: E402
from hls_signals.publish.how_to_read import example  # noqa: E402
from hls_signals.publish.site import build_site  # noqa: E402
from tests.charts.publish_content import content  # noqa: E402
from tests.contract.judged import cases  # noqa: E402

PAGES = 1000


def cpu(work: Callable[[], object], times: int = 1) -> tuple[float, float]:
    """Milliseconds a time: on the clock, and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    for _ in range(times):
        work()
    return (time.perf_counter() - clock) / times * 1000, (time.process_time() - processor) / times * 1000


def row(name: str, wanted: str, measured: tuple[float, float]) -> None:
    print(f"{name:42} {wanted:>14} {measured[0]:>12,.1f} {measured[1]:>12,.1f}")


def main() -> None:
    queries = [case for case in cases() if case["kind"] == "sql"]
    roles = [Roles.from_mapping(case["columns"]) for case in queries]
    pairs = list(zip(queries, roles, strict=True))
    print(f"{'':42} {'to reach':>14} {'clock ms':>12} {'cpu ms':>12}")
    lint = cpu(lambda: [static_findings(c["given"], r, stage="published", where="x") for c, r in pairs])
    row("SQL lint, one query", "5 ms", (lint[0] / len(pairs), lint[1] / len(pairs)))
    tried = cpu(lambda: [check_query(c["given"], r) for c, r in pairs[:40]])
    row("SQL with behaviour, one query", "700 ms", (tried[0] / 40, tried[1] / 40))
    spec = variation_spec(example()[0], "wide", 24)
    row("chart lint, our own variation chart", "1 ms", cpu(lambda: check_chart(spec, project_roles()), 50))
    with tempfile.TemporaryDirectory() as place:
        small = Path(place) / "small"
        build_site(small, content(), cache=Path(place) / "cache" / "svg")
        page = max(small.rglob("*.html"), key=lambda path: path.stat().st_size).read_text(encoding="utf-8")
        page = (page * (76_000 // len(page) + 1))[:76_000]
        row("words of a page of 76 KB", "10 ms cpu", cpu(lambda: check_sentence(page), 10))
        row("views, three areas, all perturbations", "", cpu(lambda: check_views(reduced(content()))))
        large = Path(place) / "large"
        measure = next(small.rglob("prevention_duty.html")).read_bytes()
        for number in range(PAGES):
            path = large / "area" / f"X{number:08d}" / "prevention_duty.html"
            path.parent.mkdir(parents=True)
            path.write_bytes(measure)
        (large / "manifest.json").write_text(json.dumps({"subjects": [], "files": []}), encoding="utf-8")
        row(f"folder of {PAGES:,} pages, one process", "60,000 ms", cpu(lambda: check_folder(large)))
        row(f"folder of {PAGES:,} pages, two processes", "60,000 ms", cpu(lambda: check_folder(large, processes=2)))


if __name__ == "__main__":
    main()
