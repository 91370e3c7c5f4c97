"""A workspace of windows: twelve months that move on, a year to date of two kinds, and an area with its own target."""

import datetime as dt
from pathlib import Path

from tests.functional.small_workspace import AREAS, HEADER, HLS, following, months

TWO = AREAS[:2]

COMMON = """\
return: homelessness
bounds: [0, 100]
definitions: [{version: "2020", effective_from: 2020-01-01, text: Everyone owed a duty}]
disclosure: {about_people: false}
colour_rules: [{version: 1, effective_from: 2020-01-01, kind: points, amber_within: 5}]
"""
RATIO = "calculation: ratio\nunit: percent\nscale: 100\npolarity: higher\n"
MEASURES = {
    "plan_this_year": "name: Plans in place over twelve months\nperiod_type: rolling_12_months\n"
    "targets: [{value: 72, effective_from: 2020-01-01}]\n" + RATIO,
    "plan_to_date": "name: Plans in place, year to date\nperiod_type: year_to_date\norder: 20\n"
    "targets: [{value: 72, effective_from: 2020-01-01}]\n" + RATIO,
    "moves_to_date": "name: Moves, year to date\nperiod_type: year_to_date\norder: 30\n"
    "calculation: count\nunit: families\npolarity: lower\n"
    "targets: [{value: 30, effective_from: 2020-01-01}]\n",
    "plan_in_place": "name: Plan in place\nperiod_type: month\norder: 40\n"
    "targets: [{value: 72, effective_from: 2020-01-01},"
    f" {{value: 60, effective_from: 2020-01-01, area_codes: [{AREAS[0]}]}},"
    f" {{value: 65, effective_from: 2026-08-01, area_codes: [{AREAS[0]}]}}]\n" + RATIO,
}


def rows():
    """Thirty months; what is counted wanders a little, and windows are sums of it."""
    listed = list(months(30))
    for place, area in enumerate(TWO):
        tops = [62 + (number * 7 + place * 5) % 11 for number in range(len(listed))]
        for at, start in enumerate(listed):
            end = following(start)
            known = end + dt.timedelta(days=10)
            yield f"plan_in_place,{area},{start},{end},month,{tops[at]},100,{known}"
            if at >= 11:
                held = tops[at - 11 : at + 1]
                yield f"plan_this_year,{area},{listed[at - 11]},{end},rolling_12_months,{sum(held)},1200,{known}"
            first = next(day for day in reversed(listed[: at + 1]) if day.month == 4 or day == listed[0])
            if first.month == 4:
                held = tops[listed.index(first) : at + 1]
                yield f"plan_to_date,{area},{first},{end},year_to_date,{sum(held)},{100 * len(held)},{known}"
                yield f"moves_to_date,{area},{first},{end},year_to_date,{sum(n % 7 for n in held)},,{known}"


def write_windows(folder: Path) -> Path:
    """The workspace, ready for its night."""
    (folder / "register" / "measures").mkdir(parents=True)
    (folder / "hls.yaml").write_text(HLS.replace("pdf: false", "pdf: false, live_charts: false"), encoding="utf-8")
    for name, text in MEASURES.items():
        place = folder / "register" / "measures" / f"{name}.yaml"
        place.write_text(f"id: {name}\n{text}{COMMON}", encoding="utf-8")
    names = [f"{code},Place {number},council" for number, code in enumerate(TWO, start=1)]
    areas = "area_code,area_name,area_type\n" + "\n".join(names) + "\n"
    (folder / "register" / "areas.csv").write_text(areas, encoding="utf-8")
    path = folder / "inbox" / "returns" / "homelessness" / "history.csv"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + "\n".join(rows()) + "\n", encoding="utf-8")
    return folder
