-- One row per measure, area, breakdown, period and definition: the newest figure known on the date asked about.
-- from staged.observations, staged.summed, raw.handling
-- params measure_id text
with known as (
    select observations.*
    from staged.observations
    where measure_id = $measure_id
    union all by name
    select summed.*
    from staged.summed
    where measure_id = $measure_id
),
versions as (
    select
        known.*,
        max(known_at) over (
            partition by area_code, breakdown, period_start, period_end, definition_version
        ) as newest_known_at
    from known
),
-- Where files replace whole periods, figures of the period that its newest file leaves out have ended.
newest_files as (
    select
        observations.period_start,
        observations.period_end,
        max(struct_pack(at := observations.known_at, sha256 := observations.source_sha256)) as newest_file
    from staged.observations
    join raw.handling
        on handling.measure_id = observations.measure_id
    where handling.replaces_periods
        and observations.measure_id = $measure_id
    group by observations.period_start, observations.period_end
),
standing as (
    select versions.*
    from versions
    left join newest_files
        on newest_files.period_start = versions.period_start
        and newest_files.period_end = versions.period_end
    where newest_files.newest_file is null
        or versions.source_sha256 = newest_files.newest_file.sha256
),
-- A file was followed when a later one repeats at least one of its figures for the period.
-- A figure that the later file leaves out stays, and is marked.
followed as (
    select
        *,
        max(newest_known_at) over (partition by source_sha256, period_start, period_end) as followed_at
    from standing
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
