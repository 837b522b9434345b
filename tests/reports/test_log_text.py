import pytest
from django.utils import translation

from reports.intake import save, seen_versions
from reports.log_text import deed_of, facts_of, kind_of
from reports.workflow import accept_import, approve, reopen, send_back, submit
from tests.factories import EventFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def last(action: Action) -> Event:
    return Event.objects.filter(action=action).last()


def test_saved_figures_are_told_old_and_new_the_vietnamese_way(cast):
    revision = cast.answered(1234)
    place = f"{cast.allocation.target.code} · {cast.ward.code}"
    assert facts_of(last(Action.SAVED)) == [(place, "– → 1.234")]
    entry = reported(
        cast.allocation,
        "2500",
        is_estimate=True,
        note="Báo qua điện thoại",
        seen_version=seen_versions(revision)[cast.allocation.pk],
    )
    assert save(revision, [entry], actor=cast["staff"]).is_clean
    assert facts_of(last(Action.SAVED)) == [(place, "1.234 → 2.500; estimate; note: Báo qua điện thoại")]


def test_comments_and_reopening_are_told(cast):
    revision = cast.answered()
    revision = submit(revision, cast["staff"], revision.version)
    reading = revision.readings.get()
    revision = send_back(revision, cast["reviewer"], revision.version, "", {reading.pk: "Kiểm tra lại"})
    assert [said for _place, said in facts_of(last(Action.RETURNED))] == ["Kiểm tra lại"]
    save(revision, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    reopen(approve(revision, cast["reviewer"], revision.version).report, cast["reviewer"], "Sai số")
    assert facts_of(last(Action.REOPENED)) == [("Revision", "1 → 2")]
    assert kind_of(last(Action.REOPENED)) == "revision"


def test_what_the_head_agreed_to_says_so(cast):
    revision = cast.presented()
    submit(revision, cast["head"], revision.version)
    event = last(Action.SUBMITTED)
    assert (deed_of(event), facts_of(event)) == ("Agreed and submitted", [("Agreed by the head", "yes")])
    assert deed_of(last(Action.PRESENTED)) == "Presented to the head"


def test_what_came_from_a_file_as_accepted_says_so(cast):
    revision = cast.answered()
    accept_import(revision, cast["administrator"])
    assert deed_of(last(Action.APPROVED)) == "Accepted from a file"


@pytest.mark.parametrize(
    ("kind", "action", "data", "told"),
    [
        ("units.user", Action.CHANGED, {"full_name": ["Cũ", "Mới"]}, ("Full name", "Cũ → Mới")),
        ("units.user", Action.CHANGED, {"is_active": [True, False]}, ("Active", "yes → no")),
        ("units.user", Action.CHANGED, {"password": True}, ("Password", "yes")),
        ("units.unit", Action.CREATED, {"kind": "ward"}, ("Kind", "ward")),
        ("units.unit", Action.CHANGED, {"valid_to": [None, "2024-12-31"]}, ("Valid to", "– → 31/12/2024")),
        ("units.unit", Action.DELETED, {"name": "Khối 1"}, ("Name", "Khối 1")),
        ("targets.movement", Action.CREATED, {"targets": ["A", "B"]}, ("Linked targets", "A, B")),
    ],
)
def test_fields_have_their_names_and_values_as_people_write_them(kind, action, data, told):
    assert facts_of(EventFactory(object_type=kind, action=action, data=data)) == [told]


def test_a_change_of_plan_names_its_decision(cast):
    data = {"decision_number": "12/QĐ-UBND", "changed": {"threshold": ["2300", "2500.5"]}}
    event = EventFactory(object_type="targets.target", action=Action.PLAN_CHANGED, data=data)
    assert facts_of(event) == [("Number of the decision", "12/QĐ-UBND"), ("Threshold", "2.300 → 2.500,5")]


def test_an_assessment_and_its_taking_back_are_told():
    data = {"period": "2024-Q2", "computed_status": "slow", "status": "achieved"}
    given = EventFactory(object_type="targets.target", action=Action.OVERRIDDEN, data=data)
    taken = EventFactory(
        object_type="targets.target", action=Action.OVERRIDDEN, data={**data, "status": None}
    )
    assert [told for _name, told in facts_of(given)][2] == "Achieved"
    assert [told for _name, told in facts_of(taken)][2] == "taken back"


def test_what_the_product_no_longer_knows_is_shown_as_it_was_written():
    event = EventFactory(object_type="gone.thing", data={"colour": ["red", "blue"]})
    assert (kind_of(event), facts_of(event)) == ("gone.thing", [("colour", "red → blue")])
