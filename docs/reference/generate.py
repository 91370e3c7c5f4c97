"""What do errors, settings and commands look like today? Written from the code, so that the manual cannot disagree.

Run by `make docs`; a test fails when a page is older than the code.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import click
import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hls_signals.workspace.settings import NOT_BUILT_YET, Settings

ROOT = Path(__file__).parents[2]
NOTICE = "<!-- Written by make docs from the code. Change the code, not this page. -->"
LETTERS = {
    "M": "register and settings",
    "Q": "a whole file",
    "R": "a row",
    "N": "accepted with a note",
    "D": "a file defect: a question, never a refusal",
    "V": "variation",
    "Y": "explanation",
    "G": "how a target may bend the data",
    "S": "small numbers and secrecy",
    "T": "notes and learning records",
    "C": "the contract: never rank, never penalise",
    "P": "publishing",
    "W": "workspace, set-up and runs",
}
# Classes that carry whichever code they are given.
OF_MANY_CODES = {"MendableError", "FileFault"}
# One plain sentence a key; a key without one stops the script.
MEANINGS = {
    "as_of": "The day asked about, to its end. `today`, or a fixed date.",
    "simulated": "True where the figures are invented: every page then says so.",
    "timezone": "In which zone days begin and end.",
    "nightly.at": "When the schedule runs. 01:30 is missing or double on two nights a year.",
    "inbox_settle_seconds": "How long a file must lie unchanged before it counts as complete.",
    "variation.preset": "Which rules pick out a point; see [presets](../deviations.md).",
    "gaming.reply_days": "Days in which those whose data it is see a gaming question alone.",
    "gaming.keep_days": "Days after which a gaming question is gone: one meeting cycle.",
    "narrative.raw_days": "Days after which the file a note came in is removed; its masked text stays.",
    "narrative.release_audience": "Whom a release is for: notes for fewer readers stay out of it.",
    "narrative.evidence_lead_days": "Days before a window in which a note still stands beside a change.",
    "narrative.allow_words": "Words that the redactor lets stand here, each with its reason.",
    "why.settle_days": "From how many days after its end a period is settled: what belongs to it has arrived.",
    "disclosure.profile": "How small numbers are kept back.",
    "disclosure.exempt_area_types": "Area types whose counts are shown exactly, such as `country`.",
    "publish.title": "The title of the pages.",
    "publish.narrow_periods": "How many of the newest periods the narrow chart draws.",
    "publish.areas": "Whose pages are made: `all`, or area codes or area types.",
    "publish.let_out": "Whether a finished release is opened by the night itself.",
    "publish.replies_to": "Where readers may write, printed in each page's footer.",
    "publish.pdf": "Whether packs are printed too, as tagged PDF.",
    "publish.live_charts": "Whether a chart may be opened to explore; without it no drawing library is published.",
    "publish.languages": "The languages of the pages, each with a catalogue; the first is the default.",
    "publish.small_multiples": "Whether the page of the alliance holds a panel for each area, by name.",
    "publish.extra_question": "A question of the alliance's own, asked after the three of every room.",
    "packs": "What each meeting looks at: `id`, `title` and `items` of `measure_id` and `area_code`, in its own order.",
    "keep.releases": "How many releases stay on disk.",
    "keep.runs": "How many runs stay on disk.",
    "keep.log_days": "How many days Dagster's own logs stay.",
    "warehouse.engine": "What keeps the rows.",
    "warehouse.memory_limit": "How much memory the database may take.",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(_plain(cell) for cell in line) + " |" for line in lines)


def _plain(cell: str) -> str:
    """The cell with what Markdown would take for a tag or a column escaped, outside code spans."""
    parts = cell.replace("|", "\\|").split("`")
    return "`".join(part if number % 2 else part.replace("<", "&lt;") for number, part in enumerate(parts))


def page(title: str, *parts: str) -> str:
    """A whole page, the notice first."""
    return "\n\n".join([NOTICE, f"# {title}", *parts]) + "\n"


# Errors


def our_modules(pattern: str) -> list[Path]:
    """The modules of the library and the pipelines that match."""
    return sorted(path for part in ("hls_signals", "pipelines") for path in (ROOT / part).rglob(pattern))


def tables_named(name: str) -> dict[str, str]:
    """The entries of this dict in every codes.py."""
    found: dict[str, str] = {}
    for path in our_modules("codes.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
                found |= ast.literal_eval(node.value or ast.Dict())
    return {code: text.rstrip(".") for code, text in found.items()}


def class_names() -> dict[str, str]:
    """Code -> name of the exception that carries it, where one class does."""
    found: dict[str, str] = {}
    for path in our_modules("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name not in OF_MANY_CODES:
                found |= {code: f"`{node.name}`" for code in _code_of(node)}
    return found


def _code_of(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        value = line.value if isinstance(line, ast.Assign | ast.AnnAssign) else None
        names = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        if isinstance(value, ast.Constant) and any(isinstance(name, ast.Name) and name.id == "code" for name in names):
            yield str(value.value)


def errors_page() -> str:
    """docs/reference/errors.md."""
    codes, mends, classes = tables_named("CODES"), tables_named("MENDS"), class_names()
    parts = [
        "Every message says what happened, where, and how to mend it. The code stays the same for ever; "
        "no message holds the text of a cell or of a note."
    ]
    for letter, about in LETTERS.items():
        own = sorted(code for code in codes if code.startswith(letter))
        last = ("how it is usually mended", mends) if set(own) & set(mends) else ("name in Python", classes)
        rows = [(f"HLS-{code}", codes[code], last[1].get(code, "")) for code in own]
        if rows:
            parts += [f"## {letter}: {about}", table(("code", "what it means", last[0]), rows)]
    return page("Codes of messages", *parts)


# Settings


def settings_keys(model: type[BaseModel] = Settings, before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Each key that hls.yaml may hold, sections opened."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from settings_keys(kind, f"{before}{name}.")
        else:
            yield before + name, field


def accepted(kind: Any) -> str:
    """In words, what a key may hold."""
    if kind in {str, int, bool}:
        return {str: "text", int: "whole number", bool: "true or false"}[kind]
    origin, inner = get_origin(kind), get_args(kind)
    if getattr(origin, "__name__", "") == "Literal":
        return " or ".join(f"`{value}`" for value in inner)
    if origin is tuple:
        return "a list"
    if inner and getattr(origin, "__name__", "") in {"UnionType", "Union"}:
        return ", or ".join(accepted(part) for part in inner)
    if inner:
        return accepted(inner[0])
    return getattr(kind, "__name__", str(kind))


def settings_page() -> str:
    """docs/reference/settings.md."""
    rows = [
        (f"`{key}`", accepted(field.annotation), f"`{_shown(field.default)}`", MEANINGS[key])
        for key, field in settings_keys()
    ]
    waiting = [(f"`{'.'.join(place)}`", part) for place, part in NOT_BUILT_YET.items()]
    return page(
        "Settings: hls.yaml",
        "Every key has a default, so an empty `hls.yaml` is a whole one. An unknown key is an error that names the "
        "file, the line and the nearest right key. From the environment: `HLS_<SECTION>__<KEY>`, for example "
        "`HLS_NIGHTLY__AT=04:00`. `HLS_WORKSPACE` and `HLS_REQUIRE_ALL` are no settings.",
        table(("key", "takes", "default", "what it does"), rows),
        "## Not built yet",
        "These keys are planned. Until their part is there, a workspace that holds one is told so (HLS-M109).",
        table(("key", "belongs to"), waiting),
    )


def _shown(value: Any) -> str:
    if value is True or value is False:
        return str(value).lower()
    return "[]" if value == () else str(value) or '""'


# Commands


def commands(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command that can be given, groups opened, in the order they were written."""
    inner: Mapping[str, click.Command] = getattr(command, "commands", {})
    if not inner:
        yield words, command
    for name, part in inner.items():
        yield from commands(part, (*words, name))


