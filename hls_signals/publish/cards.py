"""What does a card say about one measure of one area?"""

from __future__ import annotations

import json
from collections.abc import Mapping

from hls_signals.publish.content import Content, Row
from hls_signals.publish.periods import period_label
from hls_signals.publish.series_views import VariationRow, VariationView
from hls_signals.publish.views import Card
from hls_signals.publish.wording import NO_COLOUR_WORDS, in_words, sentence
from hls_signals.register.models import Area, Measure
from hls_signals.why.to_date import TO_DATE
from hls_signals.workspace.language import phrase

LETTERS_SHOWN = 13
SIGNALS = ("signal_high", "signal_low")


def card(
    content: Content, measure: Measure, area: Area, view: VariationView, href: str, *, has_words: bool = False
) -> Card:
    """The card of one measure and area, made of that area's figures alone.

    has_words  whether words of people stand on the page that it leads to
    """
    pair = newest_pair(content, measure, area, view)
    return Card(
        view_id=f"card-{view.view_id}",
        area_code=area.area_code,
        area_name=area.area_name,
        measure_id=measure.id,
        question=measure.question,
        name=measure.name,
        lede=lede(content, measure, area, view),
        sentences=card_sentences(content, measure, area, view),
        href=href,
        has_colour_changed=bool(pair is not None and pair["has_colour_changed"]),
        has_signal=view.newest is not None and view.newest.read_first in SIGNALS,
        has_words=has_words,
    )


def newest_pair(content: Content, measure: Measure, area: Area, view: VariationView) -> Row | None:
    """The explanation that ends with the newest period; None across a gap."""
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])
    if not pairs or view.newest is None or pairs[-1]["period1_end"] != view.newest.period_end:
        return None
    return pairs[-1]


def lede(content: Content, measure: Measure, area: Area, view: VariationView) -> str:
    """One sentence of why: that of the explanation, else what is there of the newest period."""
    pair = newest_pair(content, measure, area, view)
    if pair is not None and pair.get("lede"):
        return str(pair["lede"])
    return no_figure(view) or phrase(
        "{newest} stands without a comparison: the period before it has no figure.", newest=_name_of(view.newest)
    )


def no_figure(view: VariationView) -> str:
    """Why the newest period shows no figure; empty where it shows one."""
    newest = view.newest
    if newest is None:
        return phrase("No figure has been returned yet.")
    if newest.value is not None:
        return ""
    if newest.status in {"not_available", "ok"}:
        return phrase("No figure was returned for {label}.", label=newest.label)
    if newest.status == "suppressed":
        return phrase("The figure for {label} is {status_words}.", label=newest.label, status_words=newest.status_words)
    return sentence(f"{newest.label}: {newest.status_words}")


def card_sentences(content: Content, measure: Measure, area: Area, view: VariationView) -> tuple[str, ...]:
    """The sentences of a card: those made beside the figures, and when the colour last changed."""
    newest, pair = view.newest, newest_pair(content, measure, area, view)
    if newest is None or newest.value is None:
        # The lede has already said why.
        return _last_change(content, measure, area, newest)
    said: list[str] = [] if pair is None else json.loads(pair.get("card") or "[]")
    # With an explanation the lede has said the colour; without one, or of a part of a year to date, it has not.
    if pair is None or pair["period_type"] == TO_DATE:
        said = [_colour_sentence(content, measure, area, newest), *said]
    if pair is None or not pair["has_colour_changed"]:
        said += _last_change(content, measure, area, newest)
    return tuple(said)


def _colour_sentence(content: Content, measure: Measure, area: Area, newest: VariationRow) -> str:
    if newest.colour is None:
        because = _no_colour_because(content, measure, area, newest)
        return phrase("{name}: no colour, as {because}.", name=measure.name, because=in_words(because, NO_COLOUR_WORDS))
    return phrase("{name}: {colour} in {label}.", name=measure.name, colour=phrase(newest.colour), label=newest.label)


def _no_colour_because(content: Content, measure: Measure, area: Area, newest: VariationRow) -> str:
    if not measure.targets:
        return "no_target"
    rows = content.values_by_series.get((measure.id, area.area_code), [])
    found = [row["no_colour_because"] for row in rows if row["period_start"] == newest.period_start]
    return next(filter(None, reversed(found)), "no_target")


def _last_change(content: Content, measure: Measure, area: Area, newest: VariationRow | None) -> tuple[str, ...]:
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])[-LETTERS_SHOWN:]
    changed = [pair for pair in pairs if pair["has_colour_changed"]]
    if newest is None or not changed or changed[-1]["period1_end"] == newest.period_end:
        return ()
    last = changed[-1]
    slots = {
        "when": period_label(measure.period_type, last["period1_start"], last["period1_end"]),
        "colour0": phrase(last["colour0"]),
        "colour1": phrase(last["colour1"]),
    }
    return (_told_change(last, slots),)


def _told_change(pair: Row, slots: Mapping[str, str]) -> str:
    """A change of colour; where the whole fell while every group rose, or the other way, it says so."""
    if "simpson_reversal" not in (pair.get("flags") or "").split(";"):
        return phrase("The colour last changed in {when}: was {colour0}, then {colour1}.", **slots)
    if pair["value1"] < pair["value0"]:
        return phrase(
            "The colour last changed in {when}: was {colour0}, then {colour1}; "
            "the whole fell while every group that was there before rose.",
            **slots,
        )
    return phrase(
        "The colour last changed in {when}: was {colour0}, then {colour1}; "
        "the whole rose while every group that was there before fell.",
        **slots,
    )


def _name_of(row: VariationRow | None) -> str:
    return "" if row is None else row.label
