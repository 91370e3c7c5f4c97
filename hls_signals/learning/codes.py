"""What does each code of this part mean, and how is it mended?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "T401": "a question of an experiment is not answered yet; the record is kept and its card says so",
    "T402": "a learning record has a key that nothing reads, or a value of the wrong kind",
    "T403": "nobody wrote down who was not in the room; the reflection is kept and the question asked once more",
    "T404": "a journey has no dated consent, so it is not read past its id",
}
MENDS: dict[str, str] = {
    "T401": "answer is it legal, is it safe, how will we learn, in the record itself",
    "T402": "write the keys and values that the how-to page on learning lists",
    "T403": "write who was not in the room, or that you do not know",
    "T404": "add consent with the day on which it was given, or leave the journey out",
    "T405": "name one that is there",
}
