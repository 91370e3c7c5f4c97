-- One row per gaming signal that has a gate and a number, or neither.
-- from signals.gaming
-- severity critical
select
    signal_id,
    indicator,
    gate
from signals.gaming
where (applicability = 'not_applicable') <> (gate is not null)
    or (gate is not null and (p_raw is not null or effect is not null))
    or (gate is null and effect is null)
