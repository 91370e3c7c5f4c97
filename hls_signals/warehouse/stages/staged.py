"""What must be asked of the files before anything is explained?"""

from __future__ import annotations

import polars as pl

from hls_signals.returns.defects import QUALITY, Beside, quality_rows
from hls_signals.warehouse.night import Checked, Filled, Night

# What questions about files are asked of.
ASKED = (
    *("return_id", "measure_id", "area_code", "breakdown", "period_start", "period_end", "period_type"),
    *("numerator", "denominator", "value_given", "status", "definition_version", "source_sha256"),
)
KEY = ("measure_id", "area_code", "breakdown", "period_start", "period_end", "definition_version")


def file_questions(night: Night) -> Filled:
    """`staged.quality`: one row a question about a file's figures, and one an expectation that did not hold."""
    rows = [_questions_of(night, return_id) for return_id in _returns(night)]
    unmet = [_unmet(check) for check in night.checked if check.severity == "warning" and not check.passed]
    return night.write("staged.quality", pl.concat([pl.DataFrame(schema=QUALITY), *rows, *unmet]))


def _returns(night: Night) -> list[str]:
    return sorted({measure.return_id for measure in night.measures})


def _questions_of(night: Night, return_id: str) -> pl.DataFrame:
    measures = [measure for measure in night.measures if measure.return_id == return_id]
    latest = [_given(night, measure.id) for measure in measures]
    return quality_rows(pl.concat(latest).rename({"value_given": "value"}), _beside(night, return_id))


def _given(night: Night, measure_id: str) -> pl.DataFrame:
    """The newest figures that files gave: a total that we made of them says nothing more of a file."""
    latest = night.read("staged.latest_known", measure_id).select(ASKED)
    made = night.read("staged.summed", measure_id).select(KEY).unique()
    return latest.join(made, on=KEY, how="anti", maintain_order="left") if made.height else latest


def _beside(night: Night, return_id: str) -> Beside:
    spec = night.returns.get(return_id)
    at_once = night.read("staged.known_at_once").filter(pl.col("return_id") == return_id)
    return Beside(
        night.register_asked,
        {} if spec is None or spec.rounding is None else {return_id: spec.rounding.base},
        night.read("staged.submissions").select("sha256", "rows_in", "notes"),
        at_once,
    )


def _unmet(check: Checked) -> pl.DataFrame:
    """An expectation of severity `warning` becomes a question, never a stop."""
    row = {
        "code": "Q150",
        "severity": "question",
        "return_id": check.asset.removeprefix("raw/"),
        "measure_id": "",
        "area_code": "",
        "text": f"The expectation `{check.id}` did not hold. {check.why}",
        "ask": "Is the file as it should be, or should the expectation be another?",
    }
    return pl.DataFrame([row], schema=QUALITY)
