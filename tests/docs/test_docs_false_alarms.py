"""Do the numbers on the page about false alarms come from the table that is shipped?"""

from __future__ import annotations

from pathlib import Path

from hls_signals.variation import PRESETS, false_alarm_rate
from hls_signals.variation.false_alarm_rates import false_alarm_table

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "false-alarms.md").read_text(encoding="utf-8")
COLUMNS = [*((n, "normal") for n in (12, 24, 36, 60)), (36, "coarse"), (36, "poisson_1_2")]


def test_every_preset_has_its_line_with_the_shares_of_the_table():
    for name in PRESETS:
        shares = [f"{100 * false_alarm_rate(name, n, shape=shape):.0f}" for n, shape in COLUMNS]
        assert f"| `{name}` | " + " | ".join(shares) + " |" in PAGE


def test_the_page_says_how_many_series_there_were():
    assert false_alarm_table()["series"].unique().to_list() == [20_000]
    assert "20,000 series a cell" in PAGE
