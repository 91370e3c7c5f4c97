"""Does the open release stay whole, whatever happens while another is made?"""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hls_signals.publish.current import current_release, damage
from hls_signals.publish.disk import DiskTooFull
from hls_signals.publish.ledger import ReleaseLedger
from hls_signals.publish.release import ReleaseNotPublished, Shelf
from hls_signals.publish.site import build_site
from hls_signals.publish.site_plan import content_id
from tests.charts.publish_content import CITY, content

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 10, 16, 3, 30, tzinfo=dt.UTC)


def small(**changes):
    """A release without a drawing, so that a test takes no time."""
    given = content(**changes)
    return dataclasses.replace(given, shown_values=given.shown_values.clear())


LATER = {"as_of": dt.date(2026, 10, 16)}


def shelf_in(folder: Path) -> Shelf:
    return Shelf(folder / "published", ReleaseLedger(folder / "warehouse" / "releases.parquet"))


def publish(shelf: Shelf, run_id: str, given=None, **keys):
    release = build_site(shelf.begin(run_id), given or small())
    shelf.set_out(release, now=NOW, **keys)
    return release


def states(shelf: Shelf) -> list[tuple[str, str]]:
    return list(shelf.ledger.read().select("release_id", "state").iter_rows())


def test_a_release_is_open_and_whole_and_readable_by_all(tmp_path):
    shelf = shelf_in(tmp_path)
    before = os.umask(0o077)
    try:
        release = publish(shelf, "run1")
    finally:
        os.umask(before)
    current = current_release(shelf.published)
    assert current == (shelf.releases / release.release_id).resolve()
    assert damage(current) is None
    assert (shelf.published / "current").is_symlink()
    assert os.readlink(shelf.published / "current") == f"releases/{release.release_id}"
    for path in (current, *current.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644)
    assert states(shelf) == [(release.release_id, "published")]
    assert stat.S_IMODE(shelf.ledger.path.stat().st_mode) == 0o600


def test_the_folder_can_be_moved_because_nothing_in_it_is_absolute(tmp_path):
    shelf = shelf_in(tmp_path / "here")
    publish(shelf, "run1")
    (tmp_path / "here").rename(tmp_path / "there")
    moved = current_release(tmp_path / "there" / "published")
    assert moved is not None
    assert damage(moved) is None


def test_equal_content_is_unchanged_without_a_drawing(tmp_path):
    open_now = publish(shelf_in(tmp_path), "run1")
    assert content_id(small(**LATER)) == open_now.content_id
    assert content_id(small(chance="Another sentence.")) != open_now.content_id


def test_the_same_pages_again_keep_their_folder(tmp_path):
    shelf = shelf_in(tmp_path)
    first = publish(shelf, "run1")
    second = publish(shelf, "run2")
    assert first.release_id == second.release_id
    assert [path.name for path in shelf.releases.iterdir()] == [first.release_id]
    assert states(shelf) == [(first.release_id, "published")] * 2


def test_a_changed_open_book_alone_goes_into_the_same_folder(tmp_path):
    shelf = shelf_in(tmp_path)
    first = publish(shelf, "run1")
    given = small()
    second = publish(shelf, "run2", dataclasses.replace(given, intake=given.intake.clear()))
    assert first.release_id == second.release_id
    assert first.content_id != second.content_id
    current = current_release(shelf.published)
    assert damage(current) is None
    assert "No file has been received." in (current / "open-book.html").read_text(encoding="utf-8")


def test_an_earlier_day_is_set_out_without_being_opened(tmp_path):
    shelf = shelf_in(tmp_path)
    first = publish(shelf, "run1")
    second = publish(shelf, "run2", small(as_of=dt.date(2026, 1, 1)), make_current=False)
    assert current_release(shelf.published).name == first.release_id
    assert (shelf.releases / second.release_id / "index.html").is_file()


def test_a_drive_without_links_leads_on_by_text(tmp_path, monkeypatch):
    def no_links(*_args, **_keys):
        raise OSError("this drive knows no links")

    monkeypatch.setattr(os, "symlink", no_links)
    shelf = shelf_in(tmp_path)
    release = publish(shelf, "run1")
    assert (shelf.published / "current.txt").read_text(encoding="utf-8") == f"releases/{release.release_id}\n"
    assert f"releases/{release.release_id}/index.html" in (shelf.published / "index.html").read_text(encoding="utf-8")
    assert current_release(shelf.published).name == release.release_id
    monkeypatch.undo()
    publish(shelf, "run2", small(**LATER))
    assert not (shelf.published / "current.txt").exists()
    assert (shelf.published / "current").is_symlink()


def test_start_up_finds_a_damaged_release_and_the_next_run_mends_it(tmp_path):
    shelf = shelf_in(tmp_path)
    release = publish(shelf, "run1")
    page = shelf.releases / release.release_id / "index.html"
    page.write_text("half", encoding="utf-8")
    cleaned = shelf.clean_up(NOW)
    assert cleaned.problem is not None
    assert str(cleaned.problem).startswith("HLS-W204")
    publish(shelf, "run2")
    assert shelf.clean_up(NOW).problem is None
    assert sorted(path.name for path in shelf.releases.iterdir()) == [release.release_id]


@pytest.mark.parametrize("name", ["manifest.json", "glossary.html"])
def test_a_missing_file_is_damage(tmp_path, name):
    shelf = shelf_in(tmp_path)
    release = publish(shelf, "run1")
    (shelf.releases / release.release_id / name).unlink()
    assert shelf.clean_up(NOW).problem is not None


