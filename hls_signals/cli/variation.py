"""Which points of a plain file are signals, and which are usual variation?"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hls_signals.cli.export import ENDINGS, write_frame
from hls_signals.cli.options import JsonOption, say, say_json
from hls_signals.cli.plain_tables import PlainTable, plain_table
from hls_signals.workspace.errors import MendableError

if TYPE_CHECKING:
    import polars as pl

    from hls_signals.cli.variation_words import Found
    from hls_signals.variation import Preset

COLUMN_OPTIONS = "--series, --time and --value, or --numerator and --denominator"

FileArgument = Annotated[Path, typer.Argument(help="CSV, Parquet or XLSX, one row a series and period.")]
SeriesOption = Annotated[list[str] | None, typer.Option("--series", help="A column that names the series; may repeat.")]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="FIELD=VALUE: a field of the preset to change; may repeat.")
]


def variation(
    file: FileArgument,
    series: SeriesOption = None,
    time: Annotated[str, typer.Option("--time", help="The column of dates.")] = "date",
    value: Annotated[str | None, typer.Option("--value", help="The column of figures; default: value.")] = None,
    numerator: Annotated[str | None, typer.Option("--numerator", help="In place of a value, with the next.")] = None,
    denominator: Annotated[str | None, typer.Option("--denominator", help="What the numerator is out of.")] = None,
    preset: Annotated[str, typer.Option("--preset", help="The rules and constants; see docs/deviations.md.")] = "hls",
    changes: SetOption = None,
    chart: Annotated[str, typer.Option("--chart", help="The chart, such as xmr; auto chooses one a series.")] = "xmr",
    scale: Annotated[float, typer.Option("--scale", help="What a ratio is multiplied by, such as 100.")] = 1.0,
    phases: Annotated[Path | None, typer.Option("--phases", help="A file with starts and reason, and series.")] = None,
    baseline: Annotated[int | None, typer.Option("--baseline", help="Limits rest on the first N points.")] = None,
    excluded: Annotated[Path | None, typer.Option("--excluded", help="A file of series, date and reason.")] = None,
    calendar: Annotated[str | None, typer.Option("--calendar", help="day, week, month, quarter, year.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Write the whole record: .csv, .parquet or .json.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what range each series usually moves in, and which points a rule picks out. Needs no workspace.

    FILE has the columns series, date, value and perhaps n, which makes value a numerator. Rows are counted as in the
    file, a heading being row 1.

    Example: hls-signals variation waits.csv --preset hls --to waits_signals.parquet
    """
    if to is not None and to.suffix not in ENDINGS:
        raise typer.BadParameter("the ending names no format; use " + ", ".join(ENDINGS), param_hint="--to")
    if to is not None and to.resolve() == file.resolve():
        raise typer.BadParameter("this is the file that is read", param_hint="--to")
    if (numerator is None) != (denominator is None):
        raise typer.BadParameter("give both or neither", param_hint="--numerator and --denominator")
    table = plain_table(file)
    keys = tuple(series or ("series",))
    figures = _figures(table, value, numerator, denominator)
    table.must_have_any([*keys, time, *filter(None, figures.values())])
    asked = {
        "preset": _preset(preset, changes or []),
        "series": keys,
        "time": time,
        **figures,
        "scale": scale,
        "chart": chart,
        "phases": _side_table(phases, "starts"),
        "baseline": baseline,
        "excluded": _side_table(excluded, time),
        "calendar": calendar,
    }
    found = _found(table, asked)
    if to is not None:
        write_frame(found.result, to)
    report = found.report(table, keys)
    if as_json:
        say_json(report.as_record(to))
    else:
        for line in report.lines(to):
            say(line)


