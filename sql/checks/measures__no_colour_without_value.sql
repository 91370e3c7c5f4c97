-- One row per colour that rests on no value.
-- from measures.measured_values
-- severity critical
select
    measure_id,
    area_code,
    breakdown,
    period_start
from measures.measured_values
where colour is not null
    and value is null
