"""What do the sentences say, and what do they never say?"""

from __future__ import annotations

import datetime as dt
import re

import polars as pl
import pytest

from hls_signals.variation.reading import RULE_ORDER
from hls_signals.why import explain
from hls_signals.why.wording import sentences
from hls_signals.why.words import change_text, exact_text, figure_text, often_text, period_text, words
from tests.house.why_cases import (
    AREA,
    AS_OF,
    a_measure,
    after,
    figure,
    inputs_of,
    month,
    points,
    quality_row,
    target,
)
from tests.house.why_said import FALL, JULY, NAME, said, texts


def test_sections_stand_in_the_order_of_the_page():
    made, _, _ = said(a_measure(), FALL)
    sections = list(dict.fromkeys(sentence.section for sentence in made.sentences))
    assert sections == ["change", "routine", "rules", "numbers", "wrote", "cannot_know", "ask"]
    assert [sentence.no for sentence in made.sentences] == list(range(1, len(made.sentences) + 1))


def test_a_routine_change_of_colour_seeks_no_single_reason():
    variation = points(a_measure(), ["usual_variation"] * 14, start="2025-06")
    made, card, _ = said(a_measure(), FALL, variation=variation)
    assert made.lede == "It was green and is amber in July 2026; the figure is inside usual variation."
    assert texts(made, "change") == [
        f"{NAME}. Green in June 2026 (74%), amber in July 2026 (69%).",
        "Target 72%, amber from 67%.",
    ]
    assert texts(made, "routine") == [
        "Yes. It lies inside the usual range, 66% to 82%; no single reason needs to be sought."
    ]
    assert made.questions == ("What would we expect to see next month?",)
    # The lede has said all of it: nothing is said twice.
    assert card == ()


def test_a_routine_change_says_how_often_chance_alone_gives_another_colour():
    measure = a_measure()
    earlier = [figure(after(month("2025-05"), at).isoformat()[:7], 74 + 2 * (-1) ** at, 100) for at in range(13)]
    variation = points(measure, ["usual_variation"] * 15, start="2025-05")
    made, _, why = said(measure, [*earlier, *FALL], variation=variation)
    often = {"2 in 5": "in about 2 months in 5", "1 in 2": "in about 1 month in 2"}[why.gate.words]
    assert texts(made, "routine") == [
        f"Yes. A place of this size with nothing changed shows another colour {often}.",
        "It lies inside the usual range, 66% to 82%; no single reason needs to be sought.",
    ]


def test_a_figure_below_the_usual_range_is_said_with_the_range():
    readings = [*["usual_variation"] * 13, "signal_low"]
    limits = (74.0, 70.1, 78.3)
    variation = points(a_measure(), readings, start="2025-06", rule_name="beyond_usual_range", limits=limits)
    made, _, _ = said(a_measure(), FALL, variation=variation, decimals=1)
    assert texts(made, "routine") == ["Unlikely. 69.0 lies below the usual range, 70.1 to 78.3."]


def test_how_often_is_said_in_the_periods_of_the_measure():
    assert often_text("2 in 5", "quarter") == "in about 2 quarters in 5"
    assert often_text("1 in 20", "financial_year") == "in about 1 year in 20"
    assert often_text("more often than not", "snapshot") == "more often than not"


def test_a_signal_names_its_rule_in_plain_words():
    readings = [*["usual_variation"] * 13, "signal_low"]
    variation = points(a_measure(), readings, start="2025-06", rule_name="run_on_one_side")
    made, _card, _ = said(a_measure(), FALL, variation=variation)
    rule_text = "seven or more in a row on one side of the typical level"
    assert texts(made, "routine")[0] == f"Unlikely. The figure for July 2026 is a signal: {rule_text}."
    assert made.lede == "It was green and is amber in July 2026; a signal, as a long run lies on one side."
    assert made.questions[0] == "What did people notice around July 2026?"


def test_too_little_history_says_how_many_points_there_are():
    variation = points(a_measure(), ["usual_variation"] * 9, start="2025-11")
    made, _card, _ = said(a_measure(), FALL, variation=variation)
    assert texts(made, "routine") == [
        "There is too little history to tell: 8 earlier points in this stretch, where twelve are needed."
    ]


