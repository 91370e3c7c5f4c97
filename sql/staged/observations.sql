-- One row per observation of an accepted submission known by the end of the date asked about.
-- from raw.observations, raw.submissions, raw.definitions
-- params known_before timestamp
with known as (
    select *
    from raw.observations
    where known_at < $known_before::timestamptz
)
select
    known.measure_id,
    known.return_id,
    known.area_code,
    known.breakdown,
    known.is_total,
    known.period_start,
    known.period_end,
    known.period_type,
    known.numerator,
    known.denominator,
    known.value as value_given,
    known.value_lower,
    known.value_upper,
    known.status,
    known.flags,
    case
        when known.definition_version = '' then coalesce(definitions.version, '')
        else known.definition_version
    end as definition_version,
    known.reported_colour,
    known.known_at,
    known.known_on,
    known.source_sha256,
    known.source_sheet,
    known.source_row
from known
join raw.submissions
    on submissions.sha256 = known.source_sha256
left join raw.definitions
    on definitions.measure_id = known.measure_id
    and definitions.valid_from <= known.period_start
    and known.period_start < definitions.valid_to
