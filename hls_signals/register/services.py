"""Which services have a room of their own, also those of which no return says anything?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pydantic import BaseModel, ConfigDict

from hls_signals.register.models import Id
from hls_signals.workspace.errors import MendableError, raise_all
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.located import gather, misnamed, read_yaml, validated
from hls_signals.workspace.nearest import offer


class UnknownInService(MendableError):
    """A service, or what a service names, that is not there."""

    code = "M124"


class Service(BaseModel):
    """A service with its purpose and people's words; it needs no target.

    people_words  ids of notes; about: what the place is, said_by: by which role
    measure_ids   measures beside whose charts the way to it stands
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    name: str
    purpose: str
    people_words: tuple[str, ...] = ()
    about: str = ""
    said_by: str = ""
    measure_ids: tuple[str, ...] = ()


def read_services(workspace: Workspace) -> tuple[Service, ...]:
    """The services of register/services, by name; raises every problem found, each with its line."""
    folder = workspace.register / "services"
    problems: list[MendableError] = list(misnamed(folder, workspace.root))
    found: dict[str, Service] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path, workspace.root)
            service = validated(Service, document)
        except MendableError as error:
            gather(problems, error)
            continue
        if service.id in found:
            where = document.where(("id",))
            problems.append(UnknownInService("two services have this id.", where=where, mend="give one another id"))
        found[service.id] = service
    raise_all(problems)
    return tuple(sorted(found.values(), key=lambda service: (service.name.casefold(), service.id)))


def service_problems(
    services: Iterable[Service], named_by_packs: Iterable[str], measures: Collection[str]
) -> Iterator[MendableError]:
    """Services that a pack names and nobody knows, and measures that a service names and nobody knows."""
    listed = list(services)
    known = {service.id for service in listed}
    for name in named_by_packs:
        if name not in known:
            mend = offer(name, known)
            yield UnknownInService(f"there is no service `{name}`.", where="hls.yaml, packs", mend=mend)
    for service in listed:
        for name in service.measure_ids:
            if name not in measures:
                where = f"register/services, the service {service.id}"
                yield UnknownInService(f"there is no measure `{name}`.", where=where, mend=offer(name, measures))
