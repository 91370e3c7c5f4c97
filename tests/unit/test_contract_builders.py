"""Do pages that are registered outside this package come under the nets, without a line of theirs in the contract?"""

from __future__ import annotations

import subprocess
import sys

import pytest

from hls_signals.contract.folder import check_folder
from hls_signals.contract.known import Known
from hls_signals.contract.page_rules import page_findings_of
from hls_signals.contract.page_tree import page_tree
from hls_signals.contract.site_behaviour import check_views
from hls_signals.contract.sources import our_sources, source_findings
from hls_signals.publish.registry import forget, page_builder
from hls_signals.publish.site import build_site
from tests.charts.publish_content import BOARD, content

PAGES = """
from hls_signals.publish.registry import page_builder
from hls_signals.publish.site_plan import Planned
from hls_signals.publish.views import FrontView
from {package}.order import links_of


@page_builder("{package}")
def pages(content):
    yield Planned("planted.html", "front", FrontView(None, (), links_of(content)))
"""
INSIDE = PAGES.replace("from {package}.order import links_of\n", "").replace(
    "    yield", "    from {package}.order import links_of\n\n    yield"
)
BY_VALUE = """
from hls_signals.publish.table_views import Link


def links_of(content):
    newest = {row["area_code"]: row["value"] for row in content.shown_values.sort("period_start").to_dicts()}
    areas = content.register.areas
    areas = sorted(areas, key=lambda area: (newest.get(area.area_code) or 0, area.area_code))
    return tuple(Link(area.area_name, f"area/{area.area_code}/index.html") for area in areas)
"""
BY_NAME = """
from hls_signals.publish.table_views import Link


def links_of(content):
    areas = sorted(content.register.areas, key=lambda area: (area.area_name, area.area_code))
    return tuple(Link(area.area_name, f"area/{area.area_code}/index.html") for area in areas)
"""


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """Makes a package that registers one page; it is gone afterwards."""
    made = []

    def make(package, order, pages=PAGES):
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").write_text("", encoding="utf-8")
        (folder / "order.py").write_text(order, encoding="utf-8")
        (folder / "pages.py").write_text(pages.format(package=package), encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        made.append(package)
        __import__(f"{package}.pages")

    yield make
    for package in made:
        forget(package)
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


def test_a_page_of_another_package_comes_under_nets_1_2_and_3(outside, tmp_path):
    outside("planted_by_value", BY_VALUE)
    assert [(f.code, f.where.split(":")[0]) for f in source_findings()] == [("C103", "planted_by_value/order.py")]
    assert "C202" in {finding.code for finding in check_views(content(), sets=[[BOARD]])}
    build_site(tmp_path / "site", content())
    found = {(finding.code, finding.where.split(":")[0]) for finding in check_folder(tmp_path / "site")}
    assert ("C301", "planted.html") in found


def test_what_a_builder_imports_inside_itself_is_read_too(outside):
    outside("planted_inside", BY_VALUE, INSIDE)
    assert [(f.code, f.where.split(":")[0]) for f in source_findings()] == [("C103", "planted_inside/order.py")]


ASKED = """
from pathlib import Path
from hls_signals.warehouse.stages.nets import mark_of_code
from hls_signals.workspace.layout import Workspace
print(mark_of_code(Workspace(Path("x"))).name)
"""


def test_the_hash_of_what_was_read_is_the_same_in_another_process():
    command = [sys.executable, "-c", ASKED]
    told = {subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(told) == 1


def test_a_page_of_another_package_that_orders_by_name_passes_every_net(outside, tmp_path):
    outside("planted_by_name", BY_NAME)
    assert "planted_by_name/order.py" in our_sources()
    assert source_findings() == []
    assert check_views(content(), sets=[[BOARD]]) == []
    build_site(tmp_path / "site", content())
    assert check_folder(tmp_path / "site") == []


def test_a_builder_whose_source_cannot_be_read_is_a_finding():
    held = {}
    exec("def pages(content): return ()", held)  # noqa: S102  # a builder that has no file
    held["pages"].__module__ = "nowhere"
    page_builder("made of nothing")(held["pages"])
    try:
        assert [finding.code for finding in source_findings()] == ["C101"]
    finally:
        forget("made of nothing")


def test_a_page_that_does_not_name_its_own_area_may_give_no_figure_of_another():
    known = Known(areas={"X06000901": "Alder", "X06000902": "Birch", "X06000903": "Cedar"})
    tree = page_tree("<html lang='en'><body><main><p>Birch has 70.</p></main></body></html>")
    found = page_findings_of("area/X06000901/more.html", tree, known, scripts=frozenset(), subject="X06000901")
    assert "C309" in {finding.code for finding in found}
