"""The asset graph, held by a snapshot: a change of it is a deliberate act (`make snapshot` rewrites it)."""

import ast
import json
import os
from pathlib import Path

import dagster as dg
import pytest

from hls_signals.warehouse.queries import STAGES, queries
from pipelines.build import build_defs

SNAPSHOT = Path(__file__).with_name("asset_graph.json")
PIPELINES = Path(__file__).parents[2] / "pipelines"


@pytest.fixture(scope="module")
def defs():
    return build_defs()


def described(defs):
    graph = defs.resolve_asset_graph()
    checks = {spec.key: spec for definition in defs.asset_checks for spec in definition.check_specs}
    schedule = defs.resolve_schedule_def("nightly_schedule")
    return {
        "assets": {
            key.to_user_string(): {
                "group": graph.get(key).group_name,
                "executable": key in graph.executable_asset_keys,
                "deps": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
            }
            for key in sorted(graph.get_all_asset_keys())
        },
        "checks": {
            f"{key.asset_key.to_user_string()} {key.name}": {
                "severity": spec.metadata["severity"],
                "blocking": spec.blocking,
            }
            for key, spec in sorted(checks.items(), key=lambda item: (item[0].asset_key, item[0].name))
        },
        "job": sorted(
            key.to_user_string() for key in defs.resolve_job_def("nightly").asset_layer.executable_asset_keys
        ),
        "schedule": {"cron": schedule.cron_schedule, "timezone": schedule.execution_timezone},
        "sensors": [sensor.name for sensor in defs.sensors],
    }


def test_the_graph_is_as_reviewed(defs):
    found = json.dumps(described(defs), indent=1, sort_keys=True) + "\n"
    if os.environ.get("SNAPSHOT") == "write":
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert found == SNAPSHOT.read_text(encoding="utf-8"), "the asset graph changed: look at it, then make snapshot"


def test_every_query_is_an_asset_with_what_it_reads(defs):
    graph = defs.resolve_asset_graph()
    for query in queries():
        parents = {parent.to_user_string() for parent in graph.get(dg.AssetKey([query.stage, query.name])).parent_keys}
        assert {table.replace(".", "/") for table in query.reads} <= parents


def test_nothing_reads_from_a_stage_to_its_right(defs):
    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        for parent in graph.get(key).parent_keys:
            assert STAGES.index(parent.path[0]) <= STAGES.index(key.path[0]), f"{key} reads {parent}"


def test_the_night_begins_at_half_past_three_in_london(defs):
    schedule = defs.resolve_schedule_def("nightly_schedule")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 3 * * *", "Europe/London")
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED


def test_every_executable_asset_has_an_owner(defs):
    graph = defs.resolve_asset_graph()
    assert all(graph.get(key).owners for key in graph.executable_asset_keys)


def test_fresh_definitions_each_time():
    assert build_defs() is not build_defs()


def test_no_asset_body_is_longer_than_fifteen_lines():
    for path in sorted((PIPELINES / "assets").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[-1].end_lineno - node.body[0].lineno + 1
                assert body <= 15 or node.name in {"sql_assets"}, f"{path.name} {node.name}: {body} lines"


def test_no_asset_returns_a_table():
    """Rows never travel through Dagster: what an asset gives back is facts about its table."""
    for path in sorted((PIPELINES / "assets").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("asset" in ast.dump(d) for d in node.decorator_list):
                assert "MaterializeResult" in ast.unparse(node.returns)
