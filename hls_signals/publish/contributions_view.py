"""What does the chart of a change hold: which quantity, from where to where, and in which parts?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from hls_signals.publish.content import Row
from hls_signals.publish.numbers import published, signed, unit_words, written
from hls_signals.publish.why_views import Contribution, Contributions, Term
from hls_signals.publish.wording import TERM_WORDS, in_words, sentence
from hls_signals.register.models import Measure
from hls_signals.workspace.language import phrase

Boundary = Literal["green", "red"]
# A target and its rule move a boundary and never a value.
MOVED_GROUND = ("target", "colour_rule")
NOT_KNOWN, NOT_SEPARABLE = "not_known", "not_separable"


def boundary_of(measure: Measure, pair: Row) -> Boundary | None:
    """The boundary whose margin a change is drawn in; None where the change itself is drawn.

    The one that was crossed; both: the green one; none: the one nearest the later value, green where they are
    equally near. A band has no single boundary, and a measure without a colour has none.
    """
    if measure.polarity == "band" or pair.get("margin_green0") is None or pair.get("margin_green1") is None:
        return None
    red0, red1, green1 = pair.get("margin_red0"), pair.get("margin_red1"), pair["margin_green1"]
    if red0 is None or red1 is None:
        return "green"
    crossed = pair.get("boundary_crossed")
    if crossed is None:
        crossed = "red" if abs(red1) < abs(green1) else "green"
    return "red" if crossed == "red" else "green"


def contributions(
    measure: Measure, pair: Row, terms: Sequence[Term], *, view_id: str, decimals: int, periods: tuple[str, str]
) -> Contributions | None:
    """The bridge of one pair as it is drawn; None where either period has no figure or nothing was split.

    terms    of this pair alone; `margin` is already that of `boundary_of`
    periods  the names of the two periods
    """
    boundary = boundary_of(measure, pair)
    names = ("value0", "value1") if boundary is None else (f"margin_{boundary}0", f"margin_{boundary}1")
    start, end = (published(pair.get(name), decimals) for name in names)
    bridge = [term for term in terms if term.level == "bridge"]
    if start is None or end is None or not bridge:
        return None
    parts = _parts(bridge, start, end, boundary)
    title = phrase("From {earlier} to {later}, in parts", earlier=periods[0], later=periods[1])
    return Contributions(
        view_id=view_id,
        unit=_unit(measure),
        boundary=boundary or "",
        periods=periods,
        start=start,
        end=end,
        parts=parts,
        sentence=title,
        description=_description(measure, boundary, start, end, parts, periods),
        footnotes=_footnotes(measure, boundary, bridge, start, end, parts),
    )


def _parts(bridge: Sequence[Term], start: Decimal, end: Decimal, boundary: Boundary | None) -> tuple[Contribution, ...]:
    parts: list[Contribution] = []
    level = start
    for term in bridge:
        if boundary is None and term.kind in MOVED_GROUND:
            continue
        amount = term.amount if boundary is None else term.margin
        is_split = term.basis != NOT_SEPARABLE and amount is not None
        after = level + amount if is_split and amount is not None else level
        parts.append(Contribution(str(term.term_no), _label(term.kind), term.kind, amount, level, after, is_split))
        level = after
    if not any(part.kind == NOT_KNOWN for part in parts):
        parts.append(Contribution("rest", _label(NOT_KNOWN), NOT_KNOWN, end - level, level, end, is_split=True))
    return tuple(parts)


def _label(kind: str) -> str:
    words = in_words(kind, TERM_WORDS)
    return words[0].upper() + words[1:]


def _unit(measure: Measure) -> str:
    return {"percent": phrase("points"), "count": ""}.get(measure.unit, unit_words(measure.unit))


def _description(
    measure: Measure,
    boundary: Boundary | None,
    start: Decimal,
    end: Decimal,
    parts: Sequence[Contribution],
    periods: tuple[str, str],
) -> str:
    quantity = (
        phrase("The figure")
        if boundary is None
        else phrase("The distance to the boundary of {boundary}", boundary=phrase(boundary))
    )
    unit = _unit(measure)
    ends = phrase(
        "{quantity} was {start} in {earlier} and is {end} in {later}",
        quantity=quantity,
        start=written(start),
        earlier=periods[0],
        end=written(end),
        later=periods[1],
    )
    said = [phrase("{ends}, in {unit}", ends=ends, unit=unit) if unit else ends]
    said += [f"{part.label}: {amount_words(part)}" for part in parts]
    return " ".join(sentence(text) for text in said)


def amount_words(part: Contribution) -> str:
    """The size of a part with its sign, or that it has none."""
    return signed(part.amount) if part.is_split and part.amount is not None else phrase("cannot be split")


def _footnotes(
    measure: Measure,
    boundary: Boundary | None,
    bridge: Sequence[Term],
    start: Decimal,
    end: Decimal,
    parts: Sequence[Contribution],
) -> tuple[str, ...]:
    said: list[str] = []
    if boundary is not None:
        said.append(
            phrase(
                "Drawn is the distance to the boundary of {boundary}; beyond it, to the right, the colour is {inside}.",
                boundary=boundary,
                inside="green" if boundary == "green" else "amber or green",
            )
        )
    elif any(term.kind in MOVED_GROUND for term in bridge):
        said.append(phrase("Drawn are the figures; a moved target or colour rule moves no figure and is left out."))
    summed = start + sum(part.amount for part in parts if part.is_split and part.amount is not None)
    if summed != end:
        said.append(phrase("Each part is rounded by itself, so the last digit may not add up."))
    return tuple(said)
