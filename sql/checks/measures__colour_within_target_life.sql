-- One row per colour given where no target or no colour rule was in force.
-- from measures.measured_values
-- severity critical
select
    measure_id,
    area_code,
    breakdown,
    period_start
from measures.measured_values
where colour is not null
    and (target is null or rule_version is null)
