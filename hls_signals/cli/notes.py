"""How do people look at what was said, approve it, link it, and take it back?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hls_signals.cli.options import JsonOption, WorkspaceOption, say, say_json, workspace_at
from hls_signals.cli.release import role_of
from hls_signals.cli.spoken import Spoken, spoken

if TYPE_CHECKING:
    from hls_signals.warehouse.reviewing import Item

notes = typer.Typer(no_args_is_help=True, help="Look at notes and learning records, approve them, take them back.")
ItemId = Annotated[str, typer.Argument(help="The id, as `notes list` prints it.")]
ByRole = Annotated[str, typer.Option("--by", help="The role that decides, such as chair; never a name.")]


@notes.command("list")
def list_items(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """List every note and learning record with its state, never with its words.

    Example: hls-signals notes list
    """
    from hls_signals.warehouse.reviewing import items

    with spoken(workspace_at(workspace)) as place:
        rows = [_listed(item, place) for item in items(place.words)]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        doubts = ", quarantined" if row["quarantined"] else ""
        why = f" ({row['state_reason']})" if row["state_reason"] else ""
        say(f"{row['narrative_id']}  {row['kind']}  {row['state']}{why}{doubts}")
    if not rows:
        say("Nobody has said anything yet: notes go into inbox/narratives, learning into inbox/learning.")


def _listed(item: Item, place: Spoken) -> dict[str, Any]:
    return {
        "narrative_id": item.item_id,
        "kind": item.kind,
        "state": item.state,
        "state_reason": item.reason,
        "quarantined": bool(item.doubts),
        "text_sha256": item.text_sha256 or None,
        "occurred_from": item.row.get("occurred_from", item.row.get("recorded_on")),
        "links": [{"measure_id": measure, "status": status} for measure, status in place.links_of(item)],
    }


@notes.command()
def show(item_id: ItemId, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Print one text, masked, with its hash.

    Example: hls-signals notes show n-12ab34cd56ef
    """
    from hls_signals.warehouse.reviewing import item_named

    with spoken(workspace_at(workspace)) as place:
        item = item_named(place.words, item_id)
        if as_json:
            say_json(_listed(item, place) | {"masked_text": item.text})
            return
        for line in told(item, place):
            say(line)


def told(item: Item, place: Spoken) -> list[str]:
    """One item as a person reviews it: words, numbered doubts, links, consent, audience, hash."""
    lines = [f"{item.item_id}  {item.kind}, {item.state}{f' ({item.reason})' if item.reason else ''}"]
    lines += [f"  {line}" for piece in item.lines for line in piece.split("\n")]
    for number, doubt in enumerate(item.doubts, start=1):
        lines.append(f'  doubt {number}: "{item.text[doubt.shown_start : doubt.shown_end]}" {doubt.reason}')
    lines += [f"  link: {measure} ({status})" for measure, status in place.links_of(item)]
    row = item.row
    asked = [f"{name}: {row[name]}" for name in ("about_person", "consent", "audience") if row.get(name)]
    return [*lines, f"  {', '.join(asked)}", f"  hash: {item.text_sha256}"]


