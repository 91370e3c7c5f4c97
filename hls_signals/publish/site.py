"""How does everything that a release holds become one folder?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hls_signals.publish.alliance_views import AlliancePage
from hls_signals.publish.content import Content
from hls_signals.publish.due_days import CALENDAR, calendar_text
from hls_signals.publish.pages import Renderer, renderer
from hls_signals.publish.press import NoPdf, Press
from hls_signals.publish.scripts import assets
from hls_signals.publish.site_plan import ALLIANCE, SITE, Planned, SitePlan, identity, plan_of
from hls_signals.publish.svg import ChartNotDrawn, Draughtsman
from hls_signals.publish.tables import (
    GAMING_COLUMNS,
    TERM_COLUMNS,
    csv_metadata,
    data_package,
    gaming_csv,
    series_columns,
    series_csv,
    terms_csv,
)
from hls_signals.publish.trees import OPEN_BOOK, Tree, open_books, trees_of
from hls_signals.workspace.language import speaking

SCHEMA = "hls.release/1"
MANIFEST, FIRST = "manifest.json", "index.html"


@dataclass(frozen=True)
class Release:
    """One finished folder."""

    folder: Path
    release_id: str
    content_id: str
    manifest: Mapping[str, Any]
    problems: tuple[ChartNotDrawn, ...] = ()
    without: tuple[NoPdf, ...] = ()
    drawn: int = 0
    reused: int = 0

    @property
    def bytes(self) -> int:
        """How large its files are together, the manifest left out."""
        return sum(entry["bytes"] for entry in self.manifest["files"])


@dataclass
class _Folder:
    """Files written so far, with what the manifest says of each."""

    root: Path
    files: list[dict[str, Any]] = field(default_factory=list)
    prefix: str = ""

    def inside(self, prefix: str) -> _Folder:
        """A folder within this one; what is written there is remembered here."""
        return _Folder(self.root, self.files, prefix)

    def write(self, path: str, text: str | bytes, kind: str, subject: str = SITE, measure_id: str = "") -> None:
        """Write one file and remember it."""
        path = f"{self.prefix}{path}"
        data = text.encode("utf-8") if isinstance(text, str) else text
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        entry = {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "kind": kind}
        entry["subject"] = subject
        self.files.append(entry | ({"measure_id": measure_id} if measure_id else {}))

    def listed(self) -> list[dict[str, Any]]:
        """Every file by path."""
        return sorted(self.files, key=lambda entry: entry["path"])


@dataclass(frozen=True)
class _Made:
    """The pages of one language, planned and made; its open book waits for the name of the release."""

    tree: Tree
    plan: SitePlan
    rendered: Renderer


def build_site(
    part: Path,
    content: Content,
    *,
    cache: Path | None = None,
    translations: Mapping[str, Content] | None = None,
) -> Release:
    """Write every file of a release into `part`; the same content gives the same bytes.

    cache         where drawings are kept between builds; none are kept without it
    translations  the same content with its sentences said in each further language
    returns       the release; `problems` lists charts that could not be drawn, whose pages hold their table
    """
    draughtsman = Draughtsman(cache)
    press = Press(None if cache is None else cache.parent / "pdf")
    folder = _Folder(part)
    part.mkdir(parents=True, exist_ok=True)
    made = []
    for tree in trees_of(content, translations):
        with speaking(tree.language):
            made.append(_write_tree(folder.inside(tree.folder), tree, draughtsman, press))
    for name, text in assets(content, cache):
        folder.write(f"assets/{name}", text, "asset")
    _write_first_page(folder, made[0])
    release_id = release_id_of(folder.listed(), content.settings.publish.languages)
    for one in made:
        with speaking(one.tree.language):
            folder.write(f"{one.tree.folder}{OPEN_BOOK}", _open_book(one, release_id), "page")
    manifest = _manifest(content, {one.tree.folder: one.plan for one in made}, folder, release_id)
    (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return Release(
        folder=part,
        release_id=release_id,
        content_id=manifest["content_id"],
        manifest=manifest,
        problems=tuple(draughtsman.problems),
        without=() if press.problem is None else (press.problem,),
        drawn=draughtsman.drawn,
        reused=draughtsman.reused,
    )


def _write_tree(folder: _Folder, tree: Tree, draughtsman: Draughtsman, press: Press) -> _Made:
    """Pages, tables and documents of one language."""
    plan = plan_of(tree.content)
    prints = plan.prints if plan.prints and press.is_ready() else ()
    rendered = renderer(tree.content, draughtsman, has_documents=bool(prints), folder=tree.folder)
    for page, text in rendered.pages(plan.pages):
        folder.write(page.path, text, page.kind, page.subject, page.measure_id)
    _write_tables(folder, tree.content, plan)
    for item in prints:
        document = rendered.document(item, press)
        if document is not None:
            folder.write(item.path, document, "pack", item.subject)
    return _Made(tree, plan, rendered)


def _write_first_page(folder: _Folder, first: _Made) -> None:
    """Of several languages, the first page of the first stands at the top too: that is what people open."""
    if first.tree.folder:
        with speaking(first.tree.language):
            folder.write(FIRST, first.rendered.page(first.plan.first, at_top=True), "page")


def names_of(content: Content) -> list[str]:
    """Names and questions of the register that pages print: of measures, of packs and of the release itself."""
    measures = {measure.id: measure for measure, _ in content.subjects()}
    named = [text for measure in measures.values() for text in (measure.name, measure.question, measure.return_id)]
    titles = [content.settings.publish.title, *(pack.title for pack in content.settings.packs)]
    return list(dict.fromkeys([*named, *titles]))


def release_id_of(files: list[dict[str, Any]], languages: Sequence[str] = ("",)) -> str:
    """First 12 hex digits of the SHA-256 of the sorted `path sha256` lines, open books and manifest left out."""
    without = (*open_books(languages), MANIFEST)
    lines = sorted(f"{entry['path']} {entry['sha256']}" for entry in files if entry["path"] not in without)
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()[:12]


def _open_book(made: _Made, release_id: str) -> str:
    return made.rendered.page(Planned(OPEN_BOOK, "open_book", made.plan.open_book), release_id=release_id)


def _write_tables(folder: _Folder, content: Content, plan: SitePlan) -> None:
    resources = []
    for path, title, columns, text, page in _tables(plan):
        subject, measure_id, unit = _about(page)
        folder.write(path, text, "table", subject, measure_id)
        name = path.rsplit("/", 1)[-1]
        described = csv_metadata(name, title, columns, unit)
        folder.write(f"{path}-metadata.json", described, "table_metadata", subject, measure_id)
        resources.append((path.removeprefix("data/"), title, columns))
    package = data_package(content.settings.publish.title, resources)
    folder.write("data/datapackage.json", package, "table_metadata")
    if plan.open_book.due_days:
        folder.write(CALENDAR, calendar_text(plan.open_book.due_days, content.as_of), "calendar")


def _tables(plan: SitePlan) -> Iterator[tuple[str, str, tuple[tuple[str, str, str], ...], str, Any]]:
    """Path, title, columns, text and page of each table."""
    for page in plan.measure_pages():
        view = page.variation
        yield page.data_file, view.sentence, series_columns(view), series_csv(view), page
        if page.terms_file:
            terms = plan.terms[(view.measure_id, view.area_code)]
            yield page.terms_file, f"Parts of every change: {view.sentence}", TERM_COLUMNS, terms_csv(terms), page
        if page.gaming_file:
            title = f"How the target may be bending the data: {view.sentence}"
            yield page.gaming_file, title, GAMING_COLUMNS, gaming_csv(page.gaming), page
    for pooled in plan.alliance_pages():
        if pooled.gaming_file:
            title = f"How the target may be bending the data: {pooled.name}, the whole alliance"
            yield pooled.gaming_file, title, GAMING_COLUMNS, gaming_csv(pooled.gaming), pooled


def _about(page: Any) -> tuple[str, str, str]:
    """Whose figures a table holds, of which measure, and in which unit."""
    if isinstance(page, AlliancePage):
        return ALLIANCE, page.measure_id, page.unit
    return page.variation.area_code, page.variation.measure_id, page.variation.unit


def _manifest(content: Content, plans: Mapping[str, SitePlan], folder: _Folder, release_id: str) -> dict[str, Any]:
    subjects = {area.area_code: area.area_name for _, area in content.subjects()}
    return {
        "schema": SCHEMA,
        "release_id": release_id,
        "content_id": identity(content, plans),
        "as_of": content.as_of.isoformat(),
        "simulated": content.settings.simulated,
        "profile": content.settings.disclosure.profile,
        "languages": list(content.settings.publish.languages),
        "subjects": [{"area_code": code, "area_name": name} for code, name in subjects.items()],
        "measures": list(dict.fromkeys(measure.id for measure, _ in content.subjects())),
        # What the contract reads a folder with: orders that the alliance chose, and names in which no word judges.
        "packs": [{"id": p.id, "items": [item.model_dump() for item in p.items]} for p in content.settings.packs],
        "names": names_of(content),
        "notes": content.said.ids,
        "files": folder.listed(),
        "versions": dict(sorted(content.versions.items())),
    }
