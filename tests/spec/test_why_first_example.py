"""Does an explanation read as the first example of the page does?"""

from __future__ import annotations

from hls_signals.cli.explained import lines
from hls_signals.why.wording import sentences
from tests.house.why_cases import a_measure, points
from tests.house.why_groups import by_group, explained

PERIODS = {
    "2026-06": {("day",): (54, 60), ("night",): (20, 40)},
    "2026-07": {("day",): (36, 40), ("night",): (33, 60)},
}
# The page's example, line by line. Where ours says more or other words, docs/deviations.md says why.
READS = """\
Plan in place, Tamarhaven (simulated). Green in June 2026 (74.0%), amber in July 2026 (69.0%). Target 72%,
amber from 67%.
Could it be routine?  Unlikely. 69.0 lies below the usual range, 70.1 to 78.3.
By the rules          The target, colour rule and definition did not move. No earlier figure was revised.
In the numbers        −7.5 points went with who came through: “night” grew from 40 to 60 of 100 people.
                      +2.5 points went with what happened within groups, all of it in “night”.
                      Together −5.0.
                      Who came through and what happened within groups gave amber only together: either put
                      back gives another colour.
What people wrote     No one has written about this window.
Cannot be known       These figures cannot say why anything happened. Whether the mix of people changed in
                      ways these returns do not record. Whether this step comes with the season; fewer than
                      two earlier years show it.
Ask                   What did people in “night” notice? Who came through in July 2026, and who did not? What
                      would we expect to see next month?"""


def told(reading):
    measure = a_measure(dimensions=("time",), groups={"time": ("day", "night")})
    chart = points(
        measure,
        ["usual_variation"] * 24 + [reading],
        start="2024-07",
        rule_name="beyond_usual_range",
        limits=(74.2, 70.1, 78.3),
    )
    frames = explained(measure, by_group(("time",), PERIODS), variation=chart)
    record, terms = frames.explanations.row(-1, named=True), frames.terms.to_dicts()
    return sentences(record, terms, measure, "Tamarhaven (simulated)", 1)


def test_the_first_example_of_the_page_is_what_a_reader_sees():
    made = told("signal_low")
    assert "\n".join(lines("Plan in place", "Tamarhaven (simulated)", made.sentences)) == READS


def test_where_the_gate_finds_no_signal_nobody_is_asked_about_a_group():
    made = told("usual_variation")
    assert made.questions == ("What would we expect to see next month?",)
    assert made.lede.endswith("; the figure is inside usual variation.")
