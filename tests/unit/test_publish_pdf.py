"""Is a printed pack tagged, whole, at most two sides a measure, and the same bytes each time?"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import os
import re

import polars as pl
import pytest

from hls_signals.publish.press import NoPdf, Press
from hls_signals.publish.site import build_site
from hls_signals.register.models import Event
from tests.charts.publish_content import CITY, content, register

pypdf = pytest.importorskip("pypdf")


def _can_print() -> bool:
    return (
        Press().document(lambda brief: "<!doctype html><html lang='en'><title>t</title><p>t</p></html>", "t")
        is not None
    )


pytestmark = pytest.mark.skipif(
    os.environ.get("HLS_REQUIRE_ALL") != "1" and not _can_print(), reason="the library Pango is not on this machine"
)


def printing(**changes):
    settings = content().settings
    publish = settings.publish.model_copy(update={"pdf": True})
    return content(settings=settings.model_copy(update={"publish": publish}), **changes)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("press")
    return build_site(folder / "a", printing(), cache=folder / "cache" / "svg")


@pytest.fixture(scope="module")
def pack(site):
    return pypdf.PdfReader(io.BytesIO((site.folder / f"area/{CITY}/pack.pdf").read_bytes()))


def elements(pack):
    """Every element of the structure tree, parents first."""
    waiting = [pack.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop(0).get_object()
        if not isinstance(element, dict):
            continue
        if "/S" in element:
            yield element
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        waiting[:0] = [kid for kid in kids if not isinstance(kid, int)]


def test_every_pack_and_every_area_has_a_document(site):
    documents = [entry["path"] for entry in site.manifest["files"] if entry["path"].endswith(".pdf")]
    assert documents == [
        f"area/{CITY}/pack.pdf", "area/X26000901/pack.pdf", "area/a-b-c14cdd/pack.pdf", "pack/complex_needs.pdf",
        "pack/treatment.pdf",
    ]  # fmt: skip
    subjects = {entry["path"]: entry["subject"] for entry in site.manifest["files"]}
    assert subjects[f"area/{CITY}/pack.pdf"] == CITY


def test_a_pack_says_that_it_is_tagged_by_the_standard_and_in_which_language(pack):
    root = pack.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] in (True, "true")
    assert root["/Lang"] == "en-GB"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode("utf-8")
    assert pack.metadata.title == "Tamarhaven – Tamarhaven Alliance"


def test_every_figure_has_words_that_stand_for_it(pack):
    figures = [element for element in elements(pack) if element["/S"] == "/Figure"]
    assert len(figures) >= 6
    for figure in figures:
        assert len(str(figure["/Alt"])) > 40
    assert any("usual range" in str(figure["/Alt"]) for figure in figures)


def test_headings_paragraphs_and_lists_are_tagged(pack):
    kinds = {element["/S"] for element in elements(pack)}
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Figure", "/Sect"} <= kinds


def test_every_measure_has_a_bookmark(pack):
    def titles(outline):
        for entry in outline:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield entry.title

    found = list(titles(pack.outline))
    assert found[0] == "Tamarhaven"
    assert "Can I get help before I lose my home?" in found


def test_a_measure_takes_two_sides_at_most(pack):
    sides: dict[str, int] = {}
    now = "front"
    for page in pack.pages:
        text = page.extract_text()
        found = re.search(r"measure (\w+)(?:, period [\d-]+)?, page", text.replace("\n", " "))
        now = found[1] if found else now
        sides[now] = sides.get(now, 0) + 1
    assert len(sides) == 1 + 4
    assert max(count for name, count in sides.items() if name != "front") <= 2


def test_every_side_says_which_edition_it_is_of_and_the_first_how_far_its_figures_go(pack):
    first = pack.pages[0].extract_text()
    edition = re.search(r"Figures up to 30 September 2026\. Meeting edition ([0-9a-f]{6})\.", first)
    assert edition
    for number, page in enumerate(pack.pages, start=1):
        text = page.extract_text()
        assert f"Meeting edition {edition[1]}" in text
        assert "It does not rank or score." in text
        assert f"{number} / {len(pack.pages)}" in text


def test_the_same_content_prints_the_same_bytes(site, tmp_path):
    again = build_site(tmp_path / "b", printing())
    for entry in site.manifest["files"]:
        if entry["path"].endswith(".pdf"):
            assert (again.folder / entry["path"]).read_bytes() == (site.folder / entry["path"]).read_bytes()


def test_another_night_prints_only_the_packs_of_which_something_changed(site, tmp_path):
    cache = site.folder.parent / "cache"
    held = {path.name for path in cache.glob("pdf/*.pdf")}
    later = printing(as_of=dt.date(2026, 10, 16))
    build_site(tmp_path / "next", later, cache=cache / "svg")
    assert {path.name for path in cache.glob("pdf/*.pdf")} == held
    is_other = (pl.col("area_code") == "X26000901") & pl.col("value").is_not_null()
    values = later.shown_values.with_columns(value=pl.when(is_other).then(pl.col("value") + 1).otherwise("value"))
    changed = dataclasses.replace(later, shown_values=values.cast(later.shown_values.schema))
    build_site(tmp_path / "after", changed, cache=cache / "svg")
    # The document of that area, and of the pack of the alliance in which it stands.
    assert len({path.name for path in cache.glob("pdf/*.pdf")} - held) == 2


def test_a_pack_that_did_not_change_is_not_printed_again(tmp_path):
    asked = []

    def page(brief):
        asked.append(brief)
        return "<!doctype html><html lang='en'><title>t</title><p>words</p></html>"

    press = Press(tmp_path)
    first = press.document(page, "views")
    assert Press(tmp_path).document(page, "views") == first
    assert len(asked) == 1


def test_what_is_too_long_is_printed_again_in_brief():
    asked = []

    def page(brief):
        asked.append(brief)
        long = "<p>words</p>" * (20 if brief else 300)
        return f"<!doctype html><html lang='en'><title>t</title><section id='measure-1'>{long}</section></html>"

    Press().document(page, "views")
    assert asked == [frozenset(), frozenset({1})]


def test_nothing_from_outside_enters_a_document(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"not ours")
    text = f"<!doctype html><html lang='en'><title>t</title><p>a</p><img alt='x' src='{secret.as_uri()}'></html>"
    document = Press().document(lambda brief: text, "views")
    assert b"not ours" not in (document or b"")


def test_a_machine_without_the_library_publishes_without_documents_and_says_so(tmp_path):
    def page(brief):
        raise OSError("cannot load library 'libpango-1.0-0'")

    press = Press(tmp_path)
    assert press.document(page, "views") is None
    assert isinstance(press.problem, NoPdf)
    assert "set publish.pdf to false" in str(press.problem)
    assert press.document(page, "others") is None


def test_hostile_text_is_printed_as_it_is(tmp_path):
    attack = "</script><img src=x onerror=alert(1)>"
    events = (Event(id="x", all=True, kind="external", effective_from=dt.date(2026, 6, 1), text=attack, source="s"),)
    given = printing(register=dataclasses.replace(register(), events=events))
    release = build_site(tmp_path / "c", given)
    document = pypdf.PdfReader(io.BytesIO((release.folder / f"area/{CITY}/pack.pdf").read_bytes()))
    assert attack in "".join(page.extract_text() for page in document.pages).replace("\n", " ")
