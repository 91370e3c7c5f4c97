-- One row per gaming signal that a page may ask about and the meeting list may not.
-- from signals.gaming
-- severity critical
select
    signal_id,
    p_adjusted,
    p_public
from signals.gaming
where level = 'worth_asking_in_public'
    and (p_public is null or p_public > 0.10 or p_adjusted is null or p_adjusted > 0.10)
