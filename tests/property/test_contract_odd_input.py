"""Does no input make the contract raise?"""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.contract import Finding, Roles, check_chart, check_folder, check_query, check_sentence
from hls_signals.contract.python_code import check_python
from hls_signals.contract.view import check_view

ROLES = Roles.from_mapping({"figures": {"area_name": "area_name", "value": "measure", "colour": "colour"}})
WORDS = st.sampled_from(
    [
        "select",
        "from",
        "figures",
        "where",
        "value",
        "area_name",
        "(",
        ")",
        ",",
        "over",
        "order by",
        "rank()",
        "<",
        ">",
        "=",
        "1",
        "'x'",
        "union all",
        "with a as",
        "<p>",
        "</td>",
        "<table",
        "style='",
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        "mark",
        "\x00",
        "&#0;",
        "<script>",
        "url(",
        "lambda",
        "sorted",
        "data-area",
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=60))
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)
KEYS = st.sampled_from(
    [
        "mark",
        "data",
        "values",
        "encoding",
        "x",
        "y",
        "field",
        "sort",
        "transform",
        "layer",
        "filter",
        "aggregate",
        "scale",
        "domain",
        "facet",
        "spec",
        "params",
        "bind",
        "title",
        "rows",
        "area_code",
        "look_beside",
        "condition",
        "axis",
    ]
)
NESTED = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4))
)


@settings(max_examples=60)
@given(text=TEXTS)
def test_no_text_makes_a_check_raise(text):
    for findings in (check_sentence(text), check_python(text)):
        assert all(isinstance(finding, Finding) for finding in findings)


@settings(max_examples=15)
@given(text=TEXTS)
def test_no_query_makes_the_check_raise(text):
    assert all(isinstance(finding, Finding) for finding in check_query(text, ROLES))


@settings(max_examples=60)
@given(given_=NESTED)
def test_no_chart_and_no_view_makes_a_check_raise(given_):
    assert all(isinstance(finding, Finding) for finding in (*check_chart(given_, ROLES), *check_view(given_)))


@settings(max_examples=25)
@given(
    name=st.sampled_from(
        [
            "a.html",
            "a.svg",
            "a.csv",
            "a.json",
            "a.vl.json",
            "a.css",
            "a.txt",
            "a.pdf",
            "a.zip",
            "a.xyz",
            "manifest.json",
            "roles.yaml",
        ]
    ),
    data=st.one_of(st.binary(max_size=80), TEXTS.map(str.encode)),
)
def test_no_folder_makes_the_check_raise(name, data):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        assert all(isinstance(finding, Finding) for finding in check_folder(folder))
