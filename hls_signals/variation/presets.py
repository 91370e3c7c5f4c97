"""Which rules and constants may a chart be read by?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from types import MappingProxyType

from hls_signals.variation.errors import UnknownField, UnknownPreset, what_is_there
from hls_signals.variation.preset_fields import EXACT_FACTOR, WHEELER_FACTOR, Preset

__all__ = ["PRESETS", "Preset", "fields_of", "preset", "preset_of"]


def _named(*presets: Preset) -> Mapping[str, Preset]:
    return MappingProxyType({each.name: each for each in presets})


# Ours and those of others. A preset that is changed gets a new name: stored results keep theirs.
PRESETS: Mapping[str, Preset] = _named(
    Preset(
        name="hls",
        source="this project; 7 points keep it comparable with charts by NHSRplotthedots",
        xmr_factor=WHEELER_FACTOR,
        screen=True,
        shift_points=7,
        trend_points=7,
        ties="bridge",
        edge_need=2,
        edge_of=3,
        edge_at=2 / 3,
        edge_counts_beyond=True,
        edge_same_side=True,
        blank_values="break",
        absent_periods="break",
        limits_from=6,
        same_share=0.5,
    ),
    Preset(
        name="nhsr-0.2.2",
        source="NHSRplotthedots 0.2.2, by behaviour",
        xmr_factor=WHEELER_FACTOR,
        screen=True,
        shift_points=7,
        trend_points=7,
        ties="break",
        edge_need=2,
        edge_of=3,
        edge_at=2 / 3,
        edge_counts_beyond=False,
        edge_same_side=True,
        blank_values="break",
        absent_periods="pass_over",
        limits_from=2,
    ),
    Preset(
        name="mdc-2023",
        source="NHS Making Data Count's later reading of two of three: NHSRplotthedots issue 194; to confirm",
        xmr_factor=WHEELER_FACTOR,
        screen=False,
        shift_points=7,
        trend_points=7,
        ties="bridge",
        edge_need=2,
        edge_of=3,
        edge_at=2 / 3,
        edge_counts_beyond=True,
        edge_same_side=True,
        blank_values="break",
        absent_periods="pass_over",
        limits_from=13,
    ),
    Preset(
        name="powerbi-1.8",
        source="the engine of PowerBI-SPC, by behaviour; the version to confirm",
        xmr_factor=EXACT_FACTOR,
        screen=True,
        shift_points=7,
        trend_points=5,
        ties="bridge",
        edge_need=2,
        edge_of=3,
        edge_at=2 / 3,
        edge_counts_beyond=True,
        edge_same_side=False,
        blank_values="pass_over",
        absent_periods="pass_over",
        limits_from=2,
    ),
    Preset(
        name="anhoej",
        source="Anhoej and Olesen 2014: the whole series is tested; of single points, only those beyond the limits",
        xmr_factor=EXACT_FACTOR,
        screen=True,
        shift_points=None,
        trend_points=None,
        ties="bridge",
        edge_need=None,
        edge_of=None,
        edge_at=None,
        edge_counts_beyond=True,
        edge_same_side=True,
        blank_values="break",
        absent_periods="pass_over",
        limits_from=2,
    ),
    Preset(
        name="western-electric",
        source="Statistical Quality Control Handbook, Western Electric 1956; wording to confirm",
        xmr_factor=EXACT_FACTOR,
        screen=False,
        shift_points=8,
        trend_points=None,
        ties="break",
        edge_need=2,
        edge_of=3,
        edge_at=2 / 3,
        edge_counts_beyond=True,
        edge_same_side=False,
        blank_values="break",
        absent_periods="pass_over",
        limits_from=2,
        away_need=4,
        away_of=5,
        away_at=1 / 3,
    ),
    Preset(
        name="wheeler",
        source="Wheeler, Understanding Variation; wording to confirm",
        xmr_factor=WHEELER_FACTOR,
        screen=False,
        shift_points=8,
        trend_points=None,
        ties="break",
        edge_need=3,
        edge_of=4,
        edge_at=1 / 2,
        edge_counts_beyond=True,
        edge_same_side=False,
        blank_values="break",
        absent_periods="pass_over",
        limits_from=2,
    ),
)


def preset(name: str, **changes: object) -> Preset:
    """The preset of this name, or one changed from it and named for its changes.

    >>> preset("hls", shift_points=8).name
    'hls+shift_points=8'
    """
    if name not in PRESETS:
        raise UnknownPreset("there is no preset of this name", mend=what_is_there(name, PRESETS))
    base = PRESETS[name]
    real = {field: value for field, value in _in_field_order(changes).items() if getattr(base, field) != value}
    if not real:
        return base
    new_name = "+".join([name, *(f"{field}={value}" for field, value in real.items())])
    return replace(base, **{**real, "name": new_name})  # type: ignore[arg-type]  # __post_init__ checks the values


def _in_field_order(changes: Mapping[str, object]) -> dict[str, object]:
    known = [field.name for field in fields(Preset) if field.name not in ("name", "source")]
    for field in changes:
        if field not in known:
            raise UnknownField(f"a preset has no field {field}", mend=what_is_there(field, known))
    return {field: changes[field] for field in known if field in changes}


def preset_of(given: str | Preset) -> Preset:
    """The preset that was named or handed over."""
    return given if isinstance(given, Preset) else preset(str(given))


def fields_of(given: Preset) -> dict[str, object]:
    """Every field of a preset by name, as a record stores it."""
    return asdict(given)
