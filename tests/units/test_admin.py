from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext

from emulation.dates import today
from tests.administration import address, administrator, listed, officer_of, page_data, signed_in
from tests.factories import (
    PASSWORD,
    ClusterFactory,
    EventFactory,
    MembershipFactory,
    SuccessionFactory,
    UnitFactory,
    UserFactory,
)
from units.choices import Action, Role, UnitKind
from units.models import Cluster, Event, Membership, Succession, Unit, User

pytestmark = pytest.mark.django_db

INDEX = "/admin/"


@pytest.fixture
def city():
    return UnitFactory(code="TPLS", name="Thành phố Lạng Sơn", kind=UnitKind.CITY)


@pytest.fixture
def ward(city):
    return UnitFactory(parent=city, code="P-DK", name="Phường Đông Kinh", kind=UnitKind.WARD)


@pytest.fixture
def officer(city):
    return signed_in(officer_of(city))


# Who gets in


@pytest.mark.parametrize("path", [INDEX, "/admin/units/unit/", "/admin/targets/target/add/"])
def test_anonymous_is_sent_to_the_one_sign_in_page_and_comes_back(client, path):
    last, _status = client.get(path, follow=True).redirect_chain[-1]
    assert last == f"{reverse('login')}?next={path}"


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD, Role.LEADERSHIP])
@pytest.mark.parametrize("path", [INDEX, "/admin/units/unit/"])
def test_other_roles_are_refused(city, role, path):
    person = MembershipFactory(unit=city, role=role, user__is_staff=True).user
    assert signed_in(person).get(path).status_code == 403


def test_home_affairs_whose_role_ended_is_refused(city):
    ended = MembershipFactory(unit=city, role=Role.HOME_AFFAIRS, valid_to=today() - timedelta(days=1))
    assert signed_in(ended.user).get(INDEX).status_code == 403


def test_home_affairs_finds_every_model_of_ours_and_no_groups_of_permissions(officer):
    shown = {model["model"] for app in officer.get(INDEX).context["app_list"] for model in app["models"]}
    ours = {
        model for model in admin.site._registry if model._meta.app_label in {"units", "targets", "reports"}
    }
    assert shown == ours
    assert {"unit", "user", "target", "campaign", "reading", "event"} <= {m._meta.model_name for m in ours}
    assert not admin.site.is_registered(Group)


def test_administrator_gets_in_without_a_role():
    assert signed_in(administrator()).get(INDEX).status_code == 200


def test_password_is_changed_on_the_own_page_only(officer):
    assert officer.get("/admin/password_change/").url == reverse("password_change")


def test_home_affairs_sees_and_chooses_only_what_lies_in_its_reach(ward, officer):
    elsewhere = UnitFactory(code="TPKHAC")
    assert ward in listed(officer.get(address(Unit)))
    assert elsewhere not in listed(officer.get(address(Unit)))
    assert officer.get(address(Unit, "change", elsewhere.pk)).status_code == 302
    data = {"owner": elsewhere.pk, "code": "K1", "name": "Khối 1", "order": 0}
    refused = officer.post(address(Cluster, "add"), data)
    assert "owner" in refused.context["adminform"].form.errors
    assert not Cluster.objects.exists()


# Lists


LISTED = [
    (Unit, UnitFactory, {}),
    (User, MembershipFactory, {}),
    (Cluster, ClusterFactory, {}),
    (Succession, SuccessionFactory, {}),
    (Membership, MembershipFactory, {}),
    (Event, EventFactory, {"action": Action.EXPORTED}),
]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("model", "factory", "values"), LISTED, ids=lambda value: getattr(value, "__name__", "")
)
def test_list_takes_the_same_few_queries(model, factory, values, rows, django_assert_max_num_queries):
    factory.create_batch(rows, **values)
    client = signed_in(administrator())
    with django_assert_max_num_queries(10):
        assert len(listed(client.get(address(model)))) >= rows


