"""Do the parts of the register agree with one another?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from hls_signals.register.models import Area, AreaSum, Dated, Event, Measure
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.located import Located, WrongValue
from hls_signals.workspace.nearest import offer
from hls_signals.workspace.settings import Pack

# A dimension is a column of a canonical file and a key of a breakdown, so these names are taken.
TAKEN_NAMES = frozenset(
    (
        *("measure_id", "area_code", "area_name", "period_start", "period_end", "period_type", "period_code"),
        *("numerator", "denominator", "value", "value_lower", "value_upper", "status", "flags", "code", "mend"),
        *("definition_version", "reported_colour", "is_total", "breakdown", "known_at", "known_at_basis", "return_id"),
        *("source_sha256", "source_sheet", "source_row"),
    )
)


class DoesNotExist(MendableError):
    """A name that the register does not hold."""

    code = "M105"


class OverlappingScopes(MendableError):
    """Two entries that both claim the same area from the same day."""

    code = "M106"


class OutsideBounds(MendableError):
    """A target that no figure could reach."""

    code = "M107"


class UndeclaredDimension(MendableError):
    """A dimension named and not declared."""

    code = "M108"


class TwoAreasInPack(MendableError):
    """A pack that sets two areas side by side."""

    code = "M120"


class Twice(MendableError):
    """One id used twice."""

    code = "M110"


def measure_problems(document: Located, measure: Measure) -> Iterator[MendableError]:
    """What is wrong inside one measure's file."""
    yield from _outside_bounds(document, measure)
    yield from _overlaps(document, "targets", measure.targets)
    yield from _overlaps(document, "colour_rules", measure.colour_rules)
    yield from _other_polarity(document, measure)
    yield from _definitions_twice(document, measure)
    yield from _taken_dimensions(document, measure)
    for name in measure.groups:
        if name not in measure.dimension_names:
            yield UndeclaredDimension(
                f"`{name}` is no declared dimension of this measure.",
                where=document.where(("groups", name)),
                mend=offer(name, measure.dimension_names) if measure.dimension_names else "declare it: dimensions",
            )


def _other_polarity(document: Located, measure: Measure) -> Iterator[MendableError]:
    """A band where a point is aimed at, or a point where a band is: no figure would get a colour."""
    for number, target in enumerate(measure.targets):
        if measure.polarity != "none" and target.is_band != (measure.polarity == "band"):
            yield WrongValue(
                f"a target does not fit `polarity: {measure.polarity}`.",
                where=document.where(("targets", number)),
                mend="`polarity: band` takes `lower` and `upper`; `higher` and `lower` take `value`",
            )


def _definitions_twice(document: Located, measure: Measure) -> Iterator[MendableError]:
    for (_, first), (number, second) in combinations(enumerate(measure.definitions), 2):
        if first.version == second.version or first.effective_from == second.effective_from:
            yield Twice(
                "two definitions have one version or one first day.",
                where=document.where(("definitions", number)),
                mend="give one of them another version and another effective_from",
            )


def _taken_dimensions(document: Located, measure: Measure) -> Iterator[MendableError]:
    names = measure.dimension_names
    for number, name in enumerate(names):
        if name in TAKEN_NAMES or name in names[:number]:
            yield WrongValue(
                f"`{name}` cannot name this dimension.",
                where=document.where(("dimensions",)),
                mend="take a name that no column of a canonical file and no other dimension has",
            )


def _outside_bounds(document: Located, measure: Measure) -> Iterator[MendableError]:
    low, high = measure.bounds
    for number, target in enumerate(measure.targets):
        for key in ("value", "lower", "upper"):
            value = getattr(target, key)
            if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
                yield OutsideBounds(
                    "a target lies outside the measure's bounds.",
                    where=document.where(("targets", number, key)),
                    mend=f"bounds are {low} to {high}; change the target or the bounds",
                )


def _overlaps(document: Located, key: str, entries: Sequence[Dated]) -> Iterator[MendableError]:
    for (_, first), (number, second) in combinations(enumerate(entries), 2):
        same_day = first.effective_from == second.effective_from and first.announced == second.announced
        if same_day and _share_areas(first.area_codes, second.area_codes):
            yield OverlappingScopes(
                f"two entries of `{key}` begin on {first.effective_from} for the same areas.",
                where=document.where((key, number)),
                mend="give one of them other area_codes, another effective_from or a later known_from",
            )


def _share_areas(first: Sequence[str], second: Sequence[str]) -> bool:
    """True where both name an area in common, or neither names any (a named area takes its own entry first)."""
    return bool(set(first) & set(second)) or (not first and not second)


