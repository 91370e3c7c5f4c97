"""Is every sentence of a page said through the catalogue, and is what comes from the data left as it is?"""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser

import polars as pl
import pytest

from hls_signals.contract.folder import check_folder
from hls_signals.publish.catalogue import INVENTED, catalogue, every_message, in_accents, invented
from hls_signals.publish.site import build_site, release_id_of
from hls_signals.publish.translated import messages, said
from hls_signals.workspace.language import NoSuchLanguage, direction, languages, phrase, speaking, with_catalogue
from tests.charts.publish_content import content

BRACKETED = re.compile(r"\[[^\[\]]*\]")
WORD = re.compile(r"[A-Za-z]{2,}")
SEEN = ("aria-label", "data-open", "data-close", "data-failed", "data-saved", "data-cleared", "data-role", "alt")
# Names that are the same in every language: of files, of formats, of signs and of our own marks.
NAMES = ("CSV", "PDF", "HLS", "inbox/learning", "README", "percent")


class Visible(HTMLParser):
    """Everything that a page shows or says: its texts, and the attributes that are read aloud."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in {"script", "style", "code"}
        self.texts += [value for name, value in attrs if name in SEEN and value]

    def handle_endtag(self, tag):
        self.hidden -= tag in {"script", "style", "code"}

    def handle_data(self, data):
        if not self.hidden:
            self.texts.append(data)


def data_of(given) -> list[str]:
    """Every text that came from the register, the settings or a frame, the longest first."""
    held: set[str] = set()

    def walk(node):
        if isinstance(node, str):
            held.add(node)
            held.add(node.rstrip("."))
            held.add(node[:1].upper() + node[1:])
        elif isinstance(node, dict):
            for value in node.values():
                walk(value)
        elif isinstance(node, list | tuple):
            for value in node:
                walk(value)

    register = given.register
    for model in (*register.measures, *register.areas, *register.events, given.settings):
        walk(model.model_dump(mode="json"))
    for part in dataclasses.fields(given):
        frame = getattr(given, part.name)
        if isinstance(frame, pl.DataFrame):
            for name, kind in frame.schema.items():
                if kind == pl.String:
                    for text in frame[name].unique().drop_nulls():
                        walk(text)
                        walk(_inside(text))
    walk(list(given.versions) + list(given.versions.values()))
    return sorted((text for text in held if WORD.search(text)), key=len, reverse=True)


def _inside(text: str) -> object:
    """What a text holds that is itself a record."""
    try:
        return json.loads(text) if text[:1] in "[{" else ""
    except ValueError:
        return ""


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """One release in three languages, two of them invented."""
    settings = content().settings
    publish = settings.publish.model_copy(update={"languages": ("en-GB", *INVENTED)})
    given = content(settings=settings.model_copy(update={"publish": publish}))
    with with_catalogue("en-XA", invented("en-XA")), with_catalogue("ar-XB", invented("ar-XB")):
        return build_site(tmp_path_factory.mktemp("far") / "a", given)


def pages_of(release, language: str) -> dict[str, str]:
    """The pages of one language, by their path inside its tree."""
    root = release.folder / language
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.html"))
    }


def left_over(text: str, data: list[str]) -> str:
    """What is neither bracketed nor from the data; brackets inside brackets go from the inside out."""
    for entry in data:
        if entry in text:
            text = re.sub(rf"(?<![A-Za-z]){re.escape(entry)}(?![A-Za-z])", " ", text)
    while BRACKETED.search(text):
        text = BRACKETED.sub(" ", text)
    for name in NAMES:
        text = text.replace(name, " ")
    return " ".join(text.split())


def test_nothing_that_a_page_says_stands_outside_the_catalogue(release):
    data = [*data_of(content()), *INVENTED, "English"]
    found: dict[str, str] = {}
    for path, page in pages_of(release, "en-XA").items():
        for text in Visible(page).texts:
            if WORD.search(rest := left_over(text, data)):
                found.setdefault(rest, path)
    assert found == {}


def test_a_page_says_in_which_language_and_direction_it_is_written(release):
    for language, direction_ in (("en-GB", "ltr"), ("en-XA", "ltr"), ("ar-XB", "rtl")):
        for path, page in pages_of(release, language).items():
            assert f'<html lang="{language}" dir="{direction_}">' in page, path
    assert "\u2067" in pages_of(release, "ar-XB")["index.html"]


def test_figures_are_the_same_in_every_language(release):
    values = re.compile(r'data-value="([^"]*)"')
    plain = pages_of(release, "en-GB")
    for language in INVENTED:
        told = pages_of(release, language)
        assert told.keys() == plain.keys()
        for path, page in plain.items():
            assert values.findall(page) == values.findall(told[path]), path


def test_every_page_leads_to_itself_in_the_other_languages(release):
    """Each link leads to a file that is there, and the styles lie once, beside the trees."""
    way = re.compile(r'<a href="([^"]*)" lang="([^"]*)" hreflang="\2">')
    for language in release.manifest["languages"]:
        for path, page in pages_of(release, language).items():
            here = (release.folder / language / path).parent
            others = {name: (here / href).resolve() for href, name in way.findall(page)}
            assert others == {
                name: (release.folder / name / path).resolve()
                for name in release.manifest["languages"]
                if name != language
            }
            assert (here / re.search(r'rel="stylesheet" href="([^"]*)"', page)[1]).is_file(), path
    assert not (release.folder / "en-GB" / "assets").exists()


def test_a_release_in_several_languages_opens_on_the_first_page_of_the_first(release):
    at_top = (release.folder / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en-GB" dir="ltr">' in at_top
    links = [href.split("#")[0] for href in re.findall(r'href="([^"#:]+)', at_top)]
    assert "en-XA/index.html" in links
    assert all((release.folder / href).is_file() for href in links)
    first = pages_of(release, "en-GB")["index.html"]
    assert Visible(at_top).texts == Visible(first).texts


def test_the_contract_and_the_manifest_cover_every_language(release):
    assert check_folder(release.folder) == []
    manifest = release.manifest
    assert manifest["languages"] == ["en-GB", "en-XA", "ar-XB"]
    assert release_id_of(manifest["files"], manifest["languages"]) == release.release_id
    books = [entry["path"] for entry in manifest["files"] if entry["path"].endswith("open-book.html")]
    assert books == ["ar-XB/open-book.html", "en-GB/open-book.html", "en-XA/open-book.html"]
    for language in manifest["languages"]:
        assert release.release_id in pages_of(release, language)["open-book.html"]


def test_the_catalogue_for_translators_is_the_same_each_time_and_holds_no_date():
    text = catalogue().decode("utf-8")
    assert catalogue().decode("utf-8") == text
    assert 'msgid "Look closer"' in text
    assert "Date" not in text.split("msgid", 2)[1]


def test_a_message_keeps_its_slots_in_every_invented_language():
    slots = re.compile(r"\{[^}]*\}")
    for text in every_message():
        for change in INVENTED.values():
            if told := change(text):
                assert sorted(slots.findall(told)) == sorted(slots.findall(text)), text


def test_what_lies_between_two_tags_is_one_message_and_its_slots_are_numbered():
    source = (
        '<p class="{{ x }}">Data as known on {{ as_of }}.{% if a > b %} Page {{ id }}.{% endif %}</p><b>{{ y }}</b>'
    )
    assert messages(source) == ["Data as known on {0}.", "Page {0}."]
    assert messages(
        '<div aria-label="Values of {{ name }}" data-view="id">{{ "So" if a else "Else"|phrase }}</div>'
    ) == [
        "Else",
        "Values of {0}",
    ]


def test_what_fills_a_slot_is_escaped_and_the_message_is_not():
    assert str(said("As <b>{0}</b>", "<i>")) == "As <b>&lt;i&gt;</b>"


def test_another_language_is_spoken_inside_and_english_after():
    with speaking("en-XA", invented("en-XA")):
        assert phrase("Look closer") == in_accents("Look closer")
        assert phrase("said nowhere") == "said nowhere"
    assert phrase("Look closer") == "Look closer"
    assert (direction("cy"), direction("ar-XB")) == ("ltr", "rtl")


def test_a_language_without_a_catalogue_is_refused_with_those_there_are():
    with pytest.raises(NoSuchLanguage, match="one of en-GB"), speaking("cy"):
        pass
    assert languages() == ("en-GB",)
