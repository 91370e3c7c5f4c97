"""Reading what was sent: landing, adapters, cell symbols, periods, areas, file defects."""

from hls_signals.returns.adapters.checking import check_adapter
from hls_signals.returns.faults import FileFault, UnusableAdapter
from hls_signals.returns.inbox import Waiting
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.landing import Landing, land_inbox, preview
from hls_signals.returns.ledger import read_intake, read_quarantine
from hls_signals.returns.mappings import load_returns
from hls_signals.returns.reading import Read, set_aside
from hls_signals.returns.spec import ReturnSpec

__all__ = [
    "FileFault",
    "LandedFile",
    "Landing",
    "Read",
    "ReturnSpec",
    "UnusableAdapter",
    "Waiting",
    "check_adapter",
    "land_inbox",
    "load_returns",
    "preview",
    "read_intake",
    "read_quarantine",
    "set_aside",
]
