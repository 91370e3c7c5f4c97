"""What must be asked of the files before anything is explained?"""

from __future__ import annotations

import polars as pl

from hls_signals.returns.defects import (
    QUALITY,
    Beside,
    ReturnQuestions,
    questions_of_rows,
    two_at_once,
)
from hls_signals.returns.quality import ordered
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
    at_once = two_at_once(night.read("staged.known_at_once"))
    return night.write("staged.quality", pl.concat([pl.DataFrame(schema=QUALITY), *rows, at_once, *unmet]))


def _returns(night: Night) -> list[str]:
    return sorted({measure.return_id for measure in night.measures})


def _questions_of(night: Night, return_id: str) -> pl.DataFrame:
    """One measure after the other, so that memory follows the largest; of each, little is kept for the whole return."""
    beside = _beside(night, return_id)
    found, whole = [], ReturnQuestions(return_id)
    for measure in night.measures:
        if measure.return_id == return_id:
            latest = night.read("staged.latest_known", measure.id).select(ASKED).rename({"value_given": "value"})
            found.append(questions_of_rows(latest, beside))
            whole.look_at(latest)
    return ordered([*found, whole.rows()])


def _beside(night: Night, return_id: str) -> Beside:
    spec = night.returns.get(return_id)
    return Beside(
        night.register_asked,
        {} if spec is None or spec.rounding is None else {return_id: spec.rounding.base},
        night.read("staged.submissions").select("sha256", "rows_in", "notes"),
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
