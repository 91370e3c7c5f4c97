"""What is said where the disk has too little room?"""

from __future__ import annotations

from hls_signals.workspace.errors import MendableError


class DiskTooFull(MendableError):
    """Too little room to build another release."""

    code = "W202"