@notes.command()
def approve(
    item_id: ItemId,
    text_hash: Annotated[str, typer.Option("--text-hash", help="The whole hash of the text, as `notes show` has it.")],
    by: ByRole,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Approve one text as it stands: a note may then be published, a learning record leaves the room.

    Example: hls-signals notes approve n-12ab34cd56ef --text-hash HASH --by manager
    """
    from hls_signals.warehouse import reviewing

    role = role_of(by)
    with spoken(workspace_at(workspace)) as place:
        item = reviewing.item_named(place.words, item_id)
        reviewing.approve(place.workspace, item, text_hash, role, place.now)
    _tell_done(as_json, item_id, f"approved by: {role}. The next run decides whether it may leave.")


@notes.command()
def link(
    item_id: ItemId,
    measure: Annotated[str, typer.Argument(help="The measure's id.")],
    by: ByRole,
    confirm: Annotated[
        bool | None, typer.Option("--confirm/--not-this", help="It is about this, or it is not.")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Say that a note is about a measure, or that it is not.

    Example: hls-signals notes link n-12ab34cd56ef ta_households --confirm --by worker
    """
    from hls_signals.warehouse import reviewing

    if confirm is None:
        raise typer.BadParameter("say --confirm or --not-this")
    role = role_of(by)
    with spoken(workspace_at(workspace)) as place:
        item = reviewing.item_named(place.words, item_id)
        measure_id = reviewing.known_measure(measure, place.register.by_id)
        reviewing.link(place.workspace, item, measure_id, is_about=confirm, by_role=role, now=place.now)
    _tell_done(as_json, item_id, f"{'is about' if confirm else 'is not about'} {measure_id}, says: {role}.")


@notes.command()
def codebook(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Offer words for codebook.yaml: those typical of a measure's notes. A person adds them, or does not.

    Example: hls-signals notes codebook
    """
    from hls_signals.warehouse.codebook_words import offered_words
    from hls_signals.warehouse.words import codebook_of

    with spoken(workspace_at(workspace)) as place:
        offered = offered_words(place.words, codebook_of(place.workspace, place.register))
    if as_json:
        say_json([{"measure_id": measure_id, **vars(word)} for measure_id, held in offered.items() for word in held])
        return
    for measure_id, held in offered.items():
        say(f"{measure_id}:")
        for word in held:
            say(f"  {word.word}  used {word.uses} times in {word.files} files, G2 {word.g2:.1f}")
    if not offered:
        say("No word stands twice in two files of notes that somebody confirmed for one measure.")


@notes.command()
def withdraw(item_id: ItemId, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Take a note or learning record back at once: from the record, and from every release that quoted it.

    Example: hls-signals notes withdraw n-12ab34cd56ef
    """
    take_back_and_tell(workspace_at(workspace), item_id, erased=False, as_json=as_json)


@notes.command()
def review(workspace: WorkspaceOption = Path(), by: ByRole = "reviewer") -> None:
    """Look at what waits, one text at a time, and decide; it asks, so it needs a terminal.

    Example: hls-signals notes review --by manager
    """
    from hls_signals.cli.review import review_all

    review_all(workspace_at(workspace), role_of(by), dt.datetime.now(dt.UTC))


def _tell_done(as_json: bool, item_id: str, what: str) -> None:
    if as_json:
        say_json({"narrative_id": item_id, "done": what})
    else:
        say(f"{item_id} {what}")


def take_back_and_tell(place: Any, item_id: str, *, erased: bool, as_json: bool) -> None:
    """Withdraw or erase, then say what became of it; exit 1 where anything is left to do."""
    from hls_signals.warehouse.reviewing import NOTE, item_named
    from hls_signals.warehouse.withdrawing import Place, taken_back
    from hls_signals.warehouse.words import stores

    with spoken(place) as held:
        item = item_named(held.words, item_id)
        store = stores(held.workspace)[0 if item.kind == NOTE else 1]
        where = Place(held.workspace, held.settings, held.register, held.now)
        result = taken_back(where, store, item_id, "erased" if erased else "withdrawn")
    if as_json:
        say_json({"narrative_id": item_id, **vars(result)})
    else:
        _tell_taken_back(item_id, result, erased=erased)
    if result.problem or result.copies:
        raise SystemExit(1)


def _tell_taken_back(item_id: str, result: Any, *, erased: bool) -> None:
    say(f"{item_id} is {'erased' if erased else 'withdrawn'}.")
    if result.was_open and result.release_id:
        say(f"The open release quoted it and went; {result.release_id} is open, without it.")
    elif result.was_open:
        say(f"The open release quoted it and went. No release is open now.\n{result.problem}")
    if result.forgotten:
        say(f"Also removed, since they named it: {', '.join(result.forgotten)}. hls-signals run fills them again.")
    for name in result.copies:
        say(f"  still here: {name}")
    many = "1 copy" if len(result.copies) == 1 else f"{len(result.copies)} copies"
    say(f"{many} left here. Backups of this folder, and files people have taken, are still to treat.")
