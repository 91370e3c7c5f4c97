"""Does every page open everywhere, and can everybody use it?"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
MEASURE = "area/X06000901/prevention_duty.html"
SAMPLE = ("index.html", MEASURE)
EVERY_KIND = (
    *SAMPLE, "area/X06000901/index.html", "area/X06000901/as-returned.html", "area/X06000901/safe_accommodation.html",
    "area/X06000901/rough_sleeping.html", "open-book.html", "glossary.html", "how-to-read.html", "pack/treatment.html",
    "reflections/README.html",
)  # fmt: skip
LOOKS = {
    "light": {}, "dark": {"color_scheme": "dark"}, "forced colours": {"forced_colors": "active"},
    "reduced motion": {"reduced_motion": "reduce"},
}  # fmt: skip
SCREENS = (1280, 360, "print")
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => { part.open = true; })"
# What is loaded beside the page itself, by what there is to press on it.
BESIDE = {"hls.css", "hls.js", "icon.svg"}
pytestmark = pytest.mark.browser


def opens_quietly(open_page, paths, base, screen, look, has_script):
    for path in paths:
        width = 1280 if screen == "print" else screen
        page = open_page(path, width, base=base, java_script_enabled=has_script, **LOOKS[look])
        if screen == "print":
            page.emulate_media(media="print")
            assert len(page.pdf(format="A4")) > 1000
        if has_script:
            page.evaluate(OPEN_ALL)
        assert page.told == [], (path, screen, look)
        beside = {url.rsplit("/", 1)[-1] for url in page.asked[1:]}
        assert beside <= BESIDE, (path, screen, look)
        assert page.locator("h1").count() == 1
        page.context.close()


@pytest.mark.parametrize(("where", "screen"), list(product(("file", "server"), SCREENS)))
def test_pages_open_without_a_message_or_a_request_in_every_look_with_and_without_script(
    open_page, address, where, screen
):
    for look, has_script in product(LOOKS, (True, False)):
        opens_quietly(open_page, (MEASURE,), address if where == "server" else "", screen, look, has_script)


@pytest.mark.slow
@pytest.mark.parametrize(("where", "screen", "look"), list(product(("file", "server"), SCREENS, LOOKS)))
def test_every_kind_of_page_opens_quietly_everywhere(open_page, address, where, screen, look):
    for has_script in (True, False):
        opens_quietly(open_page, EVERY_KIND, address if where == "server" else "", screen, look, has_script)


def violations(page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    page.unsure = [entry["id"] for entry in found["incomplete"]]
    return [f"{entry['id']}: {entry['nodes'][0]['html'][:120]}" for entry in found["violations"]]


@pytest.mark.parametrize("path", EVERY_KIND)
def test_the_checker_finds_nothing_with_everything_open(open_page, path):
    for width, look in ((1280, "light"), (360, "dark")):
        page = open_page(path, width, bypass_csp=True, **LOOKS[look])
        page.evaluate(OPEN_ALL)
        assert violations(page) == []
        # It cannot judge text over a drawing or a half-shown region; the checks below do that themselves.
        assert set(page.unsure) <= {"color-contrast", "target-size"}


@pytest.mark.parametrize("look", ["light", "forced colours"])
def test_the_checker_finds_nothing_on_a_chart_that_is_explored(open_page, look):
    page = open_page(MEASURE, bypass_csp=True, **LOOKS[look])
    explore(page)
    assert violations(page) == []


def explore(page):
    page.locator("button[data-live]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("figure[data-state=live] svg.marks")


@pytest.mark.parametrize("where", ["file", "server"])
def test_a_chart_is_explored_by_keyboard_and_put_back(open_page, address, where):
    page = open_page(MEASURE, base=address if where == "server" else "")
    explore(page)
    assert page.told == []
    drawn = page.locator("figure[data-kind=variation] svg[data-width=wide]")
    assert not drawn.is_visible()
    said = page.locator(".live [aria-roledescription=point]").evaluate_all(
        "points => points.map(point => point.getAttribute('aria-label'))"
    )
    assert said[0] == "October 2023: 74, usual variation"
    assert len(said) == 36
    assert page.evaluate("() => document.activeElement.dataset.live") == "variation-prevention_duty"
    page.keyboard.press("Enter")
    assert drawn.is_visible()
    assert page.locator("figure[data-state]").count() == 0


def test_a_reflection_is_kept_saved_and_cleared(open_page, tmp_path):
    page = open_page(MEASURE, accept_downloads=True)
    page.locator("#reflect summary").click()
    page.fill("textarea[name=intended]", "Not for night shifts.\nNor </script> here.")
    page.reload()
    page.locator("#reflect summary").click()
    assert page.input_value("textarea[name=intended]").startswith("Not for night")
    page.check("[name=out]")
    page.click("[data-do=save]")
    assert "Name the role" in page.locator("[role=status]").inner_text()
    page.fill("[name=role]", "chair")
    with page.expect_download() as saving:
        page.click("[data-do=save]")
    assert saving.value.suggested_filename == "reflection-X06000901-prevention_duty-2026-09-01.json"
    record = json.loads(Path(saving.value.path()).read_text(encoding="utf-8"))
    assert record["schema"] == "hls.reflection/1"
    assert (record["audience"], record["let_out_by_role"]) == ("alliance", "chair")
    assert record["answers"]["intended"] == "Not for night shifts.\nNor </script> here."
    assert set(record["answers"]) == {"intended", "next", "who", "extra", "absent"}
    assert record["view_sha"] == page.get_attribute("main", "data-view-sha")
    assert page.evaluate("() => localStorage.length") == 0
    page.fill("textarea[name=next]", "More")
    page.click("[data-do=clear]")
    assert page.input_value("textarea[name=next]") == ""
    assert page.evaluate("() => localStorage.length") == 0
    assert page.told == []


def test_an_email_holds_the_same_fields(open_page):
    page = open_page(MEASURE)
    page.locator("#reflect summary").click()
    page.fill("textarea[name=next]", "Ask at night.\nThen again.")
    page.evaluate("() => document.addEventListener('click', event => event.preventDefault())")
    page.click("[data-do=email]")
    words = page.evaluate("() => decodeURIComponent(document.querySelector('[data-do=email]').href)")
    assert words.startswith("mailto:learning@example.org?subject=reflection-X06000901-prevention_duty-2026-09-01&body=")
    for line in ("schema: hls.reflection/1", "audience: room", "let_out_by_role: \n", "next: Ask at night.\n  Then"):
        assert line in words


def test_cards_can_be_chosen_and_all_stand_without_script(open_page):
    page = open_page("index.html")
    assert page.locator(".card:visible").count() == 5
    page.check("input[value=changed]")
    assert page.locator(".card:visible").count() == page.locator(".card[data-changed=true]").count()
    page.uncheck("input[value=changed]")
    page.check("input[value=words]")
    assert page.locator(".card:visible").count() == page.locator(".card[data-words=true]").count()
    bare = open_page("index.html", java_script_enabled=False)
    assert bare.locator(".card:visible").count() == 5
    assert not bare.locator("fieldset").is_visible()


# Every text and every mark of the drawings that are shown, with the ground it lies on.
CONTRASTS = """() => {
  const light = colour => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const ratio = (a, b) => { const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05); };
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    if (!svg.getBoundingClientRect().width) continue;
    for (const mark of svg.querySelectorAll('text, [data-row]')) {
      mark.scrollIntoView({block: 'center'});
      const box = mark.getBoundingClientRect();
      const stack = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      const under = stack.slice(stack.indexOf(mark) + 1).find(one => one.closest('svg') === svg &&
        !['text', 'line', 'svg', 'g'].includes(one.tagName) && getComputedStyle(one).fill !== 'none');
      const ground = under ? getComputedStyle(under).fill : 'rgb(255, 255, 255)';
      const own = getComputedStyle(mark);
      const seen = [own.fill, own.stroke].filter(colour => colour !== 'none').map(colour => ratio(colour, ground));
      const needed = mark.tagName === 'text' ? 4.5 : 3;
      if (mark.tagName === 'text' ? seen[0] < needed : Math.max(...seen) < needed)
        found.push([mark.tagName, mark.textContent || mark.dataset.row, Math.max(...seen)]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("look", ["light", "dark", "forced colours"])
def test_words_and_marks_of_a_drawing_stand_out_from_what_lies_behind_them(open_page, look):
    page = open_page(MEASURE, bypass_csp=True, **LOOKS[look])
    page.evaluate(OPEN_ALL)
    assert page.evaluate(CONTRASTS) == []


def test_without_colour_a_signal_still_differs_from_usual_variation_by_its_shape(open_page):
    page = open_page(MEASURE)
    kinds = page.locator("figure[data-kind=variation] svg[data-width=wide] [data-row]").evaluate_all(
        "marks => marks.map(mark => [mark.tagName, mark.getBoundingClientRect().width])"
    )
    usual = {round(width, 1) for kind, width in kinds if kind == "circle"}
    signals = {round(width, 1) for kind, width in kinds if kind == "path"}
    assert usual
    assert signals
    assert min(signals) > max(usual)


def test_a_walk_by_keyboard_sees_every_stop_and_comes_to_an_end(open_page):
    page = open_page(MEASURE)
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const at = document.activeElement, box = at.getBoundingClientRect();
              const outline = getComputedStyle(at).outlineStyle;
              return [at.tagName, at.textContent.trim().slice(0, 40), outline, box.width > 0 && box.height > 0];
            }"""
        )
        if stop[0] == "BODY":
            break
        seen.append(stop)
    assert stop[0] == "BODY"
    assert seen[0][1] == "Skip to the content"
    assert all(outline == "solid" and visible for _, _, outline, visible in seen)
    assert any(words == "Explore this chart" for _, words, _, _ in seen)
    assert any(words == "Record a reflection" for _, words, _, _ in seen)


def test_the_parts_seen_are_those_in_the_table(open_page):
    page = open_page(MEASURE)
    page.evaluate(OPEN_ALL)
    for figure in page.locator("figure[data-kind=contributions]").all():
        name = figure.get_attribute("data-view")
        marks = figure.locator("svg[data-width=wide] [data-value]").evaluate_all(
            "marks => marks.map(mark => [mark.dataset.row, mark.dataset.value])"
        )
        rows = page.locator(f"table[data-view='{name}'] tr[data-row]").evaluate_all(
            "rows => rows.map(row => [row.dataset.row, row.querySelector('[data-col=amount] data')?.value])"
        )
        assert marks
        assert all(mark in rows for mark in marks)


@pytest.mark.parametrize("path", SAMPLE)
def test_enlarged_four_times_nothing_is_lost(open_page, path):
    page = open_page(path, 320, device_scale_factor=4)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
