"""How long does a night take on the demo, how long does an answer, and where does the time go?

Run by `make bench` or `python -m tests.benchmarks.night`. Prints a table; nothing here is asserted.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.house.reached import record
from tests.house.timed import HLS, timed

REPEATS = 3
CHANGE = ("prevention_duty", "X06000901", "2026-08")
# A pair of periods that no run writes down.
ELSEWHERE = ("--against", "last_year")
NO_PAPER = {"HLS_PUBLISH__PDF": "false"}


def best(command):
    """Seconds of the quickest of three."""
    return min(timed(command).seconds for _ in range(REPEATS))


def record_of_run(workspace):
    """The record of the newest run."""
    records = (workspace / "warehouse" / "runs").glob("*/run.json")
    return json.loads(max(records, key=lambda path: path.stat().st_mtime).read_text(encoding="utf-8"))


def by_table(run):
    """Seconds of each table of a run."""
    return {f"{table['stage']}.{table['table']}": table["seconds"] for table in run["tables"]}


def starting():
    """What a command costs before it does anything."""
    polars = best([sys.executable, "-c", "import polars"])
    ours = best([sys.executable, "-c", "import hls_signals"])
    print(f"import polars {polars:.2f} s, import hls_signals {ours:.2f} s")
    return {
        "platform.import_times": ours / polars,
        "platform.help_s": best([*HLS, "--help"]),
        "platform.definitions_s": best([sys.executable, "-c", "import pipelines.definitions"]),
    }


def nights(demo):
    """The first night of the demo, one with nothing new, and answers from what they built."""
    cold = timed([*HLS, "demo", str(demo)])
    first = record_of_run(demo)
    again = timed([*HLS, "run", str(demo)])
    second = record_of_run(demo)
    print(f"cold demo: {cold.processor:.1f} s of processors, peak {cold.peak_mb:.0f} MB; then {second['outcome']}")
    print("slowest tables of the cold night, seconds (a table's time includes the checks before it)")
    later = by_table(second)
    for name, spent in sorted(by_table(first).items(), key=lambda item: -item[1])[:8]:
        print(f"  {name:<30} {spent:8.2f}   second run {later.get(name, 0.0):6.2f}")
    return {
        "platform.cold_demo_s": cold.seconds,
        "platform.nothing_new_s": again.seconds,
        "platform.dagster_s": again.seconds - sum(later.values()),
        "why.explain_s": best([*HLS, "explain", *CHANGE, "-w", str(demo)]),
        "why.explain_unwritten_s": best([*HLS, "explain", *CHANGE, *ELSEWHERE, "-w", str(demo)]),
    }


def without_paper(demo):
    """Seconds of the demo, three runs of it and a withdrawal, the packs on paper left out."""
    began = time.perf_counter()
    timed([*HLS, "demo", str(demo)], NO_PAPER)
    for _ in range(3):
        timed([*HLS, "run", str(demo)], NO_PAPER)
    release = json.loads((demo / "published" / "current" / "manifest.json").read_text(encoding="utf-8"))
    timed([*HLS, "notes", "withdraw", release["notes"][0], "-w", str(demo)], NO_PAPER)
    return time.perf_counter() - began


def main():
    figures = starting()
    with tempfile.TemporaryDirectory() as folder:
        figures |= nights(Path(folder) / "demo")
        figures["narrative.demo_and_withdrawal_s"] = without_paper(Path(folder) / "without-paper")
    for name, figure in figures.items():
        print(f"{name:<34} {figure:8.2f}")
    record(figures)


if __name__ == "__main__":
    main()
