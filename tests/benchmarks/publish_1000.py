"""How long do 1,000 measure pages take? Prints a table; never a timed test.

Run: python -m tests.benchmarks.publish_1000 [areas]     (each area has one measure page a measure of the small release)
"""

from __future__ import annotations

import dataclasses
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import polars as pl

from hls_signals.publish.pages import renderer
from hls_signals.publish.site import build_site
from hls_signals.publish.site_plan import plan_of
from hls_signals.publish.svg import Draughtsman
from hls_signals.register.models import Area
from tests.charts.publish_content import CITY, content

FRAMES = ("shown_values", "shown_variation", "shown_explanations", "shown_terms")


def many(areas: int):
    """The council of the small release, many times over under invented codes."""
    given = content()
    codes = [f"X{number:08d}" for number in range(areas)]
    frames = {}
    for name in FRAMES:
        own = getattr(given, name).filter(pl.col("area_code") == CITY)
        frames[name] = pl.concat([_moved(own, code, number % 40) for number, code in enumerate(codes)])
    named = tuple(Area(area_code=code, area_name=f"Place {code}", area_type="council") for code in codes)
    register = dataclasses.replace(given.register, areas=named)
    settings = given.settings.model_copy(update={"packs": ()})
    return dataclasses.replace(given, register=register, settings=settings, **frames)


def _moved(own: pl.DataFrame, code: str, by: int) -> pl.DataFrame:
    """The rows of one invented council: levels differ, so that drawings do."""
    levels = [name for name in ("value", "centre", "lower", "upper") if name in own.columns]
    moved = own.with_columns(pl.col(levels) + by) if levels else own
    return moved.cast(own.schema).with_columns(area_code=pl.lit(code))


def timed(words: str, work, per: int) -> None:
    """Run once and print how long it took, in all and a page."""
    start = time.perf_counter()
    work()
    spent = time.perf_counter() - start
    print(f"{words:<44} {spent:8.2f} s {1000 * spent / per:8.2f} ms a page")


def main(areas: int) -> None:
    """The table."""
    given = many(areas)
    pages = len(given.subjects())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timed(f"views of {pages} pages", lambda: plan_of(given), pages)
        plan = plan_of(given)
        draughtsman = Draughtsman(folder / "cache")
        drawn = renderer(given, draughtsman)
        asked = [drawing for page in plan.pages for _, drawing in drawn._drawings(page)]
        timed(f"specifications of {len(asked)} drawings", lambda: [drawn._drawings(page) for page in plan.pages], pages)
        timed("drawing, two threads, cold", lambda: draughtsman.draw_all(asked), pages)
        print(f"of which drawn {draughtsman.drawn}, the rest found in the cache")
        timed("drawing again from the cache", lambda: draughtsman.draw_all(asked), pages)
        whole = partial(build_site, folder / "a", given, cache=folder / "cache")
        timed("the whole release, drawings cached", whole, pages)
        size = sum(path.stat().st_size for path in (folder / "a").rglob("*") if path.is_file())
        print(f"folder {size / 2**20:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 250)
