"""What do all tests share?"""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]

# Two cores and a shared disk: time says nothing about the code, so no deadline.
settings.register_profile("desk", max_examples=50, deadline=None)
# The same examples each time, so that a failure in CI is the same failure at the desk.
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))

MASK = os.umask(0o022)
os.umask(MASK)

# Set before anything imports Dagster: a test tells nobody that it ran.
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, workspace or Dagster home of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith("HLS_") and name not in {"HLS_REQUIRE_ALL"}:
            monkeypatch.delenv(name)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)


@pytest.fixture(autouse=True)
def _own_mask() -> Iterator[None]:
    """A night restricts what its process writes; each test begins with the mask that the run began with."""
    os.umask(MASK)
    yield
    os.umask(MASK)


@pytest.fixture(scope="session")
def kept_files() -> list[Path]:
    """Every file of the repository that is committed or could be, by name."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = {ROOT / name for name in listed.stdout.split("\0") if name}
    return sorted(path for path in found if path.is_file())


@pytest.fixture(scope="session")
def source_trees(kept_files: list[Path]) -> dict[str, ast.Module]:
    """The parsed modules of the library and the pipelines, by their path."""
    ours = (ROOT / "hls_signals", ROOT / "pipelines")
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in kept_files
        if path.suffix == ".py" and path.is_relative_to(ROOT) and any(path.is_relative_to(part) for part in ours)
    }


@pytest.fixture
def make_workspace(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Writes a workspace from {path inside it: text} and says where it lies; hls.yaml is made where none is given."""

    def make(files: Mapping[str, str]) -> Path:
        for name, text in {"hls.yaml": "as_of: 2026-10-15\ninbox_settle_seconds: 0\n", **files}.items():
            path = tmp_path / "workspace" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "workspace"

    return make


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole nights begin first, so that at the end no worker waits for another's long file."""
    long_ones = {"faults": 0, "functional": 1, "realdata": 2}
    items.sort(key=lambda item: long_ones.get(item.path.parent.name, 3))


def _must_run(item: pytest.Item | pytest.Collector) -> bool:
    """With HLS_REQUIRE_ALL=1 every test but those on published data must run: a skip is then a failure."""
    return os.environ.get("HLS_REQUIRE_ALL") == "1" and "realdata" not in item.keywords


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:  # pragma: no cover - runs inside pytest
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _must_run(item):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped where everything must run (HLS_REQUIRE_ALL=1): {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    if report.skipped and _must_run(collector) and "realdata" not in collector.nodeid:
        report.outcome = "failed"
        report.longrepr = f"a whole file was skipped where everything must run (HLS_REQUIRE_ALL=1): {report.longrepr}"
    return report
