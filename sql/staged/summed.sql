-- One row per total made from parts, for each moment at which a part of it became known by the date asked about.
-- from staged.observations, raw.handling
-- A version for every moment, so that revisions and any day asked about find the total as it was then. A total exists
-- only where every part has its numbers, and where no file states the total itself.
with parts as (
    select
        observations.*,
        handling.is_count,
        handling.replaces_periods,
        case
            when handling.is_count then coalesce(observations.numerator, observations.value_given)
            else observations.numerator
        end as amount
    from staged.observations
    join raw.handling
        on handling.measure_id = observations.measure_id
    where handling.is_summed
        and not observations.is_total
),
stated as (
    select distinct
        observations.measure_id,
        observations.area_code,
        observations.period_start,
        observations.period_end
    from staged.observations
    join raw.handling
        on handling.measure_id = observations.measure_id
    where handling.is_summed
        and observations.breakdown = '{}'
),
moments as (
    select distinct
        parts.measure_id,
        parts.area_code,
        parts.period_start,
        parts.period_end,
        parts.definition_version,
        parts.known_at as moment
    from parts
    left join stated
        on stated.measure_id = parts.measure_id
        and stated.area_code = parts.area_code
        and stated.period_start = parts.period_start
        and stated.period_end = parts.period_end
    where stated.measure_id is null
),
-- The newest figure of each part at each moment.
newest as (
    select
        parts.*,
        moments.moment,
        max(struct_pack(at := parts.known_at, sha256 := parts.source_sha256)) over (
            partition by
                parts.measure_id, parts.area_code, parts.period_start, parts.period_end, parts.definition_version,
                moments.moment
        ) as newest_file
    from moments
    join parts
        on parts.measure_id = moments.measure_id
        and parts.area_code = moments.area_code
        and parts.period_start = moments.period_start
        and parts.period_end = moments.period_end
        and parts.definition_version = moments.definition_version
        and parts.known_at <= moments.moment
    qualify row_number() over (
        partition by
            parts.measure_id, parts.area_code, parts.period_start, parts.period_end, parts.definition_version,
            moments.moment, parts.breakdown
        order by parts.known_at desc, parts.source_sha256 desc, parts.source_row desc
    ) = 1
),
-- Where files replace whole periods, parts that the newest file leaves out have ended.
summed as (
    select
        measure_id,
        return_id,
        area_code,
        period_start,
        period_end,
        period_type,
        definition_version,
        moment,
        bool_or(is_count) as is_count,
        sum(amount) as numerator,
        sum(denominator) as denominator,
        bool_or(status in ('estimated', 'imputed')) as is_estimated,
        max(known_on) as known_on,
        max(struct_pack(at := known_at, sha256 := source_sha256, line := source_row)) as last_part,
        bool_or(contains(flags, 'b')) as has_b,
        bool_or(contains(flags, 'e')) as has_e,
        bool_or(contains(flags, 'p')) as has_p,
        bool_or(contains(flags, 'r')) as has_r,
        bool_or(contains(flags, 'u')) as has_u
    from newest
    where not replaces_periods
        or source_sha256 = newest_file.sha256
    group by
        measure_id, return_id, area_code, period_start, period_end, period_type, definition_version, moment
    having count(*) = count(amount)
        and (bool_or(is_count) or count(*) = count(denominator))
)
select
    measure_id,
    return_id,
    area_code,
    '{}' as breakdown,
    true as is_total,
    period_start,
    period_end,
    period_type,
    cast(numerator as decimal(38, 18)) as numerator,
    case when is_count then null else cast(denominator as decimal(38, 18)) end as denominator,
    cast(null as decimal(38, 18)) as value_given,
    cast(null as decimal(38, 18)) as value_lower,
    cast(null as decimal(38, 18)) as value_upper,
    case
        when not is_count and denominator = 0 then 'not_applicable'
        when is_estimated then 'estimated'
        else 'ok'
    end as status,
    concat(
        case when has_b then 'b' else '' end,
        case when has_e then 'e' else '' end,
        case when has_p then 'p' else '' end,
        case when has_r then 'r' else '' end,
        case when has_u then 'u' else '' end
    ) as flags,
    definition_version,
    cast(null as varchar) as reported_colour,
    moment as known_at,
    known_on,
    last_part.sha256 as source_sha256,
    last_part.line as source_row
from summed
