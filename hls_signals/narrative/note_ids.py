"""Under which id does a note stand, whatever it came with?"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from hashlib import sha256

from hls_signals.narrative.redaction import tells_nobody
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace

Key = Callable[[], bytes]
DIGITS = 12
OURS = re.compile(rf"n-[0-9a-f]{{{DIGITS}}}")
KEY_FILE, KEY_BYTES, RESTRICTED = "ids.key", 32, 0o400


def note_id(given: str, place: str, key: Key) -> str:
    """The id as given, unless it is empty or may itself point at a person.

    One that may point at somebody is replaced by another that is always the same, so that a later version or a
    withdrawal under the same id finds its note. Without the key nobody can try which id it was.

    place  the hash of the file and the row, of which the id of a note without one is made
    """
    if not given:
        return f"n-{sha256(place.encode()).hexdigest()[:DIGITS]}"
    if OURS.fullmatch(given) or tells_nobody(given):
        return given
    return f"n-{hmac.new(key(), given.encode(), sha256).hexdigest()[:DIGITS]}"


def ids_key(workspace: Workspace) -> bytes:
    """The workspace's own key for ids that are replaced; made when it is first asked for."""
    path = workspace.narratives / KEY_FILE
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, secrets.token_bytes(KEY_BYTES), RESTRICTED)
    return path.read_bytes()
