"""Is it told truly how often chance alone signals?"""

from __future__ import annotations

from math import sqrt

import numpy as np
import polars as pl
import pytest

from hls_signals.variation import PRESETS, NoFalseAlarmTable, UnknownShape, expected_by_chance, preset, signals
from hls_signals.variation.chance import MOVE_TOGETHER, by_chance, expected_for_periods
from hls_signals.variation.false_alarm_rates import SHAPES, false_alarm_rate, false_alarm_table, fields_sha256
from hls_signals.variation.false_alarms import (
    BASELINES,
    LENGTHS,
    SEED,
    Asked,
    main,
    merged,
    simulated,
    unchanged_series,
)


def months(number):
    return pl.date_range(pl.date(2020, 1, 1), pl.lit("2020-01-01").str.to_date().dt.offset_by(f"{number - 1}mo"), "1mo",
                         eager=True)  # fmt: skip


def chart(name, values):
    return pl.DataFrame({"series": name, "period_start": months(len(values)), "value": [float(v) for v in values]})


def noise(number, seed=1):
    return np.random.default_rng(seed).normal(100, 10, number)


# The table that is shipped


@pytest.mark.parametrize("name", list(PRESETS))
def test_the_table_holds_every_cell_of_a_preset_as_its_fields_are_today(name):
    rows = false_alarm_table().filter(preset=name)
    assert rows["preset_fields_sha256"].unique().to_list() == [fields_sha256(PRESETS[name])], (
        "the fields of this preset changed: run make false-alarms"
    )
    cells = set(rows.select("shape", "baseline", "n").iter_rows())
    assert cells == {(shape, baseline, n) for shape in SHAPES for baseline in BASELINES for n in LENGTHS}
    assert rows.height == len(cells)


def test_the_table_says_on_how_many_series_it_rests():
    table = false_alarm_table()
    assert table["series"].min() >= 2_000
    assert table["seed"].unique().to_list() == [SEED]
    error = (pl.col("share") * (1 - pl.col("share")) / pl.col("series")).sqrt()
    assert (table.select(error=error)["error"] - table["standard_error"]).abs().max() < 1e-6


def test_the_table_stands_in_the_order_of_presets_shapes_baselines_and_points():
    table = false_alarm_table()
    assert table["preset"].unique(maintain_order=True).to_list() == list(PRESETS)
    again = merged(table, table.head(0))
    assert again.equals(table)


def test_the_digest_follows_what_decides_and_neither_name_nor_source():
    import dataclasses

    hls = PRESETS["hls"]
    assert fields_sha256(dataclasses.replace(hls, name="ours", source="a book")) == fields_sha256(hls)
    changed = [preset("hls", shift_points=8), preset("hls", xmr_factor=3 / 1.128), preset("hls", screen=False)]
    assert len({fields_sha256(hls), *map(fields_sha256, changed)}) == 4


# The rate


@pytest.mark.parametrize(("n", "measured"), [(24, 0.186), (36, 0.293)])
def test_the_rate_is_the_one_measured_in_preparation(n, measured):
    assert false_alarm_rate("hls", n) == pytest.approx(measured, abs=0.015)


@pytest.mark.parametrize(
    ("name", "measured"),
    [
        ("hls", (0.07, 0.19, 0.29, 0.47, 0.63, 0.52)),
        ("mdc-2023", (0.0, 0.16, 0.26, 0.44, 0.59, 0.49)),
        ("powerbi-1.8", (0.16, 0.37, 0.54, 0.75, 0.65, 0.55)),
        ("western-electric", (0.05, 0.15, 0.25, 0.41, 0.64, 0.52)),
        ("wheeler", (0.04, 0.11, 0.18, 0.31, 0.51, 0.38)),
    ],
)
def test_every_preset_signals_about_as_often_as_measured_in_preparation(name, measured):
    rates = [false_alarm_rate(name, n) for n in (12, 24, 36, 60)]
    rates += [false_alarm_rate(name, 36, shape=shape) for shape in ("poisson_1_2", "coarse")]
    assert rates == pytest.approx(measured, abs=0.02)


def test_between_two_lengths_the_rate_lies_on_a_straight_line():
    low, high = false_alarm_rate("hls", 36), false_alarm_rate("hls", 48)
    assert false_alarm_rate("hls", 39) == pytest.approx(low + (high - low) / 4)


