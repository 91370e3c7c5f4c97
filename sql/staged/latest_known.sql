-- One row per measure, area, breakdown, period and definition: the newest figure known on the date asked about.
-- from staged.observations, staged.inputs
-- Results are kept under the submissions that staged.inputs names, so it must be there first.
-- params measure_id text
with versions as (
    select
        measure_id,
        return_id,
        area_code,
        breakdown,
        is_total,
        period_start,
        period_end,
        period_type,
        numerator,
        denominator,
        value_given,
        value_lower,
        value_upper,
        status,
        flags,
        definition_version,
        reported_colour,
        known_at,
        known_on,
        source_sha256,
        source_row,
        max(known_at) over (
            partition by area_code, breakdown, period_start, period_end, definition_version
        ) as newest_known_at
    from staged.observations
    where measure_id = $measure_id
),
-- A file was followed when a later one repeats at least one of its figures for the period.
-- A figure that the later file leaves out stays, and is marked.
followed as (
    select
        *,
        max(newest_known_at) over (partition by source_sha256, period_start, period_end) as followed_at
    from versions
)
select
    measure_id,
    return_id,
    area_code,
    breakdown,
    is_total,
    period_start,
    period_end,
    period_type,
    numerator,
    denominator,
    value_given,
    value_lower,
    value_upper,
    status,
    flags,
    definition_version,
    reported_colour,
    known_at,
    known_on,
    source_sha256,
    source_row,
    followed_at > known_at as not_repeated
from followed
qualify row_number() over (
    partition by area_code, breakdown, period_start, period_end, definition_version
    order by known_at desc, source_sha256 desc, source_row desc
) = 1
