"""Which packs are there: what one meeting looks at, in the order it chose?"""

from __future__ import annotations

from hls_signals.register.load import Register
from hls_signals.workspace.settings import Pack, PackItem, Settings


def packs_in_force(settings: Settings, register: Register) -> tuple[Pack, ...]:
    """The packs of hls.yaml; without any, each area is a pack of its own under its code, with the register's measures.

    An area without a measure is none.
    """
    if settings.packs:
        return settings.packs
    found = []
    for area in register.areas:
        own = [m for m in register.measures if m.id not in register.behind_others and m.is_for(area)]
        items = tuple(PackItem(measure_id=measure.id, area_code=area.area_code) for measure in own)
        if items:
            # Built without the pattern of an id that people write: an area's code is what it is.
            found.append(Pack.model_construct(id=area.area_code, title=area.area_name, items=items, replies_to=""))
    return tuple(found)
