"""What is said about why a colour changed, and on which terms does it rest?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hls_signals.publish.content import Content, Row
from hls_signals.publish.contributions_view import boundary_of, contributions
from hls_signals.publish.numbers import published
from hls_signals.publish.periods import period_label
from hls_signals.publish.why_views import Term, Why, WhySection
from hls_signals.publish.wording import SECTION_WORDS, in_words
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

# Older changes of colour are in the record; a page holds those of the letters it shows.
PAIRS_SHOWN = 12
AMOUNT_DECIMALS = 1
# The newest pair and the change of colour before it are drawn; older ones stand as tables.
PAIRS_DRAWN = 2


def why_changed(content: Content, measure: Measure, area: Area, slug: str) -> tuple[Why, ...]:
    """The newest pair of periods, then each change of colour among the newest 13 periods, newest first.

    slug  the page's own name, part of the name of each drawing
    """
    terms = terms_of(content, measure, area)
    said_once = known_by_no_pair(content, measure, area)
    said = [_why(measure, pair, terms, said_once) for pair in _pairs_shown(content, measure, area)]
    decimals = max(AMOUNT_DECIMALS, content.decimals_of(measure))
    pairs = _pairs_shown(content, measure, area)[:PAIRS_DRAWN]
    drawn = [_drawn(measure, pair, why, slug, decimals) for pair, why in zip(pairs, said, strict=False)]
    return (*drawn, *said[PAIRS_DRAWN:])


def known_by_no_pair(content: Content, measure: Measure, area: Area) -> tuple[str, ...]:
    """What cannot be known of any of the pairs shown: said once beneath them."""
    unknown = [_said_under(pair, "cannot_know") for pair in _pairs_shown(content, measure, area)]
    return tuple(text for text in (unknown[0] if unknown else ()) if all(text in texts for texts in unknown))


def _pairs_shown(content: Content, measure: Measure, area: Area) -> tuple[Row, ...]:
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])
    changed = [pair for pair in pairs[-PAIRS_SHOWN:-1] if pair["has_colour_changed"]]
    return (*pairs[-1:], *reversed(changed))


def terms_of(content: Content, measure: Measure, area: Area) -> tuple[Term, ...]:
    """Every term of this series, in time order and then in the order of the method."""
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])
    crossed = {(pair["period0_start"], pair["period1_start"]): boundary_of(measure, pair) for pair in pairs}
    decimals = max(AMOUNT_DECIMALS, content.decimals_of(measure))
    rows = content.terms_by_series.get((measure.id, area.area_code), [])
    return tuple(_term(row, crossed.get((row["period0_start"], row["period1_start"])), decimals) for row in rows)


def pair_anchor(pair: Row) -> str:
    """Where on the measure page a pair of periods stands."""
    return f"why-{pair['period1_start'].isoformat()}"


def pair_heading(measure: Measure, pair: Row) -> str:
    """The two periods by name."""
    return phrase("{earlier} to {later}", earlier=_period(measure, pair, "0"), later=_period(measure, pair, "1"))


def _period(measure: Measure, pair: Row, which: str) -> str:
    return period_label(measure.period_type, pair[f"period{which}_start"], pair[f"period{which}_end"])


def _why(measure: Measure, pair: Row, terms: Sequence[Term], said_once: Sequence[str]) -> Why:
    return Why(
        anchor=pair_anchor(pair),
        heading=pair_heading(measure, pair),
        has_colour_changed=bool(pair["has_colour_changed"]),
        lede=pair.get("lede") or "",
        sections=_sections(pair, said_once),
        terms=tuple(term for term in terms if term.period1_start == pair["period1_start"]),
        turned=tuple(json.loads(pair.get("turned") or "[]")),
    )


def _drawn(measure: Measure, pair: Row, why: Why, slug: str, decimals: int) -> Why:
    periods = (_period(measure, pair, "0"), _period(measure, pair, "1"))
    name = f"parts-{slug}-{pair['period1_start'].isoformat()}"
    chart = contributions(measure, pair, why.terms, view_id=name, decimals=decimals, periods=periods)
    return replace(why, contributions=chart)


def _sections(pair: Row, said_once: Sequence[str]) -> tuple[WhySection, ...]:
    """Sentences by section, in the order they were written, without those that stand elsewhere on the page."""
    entries = json.loads(pair.get("sentences") or "[]")
    # Questions stand open on the page, once.
    names = dict.fromkeys(entry["section"] for entry in entries if entry["section"] != "ask")
    found = {name: tuple(text for text in _said_under(pair, name) if text not in said_once) for name in names}
    return tuple(WhySection(in_words(name, SECTION_WORDS), texts) for name, texts in found.items() if texts)


def _said_under(pair: Row, section: str) -> tuple[str, ...]:
    entries = json.loads(pair.get("sentences") or "[]")
    return tuple(entry["text"] for entry in entries if entry["section"] == section)


def _term(row: Row, crossed: str | None, decimals: int) -> Term:
    margin = None if crossed is None else row.get(f"margin_{crossed}")
    return Term(
        period0_start=row["period0_start"],
        period1_start=row["period1_start"],
        term_no=row["term_no"],
        level=row["level"],
        kind=row["kind"],
        dimension=row.get("dimension") or "",
        group_name=row.get("group_name") or "",
        status=row.get("status") or "",
        amount=_amount(row.get("amount"), decimals),
        margin=_amount(margin, decimals),
        basis=row.get("basis") or "",
    )


def _amount(value: Any, decimals: int) -> Decimal | None:
    return published(value, decimals)
