"""How is the calibration told, so that a reader sees at once what was reached and what was not?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from hls_signals.gaming.calibration.many_looks import LOOKS, MEASURES, ManyLooks
from hls_signals.gaming.calibration.running import Calibrated, Found
from hls_signals.gaming.calibration.traps import Trap
from hls_signals.gaming.registry import BUILT_IN

MOST_ALARMS = 0.08
MOST_ALARMS_IN_THE_MEAN = 0.06
SHARP, COVERED = "5% moved, sharp", "2% moved, sharp"
NOTICE = (
    "<!-- Written by `python -m hls_signals.gaming.calibration`. Change the code and run it again, not this page. -->"
)


@dataclass(frozen=True)
class Results:
    """Everything one run of the command found."""

    repeats: int
    seed: int
    scenes: Sequence[Calibrated]
    traps: Sequence[tuple[Trap, int]]
    trap_repeats: int
    in_theory: ManyLooks
    simulated: ManyLooks


@dataclass(frozen=True)
class Figure:
    """One figure to reach, what was measured, and whether it was reached everywhere."""

    name: str
    wanted: str
    measured: str
    is_reached: bool


def versions() -> str:
    """Every indicator with its version, in the order of the page."""
    return ", ".join(f"{module.ABOUT.indicator} {module.VERSION}" for module in BUILT_IN)


def report(results: Results) -> str:
    """The page."""
    figures = list(reached(results))
    missed = [figure for figure in figures if not figure.is_reached]
    said = (
        "Every figure to reach was reached."
        if not missed
        else "Not reached everywhere: " + "; ".join(figure.name for figure in missed) + ". The tables below say where."
    )
    return "\n".join([*_opening(results), said, "", *_figures(figures), "", *_alarms(results), "", *_found(results), "",
                      *_traps(results), "", *_looks(results), ""])  # fmt: skip


def _opening(results: Results) -> list[str]:
    return [
        NOTICE,
        "# How often the gaming indicators are mistaken, and how much they find",
        "",
        f"Indicator versions: {versions()}.",
        "",
        f"Seed {results.seed}; {results.repeats:,} innocent sets of data a shape, and a fifth as many for each strength"
        " of pressure planted. Every number here can be made again with"
        f" `python -m hls_signals.gaming.calibration --repeats {results.repeats} --seed {results.seed}"
        " --to docs/reference/gaming-calibration.md`. What each indicator does stands in"
        " [how a target may bend the data](../explanation/how-a-target-may-bend-the-data.md).",
        "",
        "The shapes are awkward on purpose. They were made by those who made the indicators, and such simulations"
        " flatter: planted power is an upper bound. Shapes marked * are ours beyond the list we began with.",
        "",
    ]


def reached(results: Results) -> Iterator[Figure]:
    """The figures to reach."""
    alarms = {f"{row.scene.indicator}: {row.scene.shape}": row.rate for row in results.scenes}
    highest = max(alarms, key=lambda name: alarms[name])
    yield Figure("false alarms at 0.05, every innocent shape", f"<= {MOST_ALARMS}", f"{alarms[highest]:.3f} at most",
                 alarms[highest] <= MOST_ALARMS)  # fmt: skip
    means = {name: float(np.mean([row.rate for row in rows])) for name, rows in _by_indicator(results)}
    yield Figure("false alarms, mean of each indicator", f"<= {MOST_ALARMS_IN_THE_MEAN}",
                 f"{max(means.values()):.3f} at most", max(means.values()) <= MOST_ALARMS_IN_THE_MEAN)  # fmt: skip
    yield from _powers(results)
    ratios = [found.mean_ratio or 0.0 for found in _all_found(results, SHARP)]
    yield Figure("mean effect by cases moved, 5% sharp", "0.8 to 1.2", f"{min(ratios):.2f} to {max(ratios):.2f}",
                 min(ratios) >= 0.8 and max(ratios) <= 1.2)  # fmt: skip
    for strength in (COVERED, SHARP, "5% moved, from further", "5% moved, from far"):
        held = [found.coverage or 0.0 for found in _all_found(results, strength)]
        yield Figure(f"90% interval holds the number moved, {strength}", ">= 0.80",
                     f"{min(held):.2f} to {max(held):.2f}", min(held) >= 0.80)  # fmt: skip
    answered = all(told == results.trap_repeats for _, told in results.traps)
    yield Figure("declared traps answered by their gate", "all", "all" if answered else "not all", answered)
    for name, looks in (("in theory", results.in_theory), ("with these indicators", results.simulated)):
        yield Figure(f"false questions, mean over the measures asked about, {name}", "<= 0.10",
                     f"{looks.meeting_false_a_measure:.3f}", looks.meeting_false_a_measure <= 0.10)  # fmt: skip
        yield Figure(f"false questions over {MEASURES} measures x {LOOKS}, {name}", "<= 0.10",
                     f"{looks.meeting_false:.3f}", looks.meeting_false <= 0.10)  # fmt: skip


# Name -> which strength, on which shapes of the page, at least how often.
POWERS: tuple[tuple[str, str, Callable[[Calibrated], bool], float], ...] = (
    ("bunching found, 5% moved, sharp, n = 2,000", SHARP, lambda row: row.scene.n == 2_000, 0.95),
    ("bunching found, 5% moved, sharp, n = 500", SHARP, lambda row: row.scene.n == 500, 0.90),
    ("bunching found, 2% moved, n = 2,000", COVERED, lambda row: row.scene.n == 2_000, 0.90),
    ("bunching found, 10% moved, n under 200", "10% moved", lambda row: True, 0.90),
    ("bunching found, 5% moved, over a wide stretch", "5% moved, over a wide stretch", lambda row: True, 0.80),
    ("2% of each quarter pulled into its last days", "2% of each quarter", lambda row: True, 0.70),
    ("5% of each quarter pulled into its last days", "5% of each quarter", lambda row: True, 0.90),
    ("one row in ten of 200 revised over the target", "one row in ten", lambda row: True, 0.85),
    ("one month in ten copied", "one month in ten", lambda row: True, 0.90),
    ("one printed value in ten impossible", "one in ten typed", lambda row: True, 0.90),
)


def _powers(results: Results) -> Iterator[Figure]:
    for name, strength, wanted, least in POWERS:
        rows = [row for row in results.scenes if strength in row.planted and wanted(row)]
        for is_ours in (False, True):
            powers = [row.planted[strength].power for row in rows if row.scene.is_ours == is_ours]
            if powers:
                whose = ", our own shapes" if is_ours else ""
                yield Figure(f"{name}{whose}", f">= {least:.2f}", f"{min(powers):.2f} to {max(powers):.2f}",
                             min(powers) >= least)  # fmt: skip


def _all_found(results: Results, strength: str) -> list[Found]:
    return [row.planted[strength] for row in results.scenes if strength in row.planted]


def _by_indicator(results: Results) -> list[tuple[str, list[Calibrated]]]:
    names = dict.fromkeys(row.scene.indicator for row in results.scenes)
    return [(name, [row for row in results.scenes if row.scene.indicator == name]) for name in names]


def _figures(figures: Sequence[Figure]) -> list[str]:
    rows = [f"| {f.name} | {f.wanted} | {f.measured} | {'yes' if f.is_reached else 'no'} |" for f in figures]
    return ["## Figures to reach", "", "| figure | to reach | measured | reached |", "|---|---|---|---|", *rows]


def _alarms(results: Results) -> list[str]:
    rows = []
    for row in results.scenes:
        low, high = wilson(row.alarms, row.repeats)
        above = " (above 0.08)" if row.rate > MOST_ALARMS else ""
        rows.append(
            f"| {row.scene.indicator} | {_shape(row)} | {row.scene.n:,} | {row.repeats:,} | {row.rate:.3f}{above} | "
            f"{low:.3f} to {high:.3f} | {row.unanswered} |"
        )
    return [
        "## False alarms on innocent data",
        "",
        "The share of sets in which p is 0.05 or less; for `impossible_value`, in which any figure is called"
        " impossible. Unanswered: sets that a gate answered.",
        "",
        "| indicator | shape | n | repeats | alarms at 0.05 | 95% interval | unanswered |",
        "|---|---|---:|---:|---:|---|---:|",
        *rows,
    ]


def _found(results: Results) -> list[str]:
    rows = []
    for row in results.scenes:
        for strength, found in row.planted.items():
            rows.append(
                f"| {row.scene.indicator} | {_shape(row)} | {strength} | {found.repeats} | {found.power:.2f} | "
                f"{_number(found.mean_ratio)} | {_number(found.coverage)} |"
            )
    return [
        "## What is found where pressure is planted",
        "",
        "Found: p is 0.05 or less. Effect by planted: the mean; for `revision_asymmetry` it lies below 1, for the"
        " revisions that were planted are part of what the permutations draw from. Interval: how often the 90 per cent"
        " interval held what was planted. Empty where what was planted has no single number: cases spread wider than"
        " the window are more than what is found inside it. Where counts are rounded to 5 and lie near 30, three months"
        " in ten repeat by themselves, so that a few more cannot be seen; the record of such a measure says so in"
        " `smallest_seen`.",
        "",
        "| indicator | shape | planted | repeats | found | effect by planted | interval holds it |",
        "|---|---|---|---:|---:|---:|---:|",
        *rows,
    ]


def _traps(results: Results) -> list[str]:
    rows = [
        f"| {trap.scene.indicator} | {trap.name} | `{trap.gate}` | {told} of {results.trap_repeats} |"
        for trap, told in results.traps
    ]
    return [
        "## Traps",
        "",
        "Data that look like a pattern for a known reason. Each must be answered by its gate, with no number.",
        "",
        "| indicator | trap | gate | answered |",
        "|---|---|---|---:|",
        *rows,
    ]


def _looks(results: Results) -> list[str]:
    def row(name: str, looks: ManyLooks) -> str:
        shares = (looks.uncorrected_false, looks.meeting_false, looks.meeting_false_a_measure, looks.meeting_found,
                  looks.page_false, looks.page_found, looks.any_false_on_a_quiet_page)  # fmt: skip
        return f"| {name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |"

    return [
        "## Many looks",
        "",
        f"{MEASURES} measures, {LOOKS} looks each, something there in one look in twenty. Shares of the questions"
        " raised that are false, shares of what is there that is asked about, and how often an area in which nothing is"
        " there gets any question on a page. What the meeting's rule promises is the mean over the measures asked about"
        " (Benjamini and Bogomolov 2014), not the share of all questions.",
        "",
        "| p from | false, every p of 0.05 | false, meeting list | the same, mean over measures asked about |"
        " found, meeting list | false, pages | found, pages |"
        " any on a quiet area's pages |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        row("four standard errors", results.in_theory),
        row("the scenes above", results.simulated),
    ]


def _shape(row: Calibrated) -> str:
    return row.scene.shape + (" *" if row.scene.is_ours else "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def wilson(found: int, repeats: int, z: float = 1.96) -> tuple[float, float]:
    """A 95 per cent interval of a share (Wilson 1927).

    >>> tuple(round(end, 3) for end in wilson(50, 1000))
    (0.038, 0.065)
    """
    share = found / repeats
    middle = (share + z * z / (2 * repeats)) / (1 + z * z / repeats)
    half = z * sqrt(share * (1 - share) / repeats + z * z / (4 * repeats**2)) / (1 + z * z / repeats)
    return max(0.0, middle - half), min(1.0, middle + half)
