"""What is refused in a file under sql/, each with its line and its mend."""

import pytest

from hls_signals.warehouse.lint import refusals
from hls_signals.warehouse.queries import UnreadableQuery, parse_query

REFUSED = {
    "a division by what may be 0": ("select n / d as r from staged.x", "a / nullif(d, 0)"),
    "a limit": ("select a from staged.x limit 3", "name the rows"),
    "a ranking": ("select rank() over (order by v) as r from staged.x", "order comes from time"),
    "a clock": ("select now() as n from staged.x", "parameter"),
    "chance": ("select random() as n from staged.x", "parameter"),
    "a quantile": ("select quantile_cont(v, 0.5) as q from staged.x", "Python"),
    "a star at the end": ("select * from staged.x", "name the columns"),
    "a table not named": ("select a from staged.y", "add it"),
    "a later stage": ("select a from signals.z", "one way"),
    "a file": ("select a from read_csv('x.csv')", "registers inputs"),
    "a tie": ("select row_number() over (partition by a order by b) as k from staged.x", "source_sha256, source_row"),
    "a lambda": ("select list_transform([1], lambda x: x) as a from staged.x", "name the rows"),
    "an asof join": ("select x.a from staged.x asof join staged.x as y on x.t >= y.t", "valid_from"),
    "a pivot": ("select a from staged.x pivot (sum(v) for k in ('a', 'b'))", ""),
    "another statement": ("drop table staged.x", "one SELECT"),
    "two statements": ("select a from staged.x; select a from staged.x", "one SELECT"),
    "no SQL": ("selekt a frm", "one SELECT"),
}
ALLOWED = (
    "select n / nullif(d, 0) as r, n / 12 as monthly from staged.x",
    "with step as (select * from staged.x) select a from step",
    "select a from staged.x qualify row_number() over (partition by a order by source_sha256, source_row) = 1",
    "select a, sum(b) as b from staged.x group by all",
    "select a from staged.x where b < $as_of::date + interval 1 day",
)


def found(text):
    return refusals(parse_query("staged", "t", "-- One row per a.\n-- from staged.x, signals.z\n" + text))


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_it_is_refused_with_its_mend(case):
    text, mend = REFUSED[case]
    refused = found(text)
    assert refused, case
    assert any(mend in refusal.mend for refusal in refused)
    assert all(refusal.path == "sql/staged/t.sql" and refusal.line >= 1 for refusal in refused)


@pytest.mark.parametrize("text", ALLOWED)
def test_it_is_let_through(text):
    assert found(text) == []


def test_the_line_is_that_of_the_fault():
    (refusal,) = found("select\n    a,\n    n / d as r\nfrom staged.x")
    assert refusal.line == 5


def test_a_file_that_does_not_name_what_it_reads_is_refused():
    with pytest.raises(UnreadableQuery) as raised:
        parse_query("staged", "t", "select a from staged.x")
    assert "-- from" in raised.value.mend
