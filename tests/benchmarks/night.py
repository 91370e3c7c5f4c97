"""How long does a night take on the demo, and where does the time go?

Run by `make bench`. Prints a table and writes its figures into bench.json; nothing here is asserted.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HLS = [sys.executable, "-m", "hls_signals.cli"]
REPEATS = 3


def timed(command, **environment):
    """Seconds on the clock and of the processor, and peak memory in MB, of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def best(command):
    return min(timed(command)[0] for _ in range(REPEATS))


def by_table(workspace):
    """Seconds of each table of the newest run."""
    records = sorted((workspace / "warehouse" / "runs").glob("*/run.json"), key=lambda path: path.stat().st_mtime)
    record = json.loads(records[-1].read_text(encoding="utf-8"))
    return record["outcome"], {f"{t['stage']}.{t['table']}": t["seconds"] for t in record["tables"]}


def main():
    figures = {
        "import polars": best([sys.executable, "-c", "import polars"]),
        "import hls_signals": best([sys.executable, "-c", "import hls_signals"]),
        "hls-signals --help": best([*HLS, "--help"]),
        "load pipelines.definitions": best([sys.executable, "-c", "import pipelines.definitions"]),
    }
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        seconds, processor, memory = timed([*HLS, "demo", str(demo)])
        figures |= {"cold demo": seconds, "cold demo, processor": processor, "cold demo, peak MB": memory}
        _, tables = by_table(demo)
        seconds, processor, memory = timed([*HLS, "run", str(demo)])
        outcome, again = by_table(demo)
        figures |= {
            f"second run ({outcome})": seconds,
            "second run, processor": processor,
            "second run, peak MB": memory,
        }
    for name, figure in figures.items():
        print(f"{name:<32} {figure:8.2f}")
    print("\nslowest tables of the cold night, seconds (a table's time includes the checks before it)")
    for name, spent in sorted(tables.items(), key=lambda item: -item[1])[:8]:
        print(f"  {name:<30} {spent:8.2f}   second run {again.get(name, 0.0):6.2f}")
    path = Path("bench.json")
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(known | {"night": figures}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
