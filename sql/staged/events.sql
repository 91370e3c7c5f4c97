-- One row per change event, measure and area it names (empty: every area).
-- from raw.events
select
    event_id,
    measure_id,
    area_code,
    kind,
    effective_from,
    effective_to,
    announced_on,
    text,
    source,
    confidence
from raw.events
