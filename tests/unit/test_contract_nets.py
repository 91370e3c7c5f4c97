"""What do the nets say of queries, charts, folders and code, and in which form?"""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
import zlib
from xml.etree import ElementTree

import pytest

from hls_signals.contract import Finding, Roles, check_chart, check_folder, check_query
from hls_signals.contract.changed import changed_findings
from hls_signals.contract.codes import CODES
from hls_signals.contract.colours import red_and_green, shade_of
from hls_signals.contract.findings import _LAW_AND_MEND, by_place, found, net_of
from hls_signals.contract.folder_context import context_of
from hls_signals.contract.known import Known
from hls_signals.contract.page_rules import said_on
from hls_signals.contract.page_tree import page_tree
from hls_signals.contract.pdf_text import UnreadablePdf, pdf_text
from hls_signals.contract.report import as_json, as_junit, as_sarif, as_text
from hls_signals.contract.roles import TYPES, UnreadableRoles, project_roles, roles_of_yaml
from hls_signals.contract.sharing import SHARED_FROM, Sharing
from hls_signals.contract.sources import source_findings, template_findings
from hls_signals.contract.view import check_view

SMALL = Roles.from_mapping({"figures": {"area_name": "area_name", "value": "measure"}})


def codes(findings):
    return {finding.code for finding in findings}


def folder_of(tmp_path, files):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def test_the_worked_example_moves_alder_when_birch_moves():
    found_here = check_query("select area_name, value - avg(value) over () as d from figures order by area_name", SMALL)
    assert "C201" in codes(found_here)
    held = "select area_name, value - avg(value) over (partition by area_name) as d from figures order by area_name"
    assert check_query(held, SMALL) == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("select", "C101"),
        ("select 1; select 2", "C101"),
        ("copy figures to 'x.csv'", "C101"),
        ("attach 'x.db'", "C101"),
        ("select * from figures", "C101"),
        ("select a from query('select 1')", "C101"),
        ("select a from read_csv('x.csv')", "C101"),
        ("select area_name from 'x.parquet'", "C101"),
        ("select area_name, random() as r from figures", "C101"),
        ("select area_name, secret from figures", "C003"),
        ("select area_name from elsewhere", "C003"),
        ("select area_name from figures where value < 50 order by area_name", "C104"),
        ("select cast(area_name as integer) as v from figures", "C205"),
        ("select colour_of(value) from figures", "C205"),
    ],
)
def test_what_cannot_be_read_or_run_is_a_finding(sql, code):
    assert code in codes(check_query(sql, SMALL))


def test_a_person_is_no_subject():
    roles = Roles.from_mapping({"figures": {"worker": "person", "value": "measure"}})
    assert "C004" in codes(check_query("select worker, value from figures", roles))
    spec = {"data": {"values": [{"worker": "x", "value": 1}]}, "mark": "bar", "encoding": {"x": {"field": "value"}}}
    assert "C004" in codes(check_chart(spec, roles))


@pytest.mark.parametrize(
    "odd", [None, 5, "x", [], {}, {"mark": 3}, {"layer": "x"}, {"mark": "bar", "data": 3}, {"data": {"values": [1]}}]
)
def test_an_odd_chart_never_raises(odd):
    assert all(isinstance(finding, Finding) for finding in check_chart(odd, SMALL))


def test_findings_stand_by_place_each_once():
    later, first = found("C302", "b.html", "x"), found("C301", "a.html", "x")
    assert by_place([later, first, later]) == [first, later]


def test_every_code_has_a_net_a_law_and_a_way_to_mend():
    assert set(_LAW_AND_MEND) == set(CODES)
    assert {net_of(code) for code in CODES} == {0, 1, 2, 3, 4}


def test_findings_are_told_as_the_page_shows_them():
    finding = found("C306", "area/X06000901/index.html", 'class "hot"')
    lines = as_text([finding]).splitlines()
    assert lines[0] == "area/X06000901/index.html: HLS-C306 items of areas carry different emphasis (law 2)"
    assert lines[-1] == "1 finding blocks. Nothing was published; the last release stays."
    assert as_text([]) == "Nothing was found."
    assert "1 note to look at again" in as_text([found("C402", "x", "y", severity="review")])


