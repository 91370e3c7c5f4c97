"""Is an adapter of another installed package found by its entry point, and does its return come in by YAML alone?"""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from hls_signals.returns import read_intake
from tests.fixtures_returns.workspaces import Place

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "add-an-adapter.md").read_text(encoding="utf-8")
MEASURE = """
id: outreach_visits
name: Visits by the outreach team
return: outreach
calculation: count
unit: count
polarity: none
period_type: month
"""
MAPPING = """
id: outreach
adapter: outreach
files: ["*visits*"]
period: {column: Month, format: month_name}
"""
FILE = "Team,Month,Visits\nX06000901,April 2026,41\n,April 2026,3\nX06000902,May 2026,[c]\nX06000903,May 2026,many\n"


def block(language: str) -> str:
    return PAGE.split(f"```{language}\n")[1].split("```")[0]


def wheel(folder: Path) -> Path:
    """The page's example as another body's package, as a wheel."""
    points = tomllib.loads(block("toml"))["project"]["entry-points"]
    (group,) = points
    named = "".join(f"{name} = {place}\n" for name, place in points[group].items())
    about = "your_returns-1.dist-info"
    files = {
        "your_returns/__init__.py": "",
        "your_returns/outreach.py": block("python"),
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: your-returns\nVersion: 1\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": f"[{group}]\n{named}",
    }
    record = "".join(f"{name},,\n" for name in (*files, f"{about}/RECORD"))
    path = folder / "your_returns-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{about}/RECORD": record}.items():
            archive.writestr(name, text)
    return path


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """That package, installed by pip into a folder of its own."""
    path, target = wheel(tmp_path_factory.mktemp("package")), tmp_path_factory.mktemp("installed")
    quiet = ("--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", "--target", str(target))
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *quiet, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return target


CHECK = "from hls_signals.cli.app import main; main()"
LAND = """
from pathlib import Path
from hls_signals.register import load_register
from hls_signals.returns import land_inbox
from hls_signals.workspace.layout import Workspace
from tests.fixtures_returns.workspaces import ACCEPTED_AT_ONCE, NOW
workspace = Workspace(Path(sys.argv[2]))
land_inbox(workspace, ACCEPTED_AT_ONCE, load_register(workspace), now=NOW)
"""


def asked(place: Place, package: Path | None, program: str) -> subprocess.CompletedProcess[str]:
    """What a process says that finds this package beside ours."""
    path = [str(ROOT), *([str(package)] if package is not None else [])]
    start = f"import sys; sys.path[:0] = {path!r}\n{program}"
    command = [sys.executable, "-c", start, "check", str(place.workspace.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    (place.workspace.root / "hls.yaml").write_text("as_of: 2026-07-01\ninbox_settle_seconds: 0\n")
    (place.workspace.register / "measures" / "outreach_visits.yaml").write_text(MEASURE)
    place.mapping(MAPPING, "outreach")
    place.put("visits_2026.csv", FILE)
    return place


def test_an_installed_adapter_is_found_by_its_name_and_landing_judges_its_figures(place, package):
    done = asked(place, package, LAND)
    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = read_intake(place.workspace).iter_rows(named=True)
    assert (row["return_id"], row["adapter"], row["outcome"]) == ("outreach", "outreach", "accepted")
    assert (row["rows_in"], row["rows_accepted"], row["rows_set_aside"]) == (4, 2, 2)
    found = place.observations(row["sha256"]).select("area_code", "numerator", "status").sort("area_code")
    assert found.rows() == [("X06000901", 41, "ok"), ("X06000902", None, "suppressed")]
    assert "many" not in done.stdout + done.stderr
    checked = asked(place, package, CHECK)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_without_its_package_the_mapping_is_told_to_name_an_adapter_that_is_there(place):
    done = asked(place, None, CHECK)
    assert done.returncode == 1
    assert "register/returns/outreach.yaml" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_adapter_that_fails_to_import_is_told_by_its_package(place, package, tmp_path):
    broken = tmp_path / "broken"
    subprocess.run(["cp", "-r", str(package), str(broken)], check=True)
    (broken / "your_returns" / "outreach.py").write_text("import a_package_that_nobody_has\n")
    done = asked(place, broken, CHECK)
    assert done.returncode == 1
    assert "HLS-M130" in done.stdout + done.stderr
    assert "your-returns" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