@pytest.mark.parametrize(
    ("model", "asked"), [(Unit, "dong kinh"), (Unit, "p-dk"), (Unit, "ĐÔNG KINH"), (Membership, "dong kinh")]
)
def test_search_needs_no_diacritics(ward, officer, model, asked):
    MembershipFactory(unit=ward)
    found = [str(thing) for thing in listed(officer.get(address(model), {"q": asked}))]
    assert len(found) == 1
    assert "Phường Đông Kinh" in found[0]


def test_people_are_found_without_diacritics_by_name_or_login(officer):
    person = UserFactory(full_name="Cán bộ Đặng", username="canbo.dk")
    for asked in ("dang", "can bo dang", "canbo.dk"):
        assert listed(officer.get(address(User), {"q": asked})) == [person]


def test_choices_while_typing_need_no_diacritics(ward, officer):
    asked = {"app_label": "units", "model_name": "membership", "field_name": "unit", "term": "dong k"}
    results = officer.get("/admin/autocomplete/", asked).json()["results"]
    assert [result["text"] for result in results] == ["Phường Đông Kinh"]


def test_roles_in_force_alone_are_filtered_and_shown(ward, officer):
    ended = MembershipFactory(unit=ward, valid_to=today() - timedelta(days=1))
    assert ended not in listed(officer.get(address(Membership), {"in_force": "yes"}))
    assert listed(officer.get(address(Membership), {"in_force": "no"})) == [ended]
    assert "Phường Đông Kinh" not in officer.get(address(User), {"q": ended.user.username}).content.decode()


# Units


def unit_data(**values):
    plain = {"code": "P-VT", "name": "Phường Vĩnh Trại", "official_name": "UBND phường Vĩnh Trại"}
    return plain | {"kind": UnitKind.WARD, "order": 3} | EMPTY_UNIT_ROWS | values


EMPTY_UNIT_ROWS = {
    f"{prefix}-{name}": value
    for prefix in ("contacts", "memberships", "memberships-2", "successions")
    for name, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()
}


def test_unit_is_added_under_its_parent_and_logged(city, officer):
    officer.post(address(Unit, "add"), unit_data(parent=city.pk))
    added = Unit.objects.get(code="P-VT")
    event = Event.objects.about(added).get()
    assert added.path == "/TPLS/P-VT/"
    assert (event.action, event.unit) == (Action.CREATED, added)
    assert event.data["name"] == "Phường Vĩnh Trại"


def test_home_affairs_plants_no_second_tree(officer):
    form = officer.post(address(Unit, "add"), unit_data()).context["adminform"].form
    assert list(form.errors) == ["parent"]


def test_code_and_parent_of_a_unit_stay(ward, officer):
    page = officer.get(address(Unit, "change", ward.pk))
    assert not {"parent", "code"} & set(page.context["adminform"].form.fields)
    officer.post(address(Unit, "change", ward.pk), page_data(page) | {"code": "P-KHAC", "name": "Đông Kinh"})
    ward.refresh_from_db()
    assert (ward.code, ward.name) == ("P-DK", "Đông Kinh")


def test_change_is_logged_with_old_and_new_values(ward, officer):
    page = officer.get(address(Unit, "change", ward.pk))
    officer.post(address(Unit, "change", ward.pk), page_data(page) | {"valid_to": "30/06/2025"})
    event = Event.objects.about(ward).get()
    assert event.action == Action.CHANGED
    assert event.data == {"valid_to": [None, "2025-06-30"]}


def test_saving_without_a_change_logs_nothing(ward, officer):
    MembershipFactory(unit=ward)
    page = officer.get(address(Unit, "change", ward.pk))
    assert officer.post(address(Unit, "change", ward.pk), page_data(page)).status_code == 302
    assert not Event.objects.exists()


def test_unit_that_would_end_before_it_begins_is_told_in_words(ward, officer):
    page = officer.get(address(Unit, "change", ward.pk))
    data = page_data(page) | {"valid_from": "01/07/2024", "valid_to": "30/06/2024"}
    form = officer.post(address(Unit, "change", ward.pk), data).context["adminform"].form
    assert form.non_field_errors() == [gettext("The last day is before the first.")]


