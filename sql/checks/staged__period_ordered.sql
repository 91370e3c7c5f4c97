-- One row per observation whose period does not end after it starts.
-- from staged.observations
-- severity critical
select
    source_sha256,
    source_row,
    measure_id
from staged.observations
where period_end <= period_start
