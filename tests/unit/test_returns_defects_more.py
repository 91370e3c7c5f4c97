"""Which figures, totals, bodies and files does a return raise questions about?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.register import Area, AreaSum, Register
from hls_signals.returns import defects_of_copies
from hls_signals.returns.defects import Beside, quality_rows
from hls_signals.returns.defects_of_areas import figures_after_closing, missing_bodies
from hls_signals.returns.defects_of_copies import shared_by_pairs
from hls_signals.returns.defects_of_figures import lone_zeros, other_units
from hls_signals.returns.defects_of_submissions import contradicting_labels, two_at_once
from hls_signals.returns.defects_of_totals import unreconciled_totals
from hls_signals.returns.defects_of_twins import MeasureMarks, marks_of_measure, same_as_another_measure
from hls_signals.returns.marks import marked
from hls_signals.returns.quality import QUALITY

NUMBERS = dict.fromkeys(("numerator", "denominator", "value"), pl.Decimal(38, 18))


def month(number: int) -> dt.date:
    return dt.date(2024 + number // 12, number % 12 + 1, 1)


def rows(*given: dict[str, object]) -> pl.DataFrame:
    """Latest-known rows, from what differs in each; `month` is its number."""
    usual = {
        "return_id": "homelessness",
        "measure_id": "duty",
        "area_code": "X01",
        "breakdown": "{}",
        "period_type": "month",
        "numerator": None,
        "denominator": None,
        "value": None,
        "status": "ok",
        "definition_version": "",
        "source_sha256": "a",
    }
    made = []
    for row in given:
        number = int(row.get("month", 0))
        dates = {"period_start": month(number), "period_end": month(number + 1)}
        made.append({**usual, **dates, **{name: value for name, value in row.items() if name != "month"}})
    return pl.DataFrame(made, schema_overrides=NUMBERS)


def whole(*given: dict[str, object]) -> list[MeasureMarks]:
    by_measure = rows(*given).partition_by("measure_id", maintain_order=True)
    return [marks_of_measure("homelessness", frame["measure_id"][0], marked(frame)) for frame in by_measure]


def grid(months: int, areas: int, figure=lambda month, area: 40 + area + month % 3, **more) -> list[dict[str, object]]:
    return [
        {"month": m, "area_code": f"X{a:02}", "value": Decimal(str(figure(m, a))), **more}
        for m in range(months)
        for a in range(areas)
    ]


def places(found: pl.DataFrame) -> list[tuple[object, ...]]:
    assert found.schema == pl.Schema(QUALITY)
    return found.select("code", "area_code", "period_start", "affected", "examined").rows()


@pytest.mark.parametrize(("factor", "words"), [("0.01", "a hundredth of"), ("100", "100 times")])
def test_a_file_on_another_scale_is_one_question(factor, words):
    def figure(month: int, area: int) -> Decimal:
        return (40 + area) * (Decimal(factor) if month == 9 else 1)

    found = other_units(rows(*grid(10, 6, figure)))
    assert places(found) == [("D302", "", month(9), 6, 6)]
    assert words in found["text"][0]


def test_four_series_are_too_few_to_speak_of_a_unit_and_fifty_times_is_no_unit():
    assert other_units(rows(*grid(10, 4, lambda m, a: 4000 if m == 9 else 40))).is_empty()
    assert other_units(rows(*grid(10, 6, lambda m, a: 2000 if m == 9 else 40))).is_empty()


def test_a_single_series_that_leaps_is_no_change_of_unit():
    assert other_units(rows(*grid(10, 6, lambda m, a: 4000 if (m, a) == (9, 1) else 40))).is_empty()


def test_counts_on_another_scale_are_seen_in_their_numerators():
    counts = [{**row, "numerator": row.pop("value")} for row in grid(9, 5, lambda m, a: 4000 if m == 8 else 40)]
    assert places(other_units(rows(*counts))) == [("D302", "", month(8), 5, 5)]


def areas(**closing: dt.date | None) -> list[Area]:
    return [Area(area_code=code, area_name=code, area_type="council", valid_to=day) for code, day in closing.items()]


def test_a_body_that_stopped_sending_is_asked_about_once():
    sent = [row for row in grid(6, 3) if not (row["month"] == 5 and row["area_code"] == "X01")]
    found = missing_bodies(rows(*sent), areas(X00=None, X01=None, X02=None))
    assert places(found) == [("D304", "X01", month(5), 1, 3)]


def test_a_body_that_closed_or_that_sends_now_and_then_is_not_missing():
    sent = [row for row in grid(6, 3) if not (row["month"] == 5 and row["area_code"] == "X01")]
    assert missing_bodies(rows(*sent), areas(X00=None, X01=month(5), X02=None)).is_empty()
    assert missing_bodies(rows(*sent), areas(X00=None, X02=None)).is_empty()
    now_and_then = [row for row in sent if not (row["month"] == 3 and row["area_code"] == "X01")]
    assert missing_bodies(rows(*now_and_then), areas(X00=None, X01=None, X02=None)).is_empty()


def parts(total: int, *numerators: int, **more) -> pl.DataFrame:
    broken = [
        {"breakdown": f'{{"need":"{n}"}}', "numerator": Decimal(part), **more} for n, part in enumerate(numerators)
    ]
    return rows({"numerator": Decimal(total)}, *broken)


def test_an_exact_total_is_the_sum_of_its_parts():
    assert unreconciled_totals(parts(30, 10, 20), {}).is_empty()
    assert places(unreconciled_totals(parts(31, 10, 20), {"homelessness": Decimal(1)})) == [
        ("D305", "X01", month(0), 1, 2)
    ]


def test_rounded_parts_may_miss_by_half_a_base_each_and_half_for_the_total():
    fives = {"homelessness": Decimal(5)}
    assert unreconciled_totals(parts(35, 10, 20), fives).is_empty()
    assert unreconciled_totals(parts(Decimal("37.5"), 10, 20), fives).is_empty()
    assert unreconciled_totals(parts(38, 10, 20), fives).height == 1


def test_a_hidden_part_leaves_nothing_to_reconcile():
    frame = pl.concat([parts(31, 10, 20), rows({"breakdown": '{"need":"9"}', "status": "suppressed"})])
    assert unreconciled_totals(frame, {}).is_empty()


def test_each_breakdown_is_held_against_the_total_by_itself():
    by_age = rows(*({"breakdown": f'{{"age":"{n}"}}', "numerator": Decimal(15)} for n in range(2)))
    assert unreconciled_totals(pl.concat([parts(30, 10, 20), by_age]), {}).is_empty()
    crossed = rows({"breakdown": '{"age":"1","need":"a, \\"b\\": c"}', "numerator": Decimal(29)})
    assert unreconciled_totals(pl.concat([parts(30, 10, 20), crossed]), {}).height == 1


def test_rates_are_never_added_up():
    frame = rows({"value": Decimal(50)}, {"breakdown": '{"need":"1"}', "value": Decimal(40)})
    assert unreconciled_totals(frame, {}).is_empty()


def test_an_area_is_held_against_the_areas_it_is_the_sum_of():
    sums = tuple(AreaSum(sum_code="X99", part_code=code) for code in ("X00", "X01"))
    counted = [{"area_code": code, "numerator": Decimal(n)} for code, n in (("X00", 4), ("X01", 5), ("X99", 10))]
    assert places(unreconciled_totals(rows(*counted), {}, sums)) == [("D305", "X99", month(0), 1, 2)]
    assert unreconciled_totals(rows(*counted[1:]), {}, sums).is_empty()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(-30, 30), st.sampled_from([1, 2, 5, 10]))
@settings(max_examples=60, deadline=None)
def test_totals_agree_with_the_sentence_of_the_page(numerators, off, base):
    total = sum(numerators) + off
    allowed = 0 if base == 1 else (len(numerators) + 1) * base / 2
    found = unreconciled_totals(parts(total, *numerators), {"homelessness": Decimal(base)})
    assert found.height == (abs(off) > allowed)


def test_figures_of_an_area_that_closed_are_asked_about():
    found = figures_after_closing(rows(*grid(6, 2)), areas(X00=None, X01=month(4)))
    assert places(found) == [("D308", "X01", month(4), 2, 6)]
    assert found["period_end"].to_list() == [month(6)]
    assert figures_after_closing(rows(*grid(4, 2)), areas(X00=None, X01=month(4))).is_empty()


def test_a_zero_among_figures_that_are_all_well_above_it_is_asked_about():
    found = lone_zeros(rows(*grid(6, 5, lambda m, a: 0 if (m, a) in ((2, 1), (3, 4)) else 40 + m)))
    assert places(found) == [("D310", "X01", month(2), 1, 30), ("D310", "X04", month(3), 1, 30)]


@pytest.mark.parametrize(
    "figure",
    [
        lambda m, a: 0 if (m, a) == (2, 1) else 19 if (m, a) == (3, 1) else 40,
        lambda m, a: 0 if a == 1 else 40,
        lambda m, a: 40,
    ],
)
def test_a_zero_is_ordinary_where_low_figures_or_zeros_are(figure):
    assert lone_zeros(rows(*grid(6, 5, figure))).is_empty()


def test_fewer_than_twenty_others_say_nothing_of_a_zero():
    assert lone_zeros(rows(*grid(5, 4, lambda m, a: 0 if (m, a) == (2, 1) else 40))).is_empty()


def test_a_rate_of_zero_is_seen_in_its_parts():
    made = [
        {**row, "numerator": row.pop("value"), "denominator": Decimal(100)}
        for row in grid(6, 5, lambda m, a: 0 if (m, a) == (2, 1) else 40)
    ]
    assert places(lone_zeros(rows(*made))) == [("D310", "X01", month(2), 1, 30)]


def test_one_measures_figures_under_anothers_name_are_asked_about_for_both():
    own = grid(3, 3, lambda m, a: 10 * m + a + 1)
    other = [{**row, "measure_id": "relief", "source_sha256": "b"} for row in own]
    found = same_as_another_measure(whole(*own, *other))
    assert found["measure_id"].to_list() == ["duty", "relief"]
    assert found["affected"].to_list() == [9, 9]


def test_measures_that_share_some_figures_are_two_measures():
    own = grid(3, 3, lambda m, a: 10 * m + a + 1)
    other = [{**row, "measure_id": "relief", "value": row["value"] + (n > 5)} for n, row in enumerate(own)]
    assert same_as_another_measure(whole(*own, *other)).is_empty()
    zeros = [{**row, "value": Decimal(0)} for row in own]
    assert same_as_another_measure(whole(*zeros, *({**row, "measure_id": "relief"} for row in zeros))).is_empty()


FEW = st.integers(0, 2)
NAMES = st.sampled_from(["duty", "relief", "main"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["duty", "relief", "main"]), FEW, FEW, st.sampled_from("ab"), FEW), max_size=60)
)
def test_figures_under_two_names_are_those_a_slow_comparison_finds(drawn):
    figures = {(name, m, a): (sha, figure) for name, m, a, sha, figure in drawn}
    wanted = []
    for name, sha in sorted({(key[0], figure[0]) for key, figure in figures.items()}):
        own = {key[1:]: figure[1] for key, figure in figures.items() if (key[0], figure[0]) == (name, sha)}
        for other in {"duty", "relief", "main"} - {name}:
            both = {key: figures[other, *key][1] for key in own if (other, *key) in figures}
            affected = sum(own[key] == figure for key, figure in both.items())
            if affected >= 5 and affected >= 0.9 * len(both) - 1e-9:
                wanted.append((name, affected, len(both)))
    made = [
        {"measure_id": name, "month": m, "area_code": f"X{a}", "source_sha256": sha, "value": Decimal(figure)}
        for (name, m, a), (sha, figure) in figures.items()
    ]
    found = same_as_another_measure(whole(*made)).select("measure_id", "affected", "examined").rows() if made else []
    assert sorted(found) == sorted(wanted)


def test_a_few_keys_at_a_time_give_the_same_copies(monkeypatch):
    made = marked(rows(*grid(6, 9, lambda m, a: 40 + a + m % 2)))
    at_once = shared_by_pairs(made)
    monkeypatch.setattr(defects_of_copies, "_CELLS", 13)
    assert shared_by_pairs(made).equals(at_once)
    assert at_once.height == 15


def test_dates_that_contradict_the_mapping_are_one_question_a_measure_and_file():
    submissions = pl.DataFrame({"sha256": ["a", "b"], "rows_in": [30, 9], "notes": ["D307: 30; N503: 2", ""]})
    found = contradicting_labels(rows(*grid(3, 2)), submissions)
    assert places(found) == [("D307", "", month(0), 30, 30)]


def test_two_figures_of_one_moment_are_a_question():
    found = pl.DataFrame(
        {
            "return_id": ["homelessness"],
            "measure_id": ["duty"],
            "area_code": ["X01"],
            "period_start": [month(0)],
            "period_end": [month(1)],
            "examined": [2],
            "affected": [2],
        }
    )
    assert places(two_at_once(found)) == [("D312", "X01", month(0), 2, 2)]


def test_a_quiet_return_raises_no_question_at_all():
    register = Register((), tuple(areas(X00=None, X01=None, X02=None)), (), ())
    quiet = rows(*grid(12, 3, lambda m, a: 40 + 7 * a + (m * m * (a + 3)) % 11))
    assert quality_rows(quiet, Beside(register)).is_empty()