def test_units_are_closed_and_never_deleted(ward, officer):
    assert officer.post(address(Unit, "delete", ward.pk), {"post": "yes"}).status_code == 403
    assert Unit.objects.filter(pk=ward.pk).exists()


def test_role_is_given_on_the_units_page_and_logged(ward, officer):
    person = UserFactory()
    page = officer.get(address(Unit, "change", ward.pk))
    row = {"user": person.pk, "unit": ward.pk, "role": Role.STAFF, "valid_from": "01/07/2024"}
    data = page_data(page) | {f"memberships-2-0-{name}": value for name, value in row.items()}
    officer.post(address(Unit, "change", ward.pk), data | {"memberships-2-TOTAL_FORMS": 1})
    given = Membership.objects.get(user=person)
    assert (given.unit, given.role, given.valid_from) == (ward, Role.STAFF, date(2024, 7, 1))
    assert Event.objects.about(given).get().action == Action.CREATED


def test_page_of_a_unit_takes_no_more_queries_with_many_people(ward, officer, django_assert_max_num_queries):
    MembershipFactory.create_batch(12, unit=ward)
    with django_assert_max_num_queries(20):
        officer.get(address(Unit, "change", ward.pk))


# People


def add_person(client, **values):
    data = {"username": "Moi.Vao", "full_name": "Người mới", "password1": PASSWORD, "password2": PASSWORD}
    return client.post(address(User, "add"), data | values)


def test_new_person_has_to_choose_an_own_password(officer):
    add_person(officer)
    person = User.objects.get(username="moi.vao")
    assert person.must_change_password
    assert person.check_password(PASSWORD)
    assert (person.is_superuser, person.is_staff) == (False, False)
    assert PASSWORD not in str(Event.objects.about(person).get().data)


def test_login_name_that_differs_in_capitals_only_is_taken(officer):
    UserFactory(username="moi.vao")
    assert list(add_person(officer).context["adminform"].form.errors) == ["username"]


def give_password(client, person):
    data = {"password1": "mot-mat-khau-khac", "password2": "mot-mat-khau-khac", "usable_password": "true"}
    return client.post(reverse("admin:auth_user_password_change", args=[person.pk]), data)


def test_password_given_by_another_person_has_to_be_changed(ward, officer):
    person = MembershipFactory(unit=ward).user
    give_password(officer, person)
    person.refresh_from_db()
    assert person.check_password("mot-mat-khau-khac")
    assert person.must_change_password
    assert Event.objects.about(person).get().data == {"password": True}


def test_own_password_is_not_given_but_changed(city):
    person = officer_of(city)
    assert give_password(signed_in(person), person).url == reverse("password_change")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("outsider", ["administrator", "of another city"])
def test_home_affairs_does_not_touch_administrators_or_other_cities_people(officer, outsider):
    person = administrator() if outsider == "administrator" else MembershipFactory().user
    assert give_password(officer, person).status_code == 403
    assert officer.post(address(User, "change", person.pk), {"full_name": "Khác"}).status_code == 403
    assert officer.get(address(User, "change", person.pk)).status_code == 200


def test_home_affairs_makes_nobody_an_administrator(ward, officer):
    person = MembershipFactory(unit=ward).user
    page = officer.get(address(User, "change", person.pk))
    officer.post(
        address(User, "change", person.pk), page_data(page) | {"is_superuser": "on", "is_staff": "on"}
    )
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (False, False)


def test_administrator_makes_another_one(ward):
    person = MembershipFactory(unit=ward).user
    client = signed_in(administrator())
    page = client.get(address(User, "change", person.pk))
    client.post(address(User, "change", person.pk), page_data(page) | {"is_superuser": "on"})
    person.refresh_from_db()
    assert person.is_superuser


def test_account_is_closed_and_never_deleted(ward, officer):
    person = MembershipFactory(unit=ward).user
    page = officer.get(address(User, "change", person.pk))
    data = page_data(page)
    del data["is_active"]
    officer.post(address(User, "change", person.pk), data)
    assert officer.post(address(User, "delete", person.pk), {"post": "yes"}).status_code == 403
    person.refresh_from_db()
    assert not person.is_active


