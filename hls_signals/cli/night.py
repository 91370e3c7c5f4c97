"""How is a night run and told?"""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hls_signals.cli.landed import landed_lines, landed_records
from hls_signals.cli.options import JsonOption, WorkspaceOption, say, say_json, workspace_at
from hls_signals.cli.taken import taken_lines
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import load_settings

if TYPE_CHECKING:
    from hls_signals.warehouse.night import Checked, Night, Question

TO_MEND = 1
OUTCOMES = {
    "published": "A new release is current.",
    "unchanged": "Nothing changed: the current release stays.",
    "candidate": "A release was built and set out; the current one stays.",
    "held": "Nothing was published; the last release stays.",
    "failed": "The run did not end; the last release stays.",
}


class Stage(StrEnum):
    """The stages a run may stop after."""

    raw = "raw"
    staged = "staged"
    measures = "measures"
    signals = "signals"
    published = "published"


class NoRunner(MendableError):
    """No package here can execute the nightly job."""

    code = "W401"


def run(
    folder: Annotated[Path | None, typer.Argument(help="The workspace; default: -w, else this folder.")] = None,
    workspace: WorkspaceOption = Path(),
    as_of: Annotated[
        dt.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Ask as on this day (its end).")
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="This measure alone; may be repeated.")] = None,
    until: Annotated[Stage, typer.Option("--until", help="Stop after this stage.")] = Stage.published,
    no_reuse: Annotated[bool, typer.Option("--no-reuse", help="Work everything out again.")] = False,
    make_current: Annotated[
        bool,
        typer.Option("--make-current", help="Make the release current though it is of a past day or of few measures."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the night: take in the inbox, work everything out, publish what changed.

    Example: hls-signals run council
    """
    place = workspace_at(workspace, folder)
    run_and_tell(
        place,
        as_json=as_json,
        as_of=None if as_of is None else as_of.date(),
        only=tuple(only or ()),
        until=until.value,
        reuse=not no_reuse,
        make_current=make_current,
    )


def ui(
    workspace: WorkspaceOption = Path(),
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 3000,
    edit: Annotated[bool, typer.Option("--edit", help="Let the pages start runs and switch the schedule.")] = False,
) -> None:
    """Open Dagster's pages for this workspace on this machine alone.

    Example: hls-signals ui -w council
    """
    place = workspace_at(workspace)
    say(f"Dagster's pages: http://127.0.0.1:{port} (stop with Ctrl-C)")
    raise SystemExit(_runner("ui")(place, port=port, edit=edit))


def run_and_tell(place: Workspace, *, as_json: bool, as_of: dt.date | None = None, **asked: Any) -> None:
    """Execute the night and say what came of it; exit 1 where something must be mended."""
    from hls_signals.warehouse.night import Question

    settings = load_settings(place)
    # The one look at the clock of a command: which day is today, where nobody named one.
    question = Question(as_of=as_of or settings.as_of_date(dt.datetime.now(dt.UTC)), **asked)
    with _progress(as_json=as_json):
        night = _execute(place, question)
    if as_json:
        say_json(_as_record(night))
    else:
        _tell(night)
    if night.outcome in {"held", "failed"} or night.undrawn:
        raise SystemExit(TO_MEND)


def _execute(place: Workspace, question: Question) -> Night:
    night: Night = _runner("dagster")(place, question)
    return night


def _runner(name: str) -> Callable[..., Any]:
    found = [entry for entry in entry_points(group="hls_signals.runners") if entry.name == name]
    if not found:
        raise NoRunner(
            "no installed package can execute the night.",
            where="entry point hls_signals.runners",
            mend="install hls-signals whole: pip install -c constraints.txt -e .",
        )
    runner: Callable[..., Any] = found[0].load()
    return runner


@contextmanager
def _progress(*, as_json: bool) -> Iterator[None]:
    """Lines as tables fill, on standard error: one that rewrites itself on a terminal, plain ones elsewhere."""
    logger = logging.getLogger("hls_signals.night")
    handler = logging.NullHandler() if as_json else _Lines()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        if isinstance(handler, _Lines):
            handler.end()


class _Lines(logging.Handler):
    """What the night says of itself, as it goes."""

    def __init__(self) -> None:
        super().__init__()
        self._rewrites = sys.stderr.isatty()

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        sys.stderr.write(f"\r\x1b[2K{text}" if self._rewrites else f"  {text}\n")
        sys.stderr.flush()

    def end(self) -> None:
        if self._rewrites:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def _tell(night: Night) -> None:
    for line in landed_lines(night.landing) if night.landing is not None else ():
        say(line)
    for line in () if night.taken is None else taken_lines(night.taken):
        say(line)
    for check in night.checked:
        if not check.passed and check.severity == "critical":
            is_of_contract = check.asset == "published/site"
            say(check.why if is_of_contract else unheld(check, night.run_id))
    for problem in night.undrawn:
        say(str(problem))
    if night.built is not None:
        for missing in night.built.without:
            say(str(missing))
    questions = night.question_count
    if questions:
        many = "1 question" if questions == 1 else f"{questions} questions"
        say(f"{many} about the data, see `hls-signals export quality --to quality.csv`")
    until = night.question.until
    stopped = night.outcome == "unchanged" and until != Stage.published
    say(f"Stopped after {until}, as asked: nothing was published." if stopped else OUTCOMES[night.outcome])
    if night.settings.publish.let_out == "by_hand" and night.outcome == "candidate":
        say(f"Look at it: hls-signals release look -w {night.workspace.root}")
    page = night.workspace.current / "index.html"
    if page.is_file():
        say(f"Open {page.as_uri()}")


def unheld(check: Checked, run_id: str) -> str:
    """A check that did not hold: what, where it is written down, and how to see its rows. No row is shown here."""
    from hls_signals.warehouse.queries import checks

    where, mend = f"expectation {check.id} of {check.asset}", "mend what was sent, or the expectation if that is right"
    if any(query.name == check.id for query in checks()):
        where = f"sql/checks/{check.id}.sql, on {check.asset}"
        mend = f"its rows are those this query finds in warehouse/runs/{run_id}/hls.duckdb"
    told = {"what": check.why, "where": where, "mend": mend}
    lines = (f"  {name + ':':<7}{text}" for name, text in told.items())
    return "\n".join((f"HLS-Q150: a check did not hold: {check.asset} {check.id}", *lines))


def _as_record(night: Night) -> dict[str, Any]:
    return {
        "run_id": night.run_id,
        "as_of": night.as_of,
        "outcome": night.outcome,
        "release_id": night.release_id,
        "landed": [] if night.landing is None else landed_records(night.landing),
        "questions": night.question_count,
        "checks_not_held": [
            {"asset": c.asset, "id": c.id, "severity": c.severity} for c in night.checked if not c.passed
        ],
    }
