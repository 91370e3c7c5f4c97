"""published: what others may open, built whole, checked, then swapped in."""

from collections.abc import Iterator

import dagster as dg

from hls_signals.warehouse.night import Night
from hls_signals.warehouse.shown_tables import SHOWN
from hls_signals.warehouse.stages.published import build_release, fill_shown, swap_release
from hls_signals.warehouse.stages.since_met import SINCE_MET, fill_since_met
from pipelines.attempts import attempt
from pipelines.materialized import all_materialized, materialized

RETRY = dg.RetryPolicy(max_retries=1, delay=5)
SHOWN_FROM = [
    ["measures", "measured_values"],
    ["measures", "first_values"],
    ["signals", "variation"],
    ["signals", "explanations"],
    ["signals", "explanation_terms"],
    ["staged", "total_versions"],
]
SITE_FROM = [
    ["measures", "colour_questions"],
    ["staged", "quality"],
    ["staged", "events"],
    ["staged", "submissions"],
    ["staged", "areas"],
    ["raw", "learning"],
    ["staged", "notes"],
    ["signals", "gaming"],
    ["signals", "gaming_questions"],
]


@dg.multi_asset(
    name="shown",
    specs=[
        dg.AssetSpec(table.split("."), deps=SHOWN_FROM, group_name="published", kinds={"python"}) for table in SHOWN
    ],
)
def shown(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[None]]:
    """Figures, limits and explanations after disclosure control: all that any page is made of."""
    yield from all_materialized(warehouse, fill_shown(warehouse), "hls_signals.disclosure")


@dg.asset(
    key=SINCE_MET.split("."),
    deps=[*SHOWN_FROM, *(["staged", table] for table in ("quality", "events", "notes", "note_links"))],
    group_name="published",
    kinds={"python"},
)
def since_met(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """What was known of each item of a pack when its people last met, beside what is known now."""
    return materialized(warehouse, fill_since_met(warehouse), "hls_signals.warehouse.since_met")


@dg.asset(
    key=["published", "site"],
    deps=[*(table.split(".") for table in (*SHOWN, SINCE_MET)), *SITE_FROM],
    group_name="published",
    kinds={"html"},
)
def site(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """The folder, built aside and closed; nothing is drawn where nothing changed."""
    built = build_release(warehouse)
    return dg.MaterializeResult(metadata={"outcome": built.outcome, "content_id": built.content_id})


@dg.asset(
    key=["published", "release"],
    deps=[["published", "site"]],
    group_name="published",
    kinds={"html"},
    retry_policy=RETRY,
)
def release(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """The swap of `current`, and nothing else."""
    with attempt(warehouse):
        swap_release(warehouse)
    return dg.MaterializeResult(metadata={"outcome": warehouse.outcome, "release_id": warehouse.release_id or ""})
