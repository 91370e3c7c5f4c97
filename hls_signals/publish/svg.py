"""How does a chart become a drawing that a page can hold?"""

from __future__ import annotations

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring
from markupsafe import Markup

from hls_signals.publish.charts.theme import Width
from hls_signals.publish.dashboards import fonts_folder, fonts_sha
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole

SVG = "http://www.w3.org/2000/svg"
HOOK = re.compile(r"^([\w-]+)\|(-?\d+(?:\.\d+)?)$")
TITLE_AND_DESC = re.compile(r"(<title[^>]*>[^<]*)(</title><desc[^>]*>)([^<]*)(</desc>)")
CIRCLE = re.compile(r"^M(\d+(?:\.\d+)?),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?$")
PLACED = re.compile(r"^translate\((-?[\d.]+),(-?[\d.]+)\)$")
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")

GROUP = f"{{{SVG}}}g"
# Presentation that children inherit, and what an element is born with: neither need be written on every mark.
INHERITED = (
    "font-family", "font-size", "font-weight", "text-anchor", "fill", "stroke", "stroke-width", "stroke-dasharray",
    "stroke-linejoin", "stroke-miterlimit",
)  # fmt: skip
AS_BORN = {"opacity": "1", "stroke-dasharray": "1,0", "x2": "0", "y2": "0", "font-weight": "normal"}

DRAWERS = 2


class ChartNotDrawn(MendableError):
    """A chart that could not be drawn; its page stands with the table alone."""

    code = "P102"


@dataclass(frozen=True)
class Drawing:
    """One chart of one page: the specification, and the words that stand for it."""

    view_id: str
    kind: str
    width: Width
    spec: dict[str, Any]
    title: str
    description: str
    subject: str = ""


