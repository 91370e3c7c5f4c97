"""Does a landed batch keep what its suite of expectations asks?

Suites are JSON. Great Expectations is imported inside the function that runs them (it costs more than a second and
over 100 MB), sees pandas frames of bounded size, and gives back yes or no: never the cells themselves.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import polars as pl
from polars import selectors

from hls_signals.returns import ReturnSpec
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.nearest import offer

# Above this many rows a batch is judged on a repeatable sample; the invariants under sql/checks see every row.
SAMPLE_ROWS = 200_000
SEVERITIES = ("critical", "warning", "info")
Severity = Literal["critical", "warning", "info"]


class UnreadableSuite(MendableError):
    """A suite that cannot be read or names an expectation that does not exist."""

    code = "W310"


@dataclass(frozen=True)
class Expectation:
    """One expectation of a suite."""

    id: str
    type: str
    kwargs: Mapping[str, Any]
    severity: Severity
    why: str


@dataclass(frozen=True)
class Suite:
    """What a table or a return is expected to look like."""

    name: str
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class Verdict:
    """Whether one expectation held, and on how many rows it was judged."""

    expectation: Expectation
    passed: bool
    rows: int
    sampled: bool


def read_suite(path: Path) -> Suite:
    """A suite from its JSON file; raises UnreadableSuite with the file and the entry."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        entries = tuple(_expectation(entry) for entry in data["expectations"])
        return Suite(str(data["name"]), entries)
    except (ValueError, KeyError, TypeError) as error:
        mend = 'each entry: {"id", "type", "kwargs", "severity": "critical|warning|info", "why"}'
        what = "the suite is not readable JSON." if isinstance(error, ValueError) else "the suite lacks a key."
        raise UnreadableSuite(what, where=path.name, mend=mend) from None


def _expectation(entry: Mapping[str, Any]) -> Expectation:
    severity = entry["severity"]
    if severity not in SEVERITIES:
        raise KeyError("severity")
    return Expectation(entry["id"], entry["type"], dict(entry["kwargs"]), cast("Severity", severity), entry["why"])


def judge(suite: Suite, rows: pl.DataFrame, *, sampled: bool = False) -> list[Verdict]:
    """Whether each expectation holds for these rows, in the suite's order.

    sampled  True where the rows are a sample of a larger batch; the verdicts say so
    raises   UnreadableSuite where a type is none of Great Expectations' or its arguments do not fit
    """
    batch = _batch(suite, rows.select(_asked_for(suite, rows)))
    return [Verdict(e, _holds(batch, suite, e), rows.height, sampled) for e in suite.expectations]


def _asked_for(suite: Suite, rows: pl.DataFrame) -> list[str]:
    """The columns that the suite's arguments name; all of them where one asks about the columns themselves."""
    if any(expectation.type.startswith("expect_table_column") for expectation in suite.expectations):
        return rows.columns
    named = {text for e in suite.expectations for value in e.kwargs.values() for text in _texts(value)}
    # Great Expectations counts rows by the first column, so there is always one.
    return [name for name in rows.columns if name in named] or rows.columns[:1]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        yield from (item for item in value if isinstance(item, str))


def _batch(suite: Suite, rows: pl.DataFrame) -> Any:
    context = _great_expectations().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("landed").add_dataframe_asset(suite.name)
    definition = asset.add_batch_definition_whole_dataframe("batch")
    return definition.get_batch(batch_parameters={"dataframe": _as_pandas(rows)})


def _great_expectations() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        # 1.24 imports `sre_constants`, deprecated since Python 3.11 (seen November 2026); nothing of ours does.
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations
    return great_expectations


def _as_pandas(rows: pl.DataFrame) -> Any:
    plain = rows.with_columns(selectors.decimal().cast(pl.Float64), selectors.temporal().cast(pl.String))
    return plain.to_pandas()


def _holds(batch: Any, suite: Suite, expectation: Expectation) -> bool:
    gxe = _great_expectations().expectations
    known = [name for name in dir(gxe) if name.startswith("Expect")]
    name = "".join(part.capitalize() for part in expectation.type.split("_"))
    if name not in known:
        types = [re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in known]
        raise UnreadableSuite(
            f"`{expectation.id}` names an expectation that does not exist.",
            where=f"{suite.name}.json",
            mend=offer(expectation.type, types),
        )
    try:
        result = batch.validate(getattr(gxe, name)(**expectation.kwargs), result_format="BOOLEAN_ONLY")
    except Exception:
        raise UnreadableSuite(
            f"`{expectation.id}` cannot be asked of this table.",
            where=f"{suite.name}.json",
            mend="check its column names and arguments",
        ) from None
    # An expectation that could not be worked out has not been met.
    return bool(result.success) and not any(_raised(info) for info in (result.exception_info or {}).values())


def _raised(info: object) -> bool:
    return isinstance(info, Mapping) and bool(info.get("raised_exception"))


def return_suite(spec: ReturnSpec) -> Suite:
    """What a return's own mapping promises, as a suite: its measures, and no other."""
    ids = sorted(measure.id for measure in spec.measures)
    asked = Expectation(
        "measures_of_this_return",
        "expect_column_values_to_be_in_set",
        {"column": "measure_id", "value_set": ids},
        "critical",
        "A return may only fill the measures its mapping names.",
    )
    return Suite(spec.id, (asked,))
