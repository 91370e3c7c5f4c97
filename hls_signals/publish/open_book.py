"""How was this release made, for anybody who wants to look?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from hls_signals.contract.waivers import as_rows, every_waiver
from hls_signals.publish.content import Content, Row
from hls_signals.publish.due_days import due_days, due_table
from hls_signals.publish.fixed_sentences import LET_OUT_BY_NIGHT, NOT_LET_OUT
from hls_signals.publish.measure_view import rule_words, target_words
from hls_signals.publish.numbers import written
from hls_signals.publish.open_book_views import OpenBook, ReturnFiles, Source
from hls_signals.publish.periods import day_label, period_label
from hls_signals.publish.series_views import VariationView
from hls_signals.publish.table_views import Column, Link, Table
from hls_signals.publish.wording import INDICATOR_WORDS, in_words, sentence
from hls_signals.register.models import ColourRule, Measure, Target
from hls_signals.workspace.language import phrase

Views = Mapping[tuple[str, str], VariationView]
NOT_WORKED_OUT = {
    "no_figure": "one of the two periods has no figure",
    "not_decomposable": "the change cannot be split into who came through and what happened within groups",
    "definition_not_separable": "the new definition cannot be told apart from the rest",
}


def open_book(content: Content, views: Views) -> OpenBook:
    """The page that opens the book; it alone counts over the whole release."""
    return OpenBook(
        simulated=content.settings.simulated,
        profile=content.settings.disclosure.profile,
        let_out=NOT_LET_OUT if content.settings.publish.let_out == "by_hand" else LET_OUT_BY_NIGHT,
        sources=tuple(_source(measure) for measure in content.register.measures),
        received=_received(content),
        due_days=due_days(content),
        due=due_table(content),
        set_aside=_set_aside(content),
        figures=_figures(content, views),
        targets=_targets(content),
        definitions=_definitions(content),
        questions=_questions(content),
        not_worked_out=_not_worked_out(content),
        not_calculated=_not_calculated(content),
        waivers=_waivers(),
        versions=_versions(content),
    )


def _source(measure: Measure) -> Source:
    words = [phrase("Return: {return_id}.", return_id=measure.return_id)]
    public = measure.disclosure.already_public
    links: list[Link] = []
    if public is not None:
        is_linked = public.url.startswith("https://")
        named = "" if is_linked else f": {public.source}"
        words.append(
            phrase(
                "Printed by its official publisher on {published_on}{named}.",
                published_on=day_label(public.published_on),
                named=named,
            )
        )
        links += [Link(public.source, public.url)] if is_linked else []
    cited = [entry.source for entry in measure.targets if entry.source]
    if cited:
        words.append(sentence(phrase("Targets from: {sources}", sources="; ".join(dict.fromkeys(cited)))))
    return Source(measure.name, measure.return_id, tuple(words), tuple(links))


def _received(content: Content) -> tuple[ReturnFiles, ...]:
    """The files of each return by name; those of no return last."""
    by_return: dict[str, list[Row]] = {}
    if not content.intake.is_empty():
        for row in content.intake.sort(["received_at", "source_name"], maintain_order=True).iter_rows(named=True):
            by_return.setdefault(row["return_id"] or "", []).append(row)
    names = sorted(by_return, key=lambda name: (not name, name))
    return tuple(_files_of(content, name, by_return[name]) for name in names)


def _files_of(content: Content, return_id: str, rows: Sequence[Row]) -> ReturnFiles:
    # No hash of a file is printed: of a file of one small number, seven candidates are quickly tried.
    columns = (
        Column("received", "Received"), Column("file", "File"), Column("outcome", "Outcome"),
        Column("rows_in", "Rows in", is_number=True), Column("accepted", "Accepted", is_number=True),
        Column("set_aside", "Set aside", is_number=True), Column("signed_off", "Signed off"),
    )  # fmt: skip
    name = return_id or phrase("Of no return that is known here")
    cells = tuple(_cells_of(row, content) for row in rows)
    # Nobody has to sign a file off, so where nobody did nothing is said of it.
    kept = len(columns) if any(cell[-1] for cell in cells) else len(columns) - 1
    table = Table(
        f"received-{return_id or 'unknown'}",
        phrase("{name}, in the order the files came", name=name),
        "time",
        columns[:kept],
        tuple(cell[:kept] for cell in cells),
    )
    return ReturnFiles(name, _summed_up(rows), table)


def _cells_of(row: Row, content: Content) -> tuple[str, ...]:
    received = day_label(row["received_at"].astimezone(content.settings.zone()).date())
    counts = (written(row[name]) for name in ("rows_in", "rows_accepted", "rows_set_aside"))
    return received, row["source_name"] or "", _outcome(row), *counts, _signed_off(row)


def _outcome(row: Row) -> str:
    code = f" (HLS-{row['code']})" if row["code"] else ""
    return f"{row['outcome']}{code}"


def _signed_off(row: Row) -> str:
    """By which role and on which day, as far as `FILE.about.yaml` says; empty where it says nothing."""
    role, day = row.get("signed_off_by_role") or "", row.get("signed_off_on")
    on = phrase("on {day}", day=day_label(day)) if day else ""
    return " ".join(filter(None, (phrase("by {role}", role=role) if role else "", on)))


def _summed_up(rows: Sequence[Row]) -> str:
    """How many files with which outcome, and how many rows were set aside."""
    outcomes = Counter(str(row["outcome"]) for row in rows)
    files = "1 file" if len(rows) == 1 else f"{len(rows):,d} files"
    counted = ", ".join(f"{written(outcomes[name])} {name.replace('_', ' ')}" for name in sorted(outcomes))
    told = f"{files} {''.join(outcomes).replace('_', ' ')}" if len(outcomes) == 1 else f"{files}: {counted}"
    aside = sum(row["rows_set_aside"] or 0 for row in rows)
    return phrase(
        "{files}; {rows} set aside",
        files=told,
        rows="no row" if not aside else "1 row" if aside == 1 else f"{aside:,d} rows",
    )


def _set_aside(content: Content) -> Table:
    columns = (Column("code", "Code"), Column("mend", "How to mend"), Column("rows", "Rows", is_number=True))
    counted: Counter[tuple[str, str]] = Counter()
    for row in content.quarantine.iter_rows(named=True):
        counted[(f"HLS-{row['code']}", row.get("mend") or "")] += int(row.get("rows") or 1)
    rows = tuple((code, mend, written(counted[(code, mend)])) for code, mend in sorted(counted))
    return Table("set-aside", phrase("Rows kept but not used, by code"), "name", columns, rows)


def _figures(content: Content, views: Views) -> Table:
    columns = (
        Column("measure", "Measure"), Column("figures", "Figures shown", is_number=True),
        Column("provisional", "Provisional", is_number=True), Column("hidden", "Hidden, as small", is_number=True),
        Column("missing", "Not returned", is_number=True),
    )  # fmt: skip
    rows = []
    for measure in content.register.measures:
        periods = [row for (measure_id, _), view in views.items() if measure_id == measure.id for row in view.rows]
        rows.append(
            (
                measure.name,
                written(sum(row.value is not None for row in periods)),
                written(sum(row.provisional for row in periods)),
                written(sum(row.status == "suppressed" for row in periods)),
                written(sum(row.value is None and row.status not in {"ok", "suppressed"} for row in periods)),
            )
        )
    caption = phrase("Figures in this release, by measure over all areas, in the order of the register")
    return Table("figures", caption, "register", columns, tuple(rows))


def _targets(content: Content) -> Table:
    columns = (
        Column("from", "Applies from"), Column("measure", "Measure"), Column("what", "Target or rule"),
        Column("announced", "Announced"), Column("source", "Source"),
    )  # fmt: skip
    dated: list[tuple[dt.date, int, tuple[str, ...]]] = []
    for place, measure in enumerate(content.register.measures):
        entries: list[Target | ColourRule] = [*measure.targets, *measure.colour_rules]
        dated += [(entry.effective_from, place, _target_cells(entry, measure)) for entry in entries]
    # Targets of single areas say the same here, once a date: what they are stands on the page of each area.
    rows = tuple(dict.fromkeys(cells for *_, cells in sorted(dated, key=lambda entry: entry[:2])))
    return Table("target-changes", phrase("Targets and colour rules, in time order"), "time", columns, rows)


def _target_cells(entry: Target | ColourRule, measure: Measure) -> tuple[str, ...]:
    words = target_words(entry, measure) if isinstance(entry, Target) else rule_words(entry, measure)
    if entry.area_codes:
        words = phrase(
            "{what} of single areas, on their own pages", what="Target" if isinstance(entry, Target) else "Rule"
        )
    source = entry.source if isinstance(entry, Target) else ""
    return day_label(entry.effective_from), measure.name, words, day_label(entry.announced), source


def _definitions(content: Content) -> Table:
    columns = (
        Column("from", "Applies from"), Column("measure", "Measure"), Column("version", "Version"),
        Column("text", "What is counted"),
    )  # fmt: skip
    dated = [
        (entry.effective_from, place, (day_label(entry.effective_from), measure.name, entry.version, entry.text))
        for place, measure in enumerate(content.register.measures)
        for entry in measure.definitions
    ]
    rows = tuple(cells for *_, cells in sorted(dated, key=lambda entry: entry[:2]))
    return Table("definition-changes", phrase("Definitions, in time order"), "time", columns, rows)


def _questions(content: Content) -> Table:
    columns = (
        Column("period", "Period"), Column("measure", "Measure"), Column("area", "Area"),
        Column("found", "What was found"), Column("ask", "What to ask"), Column("code", "Code"),
    )  # fmt: skip
    rows = []
    if not content.quality.is_empty():
        ordered = content.quality.sort(
            ["period_start", "measure_id", "area_code", "code"], nulls_last=True, maintain_order=True
        )
        for row in ordered.iter_rows(named=True):
            measure = content.register.by_id.get(row["measure_id"] or "")
            area = content.register.by_code.get(row["area_code"] or "")
            label = ""
            if measure is not None and row["period_start"] is not None:
                label = period_label(measure.period_type, row["period_start"], row["period_end"])
            name = area.area_name if area is not None else phrase("every area in the file")
            rows.append(
                (
                    label,
                    measure.name if measure else "",
                    name,
                    row["text"] or "",
                    row["ask"] or "",
                    f"HLS-{row['code']}",
                )
            )
    return Table("quality", phrase("Questions about the files, in time order"), "time", columns, tuple(rows))


def _not_worked_out(content: Content) -> Table:
    columns = (Column("measure", "Measure"), Column("area", "Area"), Column("why", "Newest change: why not"))
    rows = []
    for measure, area in content.subjects():
        pairs = content.explanations_by_series.get((measure.id, area.area_code), [])
        flags = (pairs[-1].get("flags") or "").split(";") if pairs else []
        reasons = [words for flag, words in NOT_WORKED_OUT.items() if flag in flags]
        if reasons:
            rows.append((measure.name, area.area_name, "; ".join(reasons)))
    caption = phrase("What could not be worked out, in the order of the register")
    return Table("not-worked-out", caption, "register", columns, tuple(rows))


def _not_calculated(content: Content) -> Table:
    """Of measures, not of areas, and without a count: that something cannot be calculated says nothing of a place."""
    columns = (
        Column("measure", "Measure"),
        Column("what", "What is looked at"),
        Column("why", "Why nothing can be said"),
    )
    rows = tuple(
        (
            content.register.by_id[row["measure_id"]].name,
            in_words(row["indicator"], INDICATOR_WORDS),
            phrase(row["reason"]),
        )
        for row in content.not_calculated.iter_rows(named=True)
        if row["measure_id"] in content.register.by_id
    )
    caption = phrase(
        "How the target may be bending the data: what could not be calculated, at least in part, in the order of the "
        "register"
    )
    return Table("not-calculated", caption, "register", columns, rows)


def _waivers() -> Table:
    """Phrases that may stand for a time: every one is printed, with who said so."""
    columns = (
        Column("until", phrase("Until")), Column("text", phrase("Sentence")), Column("where", phrase("Where")),
        Column("reason", phrase("Reason")), Column("by_role", phrase("Allowed by")),
    )  # fmt: skip
    caption = phrase("Phrases allowed for a time, by the day on which that ends")
    return Table("waivers", caption, "time", columns, tuple(sorted(as_rows(every_waiver()))))


def _versions(content: Content) -> Table:
    columns = (Column("name", "Software"), Column("version", "Version"))
    return Table(
        "versions", phrase("Software versions, by name"), "name", columns, tuple(sorted(content.versions.items()))
    )
