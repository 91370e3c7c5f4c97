"""How is a letter to the body that set a target written?"""

from __future__ import annotations

from pathlib import Path

from hls_signals.cli.options import say, say_json
from hls_signals.register import Measure, Register
from hls_signals.register.models import Area
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.nearest import offer

ENDINGS = (".html", ".pdf", ".md")


class NoLetter(MendableError):
    """A letter that cannot be written: no such target, no such area, nothing published, or an unknown ending."""

    code = "W422"


def export_target_letter(place: Workspace, measure_id: str, area_code: str, to: Path, *, as_json: bool) -> None:
    """Write what has been learned about a target, from published content alone.

    area_code  whose page it is made of; empty where only one area has one
    raises     NoLetter
    """
    from hls_signals.cli.spoken import spoken
    from hls_signals.publish.target_letter import as_html, as_markdown, as_pdf, target_letter
    from hls_signals.warehouse.open_tables import night_of_open_release
    from hls_signals.warehouse.stages.published import content_of

    if to.suffix not in ENDINGS:
        raise NoLetter("the file's ending names no format.", where=to.name, mend="use " + ", ".join(ENDINGS))
    with spoken(place) as held:
        measure = _measure(held.register, measure_id)
        area = _area(held.register, measure, area_code)
        with night_of_open_release(place, held.settings, held.register, held.now) as night:
            if night is None:
                raise NoLetter("nothing is published yet.", where="published/current", mend="run: hls-signals run")
            content = content_of(night)
    letter = target_letter(content, measure, area)
    written = (
        {".html": as_html, ".pdf": as_pdf}[to.suffix](content, letter) if to.suffix != ".md" else as_markdown(letter)
    )
    if written is None:
        raise NoLetter("this machine cannot print.", where=to.name, mend="write it as .html or .md")
    write_whole(to, written)
    if as_json:
        say_json({"measure": measure.id, "area": area.area_code, "file": str(to)})
    else:
        say(f"A letter about the target of {measure.name}, from published content alone: {to}")


def _measure(register: Register, measure_id: str) -> Measure:
    if measure_id not in register.by_id:
        mend = offer(measure_id, register.by_id)
        raise NoLetter("there is no such measure in the register.", where="export target-letter", mend=mend)
    measure = register.by_id[measure_id]
    if not measure.targets:
        raise NoLetter("this measure has no target.", where=measure_id, mend="name a measure that has one")
    return measure


def _area(register: Register, measure: Measure, area_code: str) -> Area:
    having = {area.area_code: area for area in register.areas if measure.is_for(area)}
    if area_code in having:
        return having[area_code]
    if not area_code and len(having) == 1:
        return next(iter(having.values()))
    raise NoLetter(
        "a letter is about one area's page.",
        where=measure.id,
        mend="name it: --area " + ", --area ".join(sorted(having)),
    )
