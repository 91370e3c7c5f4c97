"""Does a release stay out of sight until a person lets it out, and does the person see what differs?"""

import json
import stat

import polars as pl
import pytest
from typer.testing import CliRunner

from hls_signals.cli import app
from hls_signals.publish.current import damage
from hls_signals.workspace.errors import MendableError
from tests.functional.small_workspace import HLS, rows, write_return, write_workspace

RUNNER = CliRunner()


@pytest.fixture
def council(tmp_path):
    """A workspace whose releases a person lets out, with one waiting."""
    folder = write_workspace(tmp_path / "council")
    settings = folder / "hls.yaml"
    settings.write_text(HLS.replace("nightly", "by_hand"), encoding="utf-8")
    return folder


def run(folder):
    result = RUNNER.invoke(app, ["run", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def waiting(folder):
    there = [path for path in (folder / "published" / "candidates").iterdir() if not path.name.startswith(".")]
    assert len(there) == 1
    return there[0]


def let_out(folder, release_id, role="chair"):
    return RUNNER.invoke(app, ["release", "let-out", release_id, "--by", role, "-w", str(folder)])


def ledger(folder):
    return pl.read_parquet(folder / "warehouse" / "releases.parquet").select("release_id", "state", "by_role").rows()


def test_a_night_sets_a_candidate_out_and_opens_nothing(council):
    result = run(council)
    place = waiting(council)
    assert not (council / "published" / "current").exists()
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert damage(place) is None
    assert "hls-signals release look" in result.output
    assert "Nobody has let this release out yet." in (place / "open-book.html").read_text(encoding="utf-8")


def test_a_role_lets_it_out_and_the_book_says_so(council):
    run(council)
    release_id = waiting(council).name
    result = let_out(council, release_id)
    assert result.exit_code == 0, result.output
    current = (council / "published" / "current").resolve()
    assert current.name == release_id
    assert damage(current) is None
    assert "by: chair." in (current / "open-book.html").read_text(encoding="utf-8")
    assert not list((council / "published" / "candidates").iterdir())
    assert ledger(council) == [(release_id, "candidate", ""), (release_id, "published", "chair")]
    assert all(path.stat().st_mode & 0o044 for path in current.rglob("*"))


def test_a_night_that_would_change_nothing_builds_nothing(council):
    run(council)
    first = waiting(council).stat().st_ino
    assert "Nothing changed" in run(council).output
    assert waiting(council).stat().st_ino == first
    let_out(council, waiting(council).name)
    assert "Nothing changed" in run(council).output


def test_what_differs_is_said_by_measure_in_words(council):
    run(council)
    let_out(council, waiting(council).name)
    write_return(council, "september.csv", rows(1, (2026, 9)))
    run(council)
    result = RUNNER.invoke(app, ["release", "look", "-w", str(council)], catch_exceptions=False)
    assert "September 2026 is new" in result.output
    record = json.loads(
        RUNNER.invoke(app, ["release", "look", "--json", "-w", str(council)], catch_exceptions=False).output
    )
    assert record["candidate"] == waiting(council).name
    assert record["open"] == (council / "published" / "current").resolve().name
    assert record["differences"]


def test_the_newest_candidate_alone_is_kept(council):
    run(council)
    first = waiting(council).name
    write_return(council, "september.csv", rows(1, (2026, 9)))
    run(council)
    assert waiting(council).name != first
    with pytest.raises(MendableError) as raised:
        RUNNER.invoke(app, ["release", "let-out", first, "--by", "chair", "-w", str(council)], catch_exceptions=False)
    assert raised.value.code == "P105"


@pytest.mark.parametrize("role", ["Harriet Opie", "harriet", "c", "chair 01752 960111", ""])
def test_a_name_is_no_role(council, role):
    with pytest.raises(MendableError) as raised:
        RUNNER.invoke(app, ["release", "let-out", "x", "--by", role, "-w", str(council)], catch_exceptions=False)
    assert raised.value.code == "P107"
    assert len(role) < 2 or role not in str(raised.value)


def test_a_candidate_that_was_touched_is_not_let_out(council):
    run(council)
    page = waiting(council) / "index.html"
    page.write_text("another page", encoding="utf-8")
    result = let_out(council, waiting(council).name)
    assert getattr(result.exception, "code", None) == "P103"
    assert not (council / "published" / "current").exists()


def test_without_a_candidate_the_look_says_how_one_comes(council):
    with pytest.raises(MendableError) as raised:
        RUNNER.invoke(app, ["release", "look", "-w", str(council)], catch_exceptions=False)
    assert (raised.value.code, "hls-signals run" in raised.value.mend) == ("P105", True)
