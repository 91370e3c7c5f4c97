"""What does each code of this part mean, and how is it mended?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "T101": "a note lacks a field that it must have",
    "T102": "a field of a note holds a value that is not in its list",
    "T103": "a note that was withdrawn or erased earlier",
    "T104": "a file of notes has no table, no front matter or no text part",
    "T105": "a file of notes is encrypted, or is not in the format its name says",
    "T106": "a note is longer than 20,000 characters",
    "T201": "the text has another hash than the one that was approved: it changed since",
    "T202": "a doubt about the text is still open",
    "T203": "no note or learning record has this id",
    "T204": "reviewing asks a person, and nobody can answer here",
    "T301": "a measure made of notes, voices or the loop's own time has a target",
    "T405": "a codebook, experiment or map names a measure, factor or cycle that is not there",
}
MENDS: dict[str, str] = {
    "T101": "fill the field in and send the file again",
    "T102": "write one of the values that the how-to page on notes lists",
    "T104": "use the template of the how-to page on notes, or a table headed by the names of the fields",
    "T105": "save it again, without a password, in the format its name says",
    "T106": "split it into several notes; case records do not belong here",
    "T405": "name one that is there",
}
