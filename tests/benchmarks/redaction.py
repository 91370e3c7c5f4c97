"""How long does the redactor take a note, and what does it reach on the sets? `python -m tests.benchmarks.redaction`"""

from __future__ import annotations

import json
import time
from dataclasses import asdict

from hls_signals.narrative.codebook import Codebook
from hls_signals.narrative.links import suggest_links
from hls_signals.narrative.redaction import redact
from tests.house.reached import record
from tests.narrative_set.figures import figures, later_figures
from tests.narrative_set.harmless import SENTENCES, harmless_notes

NOTES, MEASURES = 10_000, 200


def many_measures() -> Codebook:
    """A codebook of 200 measures, its words taken from the sentences themselves so that grams meet."""
    words = [word.strip(".,;:") for sentence in SENTENCES for word in sentence.split() if len(word) > 5]
    about = {f"m{n:03}": " ".join(words[(7 * n + k) % len(words)] for k in range(6)) for n in range(MEASURES)}
    terms = {name: (words[(3 * n) % len(words)], words[(5 * n + 1) % len(words)]) for n, name in enumerate(about)}
    return Codebook(1, about, terms)


def main() -> None:
    """Figures of the sets, then 10,000 notes masked and matched to 200 measures."""
    first, later = figures(), later_figures()
    print(json.dumps(asdict(first) | {"held_half": later}, indent=1))
    codebook, texts = many_measures(), harmless_notes(NOTES)
    started = time.perf_counter()
    for text in texts:
        suggest_links(redact(text).text, codebook)
    seconds = time.perf_counter() - started
    print(f"{NOTES:,} notes masked and matched to {MEASURES} measures: {seconds:.1f} s")
    record(
        {
            "narrative.identifiers_pct": first.identifiers_masked_pct,
            "narrative.names_pct": first.names_held_pct,
            "narrative.names_unseen_pct": later["names_held_pct"],
            "narrative.words_masked_pct": max(first.harmless_words_masked_pct, later["harmless_words_masked_pct"]),
            "narrative.quarantined_pct": max(first.harmless_quarantined_pct, later["harmless_quarantined_pct"]),
            "narrative.note_ms": first.milliseconds,
            "narrative.ten_thousand_s": seconds,
        }
    )


if __name__ == "__main__":
    main()
