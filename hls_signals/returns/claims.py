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
from hls_signals.workspace.nearest import offer

# The reading of a file that no mapping claims. No return is called so, and none is shown as so called.
UNMAPPED = "*canonical"


def claimant(
    source_name: str,
    stated: str | None,
    specs: Mapping[str, ReturnSpec],
    register: Register,
    *,
    is_of_people: bool = False,
) -> ReturnSpec | None:
    """The mapping that claims a file: as its sidecar states, its folder, or the one `files:` pattern it fits.

    None where no mapping does, so that only canonical columns can make it a return. FileFault Q108 where two claim it,
    Q107 where the sidecar names a return that neither a mapping nor a measure holds.
    """
    if stated is not None:
        if stated in specs:
            return specs[stated]
        if stated in _returns_of(register):
            return None
        known = {*specs, *_returns_of(register)}
        raise FileFault("Q107", where="FILE.about.yaml, key `return`", mend=f"name a return; {offer(stated, known)}")
    if is_of_people:
        return specs.get(PurePosixPath(source_name).parts[1])
    folder, slash, _ = source_name.partition("/")
    if slash and folder in specs:
        return specs[folder]
    name = PurePosixPath(source_name).name
    claims = [spec for spec in specs.values() if any(fnmatch(name, pattern) for pattern in spec.files)]
    if len(claims) > 1:
        named = " and ".join(f"register/returns: {spec.id}" for spec in claims)
        raise FileFault("Q108", where=named)
    return claims[0] if claims else None


def may_be_of_people(source_name: str, specs: Mapping[str, ReturnSpec]) -> bool:
    """True where the folder or the name of a file is that of a person-level return, whatever else is wrong with it."""
    folder, slash, _ = source_name.partition("/")
    name = PurePosixPath(source_name).name
    return any(
        spec.person_level and ((slash and spec.id == folder) or any(fnmatch(name, pattern) for pattern in spec.files))
        for spec in specs.values()
    )


def unmapped(file: LandedFile, stated: str | None, register: Register) -> ReturnSpec:
    """The reading of a file that no mapping claims: its canonical columns; FileFault Q107 where it has none.

    A declared nil return needs no columns, where its sidecar or its folder says whose it is.
    """
    folder, slash, _ = file.source_name.partition("/")
    named = stated or (folder if slash else "")
    is_known = named in _returns_of(register)
    is_nil = file.is_nil and not file.row_count()
    if not is_canonical(file.headers) and not (is_nil and is_known):
        mend = f"give it the columns of a canonical file, or say in register/returns/{named}.yaml how it is read"
        raise FileFault("Q107", mend=mend if is_known else "", row_count=file.row_count())
    return ReturnSpec(id=named if is_known else UNMAPPED).with_register(register)


def _returns_of(register: Register) -> set[str]:
    return {measure.return_id for measure in register.measures}