def command_section(words: tuple[str, ...], command: click.Command) -> str:
    """One command: its sentence, its arguments and its options."""
    rows = [
        (f"`{_parameter(parameter)}`", str(getattr(parameter, "help", None) or ""))
        for parameter in command.params
        if parameter.name != "help"
    ]
    about = (command.help or "").replace("\b", "").strip()
    return "\n\n".join([f"## {' '.join(words)}", about, *([table(("takes", "meaning"), rows)] if rows else [])])


def _parameter(parameter: click.Parameter) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name or "").upper()
    return ", ".join(parameter.opts)


def commands_page() -> str:
    """docs/reference/commands.md."""
    from hls_signals.cli import app

    root = typer.main.get_command(app)
    return page(
        "The command: hls-signals",
        "Exit 0 means done, 1 something to mend, 2 wrong usage. The command asks no questions.",
        *(command_section(words, command) for words, command in commands(root, ("hls-signals",))),
    )


# Variation charts


def variation_page() -> str:
    """docs/reference/variation.md."""
    from hls_signals.variation.advice import ADVICE_SENTENCES
    from hls_signals.variation.charts import CHART_TABLE

    charts = [(f"`{c.name}`", c.draws, ", ".join(f"`{use}`" for use in c.suits)) for c in CHART_TABLE.values()]
    return page(
        "Variation charts: presets, charts, advice, false alarms",
        "Why our presets differ from common practice: [deviations](../deviations.md). "
        "What false alarms mean: [false alarms](../explanation/false-alarms.md).",
        "## Presets",
        presets_table(),
        "## Charts",
        table(("chart", "draws", "made for figures of the calculation"), charts),
        "## Advice",
        table(("code", "what it says"), ((f"`{code}`", text) for code, text in ADVICE_SENTENCES.items())),
        *false_alarms_parts(),
    )