def test_a_folder_that_changed_after_it_was_built_is_not_set_out(tmp_path):
    shelf = shelf_in(tmp_path)
    first = publish(shelf, "run1")
    release = shelf.build("run2", small(**LATER))
    (release.folder / "index.html").write_text("half", encoding="utf-8")
    with pytest.raises(ReleaseNotPublished) as told:
        shelf.set_out(release, now=NOW)
    assert str(told.value).startswith("HLS-P103")
    assert current_release(shelf.published).name == first.release_id
    assert states(shelf) == [(first.release_id, "published")]


@pytest.mark.parametrize(("number", "raised"), [(errno.ENOSPC, DiskTooFull), (errno.EIO, OSError)])
def test_a_disk_that_fails_while_building_leaves_nothing_behind(tmp_path, monkeypatch, number, raised):
    shelf = shelf_in(tmp_path)
    first = publish(shelf, "run1")
    real, written = Path.write_bytes, []

    def failing(path, data):
        written.append(path)
        if len(written) == 5:
            raise OSError(number, "no more")
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", failing)
    with pytest.raises(raised):
        shelf.build("run2", small(**LATER))
    assert [path.name for path in shelf.releases.iterdir()] == [first.release_id]
    assert damage(current_release(shelf.published)) is None


def test_start_up_removes_what_was_half_built(tmp_path):
    shelf = shelf_in(tmp_path)
    publish(shelf, "run1")
    part = shelf.begin("run2")
    (part / "index.html").write_text("half", encoding="utf-8")
    assert shelf.clean_up(NOW).removed == (".run2.part",)
    assert not part.exists()


def test_a_release_that_was_only_intended_is_given_up_or_found_open(tmp_path):
    shelf = shelf_in(tmp_path)
    release = publish(shelf, "run1")
    shelf.ledger.note("intended", "000000000000", "c", dt.date(2026, 10, 15), "nhs", NOW)
    shelf.ledger.note("intended", release.release_id, "c", dt.date(2026, 10, 15), "nhs", NOW)
    cleaned = shelf.clean_up(NOW)
    assert cleaned.abandoned == ("000000000000",)
    assert cleaned.published == (release.release_id,)
    assert [state for _, state in states(shelf)] == ["published", "abandoned", "published"]
    assert shelf.ledger.read()["sequence"].to_list() == [1, 2, 3]


def test_old_releases_go_but_never_the_open_one_or_a_named_one(tmp_path):
    shelf = shelf_in(tmp_path)
    made = [publish(shelf, f"run{day}", small(as_of=dt.date(2026, 10, day))).release_id for day in (1, 2, 3, 4)]
    spared = dataclasses.replace(shelf, named=frozenset(made[:1]))
    assert spared.prune(2) == (made[1],)
    assert sorted(path.name for path in shelf.releases.iterdir()) == sorted([made[0], made[2], made[3]])
    assert shelf.prune(1) == (made[0], made[2])
    assert current_release(shelf.published).name == made[3]


def test_a_full_disk_is_told_before_anything_is_built(tmp_path, monkeypatch):
    import shutil

    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=1024))
    with pytest.raises(DiskTooFull) as told:
        shelf_in(tmp_path).begin("run1")
    assert str(told.value).startswith("HLS-W202")
    assert not (tmp_path / "published").exists()


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.faults.test_publish_release import shelf_in, small, LATER, NOW
from hls_signals.publish.site import build_site
from hls_signals.publish.site_plan import content_id

shelf = shelf_in(Path({folder!r}))
release = build_site(shelf.begin("run2"), small(**LATER))
calls, steps = 0, ("rename", "replace", "fsync", "symlink")
for name in steps:
    def counted(*given, _real=getattr(os, name), **keys):
        global calls
        calls += 1
        if calls == {at}:
            os.kill(os.getpid(), signal.SIGKILL)
        return _real(*given, **keys)
    setattr(os, name, counted)
shelf.set_out(release, now=NOW)
print(calls)
"""


def run_and_kill(folder: Path, at: int) -> subprocess.CompletedProcess[str]:
    script = KILLED.format(root=str(ROOT), folder=str(folder), at=at)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def test_killed_at_any_step_a_whole_release_is_open_and_the_next_run_ends_alike(tmp_path):
    undisturbed = shelf_in(tmp_path / "calm")
    publish(undisturbed, "run1")
    told = run_and_kill(tmp_path / "calm", 0)
    assert told.returncode == 0, told.stderr
    steps = int(told.stdout)
    wanted = current_release(undisturbed.published).name
    # The files' own fsyncs come first and change nothing; what follows them is tried step by step.
    tried = [1, *range(steps - 14, steps + 1)]
    for at in tried:
        shelf = shelf_in(tmp_path / f"killed-{at}")
        first = publish(shelf, "run1")
        assert run_and_kill(tmp_path / f"killed-{at}", at).returncode == -signal.SIGKILL
        current = current_release(shelf.published)
        assert current.name in {first.release_id, wanted}
        assert damage(current) is None
        assert shelf.clean_up(NOW).problem is None
        publish(shelf, "run3", small(**LATER))
        assert current_release(shelf.published).name == wanted
        assert {state for _, state in states(shelf)} <= {"published", "abandoned"}
        assert not list(shelf.releases.glob(".*"))


def test_no_page_of_the_small_release_needs_a_drawing(tmp_path):
    release = build_site(tmp_path / "site", small())
    assert (release.drawn, release.problems) == (2 + 2, ())  # the example of how-to-read, and nothing else
    assert (release.folder / "area" / CITY / "index.html").is_file()
