"""Is an id that may point at a person replaced, always by the same one, and does ours stay?"""

import re

import pytest

from hls_signals.narrative.note_ids import OURS, ids_key, note_id
from hls_signals.workspace.layout import open_workspace

PLACE = "abc\n3"


def under(given, key=b"one", place=PLACE):
    return note_id(given, place, lambda: key)


@pytest.mark.parametrize("given", ["second-letter", "n-60f3d85a8f0c"])
def test_an_id_that_points_at_nobody_and_one_of_ours_stay(given):
    assert under(given) == given


@pytest.mark.parametrize("given", ["S001", "harriet_opie", "943 476 5919"])
def test_one_that_may_point_at_somebody_is_another_and_always_the_same(given):
    held = under(given)
    assert OURS.fullmatch(held)
    assert under(given, place="another file\n9") == held
    assert under(given, key=b"two") != held


def test_a_note_without_an_id_is_called_after_its_place():
    assert OURS.fullmatch(under(""))
    assert under("") != under("", place="another file\n9")


def test_the_key_is_made_once_and_is_for_its_owner_alone(make_workspace):
    workspace = open_workspace(make_workspace({}))
    key = ids_key(workspace)
    assert len(key) == 32
    assert ids_key(workspace) == key
    (file,) = workspace.narratives.iterdir()
    assert not file.stat().st_mode & 0o077
    assert re.fullmatch(r"ids\.key", file.name)
