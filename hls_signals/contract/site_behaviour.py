"""Does anything published about one area change when the figures of another do?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hls_signals.contract.alliance import covering_sets
from hls_signals.contract.chart import check_chart
from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.known import Known
from hls_signals.contract.roles import project_roles
from hls_signals.contract.site_changes import ways
from hls_signals.contract.site_views import ALLIANCE, SITE, Part, parts_of, untyped

if TYPE_CHECKING:
    from hls_signals.publish.content import Content

MOST_AREAS, MOST_MEASURES = 6, 3


def check_views(content: Content, *, sets: Sequence[Sequence[str]] | None = None) -> list[Finding]:
    """Nets 0, 1 and 2 on every view that a release of this content would hold, by place.

    sets  which areas are changed together; so that for any two areas some set holds the one without the other
    """
    from hls_signals.publish.site_plan import plan_of

    findings = list(untyped(plan_of(content)))
    if findings:
        # What is no record cannot be compared.
        return by_place(findings)
    before = _after(content)
    if isinstance(before, str):
        return [found("C205", "views", f"as it stands: {before}")]
    codes = list(dict.fromkeys(area.area_code for _, area in content.subjects()))
    findings += _charts(before)
    findings += _strangers(before, content)
    for changed in sets if sets is not None else _sets(codes):
        for name, change in ways().items():
            findings += different(before, _after(change(content, changed)), set(changed), name)
    return by_place(findings)


def reduced(content: Content) -> Content:
    """The same with few areas and measures: what a builder does with six areas it does with six hundred."""
    by_measure: dict[str, list[str]] = {}
    for measure, area in content.subjects():
        by_measure.setdefault(measure.id, []).append(area.area_code)
    widest = sorted(by_measure, key=lambda measure: -len(by_measure[measure]))[:MOST_MEASURES]
    measures = tuple(measure for measure in content.register.measures if measure.id in widest)
    codes = list(dict.fromkeys(code for measure in widest for code in by_measure[measure]))[:MOST_AREAS]
    areas = tuple(area for area in content.register.areas if area.area_code in codes)
    publish = content.settings.publish.model_copy(update={"areas": tuple(codes)})
    return replace(
        content,
        settings=content.settings.model_copy(update={"publish": publish}),
        register=replace(content.register, measures=measures, areas=areas),
    )


def different(
    before: Mapping[str, Part], after: Mapping[str, Part] | str, changed: set[str], way: str
) -> Iterator[Finding]:
    """Parts that are not of the changed areas, and that changed, came or went."""
    if isinstance(after, str):
        yield found("C205", "views", f"with some areas {way}: {after}")
        return
    for path, part in before.items():
        if part.owner in changed or part.owner == ALLIANCE:
            continue
        if path not in after:
            yield found("C202", path, f"it is not there when other areas stand {way}")
        elif after[path].text != part.text:
            code = "C201" if part.owner != SITE else "C202"
            yield found(code, path, f"it changes when other areas stand {way}")
    for path in set(after) - set(before):
        yield found("C202", path, f"it is there only when some areas stand {way}")
    if [path for path in before if path in after] != [path for path in after if path in before]:
        yield found("C202", "the plan", f"the order of pages changes when some areas stand {way}")


def _after(content: Content) -> dict[str, Part] | str:
    try:
        return parts_of(content)
    except Exception as error:  # any failure of a builder is a finding; the night must be able to say so
        return f"a builder raises {type(error).__name__}"


def _sets(codes: Sequence[str]) -> list[list[str]]:
    if len(codes) < 2:
        return [list(codes)]
    return [[codes[place] for place in places] for places in covering_sets(len(codes))]


def _charts(parts: Mapping[str, Part]) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, part in parts.items():
        for spec in part.charts:
            key = repr(sorted(spec)) + repr(spec.get("layer"))
            if key not in seen:
                seen.add(key)
                yield from check_chart(spec, project_roles(), where=path)


def _strangers(parts: Mapping[str, Part], content: Content) -> Iterator[Finding]:
    """A page of one area, or of the alliance, that names another area in what it says."""
    names = {area.area_code: area.area_name for area in content.register.areas}
    for path, part in parts.items():
        if part.owner != ALLIANCE:
            continue
        if Known(areas=names).areas_in(part.text.split("<main", 1)[-1].split("</main>", 1)[0]):
            yield found("C309", path, "a page of the alliance names an area")
