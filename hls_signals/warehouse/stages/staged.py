"""What must be asked of the files before anything is explained?"""

from __future__ import annotations

import polars as pl

from hls_signals.returns.defects import QUALITY_SCHEMA, file_defects
from hls_signals.warehouse.night import Filled, Night


def file_questions(night: Night) -> Filled:
    """`staged.quality`: one row a question about a file's figures, return by return."""
    found = [_questions_of(night, return_id) for return_id in _returns(night)]
    rows = pl.concat(found) if found else pl.DataFrame(schema=QUALITY_SCHEMA)
    return night.write("staged.quality", rows)


def _returns(night: Night) -> list[str]:
    return sorted({measure.return_id for measure in night.register.measures})


def _questions_of(night: Night, return_id: str) -> pl.DataFrame:
    measures = [measure for measure in night.register.measures if measure.return_id == return_id]
    latest = [night.read("staged.latest_known", measure.id) for measure in measures]
    return file_defects(pl.concat(latest), measures)
