"""A breach in what is to be published keeps the last good release open, and the run names it."""

from hls_signals.publish.current import damage
from hls_signals.publish.how_to_read import example
from hls_signals.publish.registry import registered_for_now
from hls_signals.publish.site_plan import Planned
from hls_signals.publish.views import Words
from tests.functional.small_workspace import AREAS, night_of, write_workspace


def page_with(sentence, name="more"):
    """A builder of one more page about the first area; what it says comes from the content."""

    def pages(content):
        path = f"area/{AREAS[0]}/{name}.html"
        yield Planned(path, "how_to_read", Words("how-to-read", sentence(content), *example()), subject=AREAS[0])

    return pages


def test_a_breach_in_a_view_keeps_the_last_release_and_is_named(tmp_path):
    folder = write_workspace(tmp_path / "council", is_proven=False)
    first = night_of(folder)
    assert first.outcome == "published"
    current = (folder / "published" / "current").resolve()

    def peer_mean(content):
        return f"{content.shown_values['value'].mean()}"

    said = page_with(lambda content: "This is the worst council of all.", "said")
    with registered_for_now("a planted view", page_with(peer_mean)), registered_for_now("a sentence", said):
        held = night_of(folder)
    assert held.outcome == "held"
    breaches = {check.id: check for check in held.checked if not check.passed}
    assert set(breaches) == {"net_2", "net_4"}
    assert f"area/{AREAS[0]}/more.html: HLS-C201" in breaches["net_2"].why
    assert "HLS-C401" in breaches["net_4"].why
    assert (folder / "published" / "current").resolve() == current
    assert damage(current) is None
