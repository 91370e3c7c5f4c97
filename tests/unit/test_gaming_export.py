"""Does the gaming record leave as a table that any program can open?"""

from __future__ import annotations

import polars as pl

from hls_signals.cli.export import write_frame
from hls_signals.gaming import indicators, signal_frame
from tests.house.gaming_cases import AS_OF, a_target, days_around_56


def test_explanations_are_joined_in_a_csv_and_stay_a_list_elsewhere(tmp_path):
    frame = signal_frame(indicators(a_target(), histogram=days_around_56(), as_of=AS_OF))
    for ending in ("csv", "json", "parquet"):
        write_frame(frame, tmp_path / f"gaming.{ending}")
    (first, *_) = pl.read_csv(tmp_path / "gaming.csv")["innocent_explanations"]
    assert first.split(" | ") == frame["innocent_explanations"][0].to_list()
    assert pl.read_parquet(tmp_path / "gaming.parquet").equals(frame)
    assert pl.read_csv(tmp_path / "gaming.csv").columns == frame.columns
