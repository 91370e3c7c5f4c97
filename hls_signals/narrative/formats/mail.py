"""Which note does an email hold? Its plain text alone; who sent it to whom is never looked at."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.formats.texts import with_front_matter
from hls_signals.narrative.given import Reading, reading

# Where what somebody else wrote begins, and where a signature does.
HISTORY = re.compile(
    r"^(?:>|On .{4,200}wrote:\s*$|-{2,}\s*(?:Original|Forwarded) [Mm]essage|_{10,}\s*$|From:\s|Sent from my )"
)
SIGNATURE = re.compile(r"^--\s?$")


def eml_notes(data: bytes) -> Reading:
    """The one note of an email; raises NoteFileFault T104 without a plain-text part or front matter, T105."""
    return reading([(1, with_front_matter(own_words(plain_part(data))))])


def plain_part(data: bytes) -> str:
    """The text of the first plain part that is no attachment."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        part = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        raise NoteFileFault("T105", "the file is not readable as an email.") from None
    if part is None or not message.keys():
        raise NoteFileFault("T104", "the email has no plain-text part.", mend="send it as plain text")
    try:
        content = part.get_content()
    except (LookupError, ValueError, AttributeError, TypeError):
        raise NoteFileFault("T105", "the email's text is in no encoding this machine knows.") from None
    return str(content).replace("\r\n", "\n")


def own_words(text: str) -> str:
    """The text up to a signature or to what it answers."""
    lines = text.split("\n")
    # The front matter's own lines of dashes are no signature.
    for number, line in enumerate(lines):
        if HISTORY.match(line) or SIGNATURE.match(line):
            return "\n".join(lines[:number])
    return text