def test_sarif_and_junit_come_from_the_same_list():
    findings = [found("C306", "a b.html:12", "x"), found("C402", "n.html", "<y> & \x00", severity="review")]
    sarif = json.loads(as_sarif(findings, "1.0"))
    assert sarif["version"] == "2.1.0"
    (run,) = sarif["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["HLS-C306", "HLS-C402"]
    assert [run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] for r in run["results"]] == ["HLS-C306", "HLS-C402"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20b.html"}, "region": {"startLine": 12}}
    suite = ElementTree.fromstring(as_junit(findings))  # noqa: S314  # our own text
    assert (suite.get("tests"), suite.get("failures")) == ("5", "1")
    assert as_json(findings)["blocks"] == 1


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(NotADirectoryError):
        check_folder(tmp_path / "nowhere")


def test_a_link_out_of_the_folder_is_a_finding(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x.html").symlink_to("/etc/hostname")
    (tmp_path / "in.txt").write_text("a")
    (tmp_path / "same.txt").symlink_to("in.txt")
    assert [finding.where for finding in check_folder(tmp_path)] == ["out/x.html"]


def test_archives_are_opened(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("inside.html", "<p>the worst of them</p>")
    folder = folder_of(tmp_path, {"pack.zip": held.getvalue(), "broken.zip": b"PK\x03\x04nothing"})
    where = {finding.where: finding.code for finding in check_folder(folder)}
    assert where["pack.zip!inside.html"] == "C401"
    assert where["broken.zip!"] == "C002"


def pdf_of(stream: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(stream)
    return b"%PDF-1.7\n1 0 obj\n<</Filter /FlateDecode/Length 1>>\nstream\n" + packed + b"\nendstream\nendobj\n" + more


def test_the_text_and_the_facts_of_a_pdf_are_read(tmp_path):
    data = pdf_of(b"BT /F1 12 Tf (the wor) Tj [(st of) 20 ( them)] TJ ET", b"<</Title (A \\(plain\\) title)>>")
    assert "the worst of them" in pdf_text(data)
    assert "A (plain) title" in pdf_text(data)
    assert codes(check_folder(folder_of(tmp_path, {"pack.pdf": data}))) == {"C401"}


@pytest.mark.parametrize(
    "data",
    [b"%PDF /Encrypt", pdf_of(b"x").replace(b"Flate", b"LZW"), b"<</Filter /FlateDecode>>\nstream\nxx\nendstream"],
)
def test_a_pdf_that_cannot_be_read_is_not_published(data):
    with pytest.raises(UnreadablePdf):
        pdf_text(data)


@pytest.mark.parametrize(
    "colour",
    [
        "#f00",
        "red",
        "rgb(200, 0, 0)",
        "hsl(5deg 80% 50%)",
        "hwb(0 10% 10%)",
        "oklch(0.6 0.25 29)",
        "lab(50% 70 50)",
        "color(srgb 0.8 0 0)",
        "#ff0000cc",
    ],
)
def test_red_is_red_in_any_notation(colour):
    assert shade_of(colour) == "red"
    assert red_and_green([colour, "#12436d", "seagreen"]) == (colour, "seagreen")


def test_the_palette_of_the_charts_holds_no_pair():
    assert red_and_green(["#12436D", "#801650", "#3D3D3D", "#F46A25", "#28A197", "#f3f2f1", "#ffffff"]) is None


def test_roles_are_those_of_the_page():
    assert set(TYPES) >= {"area", "area_name", "measure", "count", "target", "limit", "colour", "person", "signal"}
    assert project_roles().columns("published", "shown_values")["value"] == "measure"
    for wrong in ("a: {b: placing}", "[1]", "a: 3", "{"):
        with pytest.raises(UnreadableRoles):
            roles_of_yaml(wrong)


def test_our_own_modules_and_templates_order_nothing_by_a_value():
    assert [str(finding) for finding in source_findings() if finding.code != "C101"] == []


def test_a_template_that_sorts_is_found():
    assert codes(template_findings("{% for x in rows|sort(attribute='value') %}{{ x }}{% endfor %}", "x.j2")) == {
        "C103"
    }
    assert codes(template_findings("{% for %}", "x.j2")) == {"C101"}
    assert template_findings("{{ rows|length }}", "x.j2") == []


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("sql/published/x.sql", "select area_code from published.shown_values order by value", "C103"),
        ("a.vl.json", "{", "C101"),
        ("a.vl.json", '{"mark": "arc"}', "C125"),
        ("hls_signals/publish/x.py", "frame.sort('value')", "C103"),
        ("dashboards/templates/x.j2", "{{ rows|max }}", "C103"),
    ],
)
def test_net_1_looks_at_a_changed_file(path, text, code):
    assert code in codes(changed_findings(path, text))
    assert changed_findings("README.md", text) == []


def test_a_view_is_read_as_it_is_declared():
    assert codes(check_view({"view": "Leaderboard", "rows": []})) >= {"C001"}
    assert (
        check_view({"view": "Table", "order": "name", "columns": ["period", "value"], "rows": [["May 2026", "6"]]})
        == []
    )
    assert codes(check_view(3)) == {"C001"}


def test_nothing_switches_a_net_off():
    """No argument of a public function, no environment and no setting takes a finding of nets 0 to 3 away."""
    import inspect

    from hls_signals.contract import file_rules, folder, folder_context, query
    from hls_signals.workspace.settings import Settings

    allowed = {"sql", "roles", "stage", "where", "spec", "folder", "names", "today", "processes"}
    for function in (check_query, check_chart, check_folder):
        assert set(inspect.signature(function).parameters) <= allowed
    for module in (file_rules, folder, folder_context, query):
        assert "environ" not in inspect.getsource(module)
    flat = json.dumps(Settings().model_dump(mode="json"))
    assert not any(word in flat for word in ("contract", "skip", "net_"))
    assert "allowed.yml" not in inspect.getsource(query)
    assert {field.name for field in dataclasses.fields(Finding)} >= {"severity", "net", "law"}


def test_no_comment_in_a_query_or_a_page_takes_a_finding_away(tmp_path):
    sql = "-- contract: ignore\n/* noqa: C103 */ select area_name, value from figures order by value -- hls:allow"
    assert "C103" in codes(check_query(sql, SMALL))
    page = "<!-- contract off --><p>the worst of them</p>"
    assert codes(check_folder(folder_of(tmp_path, {"x.html": page}))) == {"C401"}


def test_texts_of_a_pdf_on_different_heights_are_lines_of_their_own():
    first = b"BT /F1 12 Tf 40 800 Td (Alder) Tj 90 0 Td (60) Tj 0 -14 Td (Birch) Tj "
    shown = first + b"1 0 0 1 0 5 Tm (7) Tj 1 0 0 1 9 5 Tm (0) Tj ET"
    assert [line for line in pdf_text(pdf_of(shown)).split("\n") if line] == ["Alder60", "Birch", "70"]


@pytest.mark.parametrize("text", ["<a>Al<i>der</i></a><a>Birch</a>", "<b>Birch</b>wood <p data-area='ALDER'>"])
def test_names_are_narrowed_to_those_of_a_page_however_it_breaks_them(text):
    known = Known(areas={"X1": "Alder", "X2": "Birch", "X3": "Cedar Moor"})
    assert set(known.in_text("\n".join(said_on(page_tree(text)))).areas) == {"X1", "X2"}
    assert set(known.in_text("nobody").areas) == {"X1"}


def test_a_large_folder_is_shared_and_found_the_same(tmp_path):
    pages = {f"p{number}.html": "<p>It is fine.</p>" for number in range(SHARED_FROM)}
    folder = folder_of(tmp_path, pages | {"p7.html": "<p>the worst of them</p>", "p8.html": "<meter></meter>"})
    alone = check_folder(folder)
    assert [finding.where for finding in alone] == ["p7.html", "p8.html"]
    assert check_folder(folder, processes=2) == alone


def test_a_folder_without_a_manifest_names_its_areas_by_the_links_to_them_and_not_to_their_measures(tmp_path):
    page = "<ul><li><a href='area/b/index.html'>Birch</a></li><li><a href='area/b/help.html'>Help in time</a></li></ul>"
    with Sharing(1, 1) as here:
        root = folder_of(tmp_path, {"index.html": page})
        context = context_of(root, sorted(root.iterdir()), None, (), None, here)
    assert dict(context.known.areas) == {"Birch": "Birch"}
