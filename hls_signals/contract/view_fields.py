"""Which views are there, and what may each hold?"""

from __future__ import annotations

# What a view may hold, where the page on publishing gives its fields. Nothing else is a field of it: no exception can
# be asked for by whoever fills it.
FIELDS: dict[str, frozenset[str]] = {
    "VariationView": frozenset(
        [
            "view",
            "view_id",
            "area_code",
            "area_name",
            "measure_id",
            "measure_name",
            "unit",
            "period_type",
            "bounds",
            "is_band",
            "dimensions",
            "rows",
            "notes",
            "phases",
            "sentence",
            "description",
            "footnote",
            "footnotes",
            "look_beside",
            "view_sha",
        ]
    ),
}
ROW_FIELDS: dict[str, frozenset[str]] = {
    "VariationView": frozenset(
        [
            "period_start",
            "period_end",
            "label",
            "short_label",
            "value",
            "numerator",
            "denominator",
            "status",
            "withheld_because",
            "rounded_to",
            "from_shown",
            "is_total",
            "target",
            "target_upper",
            "centre",
            "lower",
            "upper",
            "phase",
            "read_first",
            "rules",
            "reported_colour",
            "colour",
            "provisional",
        ]
    ),
}
BESIDE_FIELDS = frozenset({"measure_id", "area_code", "reason", "view", "view_id", "measure_name", "name"})
# The views of the page on publishing; those of hls_signals/publish/views.py are known by their registration.
VIEWS = {
    "VariationView", "ColourHistory", "MovingRange", "Contributions", "GamingCard", "AllianceHistogram",
    "SmallMultiples",
    "StoryList", "Table", "Questions", "FrontSheet", "AsReturned", "Service", "Voices", "SilenceMap", "Journey",
    "SystemMap", "LearningLog", "OpenBook", "Card", "PackView", "AreaIndex", "FrontView", "MeasurePage", "Words", "Why",
    "LookBeside",
}  # fmt: skip
