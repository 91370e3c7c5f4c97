"""How often is each indicator mistaken, shape by shape? The table that the package ships."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from hls_signals.gaming.calibration.running import Calibrated
from hls_signals.workspace.shipped import shipped_text

PACKAGE, TABLE = "hls_signals.gaming.calibration", "false_alarms.csv"
COLUMNS = ("indicator", "version", "shape", "n", "repeats", "alarms")


@dataclass(frozen=True)
class FalseAlarms:
    """One shape: in how many of its innocent sets the indicator raised its hand."""

    indicator: str
    version: int
    shape: str
    n: int
    repeats: int
    alarms: int

    @property
    def in_a_hundred(self) -> str:
        """How many of a hundred sets, as a page prints it: `5`."""
        return f"{100 * self.alarms / self.repeats:.0f}"


def false_alarm_table() -> tuple[FalseAlarms, ...]:
    """The shipped table, in the order of the report."""
    rows = csv.DictReader(io.StringIO(shipped_text(PACKAGE, TABLE)))
    return tuple(
        FalseAlarms(
            row["indicator"], int(row["version"]), row["shape"], int(row["n"]), int(row["repeats"]), int(row["alarms"])
        )
        for row in rows
    )


def table_of(scenes: Iterable[Calibrated], versions: dict[str, int]) -> str:
    """The table of a run, as the text of a file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in scenes:
        scene = row.scene
        writer.writerow([scene.indicator, versions[scene.indicator], scene.shape, scene.n, row.repeats, row.alarms])
    return stream.getvalue()
