"""How does a pack become a document to print, tagged for readers who do not see it?"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hls_signals.publish.dashboards import assets_folder, fonts_folder, fonts_sha
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole

if TYPE_CHECKING:
    from weasyprint import Document

SIDES_A_MEASURE = 2
STYLES = "print.css"
MEASURE_ID = re.compile(r"^measure-(\d+)$")


class NoPdf(MendableError):
    """The one system library that printing needs is not on this machine."""

    code = "P104"


@dataclass
class Press:
    """Prints packs; keeps each under the hash of all that made it, so that what did not change costs nothing."""

    cache: Path | None = None
    printed: int = 0
    reused: int = 0
    problem: NoPdf | None = None
    # Read once a press: finding a font is the dearest part of a short document.
    _looks: tuple[Any, Any] | None = None

    def document(self, page: Any, identifier: str) -> bytes | None:
        """A PDF/UA-1 document; None where this machine cannot print, which is noted once as a problem.

        page        gives the HTML, told which measures (from 1) must be brief to fit on two sides
        identifier  hash of everything shown: the same one gives the same bytes
        """
        if self.problem is not None:
            return None
        kept = self._kept(identifier)
        if kept is not None and kept.is_file():
            self.reused += 1
            return kept.read_bytes()
        try:
            data = self._printed(page, identifier)
        except OSError:
            self.problem = _no_pango()
            return None
        self.printed += 1
        if kept is not None:
            write_whole(kept, data, 0o600)
        return data

    def is_ready(self) -> bool:
        """True where this machine can print; where not, that is noted as the problem."""
        try:
            import weasyprint  # noqa: F401  # loading it is the test: it looks for Pango
        except OSError:
            self.problem = _no_pango()
        return self.problem is None

    def _printed(self, page: Any, identifier: str) -> bytes:
        document = self._laid_out(page(frozenset()))
        brief = too_long(document)
        if brief:
            document = self._laid_out(page(brief))
        identity = hashlib.sha256(identifier.encode("utf-8")).hexdigest()[:32].encode("ascii")
        return bytes(document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identity) or b"")

    def _laid_out(self, text: str) -> Document:
        from weasyprint import HTML

        self._looks = self._looks or _styles()
        styles, fonts = self._looks
        page = HTML(string=text, base_url=None, url_fetcher=_nothing_from_outside())
        return page.render(stylesheets=[styles], font_config=fonts)

    def _kept(self, identifier: str) -> Path | None:
        if self.cache is None:
            return None
        key = f"{identifier}\0{version('weasyprint')}\0{fonts_sha()}\0{_styles_sha()}"
        return self.cache / f"{hashlib.sha256(key.encode('utf-8')).hexdigest()}.pdf"


def too_long(document: Document) -> frozenset[int]:
    """The measures, from 1, that take more than two sides."""
    starts: dict[int, int] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:
            found = MEASURE_ID.match(name)
            if found:
                starts.setdefault(int(found[1]), number)
    ends = {measure: starts.get(measure + 1, len(document.pages)) for measure in starts}
    return frozenset(measure for measure, start in starts.items() if ends[measure] - start > SIDES_A_MEASURE)


def _styles() -> tuple[Any, Any]:
    """The style sheet with our fonts."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return CSS(filename=str(assets_folder() / STYLES), font_config=fonts, url_fetcher=_nothing_from_outside()), fonts


@lru_cache(maxsize=1)
def _nothing_from_outside() -> Any:
    from weasyprint.urls import URLFetcher

    ours = fonts_folder().as_uri()

    class OurFonts(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
        """Reads our own fonts and refuses everything else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(ours):
                raise ValueError("nothing is loaded from outside")
            return super().fetch(url, headers)

    return OurFonts(allowed_protocols=("file",))


@lru_cache(maxsize=1)
def _styles_sha() -> str:
    return hashlib.sha256((assets_folder() / STYLES).read_bytes()).hexdigest()


def _no_pango() -> NoPdf:
    return NoPdf(
        "no PDF was made: the library Pango is not on this machine. The pages stand without it.",
        mend="install Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0), or set publish.pdf to false",
    )