def test_the_first_point_of_a_stretch_has_no_earlier_one():
    variation = points(a_measure(), ["usual_variation"], start="2026-07")
    made, _card, _ = said(a_measure(), FALL, variation=variation)
    text = "There is too little history to tell: no earlier point in this stretch, where twelve are needed."
    assert texts(made, "routine") == [text]


def test_a_copied_month_comes_before_everything_else():
    figures = [*FALL, figure("2026-08", 74, 100)]
    quality = pl.DataFrame([quality_row("D301", "2026-08", other="2026-06")])
    made, card, why = said(a_measure(), figures, quality=quality, period=month("2026-08"))
    first = made.sentences[0]
    assert first.text == "These figures repeat June 2026. Ask whether they were sent twice before reading on."
    assert (first.section, first.term_nos) == ("change", (1,))
    assert made.lede == ("The figures for August 2026 repeat June 2026, so first ask whether they were sent twice.")
    assert made.questions[0] == "Were these figures sent twice?"
    assert why.terms[0]["kind"] == "file_defect"
    # The lede spoke of the file, so the card says what the colour did.
    assert card[0] == "Plan in place: was amber, now green."


def test_a_copied_month_in_the_earlier_period_is_named():
    figures = [figure("2026-05", 74, 100), figure("2026-06", 74, 100), figure("2026-07", 69, 100)]
    quality = pl.DataFrame([quality_row("D301", "2026-06", other="2026-05")])
    made, _, _ = said(a_measure(), figures, quality=quality)
    assert made.sentences[0].text.startswith("The figures for June 2026 repeat May 2026.")


@pytest.mark.parametrize("code", [f"D3{number:02}" for number in range(2, 12)])
def test_every_file_defect_has_its_sentence(code):
    quality = pl.DataFrame([quality_row(code, "2026-07", area=AREA)])
    made, _, _ = said(a_measure(), FALL, quality=quality)
    assert "July 2026" in made.sentences[0].text
    assert made.questions[0] == "Is the file as its sender meant it?"


def test_a_revision_is_told_with_both_figures():
    made, _, _ = said(a_measure(), FALL, [figure("2026-06", 71, 100), FALL[1]])
    assert texts(made, "rules")[-2:] == [
        "+3 points went with a revision: the figure for June 2026 was first published as 71% and is 74% now.",
        "As first published June 2026 was amber; as known now it is green.",
    ]


def test_a_colour_that_only_a_revision_moved_is_said_first():
    made, _, _ = said(
        a_measure(), [figure("2026-06", 45, 64), figure("2026-07", 45, 64)], [figure("2026-06", 45, 60), FALL[1]]
    )
    assert made.lede == "It was green and is amber in July 2026; as revised, the earlier figure is amber too."


@pytest.mark.parametrize(
    ("status", "lede"),
    [
        ("not_available", "No figure was returned for July 2026, so there is"),
        ("excused", "The return for July 2026 was excused, so there is"),
        ("suppressed", "The figure for July 2026 rests on a small number"),
        ("not_collected", "Nothing was collected for July 2026"),
    ],
)
def test_a_period_without_a_figure_says_which_and_why(status, lede):
    made, card, _ = said(a_measure(), [FALL[0], figure("2026-07", status=status)])
    assert made.lede.startswith(lede)
    assert card == ()
    assert made.questions == ("Was a return made for July 2026?",)
    assert texts(made, "numbers") == []


def test_a_figure_after_a_silence_keeps_its_colour():
    made, card, _ = said(a_measure(), [figure("2026-06", status="excused"), FALL[1]])
    assert made.lede == "It is amber in July 2026; the return for June 2026 was excused."
    assert card == ()


def test_up_and_down_use_the_same_sentence_with_the_sign_changed():
    down, _, _ = said(a_measure(), FALL)
    up, _, _ = said(a_measure(), [figure("2026-06", 69, 100), figure("2026-07", 74, 100)])
    assert texts(down, "numbers")[0].replace("−", "+") == texts(up, "numbers")[0]


