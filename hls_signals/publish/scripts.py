"""Which style sheet and scripts lie beside the pages?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase

from hls_signals.publish.charts.live import live_script
from hls_signals.publish.content import Content
from hls_signals.publish.dashboards import assets_folder
from hls_signals.publish.svg import converter_version, schema_version
from hls_signals.workspace.files import write_whole

# All that our script asks of the library.
SNIPPET = "window.vegaEmbed = vegaEmbed;"
STYLES, ICON, SCRIPT = "hls.css", "icon.svg", "hls.js"
# A text in quotes, a pattern between slashes; spaces around a sign; a colour whose digits come twice.
QUOTED = re.compile(r"('[^'\n]*'|`[^`]*`|(?<=\()/[^/\n ]+/[a-z]*)")
AROUND_SIGNS = re.compile(r"[ \t]*([=+?:,;(){}<>&|!*])[ \t]*")
COLOUR_NAME = re.compile(r"--[a-z]+")
TWICE = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3\b")
OPEN_SPACE, CLOSE_SPACE = re.compile(r"([{};:,])\s+"), re.compile(r"[\s;]+([{}])")
COMMENT = re.compile(r"^\s*/\*.*?\*/\s*$", re.MULTILINE | re.DOTALL)


@lru_cache(maxsize=1)
def vega_name() -> str:
    """The file of the library that draws live charts, named for its version."""
    import vl_convert

    return f"vega-{vl_convert.get_vega_version()}.js"


def assets(content: Content, cache: Path | None) -> Iterator[tuple[str, str]]:
    """Name and text of each file that pages load; the library only where charts may be explored."""
    yield STYLES, styles()
    yield ICON, (assets_folder() / ICON).read_text(encoding="utf-8")
    yield SCRIPT, shortened((assets_folder() / SCRIPT).read_text(encoding="utf-8"))
    if content.settings.publish.live_charts:
        yield vega_name(), live_script(_bundle(cache))


def styles() -> str:
    """The style sheet without its comments and its layout."""
    text = COMMENT.sub("", (assets_folder() / STYLES).read_text(encoding="utf-8"))
    text = OPEN_SPACE.sub(r"\1", CLOSE_SPACE.sub(r"\1", text)).replace(" > ", ">")
    # Names of colours are for us: a letter serves a browser.
    names = dict.fromkeys(COLOUR_NAME.findall(text))
    letters = {name: f"--{letter}" for name, letter in zip(names, ascii_lowercase, strict=False)}
    text = COLOUR_NAME.sub(lambda found: letters.get(found[0], found[0]), text)
    return TWICE.sub(r"#\1\2\3", text).strip() + "\n"


def shortened(script: str) -> str:
    """A script of ours without its comments and its indentation; no text of it spans lines."""
    lines = filter(None, (line.strip() for line in COMMENT.sub("", script).splitlines()))
    parts = QUOTED.split("\n".join(lines) + "\n")
    # Every second part stands in quotes and stays as it is.
    return "".join(part if place % 2 else AROUND_SIGNS.sub(r"\1", part) for place, part in enumerate(parts))


def _bundle(cache: Path | None) -> str:
    """Vega, Vega-Lite and their embedding in one text, kept by version: making it takes seconds."""
    kept = None if cache is None else cache / f"bundle-{converter_version()}.js"
    if kept is not None and kept.is_file():
        return kept.read_text(encoding="utf-8")
    text = _made()
    if kept is not None:
        write_whole(kept, text, 0o600)
    return text


@lru_cache(maxsize=1)
def _made() -> str:
    import vl_convert

    return str(vl_convert.javascript_bundle(SNIPPET, schema_version()))