def test_above_the_longest_length_the_rate_stays():
    assert false_alarm_rate("hls", 1_000) == false_alarm_rate("hls", 120)


def test_below_the_least_points_for_limits_there_is_no_signal():
    assert [false_alarm_rate("hls", n) for n in range(6)] == [0.0] * 6
    assert false_alarm_rate("mdc-2023", 12) == 0.0 < false_alarm_rate("mdc-2023", 13)
    assert false_alarm_rate("hls", 36, baseline=5) == 0.0


def test_a_baseline_of_all_points_is_no_baseline_and_a_short_one_signals_more():
    assert false_alarm_rate("hls", 20, baseline=24) == false_alarm_rate("hls", 20)
    by_baseline = [false_alarm_rate("hls", 60, baseline=b) for b in (12, 18, 24, 40, 60)]
    assert by_baseline == sorted(by_baseline, reverse=True)
    assert by_baseline[-1] == false_alarm_rate("hls", 60)


def test_a_changed_preset_names_the_command():
    with pytest.raises(NoFalseAlarmTable) as told:
        false_alarm_rate(preset("hls", shift_points=9), 36)
    assert "python -m hls_signals.variation.false_alarms" in told.value.mend


def test_an_unknown_shape_offers_the_nearest():
    with pytest.raises(UnknownShape) as told:
        false_alarm_rate("hls", 36, shape="poisson_12")
    assert "nearest: poisson_1_2" in told.value.mend


# The command that makes the table


def test_the_command_gives_the_same_table_twice(tmp_path, capsys):
    for name in ("one.csv", "two.csv"):
        main(["--presets", "hls", "--series", "3", "--to", str(tmp_path / name)])
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert "312 of 312 cells: poisson_1_2, 120 points" in capsys.readouterr().out


def test_a_run_of_some_presets_keeps_the_rows_of_the_others(tmp_path):
    main(["--presets", "hls", "--series", "3", "--to", str(tmp_path / "table.csv")])
    written = pl.read_csv(tmp_path / "table.csv", schema=false_alarm_table().schema)
    others = pl.col("preset") != "hls"
    assert written.filter(others).equals(false_alarm_table().filter(others))
    assert written.filter(~others)["series"].unique().to_list() == [3]


def test_a_longer_run_begins_with_the_series_of_a_shorter_one():
    short = pl.concat(unchanged_series(Asked(series=3), "normal", 6))
    blocks = list(unchanged_series(Asked(series=2_001), "normal", 6))
    assert [block.height for block in blocks] == [12_000, 6]
    assert blocks[0].head(18).equals(short)
    assert not blocks[1]["value"].equals(blocks[0]["value"].head(6))


def test_no_series_is_no_table(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--series", "0"])
    assert ended.value.code == 2
    assert "a whole number from 1" in capsys.readouterr().err


def test_the_engine_of_today_signals_as_often_as_the_table_says():
    """Guards what no digest of fields sees: a rule that changed in the code."""
    shipped = false_alarm_table()
    for row in simulated(Asked(series=1_500, lengths=(24,))):
        (cell,) = shipped.filter(
            pl.col("baseline").eq_missing(row["baseline"]), preset=row["preset"], shape=row["shape"], n=24
        )["share"]
        assert abs(row["share"] - cell) <= 4 * sqrt(cell * (1 - cell) / 1_500), row


# A pack of charts


def test_three_hundred_charts_show_about_eighty_five():
    told = by_chance([0.283] * 300, seen=None)
    assert (told.charts, told.expected) == (300, pytest.approx(84.9))
    assert told.sentence == (
        "If nothing had changed, about 85 of these 300 charts would still show a signal by chance "
        f"(72 to 98 in nine such packs of ten). {MOVE_TOGETHER}"
    )


def test_each_chart_counts_at_its_own_length():
    pack = pl.concat([chart("a", noise(24)), chart("b", noise(36, 2)), chart("c", noise(4))])
    told = expected_by_chance(signals(pack))
    rates = [false_alarm_rate("hls", 24), false_alarm_rate("hls", 36), 0.0]
    assert told.charts == 3
    assert told.expected == pytest.approx(sum(rates))
    assert told.high == pytest.approx(sum(rates) + 1.645 * sqrt(sum(r * (1 - r) for r in rates)))
    assert told.low == 0.0


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        (np.random.default_rng(3).poisson(1.2, 36), "poisson_1_2"),
        (np.random.default_rng(3).poisson(6, 36), "poisson_6"),
        (np.random.default_rng(3).poisson(60, 36), "normal"),
        (np.resize([10.5, 11.5, 10.5, 12.5, 11.5], 36), "coarse"),
        (noise(36), "normal"),
    ],
)
def test_the_shape_of_a_chart_is_read_from_its_figures(values, shape):
    told = expected_by_chance(signals(chart("a", values)))
    assert told.expected == pytest.approx(false_alarm_rate("hls", 36, shape=shape))


