"""Do the sums of a file hold for tables of every shape, and are people counted as a slow count would?"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures_returns.workspaces import Place, conserved

MEASURE = """
id: share
name: Share
return: tables
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: financial_year
dimensions: [age]
"""
COUNT = "id: {0}\nname: {0}\nreturn: tables\ncalculation: count\nunit: count\npolarity: lower\nperiod_type: {1}\n"
SHAPES = {
    "dfe_tidy": (
        """
adapter: dfe_tidy
period: {format: financial_year_end}
dimensions: {age: age}
total: {column: age, is: All}
skip_rows: ["note*"]
figures:
  - measure: share
    where: {label: [Housed]}
    numerator: number
    denominator: {column: number, where: {label: [Total]}}
""",
        "time_period,time_identifier,geographic_level,country_code,region_code,new_la_code,age,label,number",
    ),
    "fingertips": (
        """
adapter: fingertips
period: {format: financial_year}
dimensions: {age: Age}
total: sum
figures:
  - {measure: share, where: {Indicator ID: [Housed]}}
""",
        "Time period,x,Area Type,y,z,Area Code,Age,Indicator ID,Value,Value note",
    ),
    "financial_year": (
        """
adapter: financial_year
dimensions: {age: age}
figures:
  - {measure: share, where: {label: [Housed]}, value: {column: Value, times: 100}}
""",
        "Financial year,x,level,y,z,Local authority code,age,label,Value,rank_order",
    ),
}
YEARS = st.sampled_from(["2022", "2022-23", "2022/23", "2021", "x", ""])
IDENTIFIERS = st.sampled_from(["Reporting year", "Financial year", "Calendar year", "Autumn term", ""])
LEVELS = st.sampled_from(["National", "Regional", "Local authority", ""])
AREAS = st.sampled_from(["X06000901", "x06000902 ", "X06000999", "note", ""])
AGES = st.sampled_from(["17", "18", "All", "all ", ""])
LABELS = st.sampled_from(["Housed", "housed ", "Total", "Other", ""])
NUMBERS = st.sampled_from(["1", "2", "0.5", "70", "c", "z", "x", "k", "<5", "-", "", "someone", "1,000"])
LAST = st.sampled_from(["", "suppressed for disclosure", "7"])
ROWS = st.lists(
    st.tuples(YEARS, IDENTIFIERS, LEVELS, AREAS, AREAS, AREAS, AGES, LABELS, NUMBERS, LAST), min_size=1, max_size=14
)


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_every_row_of_a_table_is_accepted_or_set_aside_once(shape, rows):
    mapping, header = SHAPES[shape]
    width = header.count(",") + 1
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row[:width]) for row in rows]
    with tempfile.TemporaryDirectory() as root:
        place = Place(Path(root))
        (place.workspace.register / "measures" / "share.yaml").write_text(MEASURE)
        place.mapping("id: tables\n" + mapping)
        row, observations, _ = place.landed("tables/file.csv", "\n".join([header, *lines]) + "\n")
        if row["code"] not in {"Q106", "Q104"}:
            assert row["rows_in"] == sum(1 for line in lines if line.strip(", "))
        if observations.height:
            assert observations.filter((pl.col("breakdown") == "{}") != pl.col("is_total")).is_empty()


DAYS = st.dates(dt.date(2025, 3, 25), dt.date(2026, 4, 6))
EPISODES = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3"]), DAYS, st.none() | DAYS, st.sampled_from(["C2", "V3", "v4", "E1"])),
    min_size=1,
    max_size=12,
)
MISSING = st.lists(st.tuples(st.sampled_from(["M", "A", "m"]), DAYS), max_size=12)
PEOPLE = """
id: tables
adapter: ssda903
person_level: true
area: {fixed: X06000901}
year_end: 2026-03-31
figures:
  - {measure: looked_after, aggregate: children_on_31_march}
  - {measure: missing, aggregate: missing_episodes}
  - {measure: away, aggregate: away_episodes}
"""


@settings(max_examples=40, deadline=None)
@given(EPISODES, MISSING)
def test_people_are_counted_as_a_slow_count_would(episodes, missing):
    end, start = dt.date(2026, 3, 31), dt.date(2025, 4, 1)
    children = {
        c for c, a, b, law in episodes if a <= end and (b is None or b > end) and law.upper() not in {"V3", "V4"}
    }
    slow = {
        "looked_after": len(children),
        "missing": sum(kind.upper() == "M" and start <= day <= end for kind, day in missing),
        "away": sum(kind == "A" and start <= day <= end for kind, day in missing),
    }
    with tempfile.TemporaryDirectory() as root:
        place = Place(Path(root))
        for name in slow:
            (place.workspace.register / "measures" / f"{name}.yaml").write_text(COUNT.format(name, "financial_year"))
        place.mapping(PEOPLE)
        folder = place.workspace.people_inbox / "tables" / "march"
        folder.mkdir(parents=True)
        lines = [f"{c},{a:%d/%m/%Y},{law},{'' if b is None else f'{b:%d/%m/%Y}'}" for c, a, b, law in episodes]
        (folder / "episodes.csv").write_text("\n".join(["CHILD,DECOM,LS,DEC", *lines]))
        lines = [f"9,{kind},{day:%d/%m/%Y}" for kind, day in missing]
        (folder / "missing.csv").write_text("\n".join(["CHILD,MISSING,MIS_START", *lines]))
        landing = place.land()
        (row,) = landing.intake.iter_rows(named=True)
        conserved(row, landing.quarantine)
        assert dict(place.observations(row["sha256"]).select("measure_id", "numerator").iter_rows()) == slow
