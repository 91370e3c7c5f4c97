"""Which words end the name of a street?"""

from __future__ import annotations

STREET = (
    r"(?:road|rd|street|st|lane|ln|close|terrace|terr?|hill|avenue|ave?|drive|way|court|crescent|cres|place|gardens?"
    r"|gdns|grove|mews|park|row|square|sq|walk|view|rise|parade|quay|wharf|green|vale|croft|villas|buildings|broadway)"
)
