"""Which views, tables and drawings does a plan of pages hold, and whose is each?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hls_signals.contract.findings import Finding, found

if TYPE_CHECKING:
    from hls_signals.publish.content import Content
    from hls_signals.publish.site_plan import Planned, SitePlan

SITE, ALLIANCE = "site", "alliance"
# The one page that counts over the whole release.
OPEN_BOOK = "open_book"
NARROW = 24


@dataclass(frozen=True)
class Part:
    """One thing that is published: its place, the area it is of (or `site`, `alliance`), its text, its drawings."""

    path: str
    owner: str
    text: str
    charts: tuple[Mapping[str, Any], ...] = field(default=())


def parts_of(content: Content) -> dict[str, Part]:
    """Everything that a release of this content would hold, drawn or not, by path; the open book left out."""
    from hls_signals.publish.pages import renderer
    from hls_signals.publish.site_plan import plan_of
    from hls_signals.publish.svg import Draughtsman

    plan = plan_of(content)
    rendered = renderer(content, Draughtsman(None))
    parts: dict[str, Part] = {}
    for page in plan.pages:
        for part in _of_page(page, rendered, content):
            parts[part.path] = part
    for part in (*_of_tables(plan), *_of_prints(plan, speakers_of(content))):
        parts[part.path] = part
    return parts


def untyped(plan: SitePlan) -> Iterator[Finding]:
    """Net 0: pages whose view is no frozen record, or holds one that is none."""
    for page in plan.pages:
        for node in _records(page.view):
            if not _is_frozen(node):
                yield found("C001", page.path, f"{type(node).__name__} is no typed view")


def _is_frozen(node: Any) -> bool:
    params = getattr(type(node), "__dataclass_params__", None)
    return params is not None and bool(params.frozen)


def _of_page(page: Planned, rendered: Any, content: Content) -> Iterator[Part]:
    from hls_signals.publish.canonical import canonical_json
    from hls_signals.publish.drawings import drawings_of

    narrow = content.settings.publish.narrow_periods
    charts = tuple(drawing.spec for _, drawing in drawings_of(page.view, page.subject, narrow))
    text = canonical_json(page.view) + json.dumps(charts, sort_keys=True, default=str) + rendered.page(page)
    if page.subject not in {SITE, ""}:
        yield Part(page.path, page.subject, text, charts)
        return
    # A page of several areas is looked at view by view; what is left without them is nobody's.
    inside = list(views_of_areas(page.view, speakers_of(content)))
    for number, (area, view) in enumerate(inside):
        yield Part(f"{page.path}#{number}", area, canonical_json(view))
    bare = dataclasses.replace(page, view=without(page.view, tuple(view for _, view in inside)))
    yield Part(page.path, SITE, canonical_json(bare.view) + rendered.page(bare), charts)


def _of_tables(plan: SitePlan) -> Iterator[Part]:
    from hls_signals.publish.site import _tables

    for path, title, columns, text, page in _tables(plan):
        yield Part(path, page.variation.area_code, f"{title}{columns}{text}")


def _of_prints(plan: SitePlan, speakers: Mapping[str, str]) -> Iterator[Part]:
    """Printed packs, card by card and side by side, as they are declared: nothing is printed here."""
    from hls_signals.publish.canonical import canonical_json

    for item in plan.prints:
        if item.subject != SITE:
            yield Part(item.path, item.subject, canonical_json(item.view))
            continue
        for number, (area, view) in enumerate(views_of_areas(item.view, speakers)):
            yield Part(f"{item.path}#{number}", area, canonical_json(view))


def _records(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple | list):
        for part in node:
            yield from _records(part)
    elif isinstance(node, Mapping):
        for part in node.values():
            yield from _records(part)
    elif hasattr(node, "__dict__") and not isinstance(node, type):
        yield node
        for part in dataclasses.fields(node) if dataclasses.is_dataclass(node) else ():
            yield from _records(getattr(node, part.name))


def speakers_of(content: Content) -> dict[str, str]:
    """Note or learning record -> the area it speaks of; those of the whole alliance are left out."""
    of_notes = {note.narrative_id: note.area_code for note in content.said.notes}
    of_records = {record.record_id: str(record.fields.get("area_code") or "") for record in content.said.records}
    return {name: area for name, area in (of_notes | of_records).items() if area}


def views_of_areas(node: Any, speakers: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The outermost views inside a view that are of one area: by its code, or by the note or record they quote."""
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        quoted = getattr(node, "narrative_id", "") or getattr(node, "record_id", "")
        area = getattr(node, "area_code", "") or speakers.get(str(quoted), "")
        # A way to a page of the alliance is there while three areas contribute: it belongs to that page.
        is_way_to_alliance = str(getattr(node, "href", "")).startswith("alliance/")
        if (isinstance(area, str) and area) or is_way_to_alliance:
            yield area or ALLIANCE, node
            return
        for part in dataclasses.fields(node):
            yield from views_of_areas(getattr(node, part.name), speakers)
    elif isinstance(node, tuple | list):
        for entry in node:
            yield from views_of_areas(entry, speakers)


def without(node: Any, gone: tuple[Any, ...]) -> Any:
    """The view with these views, which stand somewhere inside it, taken out; itself where none does."""
    if any(node is view for view in gone):
        return None
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        changed = {}
        for part in dataclasses.fields(node):
            value = getattr(node, part.name)
            left = without(value, gone)
            if left is not value:
                changed[part.name] = left
        return dataclasses.replace(node, **changed) if changed else node
    if isinstance(node, tuple):
        left = tuple(kept for entry in node if (kept := without(entry, gone)) is not None)
        return left if len(left) != len(node) or any(a is not b for a, b in zip(left, node, strict=True)) else node
    return node
