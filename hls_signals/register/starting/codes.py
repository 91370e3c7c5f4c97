"""What do the error codes of a new workspace mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "W122": "A new workspace would overwrite a file that is already there.",
}
