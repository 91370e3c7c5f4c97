"""What does each code of the pipelines mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "W402": "the Dagster pages are an extra that is not installed",
}
