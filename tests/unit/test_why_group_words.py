"""What is said of groups, and of which is nobody asked?"""

from __future__ import annotations

import pytest

from hls_signals.why.group_terms import COUNTED
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


def said(measure, figures, reading="signal_low", decimals=1, **kwargs):
    """Sentences about numbers, and questions, of the last pair; 24 earlier points, the last read as asked."""
    chart = points(
        measure, ["usual_variation"] * 24 + [reading], start="2024-07", rule_name="beyond_usual_range", limits=LIMITS
    )
    frames = explained(measure, figures, variation=chart)
    record = frames.explanations.row(-1, named=True)
    terms = [row for row in frames.terms.to_dicts() if row["explanation_id"] == record["explanation_id"]]
    made = sentences(record, terms, measure, "Tamarhaven", decimals, **kwargs)
    return [s for s in made.sentences if s.section == "numbers"], made.questions, terms


def texts(found):
    return [sentence.text for sentence in found]


def test_who_came_through_and_what_happened_within_groups_are_told_in_register_order():
    numbers, _, _ = said(by_time(), by_group(("time",), NIGHT))
    assert texts(numbers)[:3] == [
        "−7.5 points went with who came through: “night” grew from 40 to 60 of 100 people.",
        "+2.5 points went with what happened within groups, all of it in “night”.",
        "Together −5.0.",
    ]
    assert "Who came through and what happened within groups gave amber only together" in numbers[3].text


def test_where_others_came_too_a_group_is_said_to_have_grown_as_a_part_of_all():
    periods = {JUNE: {("day",): (54, 60), ("night",): (20, 40)}, JULY: {("day",): (36, 40), ("night",): (22, 40)}}
    numbers, _, _ = said(by_time(), by_group(("time",), periods))
    grew = "“night” grew as a part of all, from 40 of 100 people to 40 of 80"
    assert texts(numbers)[0] == f"−3.8 points went with who came through: {grew}."


def test_a_new_group_is_said_to_have_grown_from_nobody_and_is_not_told_twice():
    periods = {JUNE: {("day",): (54, 60)}, JULY: {("day",): (36, 40), ("late",): (10, 20)}}
    numbers, _, _ = said(by_time(), by_group(("time",), periods))
    told = "“late” grew as a part of all, from 0 of 60 people to 20 of 60"
    assert told in texts(numbers)[0] or "“late” grew from 0 to 20 of 60 people" in texts(numbers)[0]
    assert not any(text.startswith("New in the later period") for text in texts(numbers))


def test_a_group_that_grew_by_no_more_than_rounding_is_not_said_to_have_grown():
    periods = {JUNE: {("day",): (54, 60), ("night",): (20, 40)}, JULY: {("day",): (54, 60), ("night",): (20, 45)}}
    exact, _, _ = said(by_time(), by_group(("time",), periods))
    rounded, _, _ = said(by_time(), by_group(("time",), periods), is_rounded=True)
    assert "“night” grew as a part of all, from 40 of 100 people to 45 of 105" in texts(exact)[0]
    assert texts(rounded)[0].endswith("went with who came through.")
    # A total that its publisher has printed is exact; its groups were never printed.
    printed, _, _ = said(by_time(), by_group(("time",), periods), are_groups_rounded=True)
    assert texts(printed)[0] == texts(rounded)[0]
    grown, _, _ = said(by_time(), by_group(("time",), NIGHT), is_rounded=True)
    assert "“night” grew from 40 to 60 of 100 people" in texts(grown)[0]


def test_what_is_counted_and_is_no_people_is_not_called_people():
    measure = by_time(disclosure={"about_people": False})
    numbers, _, _ = said(measure, by_group(("time",), NIGHT))
    assert texts(numbers)[0].endswith("“night” grew from 40 to 60 of 100.")


def test_where_more_than_one_group_moved_each_is_told_and_asked_about():
    periods = {JUNE: NIGHT[JUNE], JULY: {("day",): (34, 40), ("night",): (33, 60)}}
    numbers, questions, _ = said(by_time(), by_group(("time",), periods))
    assert "+0.0" not in texts(numbers)[1]
    assert texts(numbers)[1] == (
        "0.0 points went with what happened within groups: “day” −2.5 points; “night” +2.5 points."
    )
    assert questions[:2] == ("What did people in “day” notice?", "What did people in “night” notice?")


def test_parts_that_do_not_add_up_for_rounding_say_so():
    numbers, _, _ = said(by_time(), by_group(("time",), NIGHT), decimals=0)
    assert texts(numbers)[:3] == [
        "−8 points went with who came through: “night” grew from 40 to 60 of 100 people.",
        "+3 points went with what happened within groups, all of it in “night”.",
        "Together −5.",
    ]
    periods = {
        JUNE: {("day",): (540, 600), ("night",): (200, 400)},
        JULY: {("day",): (360, 400), ("night",): (342, 600)},
    }
    numbers, _, _ = said(by_time(), by_group(("time",), periods), decimals=0)
    assert [text.split()[0] for text in texts(numbers)[:2]] == ["−7", "+4"]
    assert texts(numbers)[2] == "Together −4; each part is rounded by itself."


def test_every_figure_said_of_groups_is_a_term_rounded_once():
    numbers, _, terms = said(by_time(), by_group(("time",), NIGHT))
    amount = {term["term_no"]: term["amount"] for term in terms}
    assert [round(amount[no], 1) for no in numbers[0].term_nos] == [-7.5, -3.8]
    assert [round(amount[no], 1) for no in numbers[1].term_nos] == [2.5, 2.5]
    assert sum(amount[no] for no in numbers[2].term_nos) == pytest.approx(-5)
    grew = {term["term_no"]: term for term in terms}[numbers[0].term_nos[1]]
    assert [grew[name] for name in COUNTED] == [40, 60, 100, 100]
    assert all(sentence.term_nos for sentence in numbers[:4])


def test_without_a_signal_the_arithmetic_is_headed_as_routine_and_no_group_is_asked_about():
    numbers, questions, _ = said(by_time(), by_group(("time",), NIGHT), reading="usual_variation")
    assert numbers[0].text == "Where the arithmetic moved; movements of this size are routine here."
    assert questions == ("What would we expect to see next month?",)


def test_with_a_signal_it_is_asked_what_people_in_a_group_noticed_and_who_came():
    _, questions, _ = said(by_time(), by_group(("time",), NIGHT))
    asked = ("What did people in “night” notice?", "Who came through in July 2026, and who did not?")
    assert questions[:2] == asked


def test_with_a_signal_and_no_group_that_moved_it_is_asked_what_people_noticed():
    still = {JUNE: NIGHT[JUNE], JULY: {("day",): (36, 40), ("night",): (30, 60)}}
    _, questions, _ = said(by_time(), by_group(("time",), still))
    assert questions[0] == "What did people notice around July 2026?"
    assert not any("“" in question for question in questions)


def test_a_renamed_group_is_asked_about_with_a_signal_alone():
    periods = {JUNE: {("day",): (54, 60), ("night",): (20, 40)}, JULY: {("day",): (36, 60), ("late",): (20, 40)}}
    numbers, questions, _ = said(by_time(), by_group(("time",), periods))
    assert "Was a group renamed?" in questions
    assert {
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
    assert not any("grew" in text or "“" in text for text in texts(numbers))


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
