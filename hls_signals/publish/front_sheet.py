"""What stands on the front sheet of a pack: what was said last time, what is known since, what to talk about?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hls_signals.narrative.said import ShownNote
from hls_signals.publish.beside_view import quoted
from hls_signals.publish.content import Content, Row
from hls_signals.publish.measure_view import room_questions
from hls_signals.publish.meeting_views import FrontSheet, SinceLine
from hls_signals.publish.periods import day_label, period_label
from hls_signals.publish.room_records import absent_from, asked_at, offered_at, reflections_of, said_in
from hls_signals.publish.slugs import slugs
from hls_signals.publish.spoken_views import Quoted
from hls_signals.publish.table_views import Link
from hls_signals.publish.views import Card
from hls_signals.register.meetings import Meeting, last_before, next_from
from hls_signals.workspace.language import phrase


def front_sheet(content: Content, pack_id: str, cards: Sequence[Card]) -> FrontSheet:
    """The sheet that opens a meeting over these cards; slots in which nothing stands are empty.

    Nothing on it is chosen by a figure: people choose what to talk about, and the quotation is the newest that is
    linked to a measure of the pack.
    """
    meetings = content.register.meetings
    last = last_before(meetings, pack_id, content.as_of)
    following = next_from(meetings, pack_id, content.as_of)
    measures = [card.measure_id for card in cards]
    rooms = () if last is None else reflections_of(content, last, measures)
    return FrontSheet(
        pack_id=pack_id,
        last_held_on="" if last is None else day_label(last.held_on),
        held_on="" if following is None else day_label(following.held_on),
        said=tuple(said_in(content, rooms)),
        asked=() if last is None else tuple(asked_at(content, last.held_on)),
        offered=() if last is None else tuple(offered_at(content, last.held_on)),
        quote=_quote(content, cards),
        lines=tuple(_lines(content, pack_id, cards)),
        talk_about=()
        if following is None
        else chosen(content, following.talk_about, {card.measure_id: Link(card.question, card.href) for card in cards}),
        chosen_by="" if following is None else following.chosen_by_role,
        absent=tuple(absent_from(rooms)),
        questions=room_questions(content),
        paper_code=""
        if following is None
        else phrase("meeting {day}, pack {pack}", day=following.held_on, pack=pack_id),
        meetings=tuple(
            Link(day_label(meeting.held_on), meeting_path(content, meeting)) for meeting in _of(content, pack_id)
        ),
    )


def meeting_path(content: Content, meeting: Meeting) -> str:
    """Where the page of a meeting lies."""
    names = slugs(sorted({held.pack for held in content.register.meetings}))
    return f"meeting/{meeting.held_on.isoformat()}-{names[meeting.pack]}.html"


def chosen(content: Content, names: Sequence[str], places: Mapping[str, Link]) -> tuple[Link, ...]:
    """The measures among names that people chose: those of the pack in its order, then others in register order.

    places  where each measure of the pack stands, in its order; another measure leads nowhere
    """
    of_pack = [place for measure_id, place in places.items() if measure_id in names]
    others = [measure for measure in content.register.measures if measure.id in names and measure.id not in places]
    return (*of_pack, *(Link(measure.question, "") for measure in others))


def _of(content: Content, pack_id: str) -> list[Meeting]:
    return [meeting for meeting in content.register.meetings if meeting.pack == pack_id]


def _quote(content: Content, cards: Sequence[Card]) -> Quoted | None:
    """The newest published words, by date and id, that somebody linked to an item of the pack."""
    items = {(card.measure_id, card.area_code) for card in cards}
    linked = [note for note in content.said.notes if _is_about(note, items)]
    return quoted(linked[-1]) if linked else None


def _is_about(note: ShownNote, items: set[tuple[str, str]]) -> bool:
    return any(name in note.measure_ids and note.is_of(area_code) for name, area_code in items)


def _lines(content: Content, pack_id: str, cards: Sequence[Card]) -> Iterator[SinceLine]:
    """One line an item, in the order of the pack."""
    rows = {(row["pack"], row["measure_id"], row["area_code"]): row for row in _since_met(content)}
    for card in cards:
        row = rows.get((pack_id, card.measure_id, card.area_code))
        said = (card.lede,) if row is None else _since(content, row, card)
        yield SinceLine(card.area_code, card.area_name, card.measure_id, card.question, card.href, said)


def _since_met(content: Content) -> Iterator[Mapping[str, object]]:
    return content.since_met.iter_rows(named=True) if not content.since_met.is_empty() else iter(())


def _since(content: Content, row: Row, card: Card) -> tuple[str, ...]:
    """What lay on the table, and what is known now; no figure."""
    if row["standing"] == "not_known_now":
        return (phrase("No figure is known of it now."),)
    if row["standing"] == "not_known_then":
        return phrase("No figure of it was known then."), card.lede
    period = period_label(str(row["period_type"]), row["period0_start"], row["period0_end"])
    if row["standing"] == "newer":
        return phrase("{period} lay on the table.", period=period), row["lede"] or card.lede
    return (
        phrase("{period} lay on the table; no newer figure has come.", period=period),
        *filter(None, (_revised(row),)),
    )


def _revised(row: Row) -> str:
    """What a revision since did to the one figure there is; empty where it is as it was."""
    if row["colour0"] != row["colour1"]:
        none = phrase("without a colour")
        then, now = (phrase(row[name]) if row[name] else none for name in ("colour0", "colour1"))
        return phrase("It was {then} then and is {now} now, as revised.", then=then, now=now)
    if row["value0"] != row["value1"]:
        return phrase("The figure was revised since; its colour is as it was.")
    return ""