def test_nobody_closes_the_own_account(city):
    person = officer_of(city)
    page = signed_in(person).get(address(User, "change", person.pk))
    assert not {"is_active", "is_superuser"} & set(page.context["adminform"].form.fields)


def test_role_ends_on_the_persons_page_and_keeps_what_it_was(ward, officer):
    held = MembershipFactory(unit=ward)
    page = officer.get(address(User, "change", held.user.pk))
    data = page_data(page) | {"memberships-0-valid_to": "31/12/2024", "memberships-0-role": Role.HOME_AFFAIRS}
    officer.post(address(User, "change", held.user.pk), data)
    held.refresh_from_db()
    assert (held.role, held.valid_to) == (Role.STAFF, date(2024, 12, 31))
    assert Event.objects.about(held).get().data == {"valid_to": [None, "2024-12-31"]}


# The log


@pytest.mark.parametrize("who", ["officer", "administrator"])
def test_log_is_looked_at_and_never_written_by_hand(city, ward, who):
    client = signed_in(officer_of(city) if who == "officer" else administrator())
    event = EventFactory(unit=ward, comment="Ghi chú")
    assert client.get(address(Event, "change", event.pk)).status_code == 200
    assert client.post(address(Event, "add"), {"action": Action.CREATED}).status_code == 403
    assert client.post(address(Event, "change", event.pk), {"comment": "Khác"}).status_code == 403
    assert client.post(address(Event, "delete", event.pk), {"post": "yes"}).status_code == 403
    assert Event.objects.get().comment == "Ghi chú"


def test_log_names_what_it_is_about_with_a_link(ward, officer):
    event = EventFactory(unit=ward, object_type="units.unit", object_id=ward.pk, data={"name": ["Cũ", "Mới"]})
    page = officer.get(address(Event, "change", event.pk)).content.decode()
    assert address(Unit, "change", ward.pk) in page
    assert "Mới" in page


def test_log_of_another_city_is_out_of_reach(officer):
    mine, others = EventFactory(), EventFactory(unit=UnitFactory())
    assert mine in listed(officer.get(address(Event)))
    assert others not in listed(officer.get(address(Event)))


def test_what_is_deleted_is_logged_by_name(city, officer):
    cluster = ClusterFactory(owner=city, name="Khối xã")
    officer.post(address(Cluster, "delete", cluster.pk), {"post": "yes"})
    event = Event.objects.get()
    assert not Cluster.objects.exists()
    assert (event.action, event.unit, event.data) == (Action.DELETED, city, {"name": "Khối xã"})


def test_cluster_with_units_is_not_deleted(city, officer):
    cluster = ClusterFactory(owner=city)
    UnitFactory(parent=city, cluster=cluster)
    page = officer.post(address(Cluster, "delete", cluster.pk), {"post": "yes"})
    assert page.context["protected"]
    assert Cluster.objects.filter(pk=cluster.pk).exists()


def test_a_persons_page_offers_a_new_password_and_shows_nothing_of_the_old(officer, ward):
    person = MembershipFactory(unit=ward).user
    page = officer.get(address(User, "change", person.pk)).text
    assert "../password/" in page
    assert person.password.split("$")[-1][:6] not in page


def test_nothing_is_added_or_deleted_in_passing_beside_a_choice(officer, ward):
    page = officer.get(address(Unit, "change", ward.pk)).text
    assert "related-widget-wrapper-link" not in page


def test_the_history_of_a_thing_is_what_the_log_says(officer, ward):
    data = page_data(officer.get(address(Unit, "change", ward.pk))) | {"name": "Phường Đông Kinh mới"}
    officer.post(address(Unit, "change", ward.pk), data)
    event = Event.objects.about(ward).get()
    response = officer.get(address(Unit, "history", ward.pk))
    assert list(response.context["deeds"]) == [event]
    assert address(Event, "change", event.pk) in response.text
    assert not LogEntry.objects.exists()
