"""Which sentences must a catalogue hold, and what are the two invented languages that test it?

Run: python -m hls_signals.publish.catalogue     writes dashboards/locale/en_GB again, for translators to copy.
The invented ones are made where they are needed: en-XA in accents, brackets and two fifths longer, ar-XB written
from the right.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

import hls_signals.publish
from hls_signals.gaming.sayings import sayings
from hls_signals.publish.dashboards import folder, templates_folder
from hls_signals.publish.translated import messages

# Modules whose every text is shown as it stands, under a code or in an order.
LISTS = ("wording.py", "fixed_sentences.py")
# Names of constants whose texts are shown.
SHOWN = ("UNIT_WORDS", "MONTHS", "SIGNAL_TITLES", "TITLES", "EDGES")
WORDS = ("why.yml",)
# Modules outside this package that speak in the language of a page.
ALSO = ("gaming/words.py", "disclosure/gaming.py", "learning/on_charts.py")
SLOT = re.compile(r"(\{[^}]*\}|<[^>]+>)")
LETTER = re.compile(r"[A-Za-z]")
ACCENTS = str.maketrans("AEIOUYaeiouycnszNSCZ", "ÅÊÏÖÛŸåêïöûÿçñšžÑŠÇŽ")
LONGER = 0.4
# Two signs turn what stands between them: the right-to-left embedding and its end.
FROM_THE_RIGHT = ("\u2067", "\u2069")


def every_message() -> list[str]:
    """All sentences of pages and explanations, once each: templates, modules, word files, in that order."""
    found: list[str] = []
    for template in sorted(templates_folder().glob("*.j2")):
        found += messages(template.read_text(encoding="utf-8"))
    for module in sorted(Path(hls_signals.publish.__path__[0]).rglob("*.py")):
        found += _of_module(module)
    for name in ALSO:
        found += _of_module(Path(hls_signals.publish.__path__[0]).parent / name)
    found += sayings()
    for name in WORDS:
        found += _leaves(yaml.safe_load((folder() / "words" / name).read_text(encoding="utf-8")))
    return [text for text in dict.fromkeys(found) if LETTER.search(SLOT.sub("", text))]


def in_accents(text: str) -> str:
    """A sentence as a far-off language might look: accents, two fifths longer, in brackets; slots as they are.

    >>> in_accents("All {0} periods")
    '[Åll {0} pêrïödš ~~~~]'
    """
    letters = sum(map(len, LETTER.findall(SLOT.sub("", text))))
    told = "".join(part if SLOT.fullmatch(part) else part.translate(ACCENTS) for part in SLOT.split(text))
    # One or two letters name a colour or a month on a chart; there is no room to stretch them.
    return told if letters <= 2 else f"[{told} {'~' * round(letters * LONGER)}]"


def from_the_right(text: str) -> str:
    """A sentence marked as written from the right."""
    return text if len(text) <= 2 else f"{FROM_THE_RIGHT[0]}{text}{FROM_THE_RIGHT[1]}"


INVENTED: dict[str, Callable[[str], str]] = {"en-XA": in_accents, "ar-XB": from_the_right}


def invented(language: str) -> dict[str, str]:
    """Every message as an invented language says it."""
    return {text: INVENTED[language](text) for text in every_message()}


def catalogue() -> bytes:
    """The text of the catalogue that translators copy: every message, none of them translated."""
    made = Catalog(project="hls-signals", charset="utf-8", fuzzy=False, header_comment="# Written by catalogue.py.")
    for text in every_message():
        made.add(text, "")
    stream = BytesIO()
    write_po(stream, made, width=0, omit_header=False, no_location=True, sort_output=False)
    # The header would hold the day on which it was written.
    lines = stream.getvalue().decode("utf-8").splitlines()
    kept = [line for line in lines if not re.match(r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By)', line)]
    return ("\n".join(kept).rstrip() + "\n").encode("utf-8")


def _of_module(module: Path) -> Iterator[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    shown = {*SHOWN, *_said_by_name(tree)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="phrase"), args=[ast.Constant(value=str(text)), *_]):
                yield text
            case ast.Call(func=ast.Name(id="Column"), args=[_, ast.Constant(value=str(text)), *_]):
                yield text
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in shown or (
                module.name in LISTS and name.isupper()
            ):
                yield from _texts(value)
                if name == "MONTHS":
                    yield from (text[:3] for text in _texts(value))


def _said_by_name(tree: ast.Module) -> Iterator[str]:
    """Constants that are handed to `phrase` by their name, whole or one entry of them."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="phrase"), args=[ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)), *_]
            ):
                yield name


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts of a constant: the values of a table, the entries of a list."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Dict(values=values):
            for value in values:
                yield from _texts(value)
        case ast.Tuple(elts=entries) | ast.List(elts=entries):
            for entry in entries:
                yield from _texts(entry)


def _leaves(node: object) -> Iterator[str]:
    match node:
        case str():
            yield node
        case dict():
            for value in node.values():
                yield from _leaves(value)
        case list():
            for value in node:
                yield from _leaves(value)


def main() -> None:
    """Write the catalogue."""
    place = folder() / "locale" / "en_GB" / "LC_MESSAGES" / "hls.po"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(catalogue())


if __name__ == "__main__":
    main()
