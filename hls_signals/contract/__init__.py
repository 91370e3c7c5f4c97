"""May this be published? Three laws, held by nets that no setting switches off.

1. What is published about an area is a function of that area's data, the constants and the public mask.
2. Order, inclusion and emphasis are free of values.
3. No number is made of colours, and none mixes measures.
"""

from __future__ import annotations

from hls_signals.contract.chart import check_chart
from hls_signals.contract.findings import Finding
from hls_signals.contract.folder import check_folder
from hls_signals.contract.query import check_query
from hls_signals.contract.roles import Roles
from hls_signals.contract.sentences import check_sentence

__all__ = ["Finding", "Roles", "check_chart", "check_folder", "check_query", "check_sentence"]
