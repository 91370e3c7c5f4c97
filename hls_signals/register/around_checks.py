"""Is what a measure says around itself whole: charts beside it that are there, and no target without a reason?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hls_signals.register.models import Measure
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.located import Located
from hls_signals.workspace.nearest import offer

MOST_BESIDE = 3


class TargetWithoutReason(MendableError):
    """A target on a measure that was begun without one."""

    code = "M121"


class BesideNotThere(MendableError):
    """Charts that cannot stand beside: too many, twice, itself, or one that is not there."""

    code = "M123"


def around_problems(document: Located, measure: Measure) -> Iterator[MendableError]:
    """What is wrong inside one measure's file."""
    named = [entry.measure_id for entry in measure.look_beside]
    where = document.where(("look_beside",))
    if len(named) > MOST_BESIDE:
        yield BesideNotThere(
            f"{len(named)} charts would stand beside; at most {MOST_BESIDE} may.", where=where, mend="keep three"
        )
    if len(set(named)) < len(named) or measure.id in named:
        yield BesideNotThere(
            "a measure stands beside itself, or twice.", where=where, mend="name each other measure once"
        )
    if measure.begins_without_target and measure.targets and not measure.target_because.strip():
        yield TargetWithoutReason(
            "this measure was begun without a target, and none is set without a reason.",
            where=document.where(("targets",)),
            mend="write the alliance's reason as `target_because:`, which is printed; or take `targets` out",
        )


def beside_problems(document: Located, measure: Measure, ids: Collection[str]) -> Iterator[MendableError]:
    """Measures beside it that the register does not hold."""
    for number, entry in enumerate(measure.look_beside):
        if entry.measure_id not in ids:
            where = document.where(("look_beside", number, "measure_id"))
            mend = offer(entry.measure_id, ids)
            yield BesideNotThere(f"there is no measure `{entry.measure_id}`.", where=where, mend=mend)
