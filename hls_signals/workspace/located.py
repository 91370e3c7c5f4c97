"""On which line of a YAML file does a key stand, and what is wrong with it?

Numbers with a point are read as Decimal from their text, so that a target of 57.99 is 57.99 and not the nearest float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hls_signals.workspace.errors import MendableError, SeveralToMend, raise_all
from hls_signals.workspace.nearest import offer

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_A_DATE = "a date such as 2026-04-01"
# What pydantic calls by names of its own, in words of the file.
_EXPECTED = {
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
    "date_from_datetime_inexact": _A_DATE,
    "tuple_type": "a list, such as [a, b]",
    "dict_type": "keys with values, such as {a: b}",
    "model_type": "keys with values, such as {a: b}",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a number",
}


class UnreadableYaml(MendableError):
    """The file is not YAML."""

    code = "M104"


class UnknownKey(MendableError):
    """A key that nothing reads."""

    code = "M101"


class WrongValue(MendableError):
    """A value of the wrong kind."""

    code = "M102"


class MissingKey(MendableError):
    """A key that must be there."""

    code = "M103"


class _Loader(yaml.SafeLoader):
    """Plain YAML, decimals kept exact."""


def _exact(loader: _Loader, node: yaml.ScalarNode) -> Decimal | float:
    text = loader.construct_scalar(node)
    try:
        return Decimal(text.replace("_", ""))
    except InvalidOperation:
        return loader.construct_yaml_float(node)


def _day(loader: _Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        # A day such as 31 June stays a text, so that its key and line are told with it.
        return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


@dataclass(frozen=True)
class Located:
    """A YAML document with the line of each key and item (from 1)."""

    path: Path
    shown: str
    data: Any
    lines: dict[Place, int] = field(repr=False)

    def line(self, place: Sequence[str | int]) -> int:
        """The line of this place, or of the nearest thing around it."""
        key = tuple(place)
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)

    def where(self, place: Sequence[str | int] = ()) -> str:
        """`register/measures/x.yaml, line 12`."""
        return f"{self.shown}, line {self.line(place)}"


def read_yaml(path: Path, root: Path | None = None) -> Located:
    """A YAML file as plain values with lines; raises UnreadableYaml with the line and no text of the file."""
    shown = _shown(path, root)
    try:
        text = path.read_text(encoding="utf-8-sig")
        loader = _Loader(text)
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        _collect(node, (), lines, shown)
        data = loader.construct_document(node) if node is not None else None
    except UnicodeDecodeError:
        raise UnreadableYaml("the file is not UTF-8 text.", where=shown, mend="save it as UTF-8") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        raise UnreadableYaml(
            "the file is not readable as YAML.",
            where=shown + line,
            mend="check the indentation, colons and quotation marks of this line and the one before it",
        ) from None
    return Located(path, shown, data, lines)


def misnamed(folder: Path, root: Path) -> list[MendableError]:
    """A problem for each file whose ending keeps it from being read, though somebody meant it to be."""
    return [
        UnreadableYaml("a file ending .yml is not read.", where=_shown(path, root), mend="let its name end in .yaml")
        for path in sorted(folder.glob("*.yml"))
    ]


def _shown(path: Path, root: Path | None) -> str:
    inside = path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else path.name
    # A name the file system gave in no known encoding still has to be told.
    return inside.encode("utf-8", "backslashreplace").decode("utf-8")


def _collect(node: yaml.Node | None, place: Place, lines: dict[Place, int], shown: str) -> None:
    if node is None:
        return
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            line = key.start_mark.line + 1
            if inner in lines:
                mend = f"keep one of the two; the other is on line {lines[inner]}"
                raise WrongValue(f"the key `{key.value}` stands here twice.", where=f"{shown}, line {line}", mend=mend)
            lines[inner] = line
            _collect(value, inner, lines, shown)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _collect(value, (*place, number), lines, shown)


def validated(model: type[Model], document: Located, data: Any = None, place: Place = ()) -> Model:
    """The document as a model; raises every problem found, each with its line and the nearest right key."""
    value = document.data if data is None and not place else data
    try:
        return model.model_validate({} if value is None else value)
    except ValidationError as error:
        problems = [_problem(model, document, place, detail) for detail in error.errors(include_url=False)]
        # A value that fits none of several kinds is told once, with the first kind it might have been.
        raise_all(list({(problem.where, problem.what): problem for problem in reversed(problems)}.values())[::-1])
        raise


def gather(found: list[MendableError], error: MendableError) -> None:
    """Add an error, or each of several, to a list of problems."""
    found.extend(error.problems if isinstance(error, SeveralToMend) else [error])


def _problem(model: type[BaseModel], document: Located, place: Place, detail: ErrorDetails) -> MendableError:
    inner = tuple(part for part in detail["loc"] if not _is_union_label(document.data, (*place, part)))
    where = document.where((*place, *inner))
    key = str(inner[-1]) if inner else ""
    if detail["type"] == "extra_forbidden":
        known = _known_keys(model, inner[:-1])
        return UnknownKey(f"`{key}` is not a key here.", where=where, mend=offer(key, known, "nearest key"))
    if detail["type"] == "missing":
        return MissingKey(f"the key `{key}` is missing.", where=where, mend=f"add `{key}:` with its value")
    message = _EXPECTED.get(
        detail["type"], detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    )
    name = ".".join(str(part) for part in inner) or "the file"
    return WrongValue(f"`{name}` is not as it must be.", where=where, mend=f"expected: {message}")


def _is_union_label(data: Any, place: Place) -> bool:
    """Pydantic puts the tried type's name into the path of a union; such a part is no key of the file."""
    last = place[-1]
    return isinstance(last, str) and ("[" in last or "-" in last or last in {"bool", "int", "str", "date", "decimal"})


def _known_keys(model: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    current: Any = model
    for part in place:
        if isinstance(part, int):
            continue
        field_info = getattr(current, "model_fields", {}).get(part)
        current = _inner_model(field_info.annotation) if field_info is not None else None
    return [info.alias or name for name, info in getattr(current, "model_fields", {}).items()]


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _inner_model(argument)
        if found is not None:
            return found
    return None
