"""The night as the schedule and the sensor run it, Dagster's pages, and silence."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import dagster as dg
import pytest

from pipelines.build import build_defs
from tests.functional.small_workspace import write_workspace

PATIENCE = 120


def test_the_scheduled_job_opens_its_own_night(tmp_path):
    folder = write_workspace(tmp_path / "council")
    job = build_defs(folder).resolve_job_def("nightly")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, tags={"hls/trigger": "nightly"})
    assert result.success
    assert (folder / "published" / "current" / "index.html").is_file()
    (record,) = (folder / "warehouse" / "runs").glob("*/run.json")
    assert '"trigger": "nightly"' in record.read_text(encoding="utf-8")
    assert record.parent.name == result.run_id


def test_the_grid_shows_which_periods_arrived(tmp_path):
    folder = write_workspace(tmp_path / "council")
    (folder / "register" / "returns").mkdir()
    (folder / "register" / "returns" / "homelessness.yaml").write_text("id: homelessness\n", encoding="utf-8")
    with dg.DagsterInstance.ephemeral() as instance:
        build_defs(folder).resolve_job_def("nightly").execute_in_process(instance=instance)
        arrived = instance.get_materialized_partitions(dg.AssetKey(["raw", "homelessness"]))
    assert {"2024-03-01", "2026-08-01"} <= arrived
    assert len(arrived) == 30


def test_dagsters_pages_open_on_this_machine_alone(tmp_path):
    pytest.importorskip("dagster_webserver", reason="the extra `ui` is not installed")
    folder = write_workspace(tmp_path / "council")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "hls_signals.cli", "ui", "-w", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = None
        until = time.monotonic() + PATIENCE
        while page is None and time.monotonic() < until and process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=2) as answer:
                    page = answer.read()
            except OSError:
                time.sleep(0.3)
        assert page is not None
        assert b"dagster_webserver_version" in page
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_night_speaks_to_nobody(tmp_path):
    folder = write_workspace(tmp_path / "council")
    trace = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=connect,sendto",
        "-o",
        str(trace),
        sys.executable,
        "-m",
        "hls_signals.cli",
    ]
    done = subprocess.run([*command, "run", str(folder)], capture_output=True, text=True, timeout=600, check=False)
    if "ptrace" in done.stderr.lower() and done.returncode:
        pytest.skip("strace may not look at processes here")
    assert done.returncode == 0, done.stderr
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    beyond = [line for line in lines if re.search(r"AF_INET6?", line) and "127.0.0.1" not in line and "::1" not in line]
    assert beyond == []
