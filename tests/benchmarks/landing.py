"""How long does landing one large CSV take, beside reading it into strings, and in how much memory?

    python -m tests.benchmarks.landing [ROWS]      1,000,000 by default

One file of canonical rows. Prints the seconds of landing as a multiple of those of `polars.read_csv` of the same file
(by turns, the shortest of five each; of processor time too, since a shared machine tells another time), and the peak
memory.
"""

import datetime as dt
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from hls_signals.register import load_register
from hls_signals.returns import land_inbox
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings
from tests.benchmarks.five_million import write
from tests.house.reached import record

WANTED_TIMES, WANTED_MB = 12, 1536
TURNS = 5
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def timed(work):
    """Seconds by the clock and of the processor."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - busy


def one_file(folder, rows):
    """A workspace with so many rows in one file; the file."""
    write(folder, rows)
    inbox = folder / "inbox" / "returns" / "large"
    whole = inbox / "all.csv"
    with whole.open("wb") as stream:
        for number, path in enumerate(sorted(inbox.glob("m*.csv"))):
            header, _, body = path.read_bytes().partition(b"\n")
            stream.write(body if number else header + b"\n" + body)
            path.unlink()
    (inbox / "all.csv.about.yaml").write_text("known_at: 2026-02-01\n", encoding="utf-8")
    return whole


def measured(folder, rows):
    """Reading and landing of the workspace's one file, by turns, printed; kept where it holds a million rows."""
    workspace = Workspace(folder)
    (path,) = (workspace.returns_inbox / "large").glob("*.csv")
    register = load_register(workspace)
    settings = Settings(inbox_settle_seconds=0)
    readings, landings = [], []
    for _ in range(TURNS):
        shutil.rmtree(folder / "warehouse", ignore_errors=True)
        readings.append(timed(lambda: pl.read_csv(path, infer_schema=False)))
        landings.append(timed(lambda: land_inbox(workspace, settings, register, now=NOW)))
    reading, landing = (tuple(map(min, zip(*times, strict=True))) for times in (readings, landings))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"landing {landing[0]:.2f} s, {landing[0] / reading[0]:.1f} times polars.read_csv (wanted {WANTED_TIMES}),")
    print(f"{landing[1] / reading[1]:.1f} times its processor time; peak {peak:.0f} MB (wanted {WANTED_MB}),")
    print(f"load {os.getloadavg()[0]:.1f}")
    if rows >= 1_000_000:
        record({"returns.landing_times": landing[0] / reading[0], "returns.landing_mb": peak})


def main():
    if len(sys.argv) == 4:
        measured(Path(sys.argv[2]), int(sys.argv[3]))
        return
    rows = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "large"
        print(f"{one_file(folder, rows).stat().st_size / 1e6:.0f} MB of CSV")
        # Writing the file takes memory of its own, so landing has a process to itself.
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.landing", "measure", str(folder), str(rows)], check=True
        )


if __name__ == "__main__":
    main()
