"""Do the numbers on the page about false stories come from the table, and does a small run agree with it?"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.benchmarks.why_false_stories import TABLE, cell

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "false-stories.md").read_text(encoding="utf-8")
STORED = pl.read_csv(TABLE)


def test_every_row_of_the_table_stands_on_the_page():
    for row in STORED.iter_rows(named=True):
        head = f"| {row['shape'].replace('_', ' ')} | {row['months']} | "
        line = next(text for text in PAGE.splitlines() if text.startswith(head))
        told = [float(text) for text in line.removeprefix(head).strip("| ").split(" | ")]
        stored = [100 * row["false_stories"], *(100 * row[f"shift_seen_after_{after}"] for after in (1, 3, 6))]
        steps = [0.05, 0.5, 0.5, 0.5, 0.0005, 0.0005]
        for text, value, step in zip(told, [*stored, row["error"], row["absolute_error"]], steps, strict=True):
            assert abs(text - value) <= step * 1.001, line


def test_a_story_is_rarely_told_of_a_series_in_which_nothing_changed():
    assert STORED["false_stories"].max() <= 0.08
    assert STORED["absolute_error"].max() <= 0.06
    assert STORED.filter(pl.col("months") >= 24)["shift_seen_after_1"].min() >= 0.9


def test_a_small_run_of_the_same_simulation_says_so_too():
    found = cell("counts_with_extra_spread", 36, 250)
    assert found["changed"] > 80
    # Eight in a hundred and room for a small sample.
    assert found["false_stories"] <= 0.08
    assert found["shift_seen_after_1"] >= 0.9
    assert found["absolute_error"] <= 0.06
