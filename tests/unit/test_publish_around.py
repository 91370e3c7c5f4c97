"""What stands around a figure: what its target is, where else to look, and places that no return describes?"""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from hls_signals.contract.view import BESIDE_FIELDS
from hls_signals.narrative.said import Said, ShownNote
from hls_signals.publish.around_view import about_target, hangs_on_it, on_the_axis_of
from hls_signals.publish.around_views import BesideChart
from hls_signals.publish.charts.variation import variation_spec
from hls_signals.publish.measure_view import measure_page
from hls_signals.publish.pages import renderer
from hls_signals.publish.service_view import service_pages
from hls_signals.publish.site_plan import plan_of
from hls_signals.publish.svg import Draughtsman
from hls_signals.publish.voices_view import voices
from hls_signals.register.services import Service, read_services, service_problems
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from tests.charts.publish_content import CITY, content

BESIDE = [
    {"measure_id": "drug_treatment_completion", "reason": "People may have gone there."},
    {"measure_id": "rough_sleeping", "reason": "People may have slept outside."},
]
KEYS = {
    "who_set_it": "the department",
    "what_hangs_on_it": {"kind": "payment", "text": "a tenth of the grant"},
    "takes_us": "two days a quarter",
    "chosen_with": ("worker", "carer"),
}


def with_keys(measure_id="prevention_duty", **keys):
    """The small release in which one measure says more of itself."""
    given = content()
    changed = tuple(
        type(measure).model_validate({**measure.model_dump(by_alias=True), **keys})
        if measure.id == measure_id
        else measure
        for measure in given.register.measures
    )
    return dataclasses.replace(given, register=dataclasses.replace(given.register, measures=changed))


def page_of(given, measure_id="prevention_duty"):
    found = given.register.by_id[measure_id]
    return measure_page(given, found, given.register.by_code[CITY], slug=measure_id, data_file="data/x")


def html(given, measure_id="prevention_duty"):
    planned = next(p for p in plan_of(given).pages if p.measure_id == measure_id and p.subject == CITY)
    return renderer(given, Draughtsman(None)).page(planned)


def test_five_lines_say_what_the_target_is():
    page = page_of(with_keys(**KEYS))
    assert [(line.name, line.text) for line in page.about_target] == [
        ("It asks", "Can I get help before I lose my home?"),
        ("Who set the target", "The department."),
        ("What hangs on it", "A payment. A tenth of the grant."),
        ("What it takes us", "Two days a quarter."),
        ("Who had a say in it", "Worker, carer."),
    ]
    assert "What the target is, and what hangs on it" in html(with_keys(**KEYS))


def test_a_line_that_nobody_has_written_says_so_and_a_measure_without_a_target_has_no_box():
    assert {line.text for line in page_of(content()).about_target[1:]} == {"Not written down yet."}
    bare = with_keys(targets=(), colour_rules=())
    assert about_target(bare.register.by_id["prevention_duty"]) == ()
    assert "What the target is, and" not in html(bare)


def test_the_reason_for_a_target_that_was_not_there_at_first_is_printed():
    given = with_keys(target_because="people asked for one in March")
    assert page_of(given).about_target[-1].text == "People asked for one in March."


def test_nothing_known_to_hang_on_a_target_is_not_the_same_as_nobody_having_said():
    assert hangs_on_it(content().register.by_id["prevention_duty"]) == ""
    known = with_keys(what_hangs_on_it="nothing_known").register.by_id["prevention_duty"]
    assert hangs_on_it(known) == "Nothing that we know of."


def test_charts_beside_stand_in_register_order_and_are_of_the_same_area():
    page = page_of(with_keys(look_beside=BESIDE))
    assert [(beside.measure_id, beside.area_code) for beside in page.look_beside] == [
        ("rough_sleeping", CITY), ("drug_treatment_completion", CITY),
    ]  # fmt: skip
    text = html(with_keys(look_beside=BESIDE))
    assert "If this moved because people went elsewhere, where would we see them?" in text
    assert {field.name for field in dataclasses.fields(BesideChart)} <= BESIDE_FIELDS


def test_a_measure_of_other_areas_stands_beside_nothing_here():
    elsewhere = [{"measure_id": "ae_four_hours", "reason": "People may have gone there."}]
    assert page_of(with_keys(look_beside=elsewhere)).look_beside == ()


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_chart_beside_has_the_time_of_the_page_and_a_scale_of_its_own(width):
    page = page_of(with_keys(look_beside=BESIDE))
    own, other = page.variation, page.look_beside[0].view
    periods = len(own.rows) if width == "wide" else 24
    drawn = variation_spec(on_the_axis_of(own, other, periods), width, 24, own)
    alone = variation_spec(own, width, 24)

    def scale(spec, channel):
        return next(
            layer["encoding"][channel]["scale"]["domain"]
            for layer in spec["layer"]
            if "scale" in layer.get("encoding", {}).get(channel, {})
        )

    assert scale(drawn, "x") == scale(alone, "x")
    assert scale(drawn, "y") != scale(alone, "y")


KITCHEN = Service(
    id="kitchen_table", name="The kitchen table", purpose="anyone may come in", about="a room with a kettle",
    said_by="peer worker", people_words=("n-1",), measure_ids=("prevention_duty",),
)  # fmt: skip
DAY = dt.date(2026, 6, 1)
NOTE = ShownNote("n-1", "Nobody asked me anything.", "person", "story", "", DAY, DAY)


def with_service():
    given = content()
    register = dataclasses.replace(given.register, services=(KITCHEN,))
    return dataclasses.replace(given, register=register, said=Said((NOTE,)))


def test_a_service_without_a_return_has_a_room():
    (planned,) = service_pages(with_service())
    assert planned.path == "service/kitchen_table.html"
    assert [quote.text for quote in planned.view.quotes] == ["Nobody asked me anything."]
    text = renderer(with_service(), Draughtsman(None)).page(planned)
    assert "No return describes this place." in text
    assert "Anyone may come in." in text


def test_a_service_stands_in_the_navigation_and_on_the_page_of_its_measure():
    given = with_service()
    assert '<a href="../../index.html#services">Services</a>' in html(given)
    assert 'href="../../service/kitchen_table.html"' in html(given)
    front = renderer(given, Draughtsman(None)).page(plan_of(given).pages[0])
    assert 'id="services"' in front


def test_words_about_a_service_are_not_words_without_a_place():
    assert voices(with_service(), {}).uncounted == ()
    without = dataclasses.replace(with_service(), register=content().register)
    assert len(voices(without, {}).uncounted) == 1


def test_services_are_read_by_name_and_what_they_name_is_looked_up(tmp_path):
    folder = tmp_path / "register" / "services"
    folder.mkdir(parents=True)
    for name, called in (("b", "Another"), ("a", "The table")):
        text = f"id: {name}\nname: {called}\npurpose: to sit down\nmeasure_ids: [waits]\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    services = read_services(Workspace(tmp_path))
    assert [service.id for service in services] == ["b", "a"]
    assert not list(service_problems(services, ["a"], {"waits"}))
    assert [problem.code for problem in service_problems(services, ["tabel"], set())] == ["M124"] * 3
    (folder / "c.yaml").write_text("id: a\nname: X\npurpose: y\n", encoding="utf-8")
    with pytest.raises(MendableError):
        read_services(Workspace(tmp_path))
