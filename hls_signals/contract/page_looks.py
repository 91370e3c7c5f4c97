"""How does one entry of a list look, and what orders the entries?"""

from __future__ import annotations

import re
from itertools import pairwise

from hls_signals.contract.known import Known, dates_in, figures_in, number_of
from hls_signals.contract.page_lists import AreaList, Item, cells_of
from hls_signals.contract.page_tree import Node

EMPHASIS = {"strong", "b", "mark", "em", "i", "u", "big", "font", "s", "del", "ins", "small", "blink", "marquee"}
LOOKS = ("class", "style", "open", "hidden", "width", "height", "size", "color", "bgcolor", "align", "fill", "stroke",
         "stroke-width", "font-size", "font-weight", "opacity", "r", "data-state", "data-level",
         "data-flag", "data-rag",
         "data-colour", "data-color", "data-signal", "data-highlight", "data-emphasis", "data-hot",
         "tabindex", "accesskey",
         "part", "popover", "face")  # fmt: skip
_NO_FIGURE_MARK = re.compile(r"code|order|id$|row|view|area|measure|page|sha|index|width|kind|note|letter|col$")
Look = tuple[tuple[str, ...], ...]


def is_figure_mark(name: str, value: str) -> bool:
    """`data-value="70"`: a figure that stands in an attribute."""
    if name in {"title", "aria-label", "alt"}:
        return number_of(value) is not None
    is_told = name.startswith("data-") or name in {"value", "aria-valuetext"}
    return is_told and not _NO_FIGURE_MARK.search(name) and number_of(value) is not None


def by_place(svg: Node) -> list[str]:
    """The texts of a drawing from its top down, then from left to right."""
    placed: list[tuple[float, float, str]] = []
    for part in svg.all("text"):
        moved = re.search(r"translate\(\s*([-\d.]+)[ ,]+([-\d.]+)", part.attrs.get("transform", ""))
        x, y = (part.attrs.get("x", ""), part.attrs.get("y", "")) if moved is None else moved.groups()
        placed.append((number_of(y) or 0.0, number_of(x) or 0.0, part.text))
    return [text for *_, text in sorted(placed)]


def heading_of(node: Node) -> str:
    """The first heading inside; empty where there is none."""
    return next((part.text for part in node.walk() if part.tag in {"h1", "h2", "h3", "h4"}), "")


def numbered(listed: AreaList) -> bool:
    """True for a list that counts its entries by itself."""
    return listed.node.tag == "ol" or any("value" in item.node.attrs and item.node.tag == "li" for item in listed.items)


def has_ordinals(listed: AreaList) -> bool:
    """`1. Alder`, `2nd Birch`: numbers that count the entries."""
    numbers = [re.match(r"^\W{0,2}(\d{1,2})(?:st|nd|rd|th)?[.):\s-]", item.text) for item in listed.items]
    found_here = [int(hit.group(1)) for hit in numbers if hit]
    steps = {b - a for a, b in pairwise(found_here)}
    return len(found_here) == len(listed.items) >= 3 and steps in ({1}, {-1})


def stretches(listed: AreaList, known: Known) -> list[list[str]]:
    """The areas of each stretch of entries that share what stands before their name: a period, a measure."""
    runs: dict[str, list[str]] = {}
    labels = [_label(item, known) for item in listed.items]
    contiguous = [label for place, label in enumerate(labels) if not place or labels[place - 1] != label]
    days = [dates_in(label)[0] for label in contiguous if dates_in(label)]
    is_grouped = len(contiguous) == len(set(contiguous)) and any(labels)
    is_timed = len(days) == len(contiguous) and days in (sorted(days), sorted(days, reverse=True))
    if not is_grouped or not (is_timed or len(contiguous) < len(labels)):
        return [listed.codes]
    for item, label in zip(listed.items, labels, strict=True):
        runs.setdefault(label, []).append(item.area)
    return list(runs.values())


def _label(item: Item, known: Known) -> str:
    if item.node.tag == "tr":
        first = cells_of(item.node)[:1]
        return "" if not first or known.areas_in(first[0].text) else first[0].text
    days = dates_in(item.text)
    before = item.text[: max(0, item.text.casefold().find(known.areas.get(item.area, item.area).casefold()))]
    return before if days and dates_in(before) else ""


def value_order(listed: AreaList) -> bool:
    """True where some column of figures goes steadily up or down the entries."""
    columns: dict[int, list[float]] = {}
    for item in listed.items:
        cells = cells_of(item.node) if item.node.tag == "tr" else []
        texts = (
            [cell.text for cell in cells] or [figures_in(item.text)[0]]
            if figures_in(item.text)
            else [c.text for c in cells]
        )
        for place, text in enumerate(texts):
            number = number_of(text)
            if number is not None:
                columns.setdefault(place, []).append(number)
    whole = [held for held in columns.values() if len(held) == len(listed.items)]
    return any(held in (sorted(held), sorted(held, reverse=True)) for held in whole)


def look(item: Item, known: Known) -> Look:
    """How an entry is dressed: its own tag and what leads to the name of its area, and what is stressed inside."""
    chain = [_dress(item.node)]
    for node in item.node.walk():
        is_simple = item.node.tag in {
            "li",
            "tr",
            "option",
            "a",
            "dt",
            "td",
            "th",
            "details",
            "span",
            "p",
            "label",
            "button",
        }
        if node is item.node:
            continue
        if (
            node.tag in EMPHASIS
            or node.tag == "summary"
            or (is_simple and node.tag not in {"data", "time", "br", "wbr", "title"})
        ) or known.areas_in(" ".join(child for child in node.children if isinstance(child, str))):
            chain.append(_dress(node))
    return tuple(chain)


def look_of_card(item: Item) -> Look:
    """A card holds what its own measure needs; its dress and what is stressed in it are everybody's."""
    own = (item.node.tag, *(part for part in _dress(item.node)[1:] if not part.startswith("data-")))
    return (own, *sorted({_dress(node) for node in item.node.walk() if node.tag in {"mark", "strong"}}))


def _dress(node: Node) -> tuple[str, ...]:
    looks = [f"{name}={' '.join(sorted(node.attrs[name].split()))}" for name in LOOKS if name in node.attrs]
    return (node.tag, *looks)


def difference(usual: Look, odd: Look) -> str:
    """In what one entry looks otherwise than most, in words."""
    extra = [part for part in odd if part not in usual] or [part for part in usual if part not in odd]
    if not extra:
        return "are dressed otherwise"
    tag, *looks = extra[0]
    return f"have {looks[0]}" if looks else f"have <{tag}>"
