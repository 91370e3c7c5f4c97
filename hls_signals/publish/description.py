"""What does a chart show, in words, for a reader who does not see it?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hls_signals.publish.numbers import unit_words, written
from hls_signals.publish.series_views import VariationRow
from hls_signals.publish.wording import READ_FIRST_WORDS, in_words, sentence
from hls_signals.workspace.language import phrase

SIGNAL_TITLES = {"signal_high": "Signals, high", "signal_low": "Signals, low"}


def description(unit: str, rows: Sequence[VariationRow]) -> str:
    """The newest figure with its range and target, then signals, steps and gaps by period."""
    if all(row.value is None for row in rows):
        return phrase("No figure can be shown.")
    said = [
        _extent(unit, rows),
        _newest(rows),
        *(
            _spans_of(rows, [row.read_first == code for row in rows], phrase(title))
            for code, title in SIGNAL_TITLES.items()
        ),
        *_steps(rows),
        _spans_of(rows, [row.value is None for row in rows], phrase("No figure shown")),
        _spans_of(rows, [row.provisional and row.value is not None for row in rows], phrase("Provisional")),
        phrase("The table holds every value"),
    ]
    return " ".join(sentence(part) for part in said if part)


def spans(rows: Sequence[VariationRow], wanted: Sequence[bool]) -> str:
    """The wanted periods by name, three or more in a row as a stretch."""
    runs: list[list[str]] = []
    for place, row in enumerate(rows):
        if wanted[place]:
            if place and wanted[place - 1]:
                runs[-1].append(row.label)
            else:
                runs.append([row.label])
    named = [[phrase("{first} to {last}", first=run[0], last=run[-1])] if len(run) > 2 else run for run in runs]
    return ", ".join(label for run in named for label in run)


def _extent(unit: str, rows: Sequence[VariationRow]) -> str:
    figures = [row.value for row in rows if row.value is not None]
    in_unit = "" if unit == "count" else phrase(" in {unit}", unit=unit_words(unit))
    if len(figures) == 1:
        return phrase("One figure{in_unit}", in_unit=in_unit)
    return phrase(
        "{figures} figures{in_unit}, from {least} to {most}",
        figures=len(figures),
        in_unit=in_unit,
        least=written(min(figures)),
        most=written(max(figures)),
    )


def _newest(rows: Sequence[VariationRow]) -> str:
    last = [row for row in rows if row.value is not None][-1]
    parts = [f"{last.label}: {written(last.value)}"]
    if last.read_first in SIGNAL_TITLES:
        parts.append(f"a {in_words(last.read_first, READ_FIRST_WORDS)}")
    if last.lower is not None and last.upper is not None:
        parts.append(phrase("usual range {lower} to {upper}", lower=written(last.lower), upper=written(last.upper)))
    if last.target is not None:
        parts.append(phrase("target {target}", target=_target(last)))
    return "; ".join(parts)


def _target(row: VariationRow) -> str:
    return written(row.target) + (
        phrase(" to {target_upper}", target_upper=written(row.target_upper)) if row.target_upper is not None else ""
    )


def _steps(rows: Sequence[VariationRow]) -> list[str]:
    """Where the usual range starts again and where the target moves."""
    said: list[str] = []
    with_phase = [row for row in rows if row.phase is not None]
    for before, after in pairwise(with_phase):
        if before.phase != after.phase:
            said.append(phrase("The usual range starts again in {label}", label=after.label))
    with_target = [row for row in rows if row.target is not None]
    for before, after in pairwise(with_target):
        if _target(before) != _target(after):
            said.append(
                phrase(
                    "The target moves from {before} to {after} in {label}",
                    before=_target(before),
                    after=_target(after),
                    label=after.label,
                )
            )
    return said


def _spans_of(rows: Sequence[VariationRow], wanted: Sequence[bool], title: str) -> str:
    return f"{title}: {spans(rows, wanted)}" if any(wanted) else ""
