"""Which figures did the pages promise, what was reached on this machine, and how is each measured again?

    python -m tests.house.figures [BENCHMARK ...]      runs them (all by default) and writes the page
    python -m tests.house.figures --render             writes the page from what is known
    python -m tests.house.figures --only-run [...]     runs them and leaves the page as it is
    python -m tests.house.figures --take               takes what bench.json holds, then writes the page
    python -m tests.house.figures --reached ID VALUE   a figure that was measured by hand

docs/reference/figures.yaml holds what was promised, written by hand; figures.json what was reached; figures.md is made
of both.
"""

from __future__ import annotations

import argparse
import ast
import csv
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.house.reached import BENCH, Reached, as_text, known, reached

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
PROMISED, REACHED, PAGE = (REFERENCE / f"figures.{ending}" for ending in ("yaml", "json", "md"))
CALIBRATION = REFERENCE / "gaming-calibration.md"
YES, NO, HELD, COUNTED, UNKNOWN, ABSENT = (
    "yes", "**no**", "held by a test", "counted beside", "not measured yet", "not built",
)  # fmt: skip
BOUNDS = ("at_most", "at_least", "exactly", "between")


@dataclass(frozen=True)
class Line:
    """One line of the page, each cell as it is read."""

    section: str
    what: str
    promised: str
    reached: str
    state: str
    when: str
    how: str


def promises() -> dict[str, Any]:
    """figures.yaml: `benchmarks` (name -> run, minutes) and `pages` (of, title, figures)."""
    held: dict[str, Any] = yaml.safe_load(PROMISED.read_text(encoding="utf-8"))
    return held


def figures_of(held: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every figure, in the order of the pages."""
    for page in held["pages"]:
        yield from page["figures"]


def line_of(figure: Mapping[str, Any], held: Mapping[str, Any], got: Mapping[str, Reached]) -> Line:
    """A figure with what became of it.

    A figure says from where its number comes: a benchmark or a command (`by`, in figures.json), the calibration's own
    table (`calibration`), a table that is kept (`table`), a constant of a test (`constant`), or from nowhere: then a
    test holds it as a law, or it is not built (`absent`).
    """
    if "calibration" in figure:
        return _of_calibration(figure)
    told = _number(figure, got)
    beside = "; ".join(filter(None, [figure.get("note", ""), (told or {}).get("note", "")]))
    value = shown(told["value"], figure.get("unit", "")) if told else ""
    return Line(
        str(figure.get("section", "")), figure["what"], promised(figure), f"{value} ({beside})" if value and beside else
        value or beside, _state(figure, told), _when(told), how(figure, held),
    )  # fmt: skip


def _of_calibration(figure: Mapping[str, Any]) -> Line:
    """A line of the calibration's own table."""
    for text in CALIBRATION.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip("| ").split(" | ")]
        if len(cells) == 4 and cells[0] == figure["calibration"]:
            state = YES if cells[3] == "yes" else NO
            return Line(
                str(figure["section"]), cells[0], cells[1], cells[2], state, "", "[calibration](gaming-calibration.md)"
            )
    raise LookupError(f"the calibration has no line {figure['calibration']!r}")


def _number(figure: Mapping[str, Any], got: Mapping[str, Reached]) -> Reached | None:
    """The number reached, from wherever this figure has it; None where there is none."""
    if "table" in figure:
        return {"value": _of_table(**figure["table"])}
    if "constant" in figure:
        return {"value": constant(figure["constant"])}
    return got.get(figure.get("id", ""))


def _of_table(file: str, column: str, take: str, where: Mapping[str, object] | None = None) -> float:
    """The largest (`max`) or smallest (`min`) value of a column in the rows that fit."""
    with (ROOT / file).open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if all(row[k] == str(v) for k, v in (where or {}).items())]
    return {"max": max, "min": min}[take](float(row[column]) for row in rows)


def constant(place: str) -> float:
    """A number that a test module names: `tests/x/test_y.py::NAME`."""
    path, _, name = place.partition("::")
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            return float(ast.literal_eval(node.value))
    raise LookupError(f"no {name} in {path}")


def promised(figure: Mapping[str, Any]) -> str:
    """What was promised, in words."""
    unit = figure.get("unit", "")
    if "between" in figure:
        low, high = figure["between"]
        return f"{shown(low)} to {shown(high, unit)}"
    for key, sign in (("at_most", "&lt;= "), ("at_least", "&gt;= "), ("exactly", "")):
        if key in figure:
            return sign + shown(figure[key], unit)
    return str(figure["promise"])


def shown(value: float, unit: str = "") -> str:
    """A number with three figures that count, and its unit."""
    number = f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.3g}"
    return f"{number} {unit}".strip()


def _state(figure: Mapping[str, Any], told: Reached | None) -> str:
    if "absent" in figure:
        return f"{ABSENT}: {figure['absent']}"
    if told is None:
        return HELD if figure.get("tests") and "id" not in figure else UNKNOWN
    if not any(bound in figure for bound in BOUNDS):
        return COUNTED
    return YES if is_reached(figure, told["value"]) else NO


def is_reached(figure: Mapping[str, Any], value: float) -> bool:
    """Whether this number is what was promised."""
    low, high = figure.get("between", (figure.get("at_least", value), figure.get("at_most", value)))
    return bool(low <= value <= high and value == figure.get("exactly", value))


