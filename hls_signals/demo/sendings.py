"""Which files did the simulated teams send, and on which day?"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hls_signals.demo import care, conversations, emergency, homelessness, shelter, treatment
from hls_signals.demo.figure import Figure

# What had been sent before the meeting of 16 July 2026 came over together, when the pipeline was set up.
HISTORY_UNTIL = dt.date(2026, 7, 15)
BASE_COLUMNS = ("measure_id", "area_code", "period_start", "period_end", "period_type", "numerator", "denominator")
BY_NEED = ("need", "locality", "is_total")
BY_DAYS = ("days", "is_total")


@dataclass(frozen=True)
class SentFile:
    """One file as sent: its place under inbox/returns, its text, and what stands beside it."""

    path: str
    text: str
    about: str


@dataclass(frozen=True)
class Series:
    """Figures that one team sends together, month after month."""

    return_id: str
    stem: str
    sender: str
    figures: Callable[[], list[Figure]]
    dimensions: tuple[str, ...] = ()
    signed_off_by_role: str = ""


SERIES = (
    Series(
        "homelessness", "prevention", "housing options team", homelessness.prevention_duty, BY_NEED, "head of housing"
    ),
    Series("homelessness", "families_in_hotels", "temporary homes team", homelessness.families_in_hotels),
    Series("homelessness", "decisions", "housing options team", homelessness.decisions_within_56_days),
    Series("homelessness", "decision_days", "housing options team", homelessness.decision_days_by_length, BY_DAYS),
    Series("rough_sleeping", "count", "outreach partnership", shelter.rough_sleeping),
    Series("safe_accommodation", "turned_away", "safe accommodation", shelter.safe_accommodation_turned_away),
    Series("drug_treatment", "endings", "drug and alcohol service", treatment.drug_treatment_completion),
    Series("talking_therapies", "recovery", "talking therapies", treatment.talking_therapies_recovery),
    Series("children_looked_after", "homes", "children's data team", care.placement_stability),
    Series("adult_social_care", "reviews", "adult care data team", care.care_reviews),
    Series("adult_social_care", "reviews_settled", "adult care data team", care.care_reviews_settled),
    Series("alliance_conversations", "story_once", "alliance office", conversations.told_their_story_once),
    Series("alliance_conversations", "came_back", "alliance office", conversations.came_back_within_a_year),
)


def sent_files() -> Iterator[SentFile]:
    """Every file of the simulated inbox, the same bytes each time."""
    for series in SERIES:
        yield from _files_of(series)
    yield from _board_files()


def _files_of(series: Series) -> Iterator[SentFile]:
    """What was sent before the pipeline began in one file, row by row dated; then one file a day of sending."""
    by_day: dict[dt.date, list[Figure]] = defaultdict(list)
    history: list[Figure] = []
    for figure in series.figures():
        (history if figure.sent_on <= HISTORY_UNTIL else by_day[figure.sent_on]).append(figure)
    columns = (*BASE_COLUMNS, *series.dimensions)
    path = f"{series.return_id}/{series.stem}"
    rows = [figure.cells() for figure in history]
    yield SentFile(f"{path}_history.csv", _csv((*columns, "known_at"), rows), _about(series.sender, None))
    for day, figures in sorted(by_day.items()):
        text = _csv(columns, [figure.cells() for figure in figures])
        yield SentFile(f"{path}_sent_{day}.csv", text, _about(series.sender, day, series.signed_off_by_role))


BOARD_COLUMNS = ("icb_code", "month", "total_attendances", "attendances_over_4hours")
# Finished years come as one file each, the months of the newest year one by one.
NEWEST_YEAR_FROM = dt.date(2026, 4, 1)


def _board_files() -> Iterator[SentFile]:
    """Waits in A&E as a national publisher prints them: one wide row a board and month."""
    by_file: dict[str, list[emergency.BoardMonth]] = defaultdict(list)
    for row in emergency.ae_four_hours():
        by_file[_board_file(row.period.start)].append(row)
    for name, rows in by_file.items():
        text = _csv(BOARD_COLUMNS, [_board_cells(row) for row in rows])
        yield SentFile(f"nhs_ae/ae_by_board_{name}.csv", text, _about("national publisher", rows[-1].period.sent_on))


def _board_file(start: dt.date) -> str:
    if start >= NEWEST_YEAR_FROM:
        return f"{start:%Y-%m}"
    first = start.year if start.month >= 4 else start.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def _board_cells(row: emergency.BoardMonth) -> dict[str, str]:
    return {
        "icb_code": row.icb_code,
        "month": f"{MONTH_NAMES[row.period.start.month - 1]} {row.period.start.year}",
        "total_attendances": str(row.attendances),
        "attendances_over_4hours": str(row.over_four_hours),
    }


# Not strftime: its month names follow the machine's language.
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _about(sender: str, known_at: dt.date | None, signed_off_by_role: str = "") -> str:
    """What stands beside a file; where each row is dated, the file as a whole is not."""
    dated = f"known_at: {known_at}\n" if known_at is not None else ""
    signed = f"signed_off_by_role: {signed_off_by_role}\nsigned_off_on: {known_at}\n" if signed_off_by_role else ""
    return f"{dated}sender: {sender}\n{signed}note: Simulated figures of a fictional place.\n"
