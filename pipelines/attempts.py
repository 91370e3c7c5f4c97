"""Which error is worth a second attempt, and how does it reach whoever asked for the run?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import dagster as dg

from hls_signals.warehouse.night import Night
from hls_signals.workspace.errors import MendableError


@contextlib.contextmanager
def attempt(night: Night) -> Iterator[None]:
    """One attempt at a step that Dagster repeats once: what a reader must mend is not tried again.

    Dagster says of a repeated step only that it was repeated, so the night keeps the error itself.
    """
    try:
        yield
    except MendableError as error:
        night.problem = error
        # The code alone: Dagster stores what a Failure says, and a message may name a file.
        raise dg.Failure(f"HLS-{error.code}", allow_retries=False) from None
    except Exception as error:
        night.problem = error
        raise
