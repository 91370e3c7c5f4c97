"""Does every picture of the tour exist, say in words what it shows, and stand where it belongs?"""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from tests.house.tour import PICTURES, README, TELEPHONE, TOUR

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial" / "a-tour-in-pictures.md"
TEXT = PAGE.read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", TEXT)


def size_of(path: Path) -> tuple[int, int]:
    """Width and height that a PNG gives itself."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


def test_the_pictures_on_the_page_are_those_that_the_command_takes_in_their_order():
    assert [(PAGE.parent / place).resolve() for _, place in SHOWN] == [PICTURES / picture.name for picture in TOUR]
    assert {path.name for path in (PICTURES / "tour").iterdir()} == {Path(picture.name).name for picture in TOUR}
    assert f"docs/images/{README.name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_leads_to_the_tour():
    assert "docs/tutorial/a-tour-in-pictures.md" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("picture", TOUR, ids=lambda picture: picture.name)
def test_a_picture_is_as_wide_as_it_was_taken(picture):
    width, height = size_of(PICTURES / picture.name)
    assert width == TELEPHONE if picture.width == TELEPHONE else 600 < width <= picture.width
    assert 100 < height < 1600


def test_all_pictures_together_are_small():
    assert sum((PICTURES / picture.name).stat().st_size for picture in TOUR) < 1_100_000


def test_every_picture_has_words_that_stand_for_it():
    for words, place in SHOWN:
        assert 8 <= len(words.split()) <= 30, place
    assert len({words for words, _ in SHOWN}) == len(SHOWN)
