"""Which structured identifiers might stand in a note? Written from the page before the rules were read."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import dataclass

from tests.narrative_set.words import words

SEED = 2026_10
CARRIERS = (
    "We rang back on Tuesday and left {} with the desk.",
    "The letter quoted {} twice.",
    "Please use {}, not the old one.",
    "they wrote {} on the back of the form",
    "It was {}.",
    "Family asked us to keep {} on file for the next visit.",
    "Still waiting. {} was on the envelope.",
    "- {} (given at reception)",
    "Visit went well, see {} for the rest.",
    "no answer at {} so we tried again later",
)
DIGIT_CARRIERS = ("NHS number {} on the discharge letter.", "NHS no. {}", "her nhs is {} she thinks", "({})")
MONTHS = words("months")
STREETS = words("streets")
NAMED = words("named_streets")


@dataclass(frozen=True)
class Hidden:
    """A note that holds one identifier, and the very text that must not survive."""

    kind: str
    text: str
    secret: str


def digits(draw: random.Random, length: int) -> str:
    """A run of digits."""
    return "".join(draw.choice(string.digits) for _ in range(length))


def nhs(draw: random.Random) -> str:
    """Ten digits in one of the usual groupings, half of them with a right check digit."""
    nine = draw.choice("4567") + digits(draw, 8)
    check = 11 - sum(int(n) * w for n, w in zip(nine, range(10, 1, -1), strict=True)) % 11
    last = {11: 0, 10: 3}.get(check, check) if draw.random() < 0.5 else int(draw.choice(string.digits))
    ten = f"{nine}{last}"
    gap = draw.choice([" ", "-", "", "\u00a0", "  "])
    return f"{ten[:3]}{gap}{ten[3:6]}{gap}{ten[6:]}"


def nino(draw: random.Random) -> str:
    """A National Insurance number in any grouping."""
    first = draw.choice("ABCEGHJKLMNPRSTWXYZ") + draw.choice("ABCEGHJKLMNPRSTWXYZ")
    six, last = digits(draw, 6), draw.choice("ABCD")
    text = draw.choice(
        [f"{first}{six}{last}", f"{first} {six[:2]} {six[2:4]} {six[4:]} {last}", f"{first} {six} {last}"]
    )
    return text.lower() if draw.random() < 0.3 else text


def postcode(draw: random.Random) -> str:
    """A full postcode of any of the six shapes."""
    letter = "ABCDEFGHJKLMNPRSTUWXYZ"
    area = draw.choice(letter) + draw.choice(["", draw.choice("ABCDEFGHJKLMNPRSTUVWXY")])
    district = draw.choice("123456789") + draw.choice(["", draw.choice(string.digits)])
    inward = draw.choice(string.digits) + draw.choice("ABDEFGHJLNPQRSTUWXYZ") + draw.choice("ABDEFGHJLNPQRSTUWXYZ")
    text = f"{area}{district}{draw.choice([' ', '', ' '])}{inward}"
    return text.lower() if draw.random() < 0.3 else text


def phone(draw: random.Random) -> str:
    """A British number as people write them."""
    return draw.choice(
        [
            f"07{digits(draw, 9)}",
            f"07{digits(draw, 3)} {digits(draw, 6)}",
            f"07{digits(draw, 3)} {digits(draw, 3)} {digits(draw, 3)}",
            f"+44 7{digits(draw, 3)} {digits(draw, 6)}",
            f"+44 (0)1752 {digits(draw, 6)}",
            f"(01752) {digits(draw, 6)}",
            f"01752-{digits(draw, 6)}",
            f"0117.{digits(draw, 3)}.{digits(draw, 4)}",
            f"020 7{digits(draw, 3)} {digits(draw, 4)}",
            f"0800 {digits(draw, 6)}",
        ]
    )


def extension(draw: random.Random) -> str:
    """The inside number that follows one."""
    return f"01752 {digits(draw, 6)} {draw.choice(['ext', 'x', 'extension', 'ext.'])} {digits(draw, 3)}"


def email(draw: random.Random) -> str:
    """An address, or a handle."""
    who = draw.choice(["tamsin.opie", "k.adeyemi", "mrs_nowak", "bluebell77", "dawit2"]) + draw.choice(
        ["", digits(draw, 2)]
    )
    host = draw.choice(["example.org", "mail.example.com", "tamarhaven.example"])
    return draw.choice([f"{who}@{host}", f"@{who.replace('.', '_')}", f"{who}@{host}".upper()])


def place(draw: random.Random) -> str:
    """A point on the earth: three words, degrees, or a grid reference."""
    words = draw.sample(["filled", "count", "soap", "index", "home", "raft", "slurs", "gravy"], 3)
    return draw.choice(
        [
            f"///{'.'.join(words)}",
            f"50.{digits(draw, 4)}, -4.{digits(draw, 4)}",
            f"50.{digits(draw, 5)},-4.{digits(draw, 5)}",
            f"SX {digits(draw, 5)} {digits(draw, 5)}",
            f"SX{digits(draw, 6)}",
        ]
    )


def account(draw: random.Random) -> str:
    """A bank account, a passport, a place's own number, or a machine's address."""
    return draw.choice(
        [
            f"{digits(draw, 2)}-{digits(draw, 2)}-{digits(draw, 2)} {digits(draw, 8)}",
            f"sort code {digits(draw, 2)} {digits(draw, 2)} {digits(draw, 2)} account {digits(draw, 8)}",
            f"passport {digits(draw, 9)}",
            f"UPRN 1000{digits(draw, 8)}",
            f"192.168.{draw.randint(1, 250)}.{draw.randint(1, 250)}",
            f"https://records.example.org/p/{digits(draw, 5)}",
            f"www.example.org/people/{draw.choice(['tamsin', 'dawit'])}-{digits(draw, 3)}",
        ]
    )


def vehicle(draw: random.Random) -> str:
    """A vehicle's registration."""
    letter = string.ascii_uppercase
    text = f"{draw.choice('WABC')}{draw.choice(letter)}{digits(draw, 2)}{draw.choice([' ', ''])}"
    text += "".join(draw.choice(letter) for _ in range(3))
    return text.lower() if draw.random() < 0.3 else text