@dataclass
class Draughtsman:
    """Draws on two threads, and keeps each finished drawing in a folder under the hash of all that made it."""

    cache: Path | None = None
    drawn: int = 0
    reused: int = 0
    problems: list[ChartNotDrawn] = field(default_factory=list)

    def draw_all(self, drawings: list[Drawing]) -> list[Markup | None]:
        """The drawings in the order asked; None for one that could not be drawn, which is noted as a problem."""
        asked = [(drawing, *self._kept(drawing)) for drawing in drawings]
        with ThreadPoolExecutor(max_workers=DRAWERS) as pool:
            return list(pool.map(self._finished, asked))

    def _finished(self, asked: tuple[Drawing, str, Path | None]) -> Markup | None:
        drawing, text, place = asked
        if place is not None and place.is_file():
            self.reused += 1
            return Markup(place.read_text(encoding="utf-8"))  # noqa: S704  # what `embedded` wrote there
        try:
            svg = embedded(converted(text), drawing)
        except ValueError:
            # The converter's own message may repeat data, so it is not handed on.
            self.problems.append(_not_drawn(drawing))
            return None
        self.drawn += 1
        if place is not None:
            write_whole(place, str(svg), 0o600)
        return svg

    def _kept(self, drawing: Drawing) -> tuple[str, Path | None]:
        """The specification as one text, and where its drawing is kept."""
        text = json.dumps(drawing.spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        if self.cache is None:
            return text, None
        said = (text, drawing.view_id, drawing.width, drawing.title, drawing.description)
        made = (converter_version(), fonts_sha(), _finish())
        return text, self.cache / hashlib.sha256("\0".join((*said, *made)).encode()).hexdigest()


def converted(spec: str) -> str:
    """The converter's drawing of a Vega-Lite text; nothing is fetched. Raises ValueError."""
    import vl_convert

    _with_our_fonts()
    return str(vl_convert.vegalite_to_svg(spec, vl_version=schema_version(), allowed_base_urls=[]))


def embedded(svg: str, drawing: Drawing) -> Markup:
    """The drawing as it stands in a page: its own ids, one title, one description, hooks on the figures."""
    tree = fromstring(svg)
    _named_for_readers(tree, drawing)
    # Two widths of one view stand on one page, so the width is part of every name.
    _own_ids(tree, f"{drawing.view_id}-{drawing.width}")
    _without_prefixes(tree)
    text = tostring(tree, encoding="unicode", short_empty_elements=True)
    return Markup(text)  # noqa: S704  # our own drawing, parsed and cleaned above


def with_one_alternative(svg: Markup) -> Markup:
    """A drawing of ours whose title says its description too: on paper a figure has one text in its place."""
    joined = TITLE_AND_DESC.sub(r"\1. \3\2\3\4", str(svg), count=1)
    return Markup(joined)  # noqa: S704  # our own drawing, both texts already escaped


def _without_prefixes(tree: Element) -> None:
    """Plain names under one namespace. Which prefix the library writes is a global that others change too."""
    for element in tree.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    tree.attrib = {"xmlns": SVG, **tree.attrib}


def _named_for_readers(tree: Element, drawing: Drawing) -> None:
    for element in tree.iter():
        _hooked(element)
    for group in list(tree.iter()):
        for child in [child for child in group if _draws_nothing(child)]:
            group.remove(child)
    _hoisted(tree)
    for name in ("class", "version"):
        tree.attrib.pop(name, None)
    tree.attrib.update({"role": "img", "aria-labelledby": "title desc", "data-width": drawing.width})
    for place, (name, words) in enumerate((("title", drawing.title), ("desc", drawing.description))):
        element = Element(f"{{{SVG}}}{name}", {"id": name})
        element.text = words
        tree.insert(place, element)


def _hooked(element: Element) -> None:
    label = element.attrib.pop("aria-label", "")
    found = HOOK.match(label)
    if found:
        element.attrib.update({"data-row": found[1], "data-value": found[2]})
    for name in [name for name in element.attrib if name == "role" or name.startswith("aria-")]:
        del element.attrib[name]
    element.attrib.pop("class", None)
    for name, text in AS_BORN.items():
        if element.attrib.get(name) == text:
            del element.attrib[name]
    for name in ("d", "transform", "x", "y", "x2", "y2"):
        if name in element.attrib:
            element.attrib[name] = LONG_NUMBER.sub(_shorter, element.attrib[name])
    _round(element)


def _round(element: Element) -> None:
    """A circle that came as four arcs, as a circle: a third of the bytes."""
    found = CIRCLE.match(element.attrib.get("d", ""))
    place = PLACED.match(element.attrib.get("transform", ""))
    if element.tag == f"{{{SVG}}}path" and found and place:
        element.tag = f"{{{SVG}}}circle"
        for name in ("d", "transform"):
            del element.attrib[name]
        element.attrib.update({"cx": place[1], "cy": place[2], "r": found[1]})


def _hoisted(group: Element) -> None:
    """What every child of a group says in the same words is said once, by the group; deepest first."""
    for child in group:
        _hoisted(child)
    # A group without a word of its own, around one child, is an empty wrapper.
    for place, child in enumerate(list(group)):
        if child.tag == GROUP and not child.attrib and len(child) == 1:
            group[place] = child[0]
    children = [child for child in group if child.tag not in (f"{{{SVG}}}title", f"{{{SVG}}}desc")]
    for name in INHERITED:
        said = {child.attrib.get(name) for child in children}
        if len(said) == 1 and None not in said:
            group.attrib[name] = str(children[0].attrib[name])
            for child in children:
                del child.attrib[name]


def _draws_nothing(element: Element) -> bool:
    """The empty frames Vega puts round every group, and the white ground of the whole."""
    if element.tag == GROUP and not len(element):
        return True
    if element.tag == f"{{{SVG}}}path":
        return "data-row" not in element.attrib and not element.attrib.get("stroke") and not element.attrib.get("fill")
    return element.tag == f"{{{SVG}}}rect" and element.attrib.get("fill") == "white"


def _shorter(found: re.Match[str]) -> str:
    return format(round(float(found[0]), 2), "g") if abs(float(found[0])) < 1e5 else found[0]


def _own_ids(tree: Element, prefix: str) -> None:
    for element in tree.iter():
        for name, text in element.attrib.items():
            if name == "id":
                element.attrib[name] = f"{prefix}-{text}"
            elif name == "aria-labelledby":
                element.attrib[name] = " ".join(f"{prefix}-{word}" for word in text.split())
            elif "url(#" in text:
                element.attrib[name] = text.replace("url(#", f"url(#{prefix}-")


def _not_drawn(drawing: Drawing) -> ChartNotDrawn:
    return ChartNotDrawn(
        f"{drawing.kind} for {drawing.subject}: the converter refused the specification.",
        mend="the page stands with its table; please report this with the measure's register file",
    )


@lru_cache(maxsize=1)
def _finish() -> str:
    """How a drawing is finished, as a hash over this module: finished another way, it is another drawing."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def _with_our_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(fonts_folder()))


@lru_cache(maxsize=1)
def converter_version() -> str:
    """The version of what draws; another one, another drawing."""
    return version("vl-convert-python")


@lru_cache(maxsize=1)
def schema_version() -> str:
    """The version of Vega-Lite that our charts are written in, as the converter names it."""
    import altair as alt

    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
