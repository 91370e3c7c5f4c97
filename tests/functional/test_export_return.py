"""Does a return come back byte for byte, under its own name, with both hashes told?"""

from hashlib import sha256

import pytest
from typer.testing import CliRunner

from hls_signals.cli import app
from hls_signals.workspace.errors import MendableError
from tests.functional.small_workspace import COUNT, rows, write_return, write_workspace

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    folder = write_workspace(tmp_path_factory.mktemp("return") / "council")
    write_return(folder, "september.csv", rows(1, (2026, 9)))
    assert RUNNER.invoke(app, ["run", str(folder), "--until", "raw"], catch_exceptions=False).exit_code == 0
    return folder


def asked(folder, *arguments):
    return RUNNER.invoke(app, ["export", "return", *map(str, arguments), "-w", str(folder)], catch_exceptions=False)


def sent(folder, name):
    return (folder / "inbox" / "returns" / "homelessness" / name).read_bytes()


def test_a_submission_comes_back_as_it_was_sent(council, tmp_path):
    for name in ("history.csv", "september.csv"):
        data = sent(council, name)
        digest = sha256(data).hexdigest()
        result = asked(council, "homelessness", "--submission", digest[:10], "--to", tmp_path)
        assert (tmp_path / name).read_bytes() == data
        assert result.output.count(digest) == 2


def test_without_a_hash_the_newest_comes_back(council, tmp_path):
    target = tmp_path / "again.csv"
    asked(council, "homelessness", "--to", target)
    assert target.read_bytes() == sent(council, "september.csv")


def test_an_unknown_return_names_those_there_are(council, tmp_path):
    with pytest.raises(MendableError) as raised:
        asked(council, "homelesness", "--to", tmp_path)
    assert (raised.value.code, "homelessness" in raised.value.mend) == ("W414", True)


def test_an_unknown_hash_names_those_there_are(council, tmp_path):
    with pytest.raises(MendableError) as raised:
        asked(council, "homelessness", "--submission", "zz", "--to", tmp_path)
    digest = sha256(sent(council, "history.csv")).hexdigest()
    assert (raised.value.code, digest[:12] in raised.value.mend) == ("W414", True)


def test_rows_about_people_were_never_kept(council, tmp_path):
    mapping = council / "register" / "returns" / "children.yaml"
    mapping.parent.mkdir(parents=True, exist_ok=True)
    measure = council / "register" / "measures" / "children_looked_after.yaml"
    of_children = COUNT.replace("in_hotels", "children_looked_after").replace(
        "return: homelessness", "return: children"
    )
    measure.write_text(of_children.replace("period_type: month", "period_type: snapshot"), encoding="utf-8")
    mapping.write_text(
        "id: children\nadapter: ssda903\nperson_level: true\narea: {fixed: X06000901}\nyear_end: 2026-03-31\n"
        "figures:\n  - {measure: children_looked_after, aggregate: children_on_31_march}\n",
        encoding="utf-8",
    )
    try:
        with pytest.raises(MendableError) as raised:
            asked(council, "children", "--to", tmp_path)
    finally:
        mapping.unlink()
        measure.unlink()
    assert raised.value.code == "Q120"


def test_bytes_that_changed_on_the_disk_are_not_handed_back_as_received(council, tmp_path):
    raw = council / "warehouse" / "raw" / sha256(sent(council, "history.csv")).hexdigest()
    before = raw.read_bytes()
    raw.chmod(0o600)
    raw.write_bytes(before + b"\n")
    try:
        with pytest.raises(MendableError) as raised:
            asked(council, "homelessness", "--submission", raw.name, "--to", tmp_path)
    finally:
        raw.write_bytes(before)
    assert raised.value.code == "W206"
