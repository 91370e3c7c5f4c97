"""Do pages that are registered outside this package come under the nets, without a line of theirs in the contract?"""

from __future__ import annotations

import sys

import pytest

from hls_signals.contract.folder import check_folder
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

    def make(package, order):
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").write_text("", encoding="utf-8")
        (folder / "order.py").write_text(order, encoding="utf-8")
        (folder / "pages.py").write_text(PAGES.format(package=package), encoding="utf-8")
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