def test_a_series_in_two_phases_signals_where_either_does():
    result = signals(chart("a", noise(36)), phases=pl.DataFrame({"starts": ["2021-01-01"]}))
    quiet = (1 - false_alarm_rate("hls", 12)) * (1 - false_alarm_rate("hls", 24))
    assert expected_by_chance(result).expected == pytest.approx(1 - quiet)


def test_a_baseline_counts_as_what_the_limits_rest_on():
    told = expected_by_chance(signals(chart("a", noise(36)), baseline=12))
    assert told.expected == pytest.approx(false_alarm_rate("hls", 36, baseline=12))


def test_a_constant_series_cannot_signal():
    assert expected_by_chance(signals(chart("a", [7] * 36))).expected == 0.0


def test_what_is_seen_is_said_beside_what_chance_would_do():
    pack = pl.concat([chart("a", [*noise(35), 1000.0]), chart("b", [1.5, 2.5, 3.5, 2.25] * 3)])
    told = expected_by_chance(signals(pack))
    assert told.seen == 1
    assert "1 of them does." in told.sentence


def test_a_chart_whose_neighbours_are_alike_is_counted_apart():
    result = signals(pl.concat([chart("a", noise(36)), chart("b", noise(36, 2)), chart("c", noise(36, 3))]))
    alike = pl.when(pl.col("series") == "b").then(pl.lit("gaps;neighbours_alike")).otherwise("advice")
    told = expected_by_chance(result.with_columns(advice=alike))
    assert (told.charts, told.apart) == (2, 1)
    assert "1 chart is not counted here" in told.sentence


def test_one_chart_is_told_in_its_own_words():
    told = expected_by_chance(signals(chart("a", noise(36))))
    assert told.sentence == (
        "If nothing had changed, this chart would still show a signal by chance about 29 times in 100."
    )


@pytest.mark.parametrize("keys", [("n",), ("mean", "shape"), ("rate", "key"), ()])
def test_series_columns_of_any_name_are_counted(keys):
    frame = chart("a", noise(24)).drop("series").with_columns(pl.lit("x").alias(key) for key in keys)
    assert expected_by_chance(signals(frame, series=keys)).charts == 1


def test_no_chart_gives_no_sentence():
    told = expected_by_chance(signals(chart("a", noise(3)).clear()))
    assert (told.charts, told.expected, told.sentence) == (0, 0.0, "")


def test_a_result_under_a_changed_preset_has_no_number():
    with pytest.raises(NoFalseAlarmTable):
        expected_by_chance(signals(chart("a", noise(36)), preset("hls", shift_points=8)))


def test_a_release_knows_lengths_alone_and_says_nothing_of_what_is_seen():
    told = expected_for_periods([36] * 10, "hls")
    assert told.seen is None
    assert told.expected == pytest.approx(10 * false_alarm_rate("hls", 36))
    assert "do." not in told.sentence
    assert told.sentence.endswith(MOVE_TOGETHER)


@pytest.mark.parametrize("name", list(PRESETS))
@pytest.mark.parametrize(
    "draw",
    [
        lambda random, size: random.normal(50, 5, size),
        lambda random, size: random.poisson(6, size).astype(float),
        lambda random, size: random.poisson(1.2, size).astype(float),
    ],
    ids=["normal", "poisson_6", "poisson_1_2"],
)
def test_on_unchanged_series_about_as_many_signal_as_expected(name, draw):
    number, points = 1_000, 30
    values = draw(np.random.default_rng(11), number * points)
    series = pl.DataFrame({"series": np.repeat(np.arange(number), points), "value": values})
    frame = series.with_columns(period_start=pl.concat([months(points)] * number))
    told = expected_by_chance(signals(frame, name))
    shown = told.seen / told.charts
    # Four standard deviations, and 2 in 100 for shapes that are read from so few figures.
    assert abs(shown - told.expected / told.charts) < 4 * sqrt(shown * (1 - shown) / told.charts) + 0.02
