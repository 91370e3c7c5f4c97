-- One row per submission whose rows or records do not add up to accepted plus set aside.
-- from staged.submissions
-- severity critical
select sha256
from staged.submissions
where rows_in <> rows_accepted + rows_set_aside
    or records_in <> observations + records_set_aside
