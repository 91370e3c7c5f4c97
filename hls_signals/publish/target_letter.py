"""What has been learned about a target itself, for the body that set it?

Made of published content alone: what a page shows of one area, put together for a reader who has not met there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from hls_signals.publish.around_view import about_target
from hls_signals.publish.beside_view import quoted
from hls_signals.publish.content import Content
from hls_signals.publish.gaming_view import gaming_cards
from hls_signals.publish.measure_view import target_history
from hls_signals.publish.pages import renderer
from hls_signals.publish.periods import day_label
from hls_signals.publish.press import Press
from hls_signals.publish.spoken_views import Fact, Quoted
from hls_signals.publish.svg import Draughtsman
from hls_signals.publish.table_views import Table
from hls_signals.publish.why_view import pair_heading
from hls_signals.publish.wording import sentence
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

RULES = "rules"
# What stands on the two sides of a pair where a target or its rule may have moved.
MOVED = (("target0", "target1"), ("target_upper0", "target_upper1"), ("rule_version0_now", "rule_version1"))


@dataclass(frozen=True)
class TargetLetter:
    """One letter about one target of one area: nobody is compared and nothing is asked for."""

    measure_id: str
    area_code: str
    area_name: str
    question: str
    name: str
    as_of: str
    about: tuple[Fact, ...]
    history: Table
    moved: tuple[Fact, ...]
    bending: tuple[Fact, ...]
    quotes: tuple[Quoted, ...]
    cannot_tell: tuple[str, ...]


def target_letter(content: Content, measure: Measure, area: Area) -> TargetLetter:
    """The letter, from what may be shown of this area alone."""
    notes = [note for note in content.said.notes if measure.id in note.measure_ids and note.is_of(area.area_code)]
    return TargetLetter(
        measure_id=measure.id,
        area_code=area.area_code,
        area_name=area.area_name,
        question=measure.question,
        name=measure.name,
        as_of=day_label(content.as_of),
        about=about_target(measure),
        history=target_history(measure, "letter-targets", area.area_code),
        moved=tuple(_moved(content, measure, area)),
        bending=tuple(_bending(content, measure, area)),
        quotes=tuple(quoted(note) for note in notes),
        cannot_tell=tuple(sentence(text) for text in measure.cannot_tell_us),
    )


def _moved(content: Content, measure: Measure, area: Area) -> Iterator[Fact]:
    """Each pair of periods over which the target or its rule moved, in time order, with what is said of the rules."""
    for pair in content.explanations_by_series.get((measure.id, area.area_code), []):
        has_moved = any(pair.get(earlier) != pair.get(later) for earlier, later in MOVED)
        said = [entry["text"] for entry in json.loads(pair.get("sentences") or "[]") if entry["section"] == RULES]
        if has_moved and said:
            yield Fact(pair_heading(measure, pair), " ".join(said))


def _bending(content: Content, measure: Measure, area: Area) -> Iterator[Fact]:
    """What may be a trace of the target in the data, each with its innocent readings first and any reply."""
    for card in gaming_cards(content, measure, area, "letter"):
        innocent = " ".join(sentence(text) for text in card.innocent)
        yield Fact(phrase("A pattern like the next one also arises when"), innocent)
        yield Fact(phrase("What is seen"), f"{card.sentence} {card.no_proof}")
        if card.reply:
            yield Fact(phrase("Those whose data it is say"), card.reply)


def as_html(content: Content, letter: TargetLetter) -> str:
    """The letter as one page that loads nothing."""
    template = renderer(content, Draughtsman(None)).environment.get_template("target_letter.html.j2")
    return template.render(view=letter, title=content.settings.publish.title, simulated=content.settings.simulated)


def as_pdf(content: Content, letter: TargetLetter) -> bytes | None:
    """The letter as a tagged document; None where this machine cannot print."""
    text = as_html(content, letter)
    return Press().document(lambda _: text, text)


def as_markdown(letter: TargetLetter) -> str:
    """The letter as plain Markdown."""
    lines = [f"# {letter.question}", f"{letter.name}, {letter.area_name}. As known on {letter.as_of}."]
    for title, facts in _parts(letter):
        lines += [f"## {title}", *(f"**{fact.name}.** {fact.text}" for fact in facts)]
    if letter.history.rows:
        heads = [column.title for column in letter.history.columns]
        table = [heads, ["---"] * len(heads), *letter.history.rows]
        rows = "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in table)
        lines += [f"## {letter.history.caption}", rows]
    if letter.quotes:
        lines += [
            "## What people say",
            *(f"> {quote.text}\n>\n> {quote.role}, {quote.month}" for quote in letter.quotes),
        ]
    if letter.cannot_tell:
        lines += ["## What the figure cannot tell", "\n".join(f"- {text}" for text in letter.cannot_tell)]
    return "\n\n".join(lines) + "\n"


def _parts(letter: TargetLetter) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    for title, facts in (
        ("What the target is", letter.about),
        ("When it moved", letter.moved),
        ("What it may do to the data", letter.bending),
    ):
        if facts:
            yield title, facts
