"""What waits to be let out, what differs in it, and who lets it out?"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hls_signals.cli.options import JsonOption, WorkspaceOption, say, say_json, workspace_at
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import load_settings

if TYPE_CHECKING:
    from hls_signals.publish.differences import Difference
    from hls_signals.register import Register

release = typer.Typer(no_args_is_help=True, help="Look at the release that waits, and let it out.")
ROLE = re.compile(r"[a-z][a-z ,-]{1,58}[a-z]")


class NoRole(MendableError):
    """A release is let out in the name of a role, and never of a person."""

    code = "P107"


@release.command()
def look(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Say in words what differs between the release that waits and the one that is open.

    Example: hls-signals release look
    """
    from hls_signals.publish.differences import differences
    from hls_signals.register import load_register

    place = workspace_at(workspace)
    register = load_register(place)
    waiting, current = _waiting(place), _current(place)
    measures = [measure.id for measure in register.measures]
    areas = [area.area_code for area in sorted(register.areas, key=lambda area: (area.area_name, area.area_code))]
    found = differences(current, waiting, measures, areas)
    if as_json:
        say_json({"candidate": waiting.name, "open": None if current is None else current.name, "differences": found})
        return
    _tell(place, register, waiting, current, found)


@release.command("let-out")
def let_out(
    release_id: Annotated[str, typer.Argument(help="The candidate's id, as `release look` prints it.")],
    by: Annotated[str, typer.Option("--by", help="The role that lets it out, such as chair; never a name.")],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Make the release that waits the one to open.

    Example: hls-signals release let-out 3fa9c1d2ab04 --by chair
    """
    from hls_signals.publish.candidates import Candidates
    from hls_signals.warehouse.opening import receipt_time
    from hls_signals.warehouse.stages.published import shelf_of
    from hls_signals.workspace.lock import workspace_lock

    place, role = workspace_at(workspace), role_of(by)
    began = dt.datetime.now(dt.UTC)
    with workspace_lock(place.lock, began):
        settings = load_settings(place)
        candidates = Candidates(shelf_of(place))
        candidates.let_out(release_id, role, receipt_time(settings, began))
        candidates.shelf.prune(settings.keep.releases)
    page = place.current / "index.html"
    if as_json:
        say_json({"release_id": release_id, "by_role": role, "page": str(page)})
        return
    say(f"{release_id} is the release to open, let out by: {role}.")
    say(f"Open {page.as_uri()}")


def role_of(given: str) -> str:
    """The role as it is written down; raises NoRole for what may be a name."""
    from hls_signals.narrative.redaction import redact

    role = given.strip().casefold()
    found = redact(role)
    if not ROLE.fullmatch(role) or found.text != role or found.quarantined:
        raise NoRole("a role lets a release out, and never a person by name.", where="--by", mend="such as: --by chair")
    return role


def _waiting(place: Workspace) -> Path:
    from hls_signals.publish.candidates import Candidates, NoCandidate
    from hls_signals.warehouse.stages.published import shelf_of

    newest = Candidates(shelf_of(place)).newest()
    if newest is None:
        mend = "hls-signals run builds one where something changed and `publish: {let_out: by_hand}` stands in hls.yaml"
        raise NoCandidate("no release waits to be let out.", where="published/candidates", mend=mend)
    return newest


def _current(place: Workspace) -> Path | None:
    from hls_signals.publish.current import current_release

    return current_release(place.published)


def _tell(place: Workspace, register: Register, waiting: Path, current: Path | None, found: list[Difference]) -> None:
    say(f"Candidate {waiting.name}: {(waiting / 'index.html').as_uri()}")
    say("No release is open yet." if current is None else f"Beside the release that is open, {current.name}:")
    for difference in found:
        measure, area = register.by_id[difference.measure_id], register.by_code[difference.area_code]
        say(f"{measure.name}, {area.area_name}")
        for sentence in difference.sentences:
            say(f"  {sentence}")
    if not found:
        say("No figure and no page of a measure differs.")
    say(f"Let it out: hls-signals release let-out {waiting.name} --by ROLE -w {place.root}")
