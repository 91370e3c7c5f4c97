"""Which sentences about ourselves stand on every page, word for word?"""

from __future__ import annotations

# The contract lets these through as they are; they are the only place where such words are written.
FOR_LEARNING = "For learning. It does not rank or score."
NEVER = "It never ranks and never penalises."
# Said once above the cards, for it is true of every one of them.
NO_RETURN_CAN_TELL = (
    "No return can tell why anything happened, or whether the mix of people changed in ways it does not record."
)
# On the open book: who let the release out. The second takes the place of the first when somebody does.
LET_OUT_BY_NIGHT = "By the night, as the settings of this workspace say."
NOT_LET_OUT = "Nobody has let this release out yet."
LET_OUT_BY_A_ROLE = "On {day}, by: {role}."
