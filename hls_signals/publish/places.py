"""Where does each measure's page lie?"""

from __future__ import annotations

from hls_signals.publish.content import Content
from hls_signals.publish.slugs import slugs

# Pages of their own in an area's folder, so no measure's page is called so.
TAKEN = ("index", "as-returned")


def measure_places(content: Content) -> dict[tuple[str, str], str]:
    """The path of each page by measure and area, without its ending: register order, then that of areas.csv."""
    areas = slugs(area.area_code for area in content.register.areas)
    measures = slugs([*(measure.id for measure in content.register.measures), *TAKEN])
    subjects = content.subjects()
    return {(m.id, a.area_code): f"area/{areas[a.area_code]}/{measures[m.id]}" for m, a in subjects}


def service_places(content: Content) -> dict[str, str]:
    """The path of each service's page, by its id."""
    names = slugs(service.id for service in content.register.services)
    return {service_id: f"service/{name}.html" for service_id, name in names.items()}
