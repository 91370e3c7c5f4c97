"""What may leave, what is it built into, and when does it become current?"""

from __future__ import annotations
from hls_signals.warehouse.night import Filled, Night

SHOWN = (
    "published.shown_values",
    "published.shown_variation",
    "published.shown_explanations",
    "published.shown_terms",
)


def fill_shown(night: Night) -> list[Filled]:
    raise RuntimeError


def build_release(night):
    raise RuntimeError


def swap_release(night):
    raise RuntimeError
