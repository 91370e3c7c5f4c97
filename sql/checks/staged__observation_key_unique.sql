-- One row per figure that stands twice in one submission.
-- from staged.observations
-- severity critical
select
    source_sha256,
    measure_id,
    area_code,
    breakdown,
    period_start,
    period_end,
    definition_version
from staged.observations
group by all
having count(*) > 1
