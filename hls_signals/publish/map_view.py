"""What do people say acts on what? Maps as they were drawn: no weight, no centre, every factor of the same size."""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Mapping
from typing import Any

from hls_signals.narrative.said import ShownRecord
from hls_signals.publish.content import Content
from hls_signals.publish.periods import day_label
from hls_signals.publish.spoken_views import DrawnMap, MapArrow, MapFactor, MapLine, MapNode, SystemMapPage
from hls_signals.workspace.language import phrase

# The drawing is as wide as a telephone shows it in letters of a readable size; more factors need a larger circle.
SIDE, MARGIN, FACTORS_FOR_SIDE, MORE_SIDE = 400, 88, 8, 40
LINE_LETTERS, LINE_HEIGHT, ABOVE, BELOW = 14, 19, 20, 32
INFLUENCE = {"ours": "in services' hands", "shared": "shared", "neither": "in nobody's hands here"}
SIGNS = {"plus": "more of it, more of that", "minus": "more of it, less of that"}
OBESITY = (
    "For comparison, of the 108 factors on the obesity map, four are said to be directly in services' hands "
    "(write-up of a masterclass by MIAA and the Centre for Public Impact, 2023/24; quoted, not checked by us)."
)
Fields = Mapping[str, Any]


def system_map_page(content: Content) -> SystemMapPage | None:
    """Every map that was let out, by the day it was drawn and then by id; None where there is none."""
    records = sorted(content.said.of_kind("map"), key=lambda record: (record.recorded_on, record.record_id))
    return SystemMapPage(tuple(_drawn(record) for record in records), phrase(OBESITY)) if records else None


def _drawn(record: ShownRecord) -> DrawnMap:
    fields = record.fields
    factors = fields["factors"]
    nodes = {factor["id"]: _node(factor, number, len(factors)) for number, factor in enumerate(factors)}
    return DrawnMap(
        record.record_id,
        phrase(
            "Drawn by {who}, {day}", who=fields["drawn_by"], day=day_label(dt.date.fromisoformat(fields["drawn_on"]))
        ),
        in_our_hands(factors),
        tuple(nodes.values()),
        tuple(_arrow(link, nodes) for link in fields["links"]),
        tuple(_listed(factor, fields["links"], nodes) for factor in factors),
        _side(len(factors)),
    )


def in_our_hands(factors: list[Fields]) -> str:
    """How many factors are directly in services' hands, in one sentence."""
    ours = sum(factor["influence"] == "ours" for factor in factors)
    return phrase("{ours} of {all} factors are directly in services' hands.", ours=ours, all=len(factors))


def _node(factor: Fields, number: int, count: int) -> MapNode:
    """A place on a circle, clockwise from the top in the order of the file."""
    angle = 2 * math.pi * number / max(count, 1) - math.pi / 2
    side = _side(count)
    x, y = (round(side / 2 + (side / 2 - MARGIN) * turn(angle)) for turn in (math.cos, math.sin))
    return MapNode(factor["id"], factor["name"], x, y, _lines(factor["name"], y, is_upper=y < side / 2))


def _side(count: int) -> int:
    return SIDE + MORE_SIDE * max(0, count - FACTORS_FOR_SIDE)


def _lines(name: str, y: int, *, is_upper: bool) -> tuple[MapLine, ...]:
    """The name above its factor in the upper half and below it in the lower, away from every line."""
    pieces = textwrap.wrap(name, LINE_LETTERS, break_long_words=False) or [""]
    first = y - ABOVE - LINE_HEIGHT * (len(pieces) - 1) if is_upper else y + BELOW
    return tuple(MapLine(piece, first + LINE_HEIGHT * at) for at, piece in enumerate(pieces))


def _arrow(link: Fields, nodes: Mapping[str, MapNode]) -> MapArrow:
    start, end = nodes[link["start"]], nodes[link["end"]]
    words = phrase("{first} acts on {second}", first=start.name, second=end.name)
    sign = {"plus": "+", "minus": "−", None: ""}[link["sign"]]
    return MapArrow(words, sign, start.x, start.y, end.x, end.y)


def _listed(factor: Fields, links: list[Fields], nodes: Mapping[str, MapNode]) -> MapFactor:
    own = [link for link in links if link["start"] == factor["id"]]
    acts_on = tuple(
        ", ".join(filter(None, (
            nodes[link["end"]].name, phrase(SIGNS[link["sign"]]) if link["sign"] else "",
            phrase("after {delay}", delay=link["delay"]) if link["delay"] else "",
            phrase("say {who}", who=link["who_says"]) if link["who_says"] else "",
        )))
        for link in own
    )  # fmt: skip
    asked = phrase("Who could?") if factor["influence"] == "neither" else ""
    return MapFactor(factor["name"], phrase(INFLUENCE[factor["influence"]]), acts_on, asked)
