-- One row per version of a total of a measure, area, period and definition, in the order each became known.
-- from staged.observations, staged.summed
-- params measure_id text
-- For what was known on an earlier day, and for how much of a figure still arrives: totals alone, so it stays small.
with known as (
    select observations.*
    from staged.observations
    where measure_id = $measure_id
        and breakdown = '{}'
        and is_total
    union all by name
    select summed.*
    from staged.summed
    where measure_id = $measure_id
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
    status,
    flags,
    definition_version,
    reported_colour,
    known_at,
    known_on,
    false as not_repeated,
    source_sha256,
    source_row
from known
qualify row_number() over (
    partition by area_code, period_start, period_end, definition_version, known_at
    order by source_sha256 desc, source_row desc
) = 1
