"""What do 1,000 measure pages cost, and what does one cost its reader? Prints a table; never a timed test.

Run: python -m tests.benchmarks.publish_1000 [areas]     (each area has four measure pages; 250 areas give 1,000)
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from hls_signals.publish.pages import renderer
from hls_signals.publish.press import Press
from hls_signals.publish.scripts import vega_name
from hls_signals.publish.site import Release, build_site
from hls_signals.publish.site_plan import plan_of
from hls_signals.publish.svg import Draughtsman
from hls_signals.register.models import Area
from tests.charts.publish_content import CITY, content
from tests.house.reached import record

FRAMES = ("shown_values", "shown_variation", "shown_explanations", "shown_terms")
CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
LOOKS = 9
# Paper is measured on fewer areas, of four measures each.
PAPER_AREAS = 50
A_THOUSAND = 1_000


def many(areas: int) -> Any:
    """The council of the small release, many times over under invented codes; every hundredth has figures of its own
    kind, so that a night can change one per cent."""
    given = content()
    codes = [f"X{number:08d}" for number in range(areas)]
    frames = {}
    for name in FRAMES:
        own = getattr(given, name).filter(pl.col("area_code") == CITY)
        frames[name] = pl.concat([_moved(own, code, number) for number, code in enumerate(codes)])
    named = tuple(Area(area_code=code, area_name=f"Place {code}", area_type="council") for code in codes)
    register = dataclasses.replace(given.register, areas=named)
    publish = given.settings.publish.model_copy(update={"small_multiples": True})
    settings = given.settings.model_copy(update={"packs": (), "publish": publish})
    return dataclasses.replace(given, register=register, settings=settings, **frames)


def with_one_per_cent_changed(given: Any, areas: int) -> Any:
    """The same, with other figures for every hundredth area."""
    codes = [f"X{number:08d}" for number in range(0, areas, 100)]
    values = given.shown_values.with_columns(
        value=pl.when(pl.col("area_code").is_in(codes)).then(pl.col("value") + 1).otherwise("value")
    ).cast(given.shown_values.schema)
    return dataclasses.replace(given, shown_values=values)


def _moved(own: pl.DataFrame, code: str, number: int) -> pl.DataFrame:
    """The rows of one invented council: its levels differ from every other's, so that no drawing serves two."""
    levels = [name for name in ("value", "centre", "lower", "upper") if name in own.columns]
    moved = own.with_columns(pl.col(levels) + (number % 40) + number / 1000) if levels else own
    return moved.cast(own.schema).with_columns(area_code=pl.lit(code))


