-- One row per value that rests on no figure.
-- from measures.measured_values
-- severity critical
select
    measure_id,
    area_code,
    breakdown,
    period_start
from measures.measured_values
where value is not null
    and numerator is null
    and value_given is null
