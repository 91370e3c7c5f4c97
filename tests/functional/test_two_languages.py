"""Does a workspace with two languages keep both through the night, the letting out and the next night?"""

import json

from typer.testing import CliRunner

from hls_signals.cli import app
from hls_signals.publish.catalogue import invented
from hls_signals.workspace.language import with_catalogue
from tests.functional.small_workspace import HLS, write_workspace

RUNNER = CliRunner()
FAR = "en-XA"


def say(*words):
    with with_catalogue(FAR, invented(FAR)):
        result = RUNNER.invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_both_trees_are_built_let_out_and_found_unchanged(tmp_path):
    folder = write_workspace(tmp_path / "council")
    settings = HLS.replace("nightly", "by_hand").replace("let_out:", f"languages: [en-GB, {FAR}], let_out:")
    assert FAR in settings
    (folder / "hls.yaml").write_text(settings, encoding="utf-8")
    say("run", str(folder))
    (waiting,) = (folder / "published" / "candidates").iterdir()
    manifest = json.loads((waiting / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["languages"] == ["en-GB", FAR]
    plain, far = (
        sorted(path.relative_to(waiting / name) for path in (waiting / name).rglob("*.html"))
        for name in manifest["languages"]
    )
    assert plain == far
    say("release", "let-out", waiting.name, "--by", "chair", "-w", str(folder))
    current = folder / "published" / "current"
    books = [(current / name / "open-book.html").read_text(encoding="utf-8") for name in manifest["languages"]]
    assert all("chair" in book for book in books)
    assert "[Öñ" in books[1]
    # What is said of a change is said in the language of its tree.
    area = next((current / FAR / "area").glob("*/index.html")).read_text(encoding="utf-8")
    ledes = [line for line in area.splitlines() if 'class="lede"' in line]
    assert ledes
    assert all(line.startswith('<p class="lede">[') for line in ledes)
    assert "nothing changed" in say("run", str(folder)).lower() or "unchanged" in say("run", str(folder)).lower()