def cpu(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the clock, seconds of CPU, and what came of it."""
    start, busy = time.perf_counter(), time.process_time()
    made = work()
    return time.perf_counter() - start, time.process_time() - busy, made


def line(what: str, figure: str, to_reach: str) -> None:
    """One line of the table."""
    print(f"{what:<58} {figure:>22}   {to_reach}")


def folder_figures(release: Release) -> dict[str, float]:
    """What lies in the folder, a thousand measure pages taken for those there are."""
    sizes = {entry["path"]: entry["bytes"] for entry in release.manifest["files"]}
    pages = [size for path, size in sizes.items() if path.startswith("area/") and path.endswith(".html")]
    line("largest measure page", f"{max(pages) / 1000:.1f} KB", "<= 120 KB")
    line("style sheet; own script", f"{sizes['assets/hls.css'] / 1024:.1f}; {sizes['assets/hls.js'] / 1024:.1f} KB",
         "<= 10; 5 KB")  # fmt: skip
    line("library of live charts, once a site", f"{sizes['assets/' + vega_name()] / 1000:.0f} KB", "<= 1,000 KB")
    line("the folder", f"{sum(sizes.values()) / 1e6:.1f} MB", "<= 150 MB a thousand pages")
    return {
        "publish.page_kb": max(pages) / 1000,
        "publish.css_kb": sizes["assets/hls.css"] / 1024,
        "publish.js_kb": sizes["assets/hls.js"] / 1024,
        "publish.vega_kb": sizes["assets/" + vega_name()] / 1000,
    } | ({"publish.folder_mb": sum(sizes.values()) / 1e6} if len(pages) >= A_THOUSAND else {})


def making_figures(given: Any, areas: int, folder: Path) -> tuple[Release, dict[str, float]]:
    """What it takes to make a thousand pages."""
    cache = folder / "cache" / "svg"
    wall, busy, plan = cpu(lambda: plan_of(given))
    pages = len(plan.measure_pages())
    line(f"views of {pages} measure pages", f"{wall:.1f} s, CPU {busy:.1f} s", "")
    drawn = renderer(given, Draughtsman(cache))
    _, spent, asked = cpu(lambda: [drawn.drawings(page) for page in plan.pages])
    _, html, _ = cpu(lambda: [drawn.page(page) for page in plan.pages])
    line("specifications and HTML", f"CPU {spent:.1f} + {html:.1f} s", "<= 10 s a thousand pages")
    flat = [drawing for page in asked for _, drawing in page]
    wall, busy, _ = cpu(lambda: drawn.draughtsman.draw_all(flat))
    each = 1000 / max(1, drawn.draughtsman.drawn)
    line(f"{drawn.draughtsman.drawn} drawings, cold, two threads", f"{wall:.1f} s, CPU {busy:.1f} s", "")
    line("  a thousand drawings", f"{wall * each:.1f} s, CPU {busy * each:.1f} s", "<= 150 s")
    reached = {"publish.drawings_s": wall * each, "publish.pages_s": (spent + html) * A_THOUSAND / max(1, pages)}
    wall, busy, release = cpu(lambda: build_site(folder / "a", given, cache=cache))
    line("the whole release, drawings kept", f"{wall:.1f} s, CPU {busy:.1f} s", "")
    changed = with_one_per_cent_changed(given, areas)
    night = renderer(changed, Draughtsman(cache))
    flat = [drawing for page in plan_of(changed).pages for _, drawing in night.drawings(page)]
    wall, busy, _ = cpu(lambda: night.draughtsman.draw_all(flat))
    line(f"a night with {night.draughtsman.drawn} of {len(flat)} drawings changed", f"{wall:.1f} s, CPU {busy:.1f} s",
         "<= 15 s CPU")  # fmt: skip
    reached["publish.changed_cpu_s"] = busy
    return release, reached if pages >= A_THOUSAND else {}


def paper_figures(folder: Path) -> dict[str, float]:
    """What packs on paper cost: all of them once, then on nights on which nothing, or one area, changed."""
    given, night = printing(many(PAPER_AREAS)), dt.timedelta(days=1)
    changed = with_one_per_cent_changed(given, PAPER_AREAS)
    nights = (
        ("the first night", given),
        ("another night, nothing changed", dataclasses.replace(given, as_of=given.as_of + night)),
        ("another night, one area changed", dataclasses.replace(changed, as_of=given.as_of + 2 * night)),
    )
    spent: list[float] = []
    for what, held in nights:
        press, drawn = Press(folder / "cache" / "pdf"), renderer(held, Draughtsman(folder / "cache" / "svg"))
        prints = [item for item in plan_of(held).prints if item.view.measures]
        _, busy, _ = cpu(lambda press=press, drawn=drawn, prints=prints: [drawn.document(one, press) for one in prints])
        if press.problem is not None:
            line("PDF", "no Pango here", "<= 2 s CPU a measure")
            return {}
        line(f"{len(prints)} packs on paper, {what}", f"{press.printed} printed, CPU {busy:.1f} s", "")
        spent.append(busy / sum(len(item.view.measures) for item in prints))
    line("PDF, CPU a measure, with its drawings", f"{spent[0]:.2f} s", "<= 2 s")
    return {"publish.pdf_cpu_s": spent[0]}


def printing(given: Any) -> Any:
    """The same, with a document for every pack."""
    publish = given.settings.publish.model_copy(update={"pdf": True})
    return dataclasses.replace(given, settings=given.settings.model_copy(update={"publish": publish}))


def reader_figures(site: Path) -> dict[str, float]:
    """What a page costs its reader, in Debian's Chromium from a file."""
    if not CHROMIUM.exists():
        line("in a browser", "no chromium here", "")
        return {}
    from playwright.sync_api import sync_playwright

    measure = next(path for path in sorted((site / "area").glob("*/prevention_duty.html")))
    panels = next(iter(sorted((site / "alliance").glob("*.html"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        paints, loads, lives, told, asked = [], [], [], [], []
        for _ in range(LOOKS):
            page = browser.new_page()
            page.on("console", lambda message: told.append(message.text))
            page.on("request", lambda request: asked.append(request.url))
            page.goto(measure.as_uri())
            page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
            paints.append(page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            start = time.perf_counter()
            page.click("button[data-live]")
            page.wait_for_selector("figure[data-state=live] svg.marks")
            lives.append(time.perf_counter() - start)
            page.goto(panels.as_uri())
            loads.append(page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd"))
            page.close()
        page = browser.new_page()
        page.goto(panels.as_uri())
        charts = page.locator("figure").count()
        browser.close()
    middle = LOOKS // 2
    line("first paint of a measure page, median", f"{sorted(paints)[middle]:.0f} ms", "<= 300 ms idle")
    line(f"a page of {charts} charts, loaded, median", f"{sorted(loads)[middle]:.0f} ms", "<= 1 s for twenty")
    line("live chart, from the click, median", f"{1000 * sorted(lives)[middle]:.0f} ms", "<= 1.5 s")
    outside = [url for url in asked if not url.startswith(site.as_uri())]
    line("requests to elsewhere; console messages", f"{len(outside)}; {len(told)}", "0; 0")
    return {
        "publish.first_paint_ms": sorted(paints)[middle],
        "publish.twenty_charts_ms": sorted(loads)[middle],
        "publish.live_chart_ms": 1000 * sorted(lives)[middle],
    }


def main(areas: int) -> None:
    """The table."""
    given = many(areas)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release, reached = making_figures(given, areas, folder)
        reached |= folder_figures(release)
        reached |= paper_figures(folder)
        small = build_site(folder / "c", many(20), cache=folder / "cache" / "svg")
        reached |= reader_figures(small.folder)
    record(reached)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 250)
