"""Which adapters are there, and what does each read?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from hls_signals.returns.faults import UnusableAdapter
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec

Adapter = Callable[[LandedFile, ReturnSpec], Read]
GROUP = "hls_signals.adapters"
_BUILT_IN = {
    "long_table": "hls_signals.returns.adapters.long_table",
    "nhs_monthly": "hls_signals.returns.adapters.nhs_monthly",
    "dfe_tidy": "hls_signals.returns.adapters.dfe_tidy",
    "financial_year": "hls_signals.returns.adapters.financial_year",
    "fingertips": "hls_signals.returns.adapters.fingertips",
    "la_tables": "hls_signals.returns.adapters.la_tables",
    "ssda903": "hls_signals.returns.adapters.ssda903",
}


def adapter_names() -> tuple[str, ...]:
    """Every adapter that a mapping may name: ours, then those of other packages."""
    return (*_BUILT_IN, *sorted(set(_of_other_packages()) - set(_BUILT_IN)))


def is_built_in(name: str) -> bool:
    """True for an adapter of this package."""
    return name in _BUILT_IN


def adapter_named(name: str) -> Adapter:
    """The adapter of this name; raises UnusableAdapter where its package does not import."""
    if name in _BUILT_IN:
        read: Adapter = import_module(_BUILT_IN[name]).read
        return read
    point = _of_other_packages()[name]
    try:
        loaded: Adapter = point.load()
    except Exception:
        raise UnusableAdapter(
            f"the adapter `{name}` fails to import.", where=f"package {_package(point)}", mend="mend or remove it"
        ) from None
    return loaded


def check_adapters() -> None:
    """Raise UnusableAdapter where two packages bring one name, or an adapter does not import."""
    for name in adapter_names():
        adapter_named(name)


def _of_other_packages() -> Mapping[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        # Our own two may be registered as well; the same function twice is no clash.
        if _BUILT_IN.get(point.name) == point.module:
            continue
        if point.name in _BUILT_IN or point.name in found:
            raise UnusableAdapter(
                f"two adapters are called `{point.name}`.",
                where=f"package {_package(point)}",
                mend="rename one of the two, or remove its package",
            )
        found[point.name] = point
    return found


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.module
