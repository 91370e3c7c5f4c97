"""Does what a room writes in the page come back in the next release, and only what a role let out?"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys

import pytest

from tests.functional.small_workspace import write_workspace
from tests.functional.words_workspace import SETTINGS

PAGE = "area/X06000901/in_hotels.html"
LET_OUT = "We counted rooms and forgot the corridor."
KEPT = "Not outside these walls yet."
ON_PAPER = "Written with a pencil on the printed page."
pytestmark = pytest.mark.browser


def night_of(folder):
    """A night in a process of its own: the browser's driver holds this one's event loop."""
    command = [sys.executable, "-m", "hls_signals.cli", "run", str(folder), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    folder = write_workspace(tmp_path_factory.mktemp("circle") / "council", SETTINGS)
    assert night_of(folder)["outcome"] == "published"
    (folder / "inbox" / "learning").mkdir(parents=True)
    return folder


def page_file(folder):
    return folder / "published" / "current" / PAGE


def saved(browser, council, name, answer, role):
    """Opens the page from its file, answers, saves, and moves what was downloaded into the drop folder."""
    page = browser.new_page(accept_downloads=True)
    page.goto(page_file(council).as_uri())
    page.locator("details#reflect > summary").click()
    form = page.locator("form[data-reflection]").first
    form.locator("textarea[name=intended]").fill(answer)
    form.locator("textarea[name=absent]").fill("The families.")
    if role:
        form.locator("input[name=out]").check()
        form.locator("input[name=role]").fill(role)
    with page.expect_download() as download:
        form.locator("[data-do=save]").click()
    download.value.save_as(council / "inbox" / "learning" / name)
    page.close()


def keyed_in(council, answer):
    """The printed form, keyed in as CSV with the codes at its foot."""
    text = page_file(council).read_text(encoding="utf-8")
    area, measure, period, sha = re.search(
        r"For paper: area (\S+), measure (\S+), period (\S+), page (\w+)\.", text
    ).groups()
    fields = {
        "area_code": area, "measure_id": measure, "period_start": period, "view_sha": sha, "recorded_on": "2026-10-14",
        "audience": "alliance", "let_out_by_role": "chair", "intended": answer, "absent": "We do not know.",
    }  # fmt: skip
    with (council / "inbox" / "learning" / "paper.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fields)
        writer.writeheader()
        writer.writerow(fields)


def test_what_a_room_lets_out_comes_back_in_the_next_release_and_the_rest_stays_in_the_room(browser, council):
    saved(browser, council, "let-out.json", LET_OUT, "chair")
    saved(browser, council, "kept.json", KEPT, "")
    keyed_in(council, ON_PAPER)
    assert night_of(council)["outcome"] == "published"
    assert list((council / "inbox" / "learning").iterdir()) == []
    page = browser.new_page()
    page.goto(page_file(council).as_uri())
    before = page.locator("details#before")
    before.locator("summary").click()
    told = before.inner_text()
    assert LET_OUT in told
    assert ON_PAPER in told
    assert "earlier version" not in told
    page.close()
    published = [path for path in (council / "published").rglob("*") if path.is_file()]
    assert [path.name for path in published if KEPT.encode() in path.read_bytes()] == []
