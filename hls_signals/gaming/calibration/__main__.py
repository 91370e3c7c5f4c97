"""How is the calibration run? A command: `python -m hls_signals.gaming.calibration`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from hls_signals.gaming.calibration.many_looks import in_theory, many_looks, simulated
from hls_signals.gaming.calibration.report import Results, report
from hls_signals.gaming.calibration.running import Calibrated, all_scenes, answer, calibrated
from hls_signals.gaming.calibration.table import table_of
from hls_signals.gaming.calibration.traps import answered, traps
from hls_signals.gaming.registry import known_indicators
from hls_signals.gaming.settings import SEED
from hls_signals.workspace.files import write_whole

REPEATS = 200
TRAP_REPEATS = 5


def results_of(repeats: int, seed: int, say: Callable[[Calibrated], None] = lambda row: None) -> Results:
    """Every scene, every trap and the many looks, from one seed; `say` is told each scene as it ends."""
    rows = []
    for row in calibrated(all_scenes(), repeats, seed):
        rows.append(row)
        say(row)
    innocent: dict[str, list[float]] = {}
    pressed: dict[str, list[float]] = {}
    for row in rows:
        innocent.setdefault(row.scene.indicator, []).extend(row.p)
        for found in row.planted.values():
            pressed.setdefault(row.scene.indicator, []).extend(found.p)
    tested = {name: p for name, p in innocent.items() if p}
    looks = max(20, repeats // 5)
    return Results(
        repeats=repeats,
        seed=seed,
        scenes=rows,
        traps=answered(traps(), answer, TRAP_REPEATS, seed),
        trap_repeats=TRAP_REPEATS,
        in_theory=many_looks(in_theory, looks, seed),
        simulated=many_looks(simulated(tested, pressed), looks, seed),
    )


def main(arguments: Sequence[str]) -> None:
    """Simulate, say how far it is, and write the page whole."""
    parser = argparse.ArgumentParser(prog="python -m hls_signals.gaming.calibration", description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS, help="innocent sets of data a shape")
    parser.add_argument("--seed", type=int, default=SEED, help="where the drawing of figures starts")
    parser.add_argument("--to", type=Path, required=True, help="the page to write")
    parser.add_argument("--table", type=Path, help="the table that the package ships, for the published page")
    given = parser.parse_args(arguments)
    if given.repeats < 1:
        parser.error("--repeats takes a whole number from 1")
    results = results_of(given.repeats, given.seed, _said)
    write_whole(given.to, report(results))
    if given.table is not None:
        write_whole(given.table, table_of(results.scenes, {known.name: known.version for known in known_indicators()}))
    sys.stdout.write(f"written: {given.to.name}\n")


def _said(row: Calibrated) -> None:
    found = ", ".join(f"{strength} found {found.power:.2f}" for strength, found in row.planted.items())
    sys.stdout.write(f"{row.scene.indicator}, {row.scene.shape}: alarms {row.rate:.3f}; {found}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
