"""When does the night run by itself?"""

from __future__ import annotations

import dagster as dg

from hls_signals.workspace.settings import Settings


def nightly_schedule(job_name: str, settings: Settings) -> dg.ScheduleDefinition:
    """Every night at the workspace's hour. Off until somebody switches it on.

    03:30 by default: 01:30 is missing one night a year and comes twice in another.
    """
    hour, minute = settings.nightly.at.split(":")
    return dg.ScheduleDefinition(
        name="nightly_schedule",
        job_name=job_name,
        cron_schedule=f"{int(minute)} {int(hour)} * * *",
        execution_timezone=settings.timezone,
        tags={"hls/trigger": "nightly"},
    )
