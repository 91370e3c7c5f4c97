-- One row per measure and breakdown made of a column that ranks: such columns are dropped at the door.
-- from staged.observations
-- severity critical
select distinct
    measure_id,
    breakdown
from staged.observations
where regexp_matches(lower(breakdown), '"[^"]*(rank|quartile|quintile|decile|percentile|z_score|league)[^"]*":')
