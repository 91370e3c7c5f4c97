-- One row per figure that is hidden, missing or excused and yet has a value.
-- from measures.measured_values
-- severity critical
select
    measure_id,
    area_code,
    breakdown,
    period_start
from measures.measured_values
where value is not null
    and status not in ('ok', 'estimated', 'imputed')
