"""What did a benchmark reach? Each figure by its name on the page of figures, with day, load and machine.

A benchmark calls `record`; `make figures` takes what was recorded into docs/reference/figures.json.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Not kept in the repository: what the last run of each benchmark on this machine gave.
BENCH = Path(__file__).parents[2] / "bench.json"
Reached = dict[str, Any]


def record(figures: Mapping[str, float], note: str = "") -> None:
    """Keep these figures, name -> number in the unit that figures.yaml gives, beside those of other benchmarks."""
    kept = known(BENCH) | {name: reached(figure, note) for name, figure in figures.items()}
    BENCH.write_text(as_text(kept), encoding="utf-8")


def reached(figure: float, note: str = "") -> Reached:
    """One figure with when, where and on how busy a machine it was reached."""
    told = {"value": float(f"{figure:.4g}"), "on": f"{dt.datetime.now(dt.UTC):%Y-%m-%d}", "load": load()}
    return told | {"machine": machine()} | ({"note": note} if note else {})


def known(path: Path) -> dict[str, Reached]:
    """What this file holds; nothing where there is none."""
    held = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: told for name, told in held.items() if isinstance(told, dict) and "value" in told}


def as_text(held: Mapping[str, Reached]) -> str:
    """JSON in the order of names, one figure a line, so that a change of one is a change of a line."""
    lines = (f" {json.dumps(name)}: {json.dumps(held[name], ensure_ascii=False)}" for name in sorted(held))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def load() -> float | None:
    """Processes that want a processor, mean of the last minute; None where the system does not say."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def machine() -> str:
    """Processors, memory, system and Python, and nothing that names the machine."""
    held = f"{_gigabytes()} GB, " if hasattr(os, "sysconf") else ""
    return f"{os.cpu_count()} processors, {held}{platform.system()}, Python {platform.python_version()}"


def _gigabytes() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
