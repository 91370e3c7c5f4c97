-- One row per figure whose first version is missing or younger than its latest.
-- from measures.measured_values, measures.first_values
-- severity critical
select
    measured_values.measure_id,
    measured_values.area_code,
    measured_values.breakdown,
    measured_values.period_start
from measures.measured_values
left join measures.first_values
    on first_values.measure_id = measured_values.measure_id
    and first_values.area_code = measured_values.area_code
    and first_values.breakdown = measured_values.breakdown
    and first_values.period_start = measured_values.period_start
    and first_values.period_end = measured_values.period_end
    and first_values.definition_version = measured_values.definition_version
where first_values.known_at is null
    or first_values.known_at > measured_values.known_at
