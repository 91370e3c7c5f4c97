"""Which sentences about ourselves stand on every page, word for word?"""

from __future__ import annotations

# The contract lets these through as they are; they are the only place where such words are written.
FOR_LEARNING = "For learning. It does not rank or score."
NEVER = "It never ranks and never penalises."
