"""What has the council set in hls.yaml?"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from hls_signals.workspace.errors import MendableError, raise_all
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.located import Located, UnknownKey, WrongValue, gather, read_yaml, validated
from hls_signals.workspace.nearest import offer

# Keys that ARCHITECTURE.md names and whose part is not here yet. Saying so beats "unknown key".
NOT_BUILT_YET = {
    ("disclosure", "seconds"): "the auditor of small numbers",
}
# Environment names that begin with HLS_ and are no settings.
NO_SETTINGS = {"HLS_WORKSPACE", "HLS_REQUIRE_ALL"}


class NotBuiltYet(MendableError):
    """A key this version knows of and does not serve."""

    code = "M109"


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("the name of a time zone, such as Europe/London")
    return name


def _each_once(languages: tuple[str, ...]) -> tuple[str, ...]:
    # Each names a folder, and shared drives ignore case.
    if len({language.casefold() for language in languages}) < len(languages):
        raise ValueError("each language once")
    return languages


# A language as web pages name it: en-GB, cy, zh-Hant.
LanguageName = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Nightly(_Section):
    """When the schedule runs, in the workspace's time zone."""

    at: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "03:30"


class VariationSettings(_Section):
    """Which rules pick out a point."""

    preset: Literal["hls", "nhsr-0.2.2", "mdc-2023", "powerbi-1.8", "anhoej", "western-electric", "wheeler"] = "hls"


class WhySettings(_Section):
    """How an explanation is made."""

    # A period that ended this many days ago or more is settled: what belongs to it has arrived.
    settle_days: Annotated[int, Field(ge=0)] = 60


class GamingSettings(_Section):
    """When others see what a target may be doing to the data, and how long it is kept."""

    # Days in which those whose data it is see a question alone, and days after which it is gone.
    reply_days: Annotated[int, Field(ge=0)] = 14
    keep_days: Annotated[int, Field(ge=1)] = 92


class AllowedWord(_Section):
    """A word that is harmless here although no list holds it, and why."""

    word: Annotated[str, Field(min_length=1)]
    reason: Annotated[str, Field(min_length=1)]


class NarrativeSettings(_Section):
    """How notes are kept, and who a release of them is for."""

    # The words as they were given go after so many days; the masked ones stay.
    raw_days: Annotated[int, Field(ge=0)] = 90
    release_audience: Literal["alliance", "public"] = "alliance"
    evidence_lead_days: Annotated[int, Field(ge=0)] = 0
    allow_words: tuple[AllowedWord, ...] = ()


class DisclosureSettings(_Section):
    """How small numbers are kept back."""

    profile: Literal["nhs"] = "nhs"
    exempt_area_types: tuple[str, ...] = ()


class PublishSettings(_Section):
    """What the pages look like and whose are made."""

    title: str = "Learning pack"
    narrow_periods: Annotated[int, Field(ge=6, le=60)] = 24
    areas: Literal["all"] | tuple[str, ...] = "all"
    # By hand, the night sets a candidate out and a person makes it the one to open.
    let_out: Literal["nightly", "by_hand"] = "nightly"
    replies_to: str = ""
    pdf: bool = True
    live_charts: bool = True
    # The first is the default; of several each has a folder of its own.
    languages: Annotated[tuple[LanguageName, ...], Field(min_length=1), AfterValidator(_each_once)] = ("en-GB",)
    small_multiples: bool = False
    # What the room is asked beside the three questions; empty: nothing more.
    extra_question: str = "Is this best for the people using services?"


class PackItem(_Section):
    """One measure of one area on a pack's page."""

    measure_id: str
    area_code: str


