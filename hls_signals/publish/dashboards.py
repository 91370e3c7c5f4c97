"""Where do the templates, the style sheet and the fonts lie, and what are they made of?"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import hls_signals.publish
from hls_signals.workspace.errors import MendableError

FONT_FILES = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")


class NoSuchFont(MendableError):
    """A font of the charts is not where it must be."""

    code = "P101"


def folder() -> Path:
    """The packaged `dashboards` folder."""
    return Path(str(files("hls_signals.dashboards")))


def templates_folder() -> Path:
    """Jinja templates of the pages."""
    return folder() / "templates"


def assets_folder() -> Path:
    """What pages load: the style sheet. The fonts beneath it serve the drawings alone."""
    return folder() / "assets"


def fonts_folder(assets: Path | None = None) -> Path:
    """The folder of the charts' fonts; raises NoSuchFont where one of them is missing."""
    fonts = (assets or assets_folder()) / "fonts"
    if not all((fonts / name).is_file() for name in FONT_FILES):
        raise NoSuchFont(
            "Liberation Sans is missing from dashboards/assets/fonts.",
            mend="install hls-signals again; the fonts come with it",
        )
    return fonts


@lru_cache(maxsize=1)
def fonts_sha() -> str:
    """One hash over the fonts: another font, another drawing."""
    return _sha_of([fonts_folder() / name for name in FONT_FILES])


@lru_cache(maxsize=1)
def code_sha() -> str:
    """One hash over everything that turns views into pages: this package's modules, templates and assets."""
    package = Path(hls_signals.publish.__path__[0])
    modules = sorted(package.rglob("*.py"))
    looks = sorted(path for part in (templates_folder(), assets_folder()) for path in part.rglob("*") if path.is_file())
    return _sha_of([*modules, *looks])


def _sha_of(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode("utf-8") + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()