def _figures(
    table: PlainTable, value: str | None, numerator: str | None, denominator: str | None
) -> dict[str, str | None]:
    """Which columns hold the figures: those that were named, else `value`, out of `n` where there is such a column."""
    if numerator is not None:
        return {"numerator": numerator, "denominator": denominator}
    if value is None and "n" in table.frame.columns:
        return {"numerator": "value", "denominator": "n"}
    return {"value": value or "value"}


def _preset(name: str, changes: list[str]) -> Preset:
    from hls_signals.variation import preset

    fields: dict[str, object] = {}
    for change in changes:
        field, equals, text = change.partition("=")
        if not equals:
            raise typer.BadParameter("write FIELD=VALUE, such as shift_points=8", param_hint="--set")
        fields[field.strip()] = value_of_text(text.strip())
    return preset(name, **fields)


def value_of_text(text: str) -> object:
    """What a field of a preset holds, from its text: a number, true or false, None, or a word.

    >>> [value_of_text(text) for text in ("8", "2.66", "off", "true", "bridge")]
    [8, 2.66, None, True, 'bridge']
    """
    words: dict[str, object] = {"true": True, "false": False, "none": None, "off": None}
    if text.casefold() in words:
        return words[text.casefold()]
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def _side_table(path: Path | None, dates: str) -> pl.DataFrame | None:
    """A table given beside the figures, its dates read here so that a mistake in it names its own file."""
    if path is None:
        return None
    from hls_signals.variation.cells import dates_of

    table = plain_table(path)
    if dates not in table.frame.columns:
        return table.frame  # the engine names what is missing
    try:
        return table.frame.with_columns(dates_of(table.frame[dates]))
    except MendableError as error:
        raise table.told_here(error) from None


def _found(table: PlainTable, asked: dict[str, Any]) -> Found:
    """The record, and what chart was chosen and why where that was left open."""
    from hls_signals.cli.variation_words import Found
    from hls_signals.variation import MissingColumn, signals

    try:
        choice = _choice(table.frame, asked) if asked["chart"] == "auto" else None
        return Found(signals(table.frame, **asked), choice, _suggested(table.frame, asked))
    except MissingColumn as error:
        raise table.told_here(_with_options(error, asked)) from None
    except MendableError as error:
        raise table.told_here(error) from None


def _suggested(frame: pl.DataFrame, asked: dict[str, Any]) -> pl.DataFrame | None:
    """Where a new phase might begin, for a person to decide; None for charts on which a period is no single figure."""
    from hls_signals.variation import suggest_phases
    from hls_signals.variation.charts import AUTO, CHART_TABLE, chart_named

    chart = CHART_TABLE["xmr"] if asked["chart"] == AUTO else chart_named(asked["chart"])
    if chart.may_repeat or chart.is_of_ranges:
        return None
    return _asked_of(suggest_phases, frame, asked)


def _with_options(error: MendableError, asked: dict[str, Any]) -> MendableError:
    """The error about a column of the file, with the options that name another."""
    if "table of" not in error.where:
        error.mend += f"; or name the file's own columns by {COLUMN_OPTIONS}"
        if any(error.what.endswith(f" {key}") for key in asked["series"]):
            error.mend += "; a file of one series needs a column with its name too"
    return error


def _choice(frame: pl.DataFrame, asked: dict[str, Any]) -> pl.DataFrame:
    """The chart of each series and its reason."""
    from hls_signals.variation import choose_chart

    return _asked_of(choose_chart, frame, asked)


def _asked_of(function: Callable[..., pl.DataFrame], frame: pl.DataFrame, asked: dict[str, Any]) -> pl.DataFrame:
    """What another function says of the same series, their columns under names that meet none of its own."""
    names = {name: f"key {number}" for number, name in enumerate(asked["series"])}
    renamed = {**asked, "series": tuple(names.values())}
    for table in ("excluded", "phases"):
        if asked[table] is not None:
            renamed[table] = asked[table].rename(names, strict=False)
    taken = {name: renamed[name] for name in asked if name in signature(function).parameters}
    return function(frame.rename(names), **taken)