class Pack(_Section):
    """What one meeting looks at, in the order it chose."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    title: str
    items: Annotated[tuple[PackItem, ...], Field(min_length=1)]
    # Services of register/services whose rooms are one click away.
    services: tuple[str, ...] = ()
    replies_to: str = ""


class Keep(_Section):
    """How much of the past stays on disk."""

    releases: Annotated[int, Field(ge=1)] = 12
    runs: Annotated[int, Field(ge=1)] = 3
    log_days: Annotated[int, Field(ge=1)] = 30


class WarehouseSettings(_Section):
    """Which engine keeps the rows, and how much memory it may take."""

    engine: Literal["duckdb"] = "duckdb"
    memory_limit: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)? ?[KMGT]B$")] = "1GB"


class Settings(_Section):
    """hls.yaml, every key with its default."""

    as_of: Literal["today"] | dt.date = "today"
    # True where the figures are invented: every page then says so.
    simulated: bool = False
    timezone: Annotated[str, AfterValidator(_known_timezone)] = "Europe/London"
    nightly: Nightly = Nightly()
    inbox_settle_seconds: Annotated[int, Field(ge=0)] = 60
    variation: VariationSettings = VariationSettings()
    why: WhySettings = WhySettings()
    gaming: GamingSettings = GamingSettings()
    narrative: NarrativeSettings = NarrativeSettings()
    disclosure: DisclosureSettings = DisclosureSettings()
    publish: PublishSettings = PublishSettings()
    packs: tuple[Pack, ...] = ()
    keep: Keep = Keep()
    warehouse: WarehouseSettings = WarehouseSettings()

    def zone(self) -> ZoneInfo:
        """The time zone in which days begin and end."""
        return ZoneInfo(self.timezone)

    def as_of_date(self, now: dt.datetime) -> dt.date:
        """The day asked about: the fixed one, else today's date in the workspace's time zone."""
        return now.astimezone(self.zone()).date() if self.as_of == "today" else self.as_of


def load_settings(workspace: Workspace, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings with overrides HLS_<SECTION>__<KEY>; raises every problem with its file and line."""
    document = read_yaml(workspace.settings_file, workspace.root)
    if not isinstance(document.data, dict | None):
        raise WrongValue(
            "the file holds no keys.", where=document.where(), mend="begin each line with a key and a colon"
        )
    data = document.data or {}
    problems: list[MendableError] = list(_not_built(document, data))
    overrides = dict(_overrides(os.environ if environment is None else environment))
    unknown = {name: problem for name, place in overrides.items() if (problem := _unknown_override(name, place))}
    problems += unknown.values()
    merged = _overridden(data, {name: place for name, place in overrides.items() if name not in unknown})
    for section, key in ((*place, "")[:2] for place in NOT_BUILT_YET):
        _without(merged, section, key)
    try:
        settings = validated(Settings, document, merged)
    except MendableError as error:
        gather(problems, error)
    raise_all(problems)
    return settings


def _not_built(document: Located, data: Mapping[str, Any]) -> list[MendableError]:
    found: list[MendableError] = []
    for place, part in NOT_BUILT_YET.items():
        inner: Any = data
        for key in place:
            inner = inner.get(key) if isinstance(inner, Mapping) else None
        if inner is not None:
            found.append(
                NotBuiltYet(
                    f"`{'.'.join(place)}` belongs to {part}, which is not built yet.",
                    where=document.where(place),
                    mend="take the key out until then",
                )
            )
    return found


def _without(data: dict[str, Any], section: str, key: str) -> None:
    if not key:
        data.pop(section, None)
    elif isinstance(data.get(section), dict):
        data[section].pop(key, None)


def _overrides(environment: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str, Any]]]:
    """Each override's variable, with section, key (empty for a key at the top) and value."""
    for name, text in sorted(environment.items()):
        if name.startswith("HLS_") and name not in NO_SETTINGS:
            section, _, key = name.removeprefix("HLS_").lower().partition("__")
            yield name, (section, key, _plain_value(name, text))


def _plain_value(name: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        raise WrongValue(
            "the variable holds no value.", where=f"environment, {name}", mend="write it as it would stand in hls.yaml"
        ) from None


def _unknown_override(name: str, place: tuple[str, str, Any]) -> MendableError | None:
    section, key, _ = place
    fields = Settings.model_fields
    if section not in fields:
        return UnknownKey("the variable names no setting.", where=f"environment, {name}", mend=offer(section, fields))
    inner = fields[section].annotation
    known = getattr(inner, "model_fields", {})
    if key and key not in known:
        return UnknownKey("the variable names no setting.", where=f"environment, {name}", mend=offer(key, known))
    return None


def _overridden(data: Mapping[str, Any], overrides: Mapping[str, tuple[str, str, Any]]) -> dict[str, Any]:
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in data.items()}
    for section, key, value in overrides.values():
        if key and isinstance(merged.setdefault(section, {}), dict):
            merged[section][key] = value
        elif not key:
            merged[section] = value
    return merged
