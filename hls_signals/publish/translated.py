"""Which words of a template are sentences, and how are they said in another language?

A template is written in plain English. Each run of words between two tags becomes a message; what stands in double
braces inside it becomes a numbered slot. So no sentence can be forgotten, and a template stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from hls_signals.workspace.language import phrase

# A comment, a statement or an expression of the template language; or a tag, whose attributes may hold those too.
JINJA = r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}"
TAG = rf"<(?:!--.*?--|[a-zA-Z/!](?:{JINJA}|\"(?:{JINJA}|[^\"])*\"|[^>\"{{])*)>"
PIECES = re.compile(rf"({TAG}|\{{%.*?%\}}|\{{#.*?#\}})|(\{{\{{.*?\}}\}})|((?:(?!{TAG}|\{{[%#{{]).)+)", re.DOTALL)
# Attributes that a reader sees or hears.
SEEN = re.compile(
    r'((?:aria-label|data-open|data-close|data-failed|data-saved|data-cleared|data-role|alt|placeholder)=")'
    rf'((?:{JINJA}|[^"])*)(")',
    re.DOTALL,
)
# Attributes that a block hands to the tag around it.
HOOK = re.compile(r'^\s*data-[a-z-]+="')
LETTERS = re.compile(r"[A-Za-z]{2,}")
EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
# A text in an expression that a reader sees is written with this filter, which also marks it as a message.
LITERAL = re.compile(r'"([^"]+)"\|phrase')


class Translated(Extension):
    """Makes every run of words in a template a message."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["_said"] = said
        environment.filters["phrase"] = _phrased

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with its words asked for by message."""
        return "".join(_rewritten(source))


@pass_context
def _phrased(_: Context, text: str) -> str:
    """A text in the language of the page. Asked for with its context, so that it is not said once for all languages.

    Templates are compiled once a process, and a filter of a fixed text would be worked out then.
    """
    return phrase(text)


def said(message: str, *slots: Any) -> Markup:
    """A message in the language spoken now; its own text is markup, what fills its slots is escaped."""
    return Markup(phrase(message)).format(*slots)  # noqa: S704  # from our template or its reviewed catalogue


def messages(source: str) -> list[str]:
    """The messages of one template, in reading order."""
    found: list[str] = LITERAL.findall(source)

    def noted(message: str, slots: list[str]) -> str:
        found.append(message)
        return ""

    _each_message(source, noted)
    return found


def _rewritten(source: str) -> Iterator[str]:
    return iter(_each_message(source, _asked_for))


def _asked_for(message: str, slots: list[str]) -> str:
    text = message.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return "{{ _said(" + ", ".join([f'"{text}"', *slots]) + ") }}"


def _each_message(source: str, written: Callable[[str, list[str]], str]) -> list[str]:
    out: list[str] = []
    run: list[str] = []
    for boundary, expression, words in PIECES.findall(source):
        if boundary:
            out += [_of_run("".join(run), written), SEEN.sub(lambda held: _of_attribute(held, written), boundary)]
            run = []
        else:
            run.append(expression or words)
    return [*out, _of_run("".join(run), written)]


def _of_run(text: str, written: Callable[[str, list[str]], str]) -> str:
    """A run of words and slots: a message where it holds letters of its own, with the space around it kept."""
    if not LETTERS.search(EXPRESSION.sub("", text)) or HOOK.match(text):
        return text
    inner = text.strip()
    before, after = text[: text.index(inner[0])] if inner else "", text[len(text.rstrip()) :]
    slots = [slot.strip() for slot in EXPRESSION.findall(inner)]
    numbers = iter(range(len(slots)))
    message = EXPRESSION.sub(lambda _: "{" + str(next(numbers)) + "}", re.sub(r"\s+", " ", inner))
    return before + written(message, slots) + after


def _of_attribute(held: re.Match[str], written: Callable[[str, list[str]], str]) -> str:
    return held[1] + _of_run(held[2], written) + held[3]
