-- One row per observation that cannot be traced to a row of a submission.
-- from staged.observations, staged.submissions
-- severity critical
select
    observations.source_sha256,
    observations.source_row,
    observations.measure_id
from staged.observations
left join staged.submissions
    on submissions.sha256 = observations.source_sha256
where submissions.sha256 is null
    or observations.source_row < 1