def day(draw: random.Random) -> str:
    """A full day with its month, as people write it."""
    number, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(1938, 2025)
    name = MONTHS[month - 1]
    ordinal = f"{number}{'th' if 4 <= number <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    return draw.choice(
        [
            f"{number:02}/{month:02}/{year}",
            f"{number}.{month}.{year % 100:02}",
            f"{number}-{month}-{year}",
            f"{year}-{month:02}-{number:02}",
            f"{number} {name} {year}",
            f"{ordinal} {name}",
            f"{ordinal} of {name} {year}",
            f"{name} {ordinal}, {year}",
            f"Tuesday {number} {name[:3]}",
            f"{number} {name.lower()}",
        ]
    )


def reference(draw: random.Random) -> str:
    """A case's own number."""
    return draw.choice(
        [
            f"CH{digits(draw, 6)}",
            f"ref {digits(draw, 4)}",
            f"case {digits(draw, 5)}",
            f"{digits(draw, 7)}",
            f"HB/{digits(draw, 4)}/{digits(draw, 2)}",
            f"T-{digits(draw, 5)}",
            f"{digits(draw, 2)}AB{digits(draw, 3)}",
            f"room {draw.randint(2, 60)}",
            f"plot {draw.randint(2, 60)}",
        ]
    )


def address(draw: random.Random) -> str:
    """A house or flat in a street."""
    number, name, street = draw.randint(1, 180), draw.choice(NAMED), draw.choice(STREETS)
    return draw.choice(
        [
            f"{number} {name} {street}",
            f"{number} {name.lower()} {street.lower()}",
            f"Flat {draw.randint(1, 30)}, {number} {name} {street}",
            f"flat {draw.randint(1, 30)}",
            f"{number}a {name} {street}",
        ]
    )


KINDS: dict[str, Callable[[random.Random], str]] = {
    "nhs": nhs, "nino": nino, "postcode": postcode, "phone": phone, "extension": extension, "email": email,
    "place": place, "account": account, "vehicle": vehicle, "date": day, "ref": reference, "address": address,
}  # fmt: skip


def hidden_identifiers(each: int = 60) -> list[Hidden]:
    """`each` notes a kind, the same for a seed."""
    draw = random.Random(SEED)  # noqa: S311  # a repeatable set, no secret
    found = []
    for kind, make in KINDS.items():
        carriers = (*CARRIERS, *DIGIT_CARRIERS) if kind == "nhs" else CARRIERS
        for _ in range(each):
            secret = make(draw)
            found.append(Hidden(kind, draw.choice(carriers).format(secret), secret))
    return found
