"""Does the contract catch, and let through, what people who have not seen it say it must?"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.contract.judged import CASES, JUDGES, cases, findings_of, is_held

ALL = cases()
# A case whose outcome is known and not wanted, with its reason. None is left.
KNOWN: dict[str, str] = {}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["id"])
def test_a_case_is_caught_or_let_through_as_it_says(case):
    assert is_held(case) or case["id"] in KNOWN, [str(finding) for finding in findings_of(case)]


def test_there_are_sixty_cases_each_way_beside_those_of_the_page():
    counted = Counter(case["expect"] for case in ALL if not case["id"].startswith("page-"))
    assert min(counted["caught"], counted["let_through"]) >= 60


def test_every_case_is_of_a_kind_that_is_judged_and_has_its_own_id():
    assert {case["kind"] for case in ALL} == set(JUDGES)
    assert [name for name, times in Counter(case["id"] for case in ALL).items() if times > 1] == []


def test_every_case_says_why():
    assert [case["id"] for case in ALL if not case["why"]] == []
    assert all(json.loads(path.read_text(encoding="utf-8")) for path in CASES.glob("*.json"))


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for c in ALL if c["kind"] == "sql"], ids=lambda case: case["id"])
def test_a_query_is_judged_by_reading_and_by_behaviour_without_an_error(case):
    found = findings_of(case)
    assert bool(found) == (case["expect"] == "caught")
    assert all(finding.net in {0, 1, 2} for finding in found)
