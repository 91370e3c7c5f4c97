"""How often is the measure a note is about among those suggested?"""

from __future__ import annotations

from pathlib import Path

import yaml

from hls_signals.narrative.codebook import Codebook
from hls_signals.narrative.links import suggest_links

SET = yaml.safe_load((Path(__file__).parents[1] / "narrative_set" / "links.yml").read_text(encoding="utf-8"))
CODEBOOK = Codebook(
    1,
    {name: entry["about"] for name, entry in SET["codebook"].items()},
    {name: tuple(entry["terms"]) for name, entry in SET["codebook"].items()},
)


def suggested(text):
    return [found.measure_id for found in suggest_links(text, CODEBOOK)]


def share(found):
    return sum(found) / len(found)


def test_the_right_measure_is_among_three_and_mostly_first():
    found = [(measure, suggested(text)) for measure, text in SET["notes"]]
    assert share([measure in names for measure, names in found]) >= 0.85
    assert share([names[:1] == [measure] for measure, names in found]) >= 0.70


def test_few_notes_about_something_else_get_a_suggestion():
    assert share([bool(suggested(text)) for text in SET["unrelated"]]) <= 1 / 3
