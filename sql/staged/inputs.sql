-- One row per measure and submission: how many of its figures were known on the date asked about.
-- from staged.observations
select
    measure_id,
    source_sha256,
    count(*) as figures
from staged.observations
group by measure_id, source_sha256
