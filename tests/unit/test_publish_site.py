"""Is a finished folder whole, escaped, repeatable and free of other areas' figures?"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import io
import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from hls_signals.publish.scripts import assets, vega_name
from hls_signals.publish.site import build_site, release_id_of
from hls_signals.publish.site_plan import content_id
from hls_signals.publish.svg import ChartNotDrawn, Draughtsman, Drawing
from hls_signals.publish.tables import csv_metadata, series_columns, series_csv
from hls_signals.register.models import Event
from tests.charts.publish_content import AS_OF, CITY, content, register, values_frame

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """The tags and texts of a page, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def site(tmp_path_factory, cache):
    return build_site(tmp_path_factory.mktemp("site") / "a", content(), cache=cache)


def read(release, path: str) -> str:
    return (release.folder / path).read_text(encoding="utf-8")


def pages(release) -> dict[str, Page]:
    return {
        path.relative_to(release.folder).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(release.folder.rglob("*.html"))
    }


def files(release) -> dict[str, bytes]:
    return {
        path.relative_to(release.folder).as_posix(): path.read_bytes()
        for path in sorted(release.folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_content_gives_the_same_bytes(site, tmp_path, cache):
    assert files(build_site(tmp_path / "b", content(), cache=cache)) == files(site)


def test_the_order_of_rows_does_not_matter(site, tmp_path, cache):
    shuffled = {
        name: getattr(content(), name).sample(fraction=1, shuffle=True, seed=3)
        for name in ("shown_values", "shown_variation", "shown_explanations", "shown_terms", "intake", "quality")
    }
    assert files(build_site(tmp_path / "c", content(**shuffled), cache=cache)) == files(site)


def test_every_file_is_in_the_manifest_with_its_hash(site):
    manifest = json.loads(read(site, "manifest.json"))
    held = {name: data for name, data in files(site).items() if name != "manifest.json"}
    assert {entry["path"]: entry["sha256"] for entry in manifest["files"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in held.items()
    }
    assert {entry["kind"] for entry in manifest["files"]} == {"page", "pack", "table", "table_metadata", "asset"}
    assert manifest["release_id"] == release_id_of(manifest["files"]) == site.release_id
    assert manifest["simulated"] is True


def test_every_page_says_that_the_data_are_simulated(site):
    for path, page in pages(site).items():
        assert "Simulated data." in page.text, path
    real = content(settings=content().settings.model_copy(update={"simulated": False}))
    assert content_id(real) != site.content_id


def test_equal_content_on_another_day_is_unchanged_content(site):
    assert content_id(content(as_of=dt.date(2026, 10, 16))) == site.content_id
    changed = values_frame().with_columns(colour=pl.lit("amber"))
    assert content_id(content(shown_values=changed)) != site.content_id


def test_a_page_for_every_measure_and_area_whatever_the_values(site):
    for measure, area in content().subjects():
        named = [
            entry["path"]
            for entry in site.manifest["files"]
            if entry["kind"] == "page" and entry.get("measure_id") == measure.id and entry["subject"] == area.area_code
        ]
        assert len(named) == 1


def test_all_links_lead_somewhere(site):
    for path, page in pages(site).items():
        for anchor in (*page.all("a"), *page.all("link")):
            href = anchor["href"] or ""
            if href.startswith(("https://", "#", "mailto:")):
                continue
            target = (site.folder / path).parent / href.split("#")[0]
            assert target.is_file(), f"{path}: {href}"


def test_links_to_the_web_stand_on_the_open_book_alone(site):
    for path, page in pages(site).items():
        web = [anchor for anchor in page.all("a") if (anchor["href"] or "").startswith("http")]
        assert bool(web) == (path == "open-book.html"), path


def test_a_page_holds_at_most_our_own_script_and_neither_style_nor_handler(site):
    for path, page in pages(site).items():
        policy = next(entry["content"] for entry in page.all("meta") if entry.get("http-equiv"))
        assert "script-src 'self';" in (policy or "")
        assert "unsafe" not in (policy or "")
        scripts = [(entry["src"] or "").rsplit("../", 1)[-1] for entry in page.all("script")]
        assert scripts in ([], ["assets/hls.js"]), path
        for tag, attributes in page.tags:
            assert tag not in {"style", "iframe", "object", "meter", "progress"}, path
            assert not any(name == "style" or name.startswith("on") for name in attributes), path


def test_ids_are_unique_and_references_lead_to_them(site):
    for path, page in pages(site).items():
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids)), path
        for _, attributes in page.tags:
            for word in (attributes.get("aria-labelledby") or "").split():
                assert word in ids, path


def test_chart_table_and_csv_hold_the_same_figures_in_time_order(site):
    for entry in site.manifest["files"]:
        if entry["kind"] != "page" or "measure_id" not in entry:
            continue
        page = Page(read(site, entry["path"]))
        slug = entry["path"].removeprefix("area/").removesuffix(".html")
        rows = list(csv.DictReader(io.StringIO(read(site, f"data/{slug}.csv"))))
        in_csv = [(row["period_start"], row["value"]) for row in rows if row["value"]]
        in_table, marks = table_values(page), drawn_values(page)
        assert in_table == in_csv
        assert [row["period_start"] for row in rows] == sorted(row["period_start"] for row in rows)
        if marks:
            assert marks["wide"] == in_csv
            assert marks["narrow"] == [pair for pair in in_csv if pair in marks["narrow"]]


def table_values(page: Page) -> list[tuple[str, str]]:
    found, row = [], ""
    is_series, is_value = False, False
    for tag, attributes in page.tags:
        if tag == "table":
            is_series = (attributes.get("data-view") or "").startswith("variation-")
        elif tag == "tr":
            row = attributes.get("data-row") or ""
        elif tag == "td":
            is_value = attributes.get("data-col") == "value"
        elif tag == "data" and is_series and is_value:
            found.append((row, attributes["value"] or ""))
    return found


def drawn_values(page: Page, kind: str = "variation") -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    width, drawn = "", None
    for tag, attributes in page.tags:
        if tag == "figure":
            drawn = attributes["data-kind"]
        elif tag == "svg":
            width = attributes["data-width"] or ""
        elif "data-value" in attributes and drawn == kind:
            found.setdefault(width, []).append((attributes["data-row"] or "", attributes["data-value"] or ""))
    return found


def test_the_drawn_points_lie_on_one_straight_line_in_value(site):
    page = Page(read(site, f"area/{CITY}/prevention_duty.html"))
    width, kind, points = "", None, []
    for tag, attributes in page.tags:
        kind = attributes.get("data-kind") if tag == "figure" else kind
        width = attributes.get("data-width") or width if tag == "svg" else width
        if "data-value" in attributes and (width, kind) == ("wide", "variation"):
            place = (attributes.get("transform") or "").removeprefix("translate(").removesuffix(")").split(",")
            points.append((float(attributes["data-value"] or 0), float(attributes.get("cy") or place[1])))
    (low, at_low), (high, at_high) = min(points), max(points)
    for value, at in points:
        assert at == pytest.approx(at_low + (value - low) * (at_high - at_low) / (high - low), abs=0.5)


def test_every_drawing_has_one_title_and_one_description_and_no_vega_roles(site):
    page = read(site, f"area/{CITY}/prevention_duty.html")
    drawings = page.split("<svg ")[1:]
    assert len(drawings) == 5 + 2 * 2 + 2  # the series, two changes in parts, and the steps
    for drawing in (text.split("</svg>")[0] for text in drawings):
        assert drawing.count("<title ") == drawing.count("<desc ") == 1
        assert drawing.count("role=") == 1
        assert "aria-roledescription" not in drawing


def test_a_measure_page_stays_within_its_weight(site):
    for entry in site.manifest["files"]:
        if entry["path"].endswith(".html"):
            assert entry["bytes"] <= 120_000, entry["path"]
    assert next(entry["bytes"] for entry in site.manifest["files"] if entry["path"].endswith(".css")) <= 10_240


def test_hostile_text_stays_text(tmp_path, cache):
    attack = "</script><img src=x onerror=alert(1)>"
    events = (Event(id="x", all=True, kind="external", effective_from=dt.date(2026, 6, 1), text=attack, source=attack),)
    given = content(register=dataclasses.replace(register(), events=events))
    release = build_site(tmp_path / "d", given, cache=cache)
    for path, page in pages(release).items():
        assert not page.all("img"), path
    assert attack in Page(read(release, f"area/{CITY}/prevention_duty.html")).text


def test_a_name_with_markup_is_shown_as_it_is(site):
    page = pages(site)["area/a-b-c14cdd/index.html"]
    assert "Ångström & Sons <West>" in page.text


def test_another_areas_figures_change_nothing_here(site, tmp_path, cache):
    is_board = pl.col("area_code") == "X26000901"
    moved = values_frame().with_columns(
        value=pl.when(is_board).then(pl.lit(Decimal("1.5"), dtype=pl.Decimal(38, 18))).otherwise("value"),
        colour=pl.when(is_board).then(pl.lit("red")).otherwise("colour"),
    )
    other = files(build_site(tmp_path / "e", content(shown_values=moved), cache=cache))
    for name, data in files(site).items():
        if f"/{CITY}/" in name or "/a-b-c14cdd/" in name or name.startswith("pack/"):
            assert other[name] == data, name
    card_of_city = read(site, "index.html").split("<article")[1]
    assert card_of_city == other["index.html"].decode().split("<article")[1]


def test_no_release_id_stands_outside_the_open_book_and_the_manifest(site):
    holding = [name for name, data in files(site).items() if site.release_id.encode() in data]
    assert holding == ["manifest.json", "open-book.html"]


def test_no_hash_of_a_file_is_printed(site):
    """Of a file of one small number, seven candidates are quickly tried."""
    hashes = content().intake["sha256"].to_list()
    assert hashes
    for path in sorted(site.folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not [sha for sha in hashes if sha[:8] in text], path.name


def test_without_packs_the_first_page_lists_the_areas_by_name(tmp_path, cache):
    given = content(settings=content().settings.model_copy(update={"packs": ()}))
    page = Page(read(build_site(tmp_path / "f", given, cache=cache), "index.html"))
    assert not page.all("article")
    listed = [link["href"] for link in page.all("a") if (link["href"] or "").startswith("area/")]
    assert listed == ["area/X26000901/index.html", f"area/{CITY}/index.html", "area/a-b-c14cdd/index.html"]


def test_with_one_area_and_no_packs_the_area_is_the_pack(tmp_path, cache):
    settings = content().settings
    publish = settings.publish.model_copy(update={"areas": (CITY,)})
    given = content(settings=settings.model_copy(update={"packs": (), "publish": publish}))
    page = Page(read(build_site(tmp_path / "g", given, cache=cache), "index.html"))
    assert [article["data-area"] for article in page.all("article")] == [CITY] * 4


def test_cards_stand_in_the_order_of_the_pack(site):
    page = pages(site)["index.html"]
    assert [article["data-measure"] for article in page.all("article")] == [
        item.measure_id for item in content().settings.packs[0].items
    ]


def test_an_empty_release_still_opens(tmp_path, cache):
    given = content()
    frames = {
        name: getattr(given, name).clear()
        for name in (
            "shown_values", "shown_variation", "shown_explanations", "shown_terms", "intake", "quality", "quarantine"
        )
    }  # fmt: skip
    release = build_site(tmp_path / "h", content(**frames), cache=cache)
    assert "No figure has been returned yet." in Page(read(release, f"area/{CITY}/prevention_duty.html")).text


def test_a_chart_that_cannot_be_drawn_is_named_and_its_page_keeps_the_table(tmp_path):
    draughtsman = Draughtsman()
    drawing = Drawing("v", "variation", "wide", {"mark": "no such mark"}, "title", "words", "People, X06000901")
    assert draughtsman.draw_all([drawing]) == [None]
    (problem,) = draughtsman.problems
    assert isinstance(problem, ChartNotDrawn)
    assert str(problem).startswith("HLS-P102: variation for People, X06000901")


def test_a_cell_that_a_spreadsheet_would_run_is_quoted():
    from tests.unit.test_publish_views import page_of

    view = page_of("prevention_duty").variation
    bad = dataclasses.replace(view.rows[0], label="=1+1")
    text = series_csv(dataclasses.replace(view, rows=(bad,)))
    assert ",'=1+1," in text


def test_csv_metadata_describes_every_column():
    from tests.unit.test_publish_views import page_of

    view = page_of("prevention_duty").variation
    described = json.loads(csv_metadata("x.csv", "X", series_columns(view), view.unit))
    header = series_csv(view).splitlines()[0].split(",")
    assert [column["name"] for column in described["tableSchema"]["columns"]] == header
    assert header[:7] == ["period_start", "period_end", "label", "value", "numerator", "denominator", "status"]


def test_the_as_of_date_stands_on_every_page(site):
    for path, page in pages(site).items():
        assert f"{AS_OF.day} October 2026" in page.text, path


def test_the_script_of_a_live_chart_is_written_once_and_only_where_asked_for(site, tmp_path):
    names = [entry["path"] for entry in site.manifest["files"] if entry["kind"] == "asset"]
    assert names == ["assets/hls.css", "assets/hls.js", "assets/icon.svg", f"assets/{vega_name()}"]
    sizes = {entry["path"]: entry["bytes"] for entry in site.manifest["files"]}
    assert sizes["assets/hls.js"] <= 5 * 1024
    assert sizes[f"assets/{vega_name()}"] <= 1_000_000
    page = read(site, f"area/{CITY}/prevention_duty.html")
    assert 'data-live="variation-prevention_duty"' in page
    plain = content()
    publish = plain.settings.publish.model_copy(update={"live_charts": False})
    plain = content(settings=plain.settings.model_copy(update={"publish": publish}))
    assert [name for name, _ in assets(plain, None)] == ["hls.css", "icon.svg", "hls.js"]


def test_the_form_carries_the_codes_of_its_page(site):
    page = Page(read(site, f"area/{CITY}/prevention_duty.html"))
    (form,) = page.all("form")
    main = page.all("main")[0]
    assert (form["data-area"], form["data-measure"]) == (main["data-area"], main["data-measure"])
    assert (form["data-sha"], form["data-period"]) == (main["data-view-sha"], "2026-09-01")
    assert [field["name"] for field in page.all("textarea")] == ["intended", "next", "who", "extra", "absent"]
    assert f"area {CITY}, measure prevention_duty, period 2026-09-01" in page.text
