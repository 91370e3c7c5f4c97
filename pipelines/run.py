"""How does `hls-signals run` execute the night, in this process, on the workspace's own Dagster instance?"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import logging
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import dagster as dg
from dagster._core.errors import DagsterAssetCheckFailedError, DagsterMaxRetriesExceededError

from hls_signals.warehouse.night import Night, Question
from hls_signals.warehouse.opening import open_night
from hls_signals.warehouse.queries import STAGES
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace
from pipelines.build import build_defs
from pipelines.dagster_store import quick_commits
from pipelines.resources import clock

INSTANCE = """\
# Dagster's own settings for this workspace. Nothing is sent anywhere.
telemetry:
  enabled: false
# What a step prints is for the terminal; a file of it could hold what must not be kept.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
concurrency:
  pools:
    default_limit: 1
run_retries:
  enabled: true
  max_retries: 1
  retry_on_asset_or_op_failure: false
"""
# Dagster prints to the terminal whatever it logs; a run says what it has to say in its own words.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
# Lets no line pass. An object of the standard library: a function of ours would keep the engine loaded at exit.
NOTHING = logging.Filter("nobody")
LOOPBACK = "127.0.0.1"


class UiMissing(MendableError):
    """The Dagster pages are an extra."""

    code = "W402"


def run_night(workspace: Workspace, question: Question, *, trigger: str = "command") -> Night:
    """The nightly job in this process; the night it leaves says what was landed, filled, checked and published.

    raises  MendableError as it was raised inside, and anything else as the bug it is
    """
    run_id = str(uuid.uuid4())
    with (
        dagster_home(workspace) as instance,
        open_night(workspace, question, run_id=run_id, trigger=trigger, clock=clock) as night,
    ):
        held = dg.ResourceDefinition.hardcoded_resource(night)
        defs = build_defs(workspace.root, {"warehouse": held}, until=question.until)
        job = defs.resolve_job_def("nightly")
        # A blocking check that did not hold stops what follows; the night's own list says which and why.
        with contextlib.suppress(DagsterAssetCheckFailedError), _own_words(night), quick_commits():
            job.execute_in_process(
                instance=instance,
                run_id=run_id,
                run_config=QUIET,
                tags={"hls/as_of": question.as_of.isoformat(), "hls/trigger": trigger},
                raise_on_error=True,
            )
        if question.until != STAGES[-1] and not night.is_held:
            night.outcome = "unchanged"
        forget_older_logs(instance, clock() - dt.timedelta(days=night.settings.keep.log_days))
    return night


@contextlib.contextmanager
def _own_words(night: Night) -> Iterator[None]:
    """The error that stopped a step, in place of Dagster's news that the step was tried often enough.

    Where Dagster's own store found no room, the operating system's word for it: whoever asked knows how to tell that.
    """
    try:
        yield
    except (dg.Failure, DagsterMaxRetriesExceededError):
        if night.problem is None:
            raise
        raise night.problem from None
    except Exception as error:
        if is_no_room(error):
            raise OSError(errno.ENOSPC, "no room for Dagster's record of the run") from None
        raise


def is_no_room(error: BaseException | None) -> bool:
    """True where SQLite said, at whatever depth, that its file could not grow."""
    seen: set[int] = set()
    # A chain of errors may come back to where it began.
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        said = getattr(error, "orig", error)
        if isinstance(said, sqlite3.Error) and getattr(said, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def forget_older_logs(instance: dg.DagsterInstance, before: dt.datetime) -> int:
    """Remove Dagster's record of runs made before a moment; how many went.

    Which table was made when is Dagster's own index of assets and stays; it holds counts and hashes alone.
    """
    older = instance.get_run_records(dg.RunsFilter(created_before=before))
    for record in older:
        run_id = record.dagster_run.run_id
        instance.delete_run(run_id)
        # Dagster empties the file of a run's events and leaves the file.
        (Path(instance.root_directory) / "history" / "runs" / f"{run_id}.db").unlink(missing_ok=True)
    return len(older)


@contextlib.contextmanager
def dagster_home(workspace: Workspace) -> Iterator[dg.DagsterInstance]:
    """The workspace's persistent instance: its own folder, telemetry off, the texts of errors kept out of its store."""
    prepare_home(workspace)
    with dg.DagsterInstance.get() as instance:
        yield instance


def prepare_home(workspace: Workspace) -> None:
    """Write dagster.yaml where there is none, and tell Dagster where it is at home."""
    # Everything under warehouse/ is for its owner alone.
    os.umask(0o077)
    workspace.dagster.mkdir(parents=True, exist_ok=True)
    settings = workspace.dagster / "dagster.yaml"
    if not settings.is_file():
        write_whole(settings, INSTANCE)
    os.environ["DAGSTER_HOME"] = str(workspace.dagster)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    os.environ["DAGSTER_REDACT_USER_CODE_ERRORS"] = "1"
    # Dagster writes what it masks to this logger instead. A filter: Dagster's own set-up switches loggers on again.
    logging.getLogger("dagster.redacted_errors").addFilter(NOTHING)


def serve(workspace: Workspace, *, port: int, edit: bool) -> int:
    """Dagster's pages for this workspace on loopback, read-only unless asked; ends when stopped."""
    if find_spec("dagster_webserver") is None:
        raise UiMissing(
            "the Dagster pages are not installed.",
            mend='pip install -c constraints.txt -e ".[ui]"',
            where="hls-signals ui",
        )
    prepare_home(workspace)
    os.environ["HLS_WORKSPACE"] = str(workspace.root)
    command = [
        sys.executable,
        "-m",
        "dagster_webserver",
        "-h",
        LOOPBACK,
        "-p",
        str(port),
        "-m",
        "pipelines.definitions",
    ]
    if not edit:
        command.append("--read-only")
    if os.name == "nt":
        return subprocess.call(command)  # noqa: S603  # our own words, no shell
    # The command becomes the server, so that stopping it stops the server and what that has started.
    os.execv(sys.executable, command)  # noqa: S606  # as above
