-- One row per area of the register, and per area that a return names and the register does not.
-- from raw.areas, raw.named_areas
with named as (
    select
        area_code,
        min(area_name) as area_name
    from raw.named_areas
    where area_code not in (select areas.area_code from raw.areas)
    group by area_code
)
select
    area_code,
    area_name,
    area_type,
    valid_from,
    valid_to,
    replaced_by,
    true as is_registered
from raw.areas
union all
select
    area_code,
    area_name,
    cast(null as varchar) as area_type,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    cast(null as varchar) as replaced_by,
    false as is_registered
from named
