"""Does any published byte about one area change when the figures of another do?"""

from __future__ import annotations

import os

import pytest

from hls_signals.demo.workspace import write_demo
from tests.contract.perturbed_nights import constants_of, moved, of_others, published
from tests.functional.small_workspace import AREAS, write_workspace

WAYS = ("below", "above", "equal", "missing", "gone", "random")


@pytest.fixture(autouse=True, scope="module")
def _umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    folder = write_workspace(tmp_path_factory.mktemp("contract") / "council")
    files = published(folder)
    return folder, files, constants_of(folder)


@pytest.mark.parametrize("way", ["above", "random", "gone"])
def test_a_whole_night_publishes_the_same_bytes_about_the_others(council, way):
    folder, before, constants = council
    area = AREAS[1]
    after = published(folder, moved(way, seed=7), area, constants)
    assert of_others(after, area) == of_others(before, area)
    assert after != before


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contract") / "demo"
    write_demo(folder)
    files = published(folder)
    return folder, files, constants_of(folder)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("area", ["X06000901", "X06000903", "X26000902", "X80000903"])
def test_the_demo_publishes_the_same_bytes_about_the_others(alliance, area, way):
    folder, before, constants = alliance
    after = published(folder, moved(way, seed=WAYS.index(way)), area, constants)
    assert of_others(after, area) == of_others(before, area)
    assert after != before
