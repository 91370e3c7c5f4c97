-- One row per gaming signal that others see after it is gone.
-- from signals.gaming
-- severity warning
select
    signal_id,
    others_see_from,
    expires_on
from signals.gaming
where others_see_from > expires_on
