"""What is said of groups, and of which is nobody asked?"""

from __future__ import annotations

import pytest

from hls_signals.why.wording import sentences
from tests.house.why_cases import a_measure, figure, points
from tests.house.why_groups import breakdown, by_group, explained

JUNE, JULY = "2026-06", "2026-07"
LIMITS = (78.2, 70.1, 78.3)
NIGHT = {
    JUNE: {("day",): (54, 60), ("night",): (20, 40)},
    JULY: {("day",): (36, 40), ("night",): (33, 60)},
}


def by_time(**changes):
    return a_measure(dimensions=("time",), groups={"time": ("day", "night")}, **changes)


def said(measure, figures, reading="signal_low", decimals=1):
    """Sentences about numbers, and questions, of the last pair; 24 earlier points, the last read as asked."""
    chart = points(
        measure, ["usual_variation"] * 24 + [reading], start="2024-07", rule_name="beyond_usual_range", limits=LIMITS
    )
    frames = explained(measure, figures, variation=chart)
    record = frames.explanations.row(-1, named=True)
    terms = [row for row in frames.terms.to_dicts() if row["explanation_id"] == record["explanation_id"]]
    made = sentences(record, terms, measure, "Tamarhaven", decimals)
    return [s for s in made.sentences if s.section == "numbers"], made.questions, terms


def texts(found):
    return [sentence.text for sentence in found]


def test_who_came_through_and_what_happened_within_groups_are_told_in_register_order():
    numbers, _, _ = said(by_time(), by_group(("time",), NIGHT))
    assert texts(numbers)[:4] == [
        "−7.5 points went with who came through.",
        "Who came through, by group: “day” −3.7 points; “night” −3.8 points.",
        "+2.5 points went with what happened within groups.",
        "Within groups: “day” 0.0 points; “night” +2.5 points.",
    ]
    assert "Who came through and what happened within groups gave amber only together" in numbers[4].text


def test_every_figure_said_of_groups_is_a_term_rounded_once():
    numbers, _, terms = said(by_time(), by_group(("time",), NIGHT))
    amount = {term["term_no"]: term["amount"] for term in terms}
    assert [round(amount[no], 1) for no in numbers[1].term_nos] == [-3.7, -3.8]
    assert [round(amount[no], 1) for no in numbers[3].term_nos] == [0.0, 2.5]
    assert all(sentence.term_nos for sentence in numbers[:5])


def test_without_a_signal_the_arithmetic_is_headed_as_routine_and_no_group_is_asked_about():
    numbers, questions, _ = said(by_time(), by_group(("time",), NIGHT), reading="usual_variation")
    assert numbers[0].text == "Where the arithmetic moved; movements of this size are routine here."
    assert questions == ("What would we expect to see next month?",)


def test_with_a_signal_it_is_asked_who_came_and_what_people_in_a_group_noticed():
    large = {start: {cell: (n * 40, d * 40) for cell, (n, d) in held.items()} for start, held in NIGHT.items()}
    _, questions, _ = said(by_time(), by_group(("time",), large))
    assert questions[1:3] == ("Who came through in July 2026, and who did not?", "What did people in “night” notice?")


def test_of_few_people_no_group_is_asked_about_though_there_is_a_signal():
    _, questions, _ = said(by_time(), by_group(("time",), NIGHT))
    assert not any("“night”" in question for question in questions)


def test_a_renamed_group_is_asked_about_with_a_signal_alone():
    periods = {JUNE: {("day",): (54, 60), ("night",): (20, 40)}, JULY: {("day",): (36, 60), ("late",): (20, 40)}}
    numbers, questions, _ = said(by_time(), by_group(("time",), periods))
    assert "Was a group renamed?" in questions
    assert {
        "New in the later period: “late”.",
        "Gone in the later period: “night”.",
        "A group is gone and another of like size is new.",
    } <= set(texts(numbers))
    _, questions, _ = said(by_time(), by_group(("time",), periods), reading="usual_variation")
    assert "Was a group renamed?" not in questions


def test_crossed_dimensions_are_told_and_many_groups_are_left_to_the_table():
    cells = {
        start: {(t, p): (n // 2, d // 2) for (t,), (n, d) in held.items() for p in ("x", "y", "z")}
        for start, held in NIGHT.items()
    }
    measure = a_measure(dimensions=("time", "home_type"))
    numbers, _, _ = said(measure, by_group(("time", "home_type"), cells))
    assert "Who came through, by dimension: time" in texts(numbers)[1]
    assert "home type" in texts(numbers)[1]
    assert not any("by group" in text or text.startswith("Within groups") for text in texts(numbers))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"status": "suppressed", "numerator": None},
            "some groups are too small to show, so it is not split by group.",
        ),
        ({"numerator": 1}, "its groups do not add up to it, so it is not split by group."),
    ],
)
def test_a_change_that_stays_whole_says_why(change, expected):
    rows = by_group(("time",), NIGHT)
    rows[2] = {**rows[2], **change}
    if "status" not in change:
        rows[2]["numerator"] = rows[1]["numerator"]
    numbers, _, _ = said(by_time(), rows)
    assert texts(numbers)[0] == f"−5.0 points went with the figure itself, like for like; {expected}"


def test_a_count_is_told_by_group():
    measure = a_measure(None, calculation="count", unit="count", scale=1, dimensions=("time",))
    rows = []
    for start, held in {JUNE: {"day": 20, "night": 30}, JULY: {"day": 26, "night": 27}}.items():
        rows.append(figure(start, sum(held.values())))
        rows += [figure(start, n, breakdown=breakdown(("time",), (t,)), is_total=False) for t, n in held.items()]
    numbers, _, _ = said(measure, rows, decimals=0)
    assert texts(numbers)[:2] == ["+3 went with the number itself, like for like.", "By group: “day” +6; “night” −3."]
