"""In which language do we speak, and how is a sentence of ours said in it?

Sentences are written in English where they are used. The catalogue of another language, `dashboards/locale/<language>/
LC_MESSAGES/hls.po`, holds each of them with its slots in braces; what it does not hold is said in English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import as_file, files

from hls_signals.workspace.errors import MendableError

ENGLISH = "en-GB"
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
_words: ContextVar[Mapping[str, str]] = ContextVar("words", default={})  # noqa: B039  # never written to

# Catalogues handed over rather than read; for every thread, as the ones in the folder are.
_given: dict[str, Mapping[str, str]] = {}


class NoSuchLanguage(MendableError):
    """A language without a catalogue."""

    code = "M118"


def phrase(text: str, /, **slots: object) -> str:
    """The sentence in the language spoken now, with its slots filled."""
    words = _words.get().get(text, text) if text else ""
    return words.format(**slots) if slots else words


def spoken() -> str:
    """The language spoken now, as web pages name it: `en-GB`."""
    return _spoken.get()


def name_of(language: str) -> str:
    """What those who speak a language call it; its code where nobody has told.

    >>> name_of("cy"), name_of("en-XA")
    ('Cymraeg', 'en-XA')
    """
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language, sep="-").language_name)
    except (UnknownLocaleError, ValueError):
        return language


def direction(language: str) -> str:
    """Whether the language is written from the left or from the right."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@contextmanager
def speaking(language: str, words: Mapping[str, str] | None = None) -> Iterator[None]:
    """Everything said inside is said in this language, by its catalogue or by the words given.

    raises  NoSuchLanguage where there is neither
    """
    known = _given.get(language) if words is None else words
    held = _words.set(_catalogue(language) if known is None else known)
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)
        _words.reset(held)


@contextmanager
def with_catalogue(language: str, words: Mapping[str, str]) -> Iterator[None]:
    """Inside, a language is known by these words; so whole releases are made in languages that are invented."""
    _given[language] = words
    try:
        yield
    finally:
        del _given[language]


def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for, by name."""
    there = files("hls_signals.dashboards") / "locale"
    return tuple(sorted({ENGLISH, *(place.name.replace("_", "-") for place in there.iterdir() if place.is_dir())}))


@lru_cache(maxsize=8)
def _catalogue(language: str) -> Mapping[str, str]:
    if language == ENGLISH:
        return {}
    from babel.messages.pofile import read_po

    place = files("hls_signals.dashboards") / "locale" / language.replace("-", "_") / "LC_MESSAGES" / "hls.po"
    if not place.is_file():
        raise NoSuchLanguage(
            f"there is no catalogue for the language {language}.",
            where="hls.yaml, publish.languages",
            mend=f"one of {', '.join(languages())}; docs/how-to/translate-the-pages.md says how another is made",
        )
    with as_file(place) as path, path.open("rb") as stream:
        messages = read_po(stream)
    return {str(entry.id): str(entry.string) for entry in messages if entry.id and entry.string}
