"""Does the adapter of the how-to page read a file and keep its promises?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from hls_signals.returns import ReturnSpec, check_adapter

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-adapter.md"
FILE = "Team,Month,Visits\nX90000901,August 2026,41\n,August 2026,3\nX90000901,September 2026,38\n"


@pytest.fixture
def read():
    example = PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    names = {"__name__": "outreach"}
    exec(compile(example, "add-an-adapter.md", "exec"), names)  # noqa: S102 - the page's own example
    return names["read"]


def test_the_example_keeps_every_promise(read, tmp_path):
    path = tmp_path / "outreach.csv"
    path.write_text(FILE, encoding="utf-8")
    spec = ReturnSpec.model_validate(
        {"id": "outreach", "period": {"column": "Month", "format": "month_name"}, "adapter": "outreach"}
    )
    result = check_adapter(read, path, spec)
    assert result.observations["numerator"].to_list() == ["41", "38"]
    assert result.observations["period_start"].to_list() == [dt.date(2026, 8, 1), dt.date(2026, 9, 1)]
    assert result.set_aside["code"].to_list() == ["R201"]
