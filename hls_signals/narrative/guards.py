"""Which measures must not carry a target, because they would be made of what people say?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hls_signals.register.models import Measure
from hls_signals.workspace.errors import MendableError

# Returns that are no returns: what people say, who was heard, and how the loop itself goes.
MADE_OF_WORDS = frozenset(("notes", "narrative", "narratives", "voices", "learning", "reflections", "journeys"))


class MadeOfWords(MendableError):
    """A measure made of notes, voices or the loop's own time has a target."""

    code = "T301"


def word_targets(measures: Iterable[Measure]) -> Iterator[MadeOfWords]:
    """Every measure that would set a target for what people say: a target there buys words, not listening."""
    for measure in measures:
        if measure.return_id in MADE_OF_WORDS and measure.targets:
            yield MadeOfWords(
                f"the measure `{measure.id}` is made of what people say and has a target.",
                where=f"register/measures/{measure.id}.yaml, key targets",
                mend="take the targets out; a figure of this kind may be shown as context alone",
            )
