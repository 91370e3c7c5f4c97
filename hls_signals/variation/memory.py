"""How does memory that one step freed stay at hand for the next?"""

from __future__ import annotations

from functools import cache

import numpy as np

# Just under the largest size that the C library of Linux will learn from (32 MiB, mallopt(3), M_MMAP_THRESHOLD).
LESSON_BYTES = 30 * 2**20


@cache
def keep_memory_at_hand() -> None:
    """Let the C library keep what is freed, up to some 60 MB; once in a process.

    On Linux a large array is by default a loan of the kernel, given back at once and cleared page by page for the
    next. That took a third of the time, for arrays that live for one step. A large block that is freed teaches the
    library to keep blocks of that size; nothing is ever written to it. Elsewhere this does nothing.
    """
    np.empty(LESSON_BYTES, dtype=np.uint8)
