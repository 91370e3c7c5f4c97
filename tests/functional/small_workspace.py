"""A workspace small enough to run a night in seconds: two measures, three areas, thirty months."""

import datetime as dt
import os
import shutil
from pathlib import Path

from hls_signals.warehouse.night import Night, Question
from hls_signals.warehouse.stages.nets import mark_of_code
from hls_signals.workspace.layout import open_workspace
from pipelines.run import run_night

AS_OF = dt.date(2026, 10, 15)
AREAS = ("X06000901", "X06000902", "X06000903")
HLS = """\
as_of: 2026-10-15
inbox_settle_seconds: 0
publish: {let_out: nightly, pdf: false}
"""
MEASURE = """\
id: plan_in_place
name: Plan in place
return: homelessness
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: month
targets: [{value: 72, effective_from: 2020-01-01}]
colour_rules: [{version: 1, effective_from: 2020-01-01, kind: points, amber_within: 5}]
definitions: [{version: "2020", effective_from: 2020-01-01, text: Everyone owed a duty}]
disclosure: {about_people: false}
"""
COUNT = """\
id: in_hotels
name: Families in hotels
return: homelessness
calculation: count
unit: families
polarity: lower
period_type: month
order: 20
targets: [{value: 30, effective_from: 2020-01-01}]
colour_rules: [{version: 1, effective_from: 2020-01-01, kind: percent_of_target, amber_within: 10}]
"""
HEADER = "measure_id,area_code,period_start,period_end,period_type,numerator,denominator,known_at\n"


def months(count, start=(2024, 3)):
    year, month = start
    for number in range(count):
        at = month - 1 + number
        yield dt.date(year + at // 12, at % 12 + 1, 1)


def following(day):
    return (day + dt.timedelta(days=32)).replace(day=1)


def rows(count=30, start=(2024, 3), shift=0):
    """Figures that wander a little, by a rule anybody can repeat."""
    for number, month in enumerate(months(count, start)):
        for place, area in enumerate(AREAS):
            wander = (number * 7 + place * 5 + shift) % 11
            known = following(month) + dt.timedelta(days=10)
            yield f"plan_in_place,{area},{month},{following(month)},month,{140 + wander},200,{known}"
            yield f"in_hotels,{area},{month},{following(month)},month,{25 + wander % 7},,{known}"


def write_return(folder: Path, name: str, lines) -> Path:
    path = folder / "inbox" / "returns" / "homelessness" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_workspace(folder: Path, settings: str = HLS, *, is_proven: bool = True) -> Path:
    """The workspace, with its first return in the inbox.

    is_proven  nets 1 and 2 of the contract count as passed for the code as it stands: they are tried on every case in
               tests/contract, and cost more than the rest of such a night.
    """
    (folder / "register" / "measures").mkdir(parents=True)
    (folder / "hls.yaml").write_text(settings, encoding="utf-8")
    (folder / "register" / "measures" / "plan_in_place.yaml").write_text(MEASURE, encoding="utf-8")
    (folder / "register" / "measures" / "in_hotels.yaml").write_text(COUNT, encoding="utf-8")
    names = [f"{code},Place {number},council" for number, code in enumerate(AREAS, start=1)]
    areas = "area_code,area_name,area_type\n" + "\n".join(names) + "\n"
    (folder / "register" / "areas.csv").write_text(areas, encoding="utf-8")
    write_return(folder, "history.csv", rows())
    if is_proven:
        _count_as_proven(folder)
    return folder


def _count_as_proven(folder: Path) -> None:
    mark = mark_of_code(open_workspace(folder))
    before = os.umask(0o077)
    mark.parent.mkdir(parents=True)
    mark.touch()
    os.umask(before)


def night_of(folder: Path, **asked: object) -> Night:
    """One night of the workspace in this process, as known on AS_OF unless asked otherwise."""
    return run_night(open_workspace(folder), Question(**{"as_of": AS_OF} | asked))


def copied(folder: Path, to: Path) -> Path:
    """The same workspace elsewhere: it holds no absolute path."""
    shutil.copytree(folder, to, symlinks=True)
    return to