def test_every_sentence_with_a_figure_rests_on_a_term():
    measure = a_measure(targets=(target(68), target(72, "2026-07")))
    made, _, _ = said(measure, FALL, [figure("2026-06", 71, 100), FALL[1]])
    for sentence in made.sentences:
        if sentence.section in ("rules", "numbers") and re.search(r"\d", sentence.text):
            assert sentence.term_nos, sentence


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("percent", 65.5, "66%"),
        ("count", 1204.0, "1,204"),
        ("people", 21.0, "21 people"),
        ("per_1000", 12.3, "12 per 1,000"),
        ("pounds", 99.6, "£100"),
        ("days", 4.5, "5 days"),
    ],
)
def test_figures_are_said_with_their_unit(unit, value, text):
    assert figure_text(value, a_measure(unit=unit), 0) == text


def test_a_figure_is_rounded_once_and_half_up_though_its_float_lies_below():
    assert figure_text(0.285 * 100, a_measure(), 0) == "29%"
    assert exact_text(target("76.50").value, a_measure()) == "76.5%"


def test_changes_carry_a_sign_and_nought_has_none():
    assert [change_text(amount, a_measure(), 0) for amount in (-5, 1, 0.2, 2.5)] == [
        "−5 points",
        "+1 point",
        "0 points",
        "+3 points",
    ]
    assert change_text(-3, a_measure(unit="pounds"), 0) == "−£3"


@pytest.mark.parametrize(
    ("period_type", "start", "end", "text"),
    [
        ("month", (2026, 8, 1), (2026, 9, 1), "August 2026"),
        ("quarter", (2026, 7, 1), (2026, 10, 1), "July to September 2026"),
        ("quarter", (2026, 12, 1), (2027, 3, 1), "December 2026 to February 2027"),
        ("financial_year", (2025, 4, 1), (2026, 4, 1), "2025/26"),
        ("calendar_year", (2026, 1, 1), (2027, 1, 1), "2026"),
        ("week", (2026, 8, 3), (2026, 8, 10), "the week of 3 August 2026"),
        ("day", (2026, 8, 3), (2026, 8, 4), "3 August 2026"),
        ("snapshot", (2026, 9, 1), (2026, 10, 1), "September 2026"),
    ],
)
def test_periods_are_said_in_words(period_type, start, end, text):
    assert period_text(period_type, dt.date(*start), dt.date(*end)) == text


def test_every_lede_is_one_sentence_short_enough_to_be_read_aloud():
    periods = ["the week of 28 September 2026", "September 2026"]
    for key, template in words()["lede"].items():
        tails = list(words()["tail"].values()) if "{tail}" in template else [""]
        reasons = list(words()["no_figure"].values()) if "{reason}" in template else [""]
        for tail in tails:
            for reason in reasons:
                for period in periods[1:] if reason else periods:
                    slots = {"about": period, "other": period, "period0": period, "period1": period, "colour0": "green"}
                    text = template.format(
                        **slots, colour1="amber", tail=tail.format(colour="green"), reason=reason.format(period=period)
                    )
                    assert len(text.split()) <= 25, (key, text)
                    assert not re.search(r"[%+−£/:]", text), text


def test_a_later_figure_revised_since_is_said_with_both_figures():
    made, _, why = said(a_measure(), FALL, [FALL[0], figure("2026-07", 71, 100)])
    assert "The figure for July 2026 was first published as 71% and is 69% now." in texts(made, "change")
    made, _, _ = said(a_measure(), [FALL[0], figure("2026-07", 7195, 10000)], [FALL[0], figure("2026-07", 7201, 10000)])
    assert "Its colour was first published as green and is amber now." in texts(made, "change")
    assert why.flags == ("later_period_revised",)


@pytest.mark.parametrize("rule_name", [*RULE_ORDER, None])
def test_every_rule_has_its_own_words_on_the_first_screen(rule_name):
    variation = points(a_measure(), [*["usual_variation"] * 13, "signal_low"], start="2025-06", rule_name=rule_name)
    made, _, _ = said(a_measure(), FALL, variation=variation)
    assert "; a signal" in made.lede
    assert ("usual range" in made.lede) == (rule_name == "beyond_usual_range")


