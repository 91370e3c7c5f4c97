"""What does a card say about one measure of one area?"""

from __future__ import annotations

from hls_signals.publish.content import Content, Row
from hls_signals.publish.periods import period_label
from hls_signals.publish.views import Card, VariationRow, VariationView
from hls_signals.publish.why_view import (
    accounted_for,
    cannot_know,
    gate_sentence,
    terms_of,
)
from hls_signals.publish.wording import NO_COLOUR_WORDS, STATUS_WORDS, in_words, joined, sentence
from hls_signals.register.models import Area, Measure

LETTERS_SHOWN = 13


def card(content: Content, measure: Measure, area: Area, view: VariationView, href: str) -> Card:
    """The card of one measure and area, made of that area's figures alone."""
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
    )


def newest_pair(content: Content, measure: Measure, area: Area, view: VariationView) -> Row | None:
    """The explanation that ends with the newest period; None across a gap."""
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])
    if not pairs or view.newest is None or pairs[-1]["period1_start"] != view.newest.period_start:
        return None
    return pairs[-1]


def lede(content: Content, measure: Measure, area: Area, view: VariationView) -> str:
    """One sentence of why: that of the explanation, else what is there of the newest period."""
    pair = newest_pair(content, measure, area, view)
    if pair is not None and pair.get("lede"):
        return str(pair["lede"])
    return (
        no_figure(view) or f"{_name_of(view.newest)} stands without a comparison: the period before it has no figure."
    )


def no_figure(view: VariationView) -> str:
    """Why the newest period shows no figure; empty where it shows one."""
    newest = view.newest
    if newest is None:
        return "No figure has been returned yet."
    if newest.value is not None:
        return ""
    if newest.status in {"not_available", "ok"}:
        return f"No figure was returned for {newest.label}."
    if newest.status == "suppressed":
        return f"The figure for {newest.label} is not shown: the number is small."
    return sentence(f"{newest.label}: {in_words(newest.status, STATUS_WORDS)}")


def card_sentences(content: Content, measure: Measure, area: Area, view: VariationView) -> tuple[str, ...]:
    """The sentences of a card, from reviewed templates with this series' own values in the slots."""
    newest, pair = view.newest, newest_pair(content, measure, area, view)
    if newest is None or newest.value is None:
        # The lede has already said why; a measure without figures has nothing to add.
        return (*_last_change(content, measure, area, newest),)
    said = [_colour_sentence(content, measure, area, newest, pair)]
    if pair is not None:
        said += [gate_sentence(pair, _rule(content, measure, area, newest)), *_accounts(content, measure, area, pair)]
    if pair is None or not pair["has_colour_changed"]:
        said += _last_change(content, measure, area, newest)
    return tuple(filter(None, said))


def _colour_sentence(content: Content, measure: Measure, area: Area, newest: VariationRow, pair: Row | None) -> str:
    if newest.colour is None:
        because = _no_colour_because(content, measure, area, newest)
        return f"{measure.name}: no colour, as {in_words(because, NO_COLOUR_WORDS)}."
    before = None if pair is None else pair["colour0"]
    if before is None:
        return f"{measure.name}: {newest.colour} in {newest.label}."
    if before == newest.colour:
        return f"{measure.name}: {newest.colour}, as before."
    return f"{measure.name}: was {before}, now {newest.colour}."


def _no_colour_because(content: Content, measure: Measure, area: Area, newest: VariationRow) -> str:
    if not measure.targets:
        return "no_target"
    rows = content.values_by_series.get((measure.id, area.area_code), [])
    found = [row["no_colour_because"] for row in rows if row["period_start"] == newest.period_start]
    return next(filter(None, reversed(found)), "no_target")


def _accounts(content: Content, measure: Measure, area: Area, pair: Row) -> tuple[str, ...]:
    """What the arithmetic accounts for and what nobody can know, where the colour changed."""
    if not pair["has_colour_changed"]:
        return ()
    terms = [term for term in terms_of(content, measure, area) if term.period1_start == pair["period1_start"]]
    known, unknown = accounted_for(terms), cannot_know(pair)
    return (
        f"What we can account for: {joined(known)}." if known else "",
        f"What we cannot: {joined(unknown)}." if unknown else "",
    )


def _last_change(content: Content, measure: Measure, area: Area, newest: VariationRow | None) -> tuple[str, ...]:
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])[-LETTERS_SHOWN:]
    changed = [pair for pair in pairs if pair["has_colour_changed"]]
    if newest is None or not changed or changed[-1]["period1_start"] == newest.period_start:
        return ()
    last = changed[-1]
    when = period_label(measure.period_type, last["period1_start"], last["period1_end"])
    return (f"The colour last changed in {when}: was {last['colour0']}, then {last['colour1']}.",)


def _rule(content: Content, measure: Measure, area: Area, newest: VariationRow) -> str | None:
    points = content.variation_by_series.get((measure.id, area.area_code), [])
    return next((row["read_first_rule"] for row in points if row["period_start"] == newest.period_start), None)


def _name_of(row: VariationRow | None) -> str:
    return "" if row is None else row.label
