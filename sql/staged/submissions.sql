-- One row per accepted submission known by the end of the date asked about, or holding a figure that was.
-- from raw.submissions, raw.observations
-- params known_before timestamp
select
    sha256,
    source_name,
    return_id,
    adapter,
    received_at,
    known_at,
    known_at_basis,
    rows_in,
    rows_accepted,
    rows_set_aside,
    records_in,
    observations,
    records_set_aside,
    columns_dropped,
    notes
from raw.submissions
where known_at < $known_before::timestamptz
    or sha256 in (
        select observations.source_sha256
        from raw.observations
        where observations.known_at < $known_before::timestamptz
    )