def test_weeks_repeat_weeks_and_are_named_by_their_first_day():
    def week(day, numerator):
        begins = dt.date(2026, 8, day)
        return figure(
            "2026-08",
            numerator,
            100,
            period_start=begins,
            period_end=begins + dt.timedelta(days=7),
            period_type="week",
        )

    copied = quality_row("D301", "2026-08", other="2026-08")
    copied |= {
        "period_start": dt.date(2026, 8, 17),
        "period_end": dt.date(2026, 8, 24),
        "other_period_start": dt.date(2026, 8, 3),
    }
    figures = [week(3, 74), week(10, 69), week(17, 74)]
    measure = a_measure(period_type="week")
    made, _, _ = said(measure, figures, quality=pl.DataFrame([copied]), period=dt.date(2026, 8, 17))
    assert made.sentences[0].text.startswith("These figures repeat the week of 3 August 2026.")
    assert made.questions[-1] == "What would we expect to see next week?"


def test_a_colour_that_one_case_decides_is_said_before_anything_about_usual_variation():
    variation = points(a_measure(), ["usual_variation"] * 14, start="2025-06")
    made, card, why = said(a_measure(), [FALL[0], figure("2026-07", 67, 100)], variation=variation)
    assert "knife_edge" in why.record["flags"]
    assert made.lede == "It was green and is amber in July 2026; one case decides which colour is shown."
    assert card[0] == "Inside usual variation."


def test_what_stands_before_the_gate_and_was_not_said_first_stands_on_the_card():
    measure = a_measure(targets=(target(60), target(72, "2026-07")))
    variation = points(measure, ["usual_variation"] * 2, start="2026-06")
    made, card, _ = said(measure, [FALL[0], figure("2026-07", 67, 100)], variation=variation)
    assert made.lede.endswith("; under the old target it would still be green.")
    assert card[:2] == ("One case decides which colour is shown.", "Too little history to tell (1 earlier point).")


def test_two_months_without_a_figure_are_asked_about_at_once():
    made, _, _ = said(a_measure(), [figure("2026-06", 0, 0), figure("2026-07", status="suppressed")])
    assert made.questions == ("Were returns made for June 2026 and July 2026?",)


def test_of_people_nobody_of_whom_was_counted_it_is_asked_whether_a_return_was_made():
    made, _, why = said(a_measure(), [FALL[0], figure("2026-07", 0, 0)])
    assert why.record["value1"] is None
    assert made.questions == ("Was a return made for July 2026?",)


def test_where_shown_figures_are_rounded_one_that_reads_the_same_is_not_said_to_be_unrevised():
    why = explain(a_measure(), AREA, JULY, inputs=inputs_of(a_measure(), FALL), as_of=AS_OF)
    exact, rounded = (
        [s.text for s in sentences(why.record, why.terms, a_measure(), NAME, 0, is_rounded=is_rounded).sentences]
        for is_rounded in (False, True)
    )
    assert "No earlier figure was revised." in exact
    assert "As shown, the figure for June 2026 reads now as it was first published." in rounded


def test_parts_that_round_apart_from_their_sum_say_so_and_one_that_rounds_to_nought_is_not_told():
    made, _, _ = said(a_measure(), [figure("2026-06", 400, 1000), figure("2026-07", 333, 950)])
    told = next(text for text in texts(made, "numbers") if text.startswith("Read by"))
    parts = "−7 points went with the numerator and +2 points with the denominator"
    assert told == f"Read by its parts: {parts}."
    made, _, _ = said(a_measure(), [figure("2026-06", 400, 1000), figure("2026-07", 355, 970)])
    told = next(text for text in texts(made, "numbers") if text.startswith("Read by"))
    assert told.endswith("+1 point with the denominator, each rounded by itself.")
    made, _, _ = said(a_measure(), [figure("2026-06", 400, 1000), figure("2026-07", 355, 1001)])
    assert not any(text.startswith("Read by") for text in texts(made, "numbers"))
