"""What do the demo's error codes mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "W121": "The folder for the simulated workspace holds something else.",
}
