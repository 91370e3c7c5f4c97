"""Is the simulated workspace whole, repeatable, and nobody's?"""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pytest

from hls_signals.demo import FolderInUse, write_demo
from hls_signals.register import load_register
from hls_signals.register.checks import pack_problems
from hls_signals.workspace.layout import open_workspace
from hls_signals.workspace.settings import load_settings
from tests.spec.demo_figures import about

LA_CODES = Path(__file__).parents[2].parent / "shared" / "data" / "la_codes" / "uk_local_authorities_future.csv"
ENGLISH_CODE = re.compile(r"\b[EWSN]\d{8}\b")
# Organisations of the health service have two to five letters and digits.
ODS_CODE = re.compile(r"[A-Z0-9]{2,5}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "workspace"
    write_demo(root)
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_same_bytes_come_each_time(demo, tmp_path):
    started = time.monotonic()
    write_demo(tmp_path / "again")
    assert time.monotonic() - started < 5
    assert contents(tmp_path / "again") == contents(demo)


def test_its_settings_and_register_need_no_mending(demo):
    workspace = open_workspace(demo)
    settings, register = load_settings(workspace, {}), load_register(workspace)
    assert settings.simulated
    assert settings.as_of.isoformat() == "2026-10-15"
    assert list(pack_problems(settings.packs, register.by_id, register.by_code)) == []
    # What only the gaming part reads has no page and stands in no pack.
    shown = [measure.id for measure in register.measures if measure.id != "decision_days"]
    assert [item.measure_id for item in settings.packs[0].items] == shown


def test_every_measure_says_what_it_asks_and_what_it_cannot_tell(demo):
    for measure in load_register(open_workspace(demo)).measures:
        assert measure.asked_as.endswith("?")
        assert measure.purpose
        assert measure.cannot_tell_us
        assert measure.definitions


def test_one_measure_comes_for_five_areas_in_a_canonical_table(demo):
    with (demo / "inbox" / "returns" / "rough_sleeping" / "count_history.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["area_code"] for row in rows}) == 5
    assert {"measure_id", "period_start", "period_end", "period_type", "numerator", "known_at"} <= rows[0].keys()


def test_every_file_says_when_it_became_known(demo):
    for path in sorted((demo / "inbox" / "returns").rglob("*.csv")):
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        # A sidecar's day goes before a column of days, so exactly one of them speaks.
        assert ("known_at" in about(path)) != ("known_at" in header), path.name
        assert "Simulated" in str(about(path)["note"])


def test_no_figure_stands_twice_in_one_file(demo):
    for path in sorted((demo / "inbox" / "returns").rglob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        header = lines[0].split(",")
        figures = {"numerator", "denominator", "known_at", "total_attendances", "attendances_over_4hours"}
        kept = [number for number, name in enumerate(header) if name not in figures]
        keys = [tuple(line.split(",")[number] for number in kept) for line in lines[1:]]
        assert len(keys) == len(set(keys)), path.name


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "minutes.txt").write_text("ours", encoding="utf-8")
    with pytest.raises(FolderInUse) as refused:
        write_demo(tmp_path)
    assert refused.value.code == "W121"
    assert [path.name for path in tmp_path.iterdir()] == ["minutes.txt"]


@pytest.mark.parametrize("settings", ["as_of: 2026-10-15\n", "simulated: true\n", "simulated: [\n"])
def test_a_councils_own_workspace_is_left_alone(tmp_path, settings):
    (tmp_path / "register").mkdir()
    (tmp_path / "hls.yaml").write_text(settings, encoding="utf-8")
    (tmp_path / "register" / "areas.csv").write_text("area_code,area_name,area_type\n", encoding="utf-8")
    with pytest.raises(FolderInUse):
        write_demo(tmp_path)
    assert (tmp_path / "hls.yaml").read_text(encoding="utf-8") == settings


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "demo").write_text("", encoding="utf-8")
    with pytest.raises(FolderInUse):
        write_demo(tmp_path / "demo")


def test_written_again_it_is_as_it_was_and_what_was_made_of_it_stays(demo, tmp_path):
    root = tmp_path / "again"
    write_demo(root)
    (root / "warehouse").mkdir(exist_ok=True)
    (root / "warehouse" / "kept").write_text("kept", encoding="utf-8")
    (root / "register" / "events.yaml").write_text("[]\n", encoding="utf-8")
    write_demo(root)
    assert contents(root) == {**contents(demo), "warehouse/kept": b"kept"}


def test_no_code_is_one_that_a_register_of_england_could_hold(demo):
    areas = load_register(open_workspace(demo)).areas
    assert all(re.fullmatch(r"X\d{8}", area.area_code) for area in areas)
    assert not any(ODS_CODE.fullmatch(area.area_code) for area in areas)
    for name, content in contents(demo).items():
        assert not ENGLISH_CODE.search(content.decode("utf-8", "replace")), name


@pytest.mark.realdata
def test_no_place_is_one_that_exists(demo):
    if not LA_CODES.is_file():
        pytest.skip("the published register of authorities is not here: shared/data/la_codes")
    with LA_CODES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    real = {
        name.strip().casefold() for row in rows for name in (row["nice-name"], *row["alt-names"].split(",")) if name
    }
    codes = {row["gss-code"] for row in rows} | {row["local-authority-code"] for row in rows}
    for area in load_register(open_workspace(demo)).areas:
        assert area.area_code not in codes
        words = {area.area_name.casefold(), area.area_name.split()[0].casefold()}
        assert not words & real
