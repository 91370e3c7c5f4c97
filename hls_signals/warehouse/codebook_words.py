"""Which words of people might the alliance add to its codebook, measure by measure? A person adds them or does not."""

from __future__ import annotations

from collections.abc import Mapping

from hls_signals.narrative.candidates import Candidate, candidates
from hls_signals.narrative.codebook import Codebook
from hls_signals.narrative.note_links import CONFIRMED
from hls_signals.warehouse.words import Words


def offered_words(words: Words, codebook: Codebook) -> Mapping[str, tuple[Candidate, ...]]:
    """Words typical of each measure's confirmed notes, by measure; measures that have none are left out.

    Notes in which a word is still in doubt are not read: that word could be somebody's name.
    """
    read = {
        state.narrative_id: (state.row["source_sha256"], state.row["masked_text"])
        for state in words.notes
        if state.note is not None and not state.doubts
    }
    linked: dict[str, list[str]] = {}
    for narrative_id, measure_id, status in words.links.select("narrative_id", "measure_id", "status").iter_rows():
        if status == CONFIRMED and narrative_id in read:
            linked.setdefault(measure_id, []).append(narrative_id)
    found = {
        measure_id: candidates(
            [read[narrative_id] for narrative_id in own],
            [text for narrative_id, (_, text) in read.items() if narrative_id not in own],
            codebook.terms.get(measure_id, ()),
        )
        for measure_id, own in sorted(linked.items())
    }
    return {measure_id: held for measure_id, held in found.items() if held}
