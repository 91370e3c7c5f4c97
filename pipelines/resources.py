"""What does an asset body hold in its hands?"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg

from hls_signals.warehouse.night import Night, Question
from hls_signals.warehouse.opening import open_night
from hls_signals.workspace.layout import Workspace, open_workspace
from hls_signals.workspace.settings import load_settings


class WorkspaceResource(dg.ConfigurableResource):  # type: ignore[type-arg]  # the value type is the class itself
    """The council's folder."""

    path: str

    def open(self) -> Workspace:
        """The workspace; raises NoWorkspace where there is none."""
        return open_workspace(Path(self.path))


def clock() -> dt.datetime:
    """The machine's time. Asked for here, at the edge, and handed down."""
    return dt.datetime.now(dt.UTC)


@dg.resource(required_resource_keys={"workspace"}, description="One run: its question, its database, its record.")
def warehouse(context: dg.InitResourceContext) -> Iterator[Night]:
    """The night of a scheduled or sensed run; `hls-signals run` brings its own, already open."""
    workspace: Workspace = context.resources.workspace.open()
    run = context.run
    if run is None:
        raise ValueError("a night belongs to a run")
    tags = run.tags
    with open_night(
        workspace,
        _question(workspace, tags),
        run_id=run.run_id,
        trigger=tags.get("hls/trigger", "nightly"),
        clock=clock,
    ) as night:
        yield night


def _question(workspace: Workspace, tags: Mapping[str, str]) -> Question:
    settings = load_settings(workspace)
    as_of = tags.get("hls/as_of")
    day = dt.date.fromisoformat(as_of) if as_of else settings.as_of_date(clock())
    return Question(as_of=day)
