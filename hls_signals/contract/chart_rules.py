"""What does a rule know of the chart it looks at?"""

from __future__ import annotations

from collections.abc import Sequence

from hls_signals.contract.chart_reading import Spec, Unit
from hls_signals.contract.findings import Finding, found
from hls_signals.contract.roles import Roles

POSITIONS = ("x", "y", "x2", "y2", "xError", "yError", "xError2", "yError2", "xOffset", "yOffset")


class ChartRules:
    """One Vega-Lite chart with the drawings it holds."""

    def __init__(self, spec: Spec, units: Sequence[Unit], roles: Roles, where: str) -> None:
        self.spec, self.units, self.roles, self.where = spec, units, roles, where

    def _found(self, code: str, what: str) -> Finding:
        return found(code, self.where, what)
