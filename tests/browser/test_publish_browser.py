"""Do the pages open from a shared drive, on a telephone, in the dark, without a request?"""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise

import pytest

PAGES = (
    "index.html",
    "area/X06000901/prevention_duty.html",
    "area/X06000901/safe_accommodation.html",
    "area/X06000901/as-returned.html",
    "area/X06000901/index.html",
    "open-book.html",
    "glossary.html",
    "how-to-read.html",
)
MEASURE = PAGES[1]
pytestmark = pytest.mark.browser
# The words a reader sees, with the size at which they are drawn: SVG text is scaled with its drawing.
SMALLEST_TEXT = """() => {
  const sizes = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    const box = element.getBoundingClientRect();
    const isWords = ['title', 'desc'].includes(element.tagName.toLowerCase());
    if (!own || isWords || box.width < 2 || box.height < 2) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    const matrix = element.getScreenCTM ? element.getScreenCTM() : null;
    sizes.push([size * (matrix ? matrix.a : 1), element.tagName + ' ' + element.textContent.trim().slice(0, 30)]);
  }
  return sizes.sort((a, b) => a[0] - b[0])[0];
}"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => { part.open = true; })"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_from_a_file_without_a_request_or_a_message(open_page, path):
    page = open_page(path)
    assert page.told == []
    assert all(url.startswith("file://") for url in page.asked)
    beside = {url.rsplit("/", 1)[-1] for url in page.asked[1:]}
    assert "hls.css" in beside
    assert beside <= {"hls.css", "hls.js", "icon.svg"}
    assert page.locator("h1").count() == 1
    assert page.evaluate("() => getComputedStyle(document.querySelector('h1')).fontFamily").startswith("Arial")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_a_narrow_screen(open_page, path):
    page = open_page(path, width=320)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", PAGES)
def test_the_smallest_text_on_a_telephone_is_twelve_pixels(open_page, path):
    for scheme in ("light", "dark"):
        page = open_page(path, width=360, color_scheme=scheme)
        page.evaluate(OPEN_ALL)
        size, words = page.evaluate(SMALLEST_TEXT)
        assert size >= 12, words


def test_one_width_of_a_chart_is_shown_and_the_other_is_not(open_page):
    for width, shown in ((1280, "wide"), (360, "narrow")):
        page = open_page(MEASURE, width=width)
        visible = page.locator("figure[data-kind=variation] svg:visible")
        assert [visible.nth(place).get_attribute("data-width") for place in range(visible.count())] == [shown]


def test_every_part_to_look_closer_at_is_closed_on_arrival(open_page):
    page = open_page(MEASURE)
    assert page.locator("details[open]").count() == 0
    assert page.locator("#room").is_visible()


def test_the_first_thing_reached_by_keyboard_skips_to_the_content(open_page):
    page = open_page(MEASURE)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_the_chart_stays_on_white_paper_in_the_dark(open_page):
    page = open_page(MEASURE, color_scheme="dark")
    ground = "element => getComputedStyle(element).backgroundColor"
    assert page.locator("figure .paper").first.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.locator("body").evaluate(ground) != "rgb(255, 255, 255)"


def test_forced_colours_leave_the_drawing_as_it_is(open_page):
    page = open_page(MEASURE, forced_colors="active")
    adjust = "element => getComputedStyle(element).forcedColorAdjust"
    assert page.locator("figure .paper").first.evaluate(adjust) == "none"


def test_the_values_seen_are_the_values_in_the_file(open_page, site):
    page = open_page(MEASURE)
    seen = page.locator("table[data-view^=variation] td[data-col=value] data")
    values = [seen.nth(place).get_attribute("value") for place in range(seen.count())]
    text = (site / "data/X06000901/prevention_duty.csv").read_text(encoding="utf-8")
    assert values == [row["value"] for row in csv.DictReader(io.StringIO(text)) if row["value"]]
    marks = page.locator("figure[data-kind=variation] svg[data-width=wide] [data-value]")
    assert [marks.nth(place).get_attribute("data-value") for place in range(marks.count())] == values


def test_links_of_the_front_page_open(open_page, site):
    page = open_page("index.html")
    for href in page.eval_on_selector_all("main a", "links => links.map(link => link.href)"):
        page.goto(href)
        assert page.locator("h1").count() == 1


@pytest.mark.parametrize("path", ["how-to-read.html", MEASURE])
def test_a_page_prints_on_one_side_of_paper(open_page, path):
    printed = open_page(path).pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


# Words and marks of a drawing that is shown: whether they lie inside it.
CUT_OFF = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  if (!frame.width) return [];
  return [...svg.querySelectorAll('text, [data-row]')].filter(mark => {
    const box = mark.getBoundingClientRect();
    const aside = Math.max(frame.left - box.left, box.right - frame.right);
    return Math.max(aside, frame.top - box.top, box.bottom - frame.bottom) > 0.5;
  }).map(mark => mark.textContent || mark.dataset.row);
})"""
# Pairs of words in one drawing that lie on each other.
OVERLAPPING = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const words = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
  const boxes = words.map(text => text.getBoundingClientRect());
  const found = [];
  for (let a = 0; a < words.length; a++) for (let b = a + 1; b < words.length; b++) {
    const across = Math.min(boxes[a].right, boxes[b].right) - Math.max(boxes[a].left, boxes[b].left);
    const down = Math.min(boxes[a].bottom, boxes[b].bottom) - Math.max(boxes[a].top, boxes[b].top);
    if (across > 1 && down > 4) found.push(words[a].textContent + ' / ' + words[b].textContent);
  }
  return found;
})"""
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
# Boxes that cut their words; a region that scrolls and a text for readers alone do so on purpose.
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(element => {
  const style = getComputedStyle(element);
  const hides = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
  const isOurs = !element.closest('svg') && !element.classList.contains('hidden');
  return isOurs && hides && (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
}).map(element => element.tagName + ' ' + element.className)"""
WITH_CHARTS = (MEASURE, "area/X06000901/drug_treatment_completion.html", "how-to-read.html")


@pytest.mark.parametrize("path", WITH_CHARTS)
@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_nothing_drawn_is_cut_off_or_lies_on_other_words(open_page, path, width):
    page = open_page(path, width=width)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERLAPPING) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_wider_spacing_of_text_loses_nothing(open_page, path, width):
    page = open_page(path, width=width, bypass_csp=True)
    page.evaluate(OPEN_ALL)
    page.add_style_tag(content=SPACED)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(CLIPPED) == []


def test_a_telephone_is_told_that_it_sees_the_newest_periods_alone(open_page):
    for width, is_told in ((360, True), (1280, False)):
        page = open_page(MEASURE, width=width)
        assert page.locator(".on-narrow").is_visible() == is_told


@pytest.mark.parametrize("path", PAGES)
def test_headings_descend_by_one_and_every_link_says_where_it_leads(open_page, path):
    page = open_page(path)
    page.evaluate(OPEN_ALL)
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    links = page.eval_on_selector_all("main a", "all => all.map(one => [one.textContent.trim(), one.href])")
    assert all(words and words.lower() not in {"here", "more", "link"} for words, _ in links)
    places = {}
    for words, href in links:
        assert places.setdefault(words, href) == href, f"{words} leads to two places"
