"""In which languages does a release speak, and where do the pages of each lie?

One language has the folder to itself. Of several each has a tree of its own, `en-GB/` and `cy/`, with the same paths
inside; the first page of the first language stands at the top as well, so that a release opens as it always did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hls_signals.publish.content import Content
from hls_signals.workspace.language import name_of

OPEN_BOOK = "open-book.html"


@dataclass(frozen=True)
class Tree:
    """The pages of one language: the folder they lie in, with its slash, and what they are made of."""

    language: str
    folder: str
    content: Content


@dataclass(frozen=True)
class OtherLanguage:
    """The way from a page to the same page in another language."""

    language: str
    name: str
    href: str


def trees_of(content: Content, translations: Mapping[str, Content] | None = None) -> tuple[Tree, ...]:
    """One tree a language, in the order of the settings.

    translations  the content of each further language, in whose frames sentences are said in it; one that is not
                  named is made of the content of the first
    """
    languages = content.settings.publish.languages
    told = translations or {}
    return tuple(Tree(name, folder_of(name, languages), told.get(name, content)) for name in languages)


def folder_of(language: str, languages: Sequence[str]) -> str:
    """Where the pages of a language lie: its folder with a slash, or nothing where it is alone.

    >>> folder_of("cy", ["en-GB", "cy"]), folder_of("cy", ["cy"])
    ('cy/', '')
    """
    return f"{language}/" if len(languages) > 1 else ""


def open_books(languages: Sequence[str]) -> tuple[str, ...]:
    """The open book of each language; what they print is no part of a release's identity."""
    return tuple(f"{folder_of(language, languages)}{OPEN_BOOK}" for language in languages)


def other_languages(path: str, top: str, spoken: str, languages: Sequence[str]) -> tuple[OtherLanguage, ...]:
    """The ways from a page to itself in the other languages, in the order of the settings.

    path  of the page inside its tree
    top   the way from the page to the top of the release

    >>> other_languages("area/a/b.html", "../../../", "en-GB", ["en-GB", "cy"])
    (OtherLanguage(language='cy', name='Cymraeg', href='../../../cy/area/a/b.html'),)
    """
    others = [language for language in languages if language != spoken]
    return tuple(OtherLanguage(language, name_of(language), f"{top}{language}/{path}") for language in others)
