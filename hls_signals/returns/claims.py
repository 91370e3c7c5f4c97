"""Whose file is it?"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import PurePosixPath

from hls_signals.register import Register
from hls_signals.returns.adapters.canonical import is_canonical
from hls_signals.returns.faults import FileFault
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.spec import ReturnSpec

# The reading of a file that no mapping claims. No return is called so, and none is shown as so called.
UNMAPPED = "*canonical"


def claimant(
    source_name: str, stated: str | None, specs: Mapping[str, ReturnSpec], register: Register
) -> ReturnSpec | None:
    """The mapping that claims a file: as its sidecar states, its folder, or the one `files:` pattern it fits.

    None where no mapping does, so that only canonical columns can make it a return. FileFault Q108 where two claim it,
    Q107 where the sidecar names a return that neither a mapping nor a measure holds.
    """
    if stated is not None:
        if stated in specs:
            return specs[stated]
        if any(measure.return_id == stated for measure in register.measures):
            return None
        raise FileFault("Q107", where="FILE.about.yaml, key `return`")
    folder, slash, _ = source_name.partition("/")
    if slash and folder in specs:
        return specs[folder]
    name = PurePosixPath(source_name).name
    claims = [spec for spec in specs.values() if any(fnmatch(name, pattern) for pattern in spec.files)]
    if len(claims) > 1:
        named = " and ".join(f"register/returns: {spec.id}" for spec in claims)
        raise FileFault("Q108", where=named)
    return claims[0] if claims else None


def unmapped(file: LandedFile, register: Register) -> ReturnSpec:
    """The reading of a file that no mapping claims: its canonical columns; FileFault Q107 where it has none."""
    if not is_canonical(file.table.headers):
        raise FileFault("Q107", row_count=file.table.row_count)
    return ReturnSpec(id=UNMAPPED).with_register(register)
