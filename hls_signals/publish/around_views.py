"""What does a chart that stands beside another hold?"""

from __future__ import annotations

from dataclasses import dataclass

from hls_signals.publish.series_views import VariationView


@dataclass(frozen=True)
class BesideChart:
    """Another measure of the same area, its own scale, and why it is looked at; nothing relates the two."""

    view_id: str
    measure_id: str
    area_code: str
    name: str
    reason: str
    view: VariationView
