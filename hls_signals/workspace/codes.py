"""What does each code of settings and workspace mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "W100": "something must be mended, and no narrower code says what",
    "W101": "the folder is not a workspace: it holds no hls.yaml",
    "W201": "another run is writing in this workspace",
    "M101": "a key that nothing reads; the nearest key is offered",
    "M102": "a value of the wrong kind",
    "M103": "a key that must be there is missing",
    "M104": "the file cannot be read as YAML",
    "M109": "a setting of a part that is not built yet",
    "M118": "a language without a catalogue",
}
