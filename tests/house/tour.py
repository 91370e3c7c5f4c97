"""What does a newcomer see? The pictures of the tour, taken of the real demo.

    python -m tests.house.tour [WORKSPACE]     without one the demo is made first, in a temporary folder

Debian's Chromium, fixed sizes, nothing moved or retouched: a picture is what the page shows between two of its parts.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house.timed import HLS, timed

PICTURES = Path(__file__).parents[2] / "docs" / "images"
CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDE, TELEPHONE = 1280, 360
# White left beside a picture, and above and below it, in pixels: less, for there the neighbours are near.
BESIDE, ABOVE = 20, 8
NO_PAPER = {"HLS_PUBLISH__PDF": "false"}
CITY, BOARD = "area/X06000901", "area/X26000901"
# The box about some parts of a page; what a page repeats above and below its own content stays out of it.
BOX = """([from, to]) => {
  const first = document.querySelector(from).getBoundingClientRect();
  const last = document.querySelector(to).getBoundingClientRect();
  const main = document.querySelector('main').getBoundingClientRect();
  return {x: main.left, y: first.top + scrollY, width: main.width, height: last.bottom - first.top};
}"""


@dataclass(frozen=True)
class Picture:
    """A picture: its file, the page, the parts from and to which it reaches, what is opened first, and how wide."""

    name: str
    page: str
    first: str
    last: str
    opened: tuple[str, ...] = ()
    width: int = WIDE


ROOM = "section.room ul.questions"
LETTERS = "figure[data-kind=colour_history]"
TOUR = (
    Picture("tour/front-sheet.png", "index.html", "h1", ".sheet blockquote + p"),
    Picture("tour/since-we-met.png", "index.html", ".sheet h3:has(+ .since)", ".since p:nth-child(6)"),
    Picture("tour/red.png", f"{CITY}/rough_sleeping.html", "h1", LETTERS),
    Picture("tour/red-why.png", f"{CITY}/rough_sleeping.html", "#why-2026-09-01", "#why-2026-09-01 dl", ("#why",)),
    Picture("tour/never-true.png", f"{BOARD}/ae_four_hours.html", "h1", LETTERS),
    Picture("tour/green.png", f"{CITY}/decisions_within_56_days.html", "#bending", "article.bending .ask"),
    Picture("tour/every-group.png", f"{CITY}/prevention_duty.html", "#why-2026-08-01", "#why-2026-08-01 figure",
            ("#why", "#why-2026-08-01")),
    Picture("tour/reflection.png", f"{CITY}/prevention_duty.html", "#room", "#reflect p.tick", ("#reflect",)),
    Picture("tour/open-book.png", "open-book.html", "h1", "details tr:nth-child(3)", ("details",)),
    Picture("tour/telephone.png", f"{CITY}/prevention_duty.html", "h1", LETTERS, (), TELEPHONE),
)  # fmt: skip
README = Picture("demo.png", f"{CITY}/prevention_duty.html", "h1", ROOM)


def take(pictures: Sequence[Picture], site: Path, to: Path) -> None:
    """Write these pictures of this release."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        for picture in pictures:
            path = to / picture.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(taken(browser, picture, site))
        browser.close()


def taken(browser: Any, picture: Picture, site: Path) -> bytes:
    """One picture as PNG."""
    page = browser.new_page(viewport={"width": picture.width, "height": 900})
    page.goto((site / picture.page).as_uri())
    for opened in picture.opened:
        page.evaluate("place => { document.querySelector(place).open = true; }", opened)
    box = page.evaluate(BOX, [picture.first, picture.last])
    beside = min(BESIDE, box["x"])
    clip = {"x": box["x"] - beside, "y": box["y"] - ABOVE}
    clip |= {"width": box["width"] + 2 * beside, "height": box["height"] + 2 * ABOVE}
    png: bytes = page.screenshot(full_page=True, clip=clip)
    page.close()
    return png


def demo_in(folder: Path) -> Path:
    """The open release of a demo made here, without paper."""
    timed([*HLS, "demo", str(folder)], NO_PAPER)
    return release_of(folder)


def release_of(workspace: Path) -> Path:
    """The folder of the open release."""
    return (workspace / "published" / "current").resolve()


def main(arguments: Sequence[str]) -> None:
    """Take every picture of the tour, and the one of the README."""
    with tempfile.TemporaryDirectory() as folder:
        site = release_of(Path(arguments[0])) if arguments else demo_in(Path(folder) / "demo")
        take((*TOUR, README), site, PICTURES)
    for picture in (*TOUR, README):
        size = (PICTURES / picture.name).stat().st_size
        print(f"docs/images/{picture.name} {size / 1000:.0f} KB")  # noqa: T201 - a command that says what it wrote


if __name__ == "__main__":
    main(sys.argv[1:])