def presets_table() -> str:
    """One line a field, one column a preset."""
    from hls_signals.variation.presets import PRESETS, fields_of

    fields = {name: fields_of(preset) for name, preset in PRESETS.items()}
    rows = [
        (f"`{field}`", *(_field(of_preset[field]) for of_preset in fields.values()))
        for field in fields["hls"]
        if field != "name"
    ]
    return table(("field", *PRESETS), rows)


def _field(value: Any) -> str:
    if value is None:
        return "off"
    return f"{value:.6g}" if isinstance(value, float) else _shown(value)


def false_alarms_parts() -> Iterator[str]:
    """The simulated shares: by length, by shape and by baseline."""
    from hls_signals.variation.false_alarm_rates import SHAPES, false_alarm_table
    from hls_signals.variation.false_alarms import BASELINES

    cells = false_alarm_table()
    lengths = (6, 9, 12, 15, 18, 24, 30, 36, 48, 60, 72, 96, 120)
    series, error = cells["series"].unique().sort(), cells["standard_error"].max()
    yield "## False alarms"
    yield (
        "The share of stable series with at least one point that a rule picks out, in per cent. Simulated with the "
        f"engine itself on {' and '.join(f'{number:,}' for number in series)} series a cell, seed {cells['seed'][0]}; "
        f"the standard error is at most {100 * float(error):.2f} points. `make false-alarms` simulates them again."
    )
    yield "By number of points (normal figures, limits on all points):"
    yield _shares({f"{n}": {"shape": "normal", "baseline": None, "n": n} for n in lengths})
    yield "By shape of the figures (36 points):"
    yield _shares({shape: {"shape": shape, "baseline": None, "n": 36} for shape in SHAPES})
    yield "By the points the limits rest on (normal figures, 36 points):"
    asked = {str(b or "all"): {"shape": "normal", "baseline": b, "n": 36} for b in BASELINES}
    yield _shares(asked)


def _shares(asked: Mapping[str, Mapping[str, Any]]) -> str:
    """One line a preset, one column a kind of series."""
    from hls_signals.variation.false_alarm_rates import false_alarm_rate
    from hls_signals.variation.presets import PRESETS

    rows = [
        (f"`{name}`", *(f"{100 * false_alarm_rate(name, **cell):.1f}" for cell in asked.values())) for name in PRESETS
    ]
    return table(("preset", *asked), rows)


def pages() -> dict[str, str]:
    """File name -> text of each generated page."""
    return {
        "errors.md": errors_page(),
        "settings.md": settings_page(),
        "commands.md": commands_page(),
        "variation.md": variation_page(),
    }


def main() -> None:
    """Write each page beside this file."""
    for name, text in pages().items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"docs/reference/{name}\n")


if __name__ == "__main__":
    main()
