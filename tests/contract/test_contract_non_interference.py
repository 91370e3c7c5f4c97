"""Does any published byte about one area change when the figures of another do?"""

from __future__ import annotations

import pytest

from hls_signals.demo.workspace import write_demo
from hls_signals.register.load import load_register
from hls_signals.workspace.layout import open_workspace
from tests.contract.changed_figures import moved
from tests.contract.perturbed_nights import constants_of, published
from tests.contract.what_stays import of_others
from tests.functional.small_workspace import AREAS, write_workspace

WAYS = ("below", "above", "equal", "missing", "gone", "random")
# One of each type of area with, beside it, whose figures it has where the two are to be equal.
NEIGHBOURS = {
    "X06000901": "X06000902",
    "X06000903": "X06000904",
    "X26000902": "X26000901",
    "X80000903": "X80000902",
}


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    return first_night(write_workspace(tmp_path_factory.mktemp("contract") / "council"))


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contract") / "demo"
    write_demo(folder)
    return first_night(folder)


def first_night(folder):
    """The workspace, what its unchanged night published, the questions about its files and those on its pages."""
    files = published(folder)
    questions = {measure.id: measure.question for measure in load_register(open_workspace(folder)).measures}
    return folder, files, constants_of(folder), questions


def differing(workspace, area, change):
    """Paths of others that are not as they were, or that came or went, after a night with these figures changed."""
    folder, before, constants, questions = workspace
    after = published(folder, change, area, constants)
    assert after != before
    then, now = (of_others(files, area, questions) for files in (before, after))
    return sorted(path for path in then.keys() | now.keys() if then.get(path) != now.get(path))


@pytest.mark.parametrize("way", ["above", "random", "gone"])
def test_a_whole_night_publishes_the_same_bytes_about_the_others(council, way):
    assert differing(council, AREAS[1], moved(way, seed=7)) == []


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("area", NEIGHBOURS)
def test_the_demo_publishes_the_same_bytes_about_the_others(alliance, area, way):
    change = moved(way, seed=WAYS.index(way), neighbour=NEIGHBOURS[area])
    assert differing(alliance, area, change) == []
