-- One row per measure, area and period of which different figures became known at one stated moment.
-- from staged.observations, raw.observations
-- Only moments that several files state can hold two figures of one key: within a file they are set aside.
with stated as (
    select distinct
        measure_id,
        known_at,
        source_sha256
    from raw.observations
    where known_at_basis in ('sidecar', 'column')
),
shared as (
    select
        measure_id,
        known_at
    from stated
    group by measure_id, known_at
    having count(*) > 1
),
keyed as (
    select
        figures.return_id,
        figures.measure_id,
        figures.area_code,
        figures.breakdown,
        figures.period_start,
        figures.period_end,
        figures.definition_version,
        figures.known_at,
        count(*) as examined,
        count(distinct struct_pack(
            n := figures.numerator,
            d := figures.denominator,
            v := figures.value_given,
            s := figures.status
        )) as affected
    from staged.observations as figures
    join stated
        on stated.measure_id = figures.measure_id
        and stated.known_at = figures.known_at
        and stated.source_sha256 = figures.source_sha256
    join shared
        on shared.measure_id = figures.measure_id
        and shared.known_at = figures.known_at
    group by all
    having count(*) > 1
)
select
    return_id,
    measure_id,
    area_code,
    period_start,
    period_end,
    max(examined) as examined,
    max(affected) as affected
from keyed
where affected > 1
group by return_id, measure_id, area_code, period_start, period_end
