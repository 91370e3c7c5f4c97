"""Which builders of pages are there beside those of the plan itself?

A part that adds a page registers its builder here, and the page is in the plan: in the release, in its content id,
and under every net of the contract, which looks at the plan and at nothing else. No line of the contract is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from hls_signals.publish.content import Content

# Content -> planned pages (`site_plan.Planned`). A page's `subject` is an area code, `alliance` or `site`.
PageBuilder = Callable[[Content], Iterable[Any]]
_BUILDERS: dict[str, PageBuilder] = {}


def page_builder(name: str) -> Callable[[PageBuilder], PageBuilder]:
    """Registers a builder under a name; raises ValueError where the name is taken.

    >>> @page_builder("an example")
    ... def example_pages(content): return ()
    >>> "an example" in registered(); forget("an example")
    True
    """

    def register(builder: PageBuilder) -> PageBuilder:
        if name in _BUILDERS:
            raise ValueError(f"a builder of pages is registered as {name!r} already")
        _BUILDERS[name] = builder
        return builder

    return register


def registered() -> dict[str, PageBuilder]:
    """Every registered builder by name, in the order of their names."""
    return dict(sorted(_BUILDERS.items()))


def forget(name: str) -> None:
    """Takes a builder out again; one that is not there is no error."""
    _BUILDERS.pop(name, None)


@contextmanager
def registered_for_now(name: str, builder: PageBuilder) -> Iterator[None]:
    """A builder that is registered inside a `with` alone."""
    page_builder(name)(builder)
    try:
        yield
    finally:
        forget(name)


def registered_pages(content: Content) -> list[Any]:
    """The pages of every registered builder."""
    return [page for builder in registered().values() for page in builder(content)]
