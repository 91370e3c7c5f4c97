"""Can everybody use every kind of page that the simulated city has?"""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from hls_signals.cli import app
from tests.browser.test_publish_browser import CUT_OFF, OPEN_ALL, OVERLAPPING, SMALLEST_TEXT
from tests.browser.test_publish_matrix import LOOKS, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KIND = re.compile(r'data-page="([a-z-]+)"')
# Pages of words alone and pages with an empty place are kinds of their own.
BESIDE = ("area/X06000901/safe_accommodation_turned_away.html", "area/X06000901/decisions_within_56_days.html")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The release of the simulated city; made before a browser opens, whose loop the night could not share."""
    folder = tmp_path_factory.mktemp("city") / "demo"
    result = CliRunner().invoke(app, ["demo", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return (folder / "published" / "current").resolve()


def kinds(city) -> list[str]:
    """One page of each kind, by path, and those beside."""
    first: dict[str, str] = {}
    for page in sorted(city.rglob("*.html")):
        found = KIND.search(page.read_text(encoding="utf-8"))
        first.setdefault(found[1] if found else page.stem, page.relative_to(city).as_posix())
    return sorted({*first.values(), *(path for path in BESIDE if (city / path).is_file())})


@pytest.mark.parametrize(("width", "look"), [(1280, "light"), (360, "dark"), (320, "light")])
def test_every_kind_of_page_of_the_city_is_whole_and_can_be_used(city, browser, width, look):
    paths = kinds(city)
    assert len(paths) > 12
    for path in paths:
        with browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True, **LOOKS[look]) as context:
            page, told = context.new_page(), []
            page.on("console", lambda message, told=told: told.append(message.text))
            page.goto((city / path).as_uri())
            page.evaluate(OPEN_ALL)
            assert told == [], path
            assert violations(page) == [], path
            assert set(page.unsure) <= {"color-contrast", "target-size"}, path
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(CUT_OFF) == [], path
            assert page.evaluate(OVERLAPPING) == [], path
            size, words = page.evaluate(SMALLEST_TEXT)
            assert width == 320 or size >= 12, (path, words)
