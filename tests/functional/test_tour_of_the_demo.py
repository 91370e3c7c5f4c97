"""Do the sentences that the tour quotes still stand on the pages of the demo, and the parts that it pictures?"""

from __future__ import annotations

import html
import re

import pytest

from tests.docs.test_docs_tour import TEXT
from tests.house.tour import README, TOUR, demo_in

PAGE_OF = {picture.name: picture.page for picture in TOUR}
NAMED = re.compile(r"\(\.\./images/([^)]*)\)|^> (.*)$", re.MULTILINE)


def quoted() -> list[tuple[str, str]]:
    """Page and sentence of every quotation: it is of the page whose picture stands last above it."""
    found, page = [], ""
    for picture, sentence in NAMED.findall(TEXT):
        page = PAGE_OF[picture] if picture else page
        if sentence:
            found.append((page, sentence))
    return found


def bare(text: str) -> str:
    """Text without its marks and spaces: a page breaks its lines where it likes."""
    drawn = re.sub(r"<(script|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
    return re.sub(r"[\s“”]+", "", html.unescape(re.sub(r"<[^>]+>", "", drawn)))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return demo_in(tmp_path_factory.mktemp("tour") / "demo")


def test_every_quoted_sentence_stands_on_its_page(site):
    pages = {page: bare((site / page).read_text(encoding="utf-8")) for page in PAGE_OF.values()}
    assert len(quoted()) > len(TOUR)
    assert [(page, sentence) for page, sentence in quoted() if bare(sentence) not in pages[page]] == []


@pytest.mark.parametrize("picture", [*TOUR, README], ids=lambda picture: picture.name)
def test_the_parts_that_are_pictured_are_on_their_page(site, picture):
    text = (site / picture.page).read_text(encoding="utf-8")
    names = re.findall(r"#([\w-]+)", f"{picture.first} {picture.last} {' '.join(picture.opened)}")
    assert [name for name in names if f'id="{name}"' not in text] == []
    kinds = re.findall(r"\.(\w+)|data-kind=(\w+)", f"{picture.first} {picture.last}")
    assert [kind for pair in kinds for kind in pair if kind and not re.search(rf'"[^"]*\b{kind}\b[^"]*"', text)] == []
