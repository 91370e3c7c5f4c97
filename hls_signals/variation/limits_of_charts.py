"""Which rule gives the limits of which chart?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hls_signals.variation.limits import Basis, Limits
from hls_signals.variation.limits_of_counts import (
    c_limits,
    np_limits,
    p_limits,
    p_prime_limits,
    u_limits,
    u_prime_limits,
)
from hls_signals.variation.limits_of_rare_events import g_limits, t_limits
from hls_signals.variation.limits_of_subgroups import xbar_s_limits
from hls_signals.variation.limits_of_values import mr_limits, run_limits, xmr_limits

LIMITS_OF: Mapping[str, Callable[[Basis], Limits]] = MappingProxyType(
    {
        "xmr": xmr_limits,
        "mr": mr_limits,
        "run": run_limits,
        "p": p_limits,
        "np": np_limits,
        "u": u_limits,
        "c": c_limits,
        "p_prime": p_prime_limits,
        "u_prime": u_prime_limits,
        "g": g_limits,
        "t": t_limits,
        "xbar_s": xbar_s_limits,
    }
)
