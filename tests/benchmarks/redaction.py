"""How long does the redactor take a note, and what does it reach on the sets? `python tests/benchmarks/redaction.py`"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from hls_signals.narrative.codebook import Codebook  # the repository itself is on the path now
from hls_signals.narrative.links import suggest_links
from hls_signals.narrative.redaction import redact
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
    print(json.dumps(asdict(figures()) | {"held_half": later_figures()}, indent=1))
    codebook, texts = many_measures(), harmless_notes(NOTES)
    started = time.perf_counter()
    for text in texts:
        suggest_links(redact(text).text, codebook)
    print(f"{NOTES:,} notes masked and matched to {MEASURES} measures: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
