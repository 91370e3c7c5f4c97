-- One row per measure, area, breakdown, period and definition: the newest figure at the end of the first day any was known.
-- from staged.observations, staged.summed
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
        min(known_on) over (
            partition by area_code, breakdown, period_start, period_end, definition_version
        ) as first_day
    from known
)
select
    measure_id,
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
    false as not_repeated
from versions
where known_on = first_day
qualify row_number() over (
    partition by area_code, breakdown, period_start, period_end, definition_version
    order by known_at desc, source_sha256 desc, source_row desc
) = 1