def pack_problems(
    packs: Sequence[Pack], measures: Mapping[str, Measure], areas: Mapping[str, Area]
) -> Iterator[MendableError]:
    """Pack items that name a measure or an area which the register does not hold, or not for such an area."""
    for pack in packs:
        where = f"hls.yaml, pack {pack.id}"
        seen: set[str] = set()
        for item in pack.items:
            if item.measure_id in seen:
                yield TwoAreasInPack(
                    f"`{item.measure_id}` stands in this pack for two areas; a pack never sets areas side by side.",
                    where=where,
                    mend="keep one of them, or make a pack for each area",
                )
            seen.add(item.measure_id)
            if item.measure_id not in measures:
                yield _missing(where, "measure", item.measure_id, set(measures))
            elif item.area_code not in areas:
                yield _missing(where, "area", item.area_code, set(areas))
            elif not measures[item.measure_id].is_for(areas[item.area_code]):
                yield DoesNotExist(
                    f"`{item.measure_id}` is not a measure of such an area as `{item.area_code}`.",
                    where=where,
                    mend="name another area, or add its type to the measure's area_types",
                )


def cross_checked(
    documents: Sequence[tuple[Located, Measure]],
    areas: Sequence[Area],
    sums: Sequence[AreaSum],
    event_document: Located | None,
    events: Sequence[Event],
) -> Iterator[MendableError]:
    """What is wrong between files."""
    codes = {area.area_code for area in areas}
    ids = {measure.id for _, measure in documents}
    yield from _twice(documents, areas, event_document, events)
    for document, measure in documents:
        yield from _measure_names(document, measure, ids, codes)
    for line, row in enumerate(sums, 2):
        for code in (row.sum_code, row.part_code):
            if code not in codes:
                yield _missing(f"register/area_sums.csv, line {line}", "area", code, codes)
    yield from _circles("register/area_sums.csv", [(row.sum_code, row.part_code) for row in sums])
    followed = [(area.area_code, area.replaced_by) for area in areas if area.replaced_by]
    for code, successor in followed:
        if successor not in codes:
            yield _missing(f"register/areas.csv, area {code}, replaced_by", "area", successor, codes)
    yield from _circles("register/areas.csv, column replaced_by", followed)
    for number, event in enumerate(events):
        where = event_document.where((number,)) if event_document is not None else ""
        yield from (_missing(where, "measure", name, ids) for name in event.measure_ids if name not in ids)
        yield from (_missing(where, "area", code, codes) for code in event.area_codes if code not in codes)


def _circles(where: str, links: Sequence[tuple[str, str]]) -> Iterator[MendableError]:
    """Areas that lead back to themselves: no area succeeds itself, and none is a part of its own sum."""
    onward: dict[str, set[str]] = {}
    for first, following in links:
        onward.setdefault(first, set()).add(following)
    for start in onward:
        reached: set[str] = set()
        ahead = set(onward[start])
        while ahead:
            reached |= ahead
            ahead = {code for at in ahead for code in onward.get(at, ())} - reached
        if start in reached:
            yield WrongValue(
                f"the area `{start}` leads back to itself.", where=where, mend="end the chain at the newest area"
            )


def _measure_names(document: Located, measure: Measure, ids: set[str], codes: set[str]) -> Iterator[MendableError]:
    dated: dict[str, Sequence[Dated]] = {"targets": measure.targets, "colour_rules": measure.colour_rules}
    for key, entries in dated.items():
        for number, entry in enumerate(entries):
            for code in entry.area_codes:
                if code not in codes:
                    yield _missing(document.where((key, number, "area_codes")), "area", code, codes)
    for name in measure.disclosure.sum_of:
        if name not in ids:
            yield _missing(document.where(("disclosure", "sum_of")), "measure", name, ids)
    for name in measure.gaming.measures():
        if name not in ids:
            yield _missing(document.where(("gaming",)), "measure", name, ids)


def _missing(where: str, kind: str, name: str, known: set[str]) -> DoesNotExist:
    return DoesNotExist(f"there is no {kind} `{name}` in the register.", where=where, mend=offer(name, known))


def _twice(
    documents: Sequence[tuple[Located, Measure]],
    areas: Sequence[Area],
    event_document: Located | None,
    events: Sequence[Event],
) -> Iterator[MendableError]:
    named = [(measure.id, document.where(("id",))) for document, measure in documents]
    named += [(f"area {area.area_code}", f"register/areas.csv, line {line}") for line, area in enumerate(areas, 2)]
    if event_document is not None:
        named += [(f"event {event.id}", event_document.where((n, "id"))) for n, event in enumerate(events)]
    seen: set[str] = set()
    for name, where in named:
        if name in seen:
            yield Twice(f"`{name}` stands in the register twice.", where=where, mend="give one of them another id")
        seen.add(name)