def _when(told: Reached | None) -> str:
    if told is None or "on" not in told:
        return ""
    return told["on"] + (f", load {told['load']:g}" if told.get("load") is not None else ", load not noted")


def how(figure: Mapping[str, Any], held: Mapping[str, Any]) -> str:
    """How it is measured again: commands and tests."""
    by = figure.get("by", "")
    command = held["benchmarks"].get(by, {}).get("run", by)
    ways = [f"`{command}`"] if command else []
    ways += [f"`{figure['table']['file']}`"] if "table" in figure else []
    return ", ".join([*ways, *(f"`{place}`" for place in figure.get("tests", ()))])


def page_text() -> str:
    """docs/reference/figures.md."""
    held, got = promises(), known(REACHED)
    pages = [(page, [line_of(figure, held, got) for figure in page["figures"]]) for page in held["pages"]]
    machines = sorted({told["machine"] for told in got.values() if "machine" in told})
    parts = [
        "<!-- Written by make figures from figures.yaml and figures.json. Change those, not this page. -->",
        "# Figures: what was promised and what was reached",
        "The pages by which the parts were built name figures: seconds, megabytes, shares, numbers of trials. Each is "
        "here with the value reached and the way to measure it again, those that were not reached too. `make figures` "
        "runs every benchmark and writes this page again, which takes about "
        f"{sum(entry['minutes'] for entry in held['benchmarks'].values())} minutes on an idle machine of two "
        'processors; `make figures ARGS="gaming landing"` runs those two, `make figures ARGS="--render"` none. '
        "Peers live in an environment of their own, named by `HLS_PEERS`; without one their lines keep the last value.",
        "Machine: " + "; ".join(machines) + ". Load is the number of processes that wanted a processor: above 1, other "
        "work ran beside, and times are longer than they would be alone.",
        *_summary([line for _, lines in pages for line in lines]),
    ]
    for page, lines in pages:
        parts += [f"## {page['title']}", *([page["about"]] if "about" in page else []), _table(lines)]
    return "\n\n".join(parts) + "\n"


def _summary(lines: Sequence[Line]) -> Iterator[str]:
    """How many of each state, then every figure that was not reached."""
    counts = Counter(line.state.partition(":")[0] for line in lines)
    named = {YES: "reached", HELD: HELD, COUNTED: COUNTED, NO: "not reached", UNKNOWN: UNKNOWN, ABSENT: ABSENT}
    told = (f"{counts[state]} {name}" for state, name in named.items() if counts[state])
    yield f"{len(lines)} figures: {', '.join(told)}."
    if missed := [line for line in lines if line.state == NO]:
        yield "Not reached:"
        yield "\n".join(f"- {line.what}: {line.reached}, promised {line.promised}" for line in missed)


def _table(lines: Sequence[Line]) -> str:
    head = ("section", "figure", "promised", "reached", "is it", "when", "measured by")
    rows = [tuple(vars(line).values()) for line in lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows))


def run(names: Sequence[str], held: Mapping[str, Any]) -> list[str]:
    """Run these benchmarks one after the other; the names of those that did not end well."""
    failed = []
    for number, name in enumerate(names, start=1):
        entry = held["benchmarks"][name]
        _say(f"== {number} of {len(names)}: {entry['run']} (about {entry['minutes']} minutes)")
        began = time.monotonic()
        words = shlex.split(entry["run"])
        if words[0] == "python":
            words[0] = sys.executable
        ended = subprocess.run(words, cwd=ROOT, check=False)
        failed += [name] if ended.returncode else []
        _say(f"== {name}: exit {ended.returncode} after {(time.monotonic() - began) / 60:.1f} minutes")
    return failed


def take(held: Mapping[str, Any], got: Mapping[str, Reached]) -> None:
    """Keep what was reached of the figures that the pages promise."""
    wanted = {figure["id"] for figure in figures_of(held) if "id" in figure}
    kept = known(REACHED) | {name: told for name, told in got.items() if name in wanted}
    REACHED.write_text(as_text(kept), encoding="utf-8", newline="\n")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command that says how far it is


def asked(arguments: Sequence[str], held: Mapping[str, Any]) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="make figures", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="BENCHMARK", help=", ".join(held["benchmarks"]))
    parser.add_argument("--render", action="store_true", help="run nothing")
    parser.add_argument("--only-run", action="store_true", help="leave the page as it is")
    parser.add_argument("--take", action="store_true", help="run nothing, take what bench.json holds")
    parser.add_argument("--reached", nargs=2, metavar=("ID", "VALUE"), help="a figure measured by hand")
    given = parser.parse_args(arguments)
    if unknown := sorted(set(given.names) - set(held["benchmarks"])):
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(held['benchmarks'])}")
    return given


def main(arguments: Sequence[str]) -> int:
    """Run, keep and write what is asked for; 1 where a benchmark did not end well."""
    held = promises()
    given = asked(arguments, held)
    failed: list[str] = []
    if not (given.render or given.take or given.reached):
        failed = run(given.names or list(held["benchmarks"]), held)
    if not given.only_run:
        taken = {given.reached[0]: reached(float(given.reached[1]))} if given.reached else known(BENCH)
        take(held, {} if given.render else taken)
        PAGE.write_text(page_text(), encoding="utf-8", newline="\n")
        _say(PAGE.relative_to(ROOT).as_posix())
    if failed:
        _say(f"did not end well: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
