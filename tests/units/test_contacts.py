import pytest
from django.test import Client

from emulation.text import dialled
from tests.factories import ContactFactory, MembershipFactory, UnitFactory, UserFactory
from tests.reports.cast import MID_JUNE, Cast
from units.choices import Action, ContactKind, Role
from units.models import Contact, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def row(number: int = 0, **typed) -> dict[str, str]:
    said = {"kind": "clerk", "name": "", "position": "", "telephone": "", "email": "", **typed}
    return {f"contacts-{number}-{name}": value for name, value in said.items()}


def post(cast: Cast, *rows: dict[str, str], initial: int = 0, role: str = "staff"):
    management = {"contacts-TOTAL_FORMS": str(len(rows)), "contacts-INITIAL_FORMS": str(initial)}
    typed = {name: value for one in rows for name, value in one.items()}
    url = f"/units/{cast.ward.code}/contacts/"
    return client_of(cast[role]).post(url, {**management, **typed})


@pytest.mark.parametrize("role", ["staff", "head", "reviewer"])
def test_the_units_people_and_home_affairs_say_whom_to_call(cast, role):
    typed = row(name="Công chức văn phòng", position="Công chức", telephone="0205 3812 345")
    response = post(cast, typed, row(1), role=role)
    assert response.url == f"/units/{cast.ward.code}/contacts/"
    contact = Contact.objects.get()
    assert (contact.unit, contact.kind, contact.telephone) == (
        cast.ward,
        ContactKind.CLERK,
        "0205 3812 345",
    )
    event = Event.objects.about(contact).get()
    assert (event.actor, event.action, event.unit) == (cast[role], Action.CREATED, cast.ward)


def test_a_change_and_a_deletion_are_lines_of_the_log(cast):
    first, second = ContactFactory.create_batch(2, unit=cast.ward)
    typed = [
        row(0, id=first.pk, name=first.name, telephone="0912 345 678"),
        row(1, id=second.pk, name=second.name, telephone=second.telephone, DELETE="on"),
    ]
    post(cast, *typed, initial=2)
    assert [contact.telephone for contact in Contact.objects.all()] == ["0912 345 678"]
    changed = Event.objects.get(action=Action.CHANGED)
    assert changed.data == {"telephone": ["0205 000 000", "0912 345 678"]}
    assert Event.objects.filter(action=Action.DELETED, object_id=second.pk).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "Công chức văn phòng"}, "Give a telephone number or an e-mail address."),
        ({"name": "Công chức văn phòng", "telephone": "0205 3812 abc"}, "A telephone number has 8 to 15"),
        ({"name": "Công chức văn phòng", "telephone": "0205"}, "A telephone number has 8 to 15"),
        ({"telephone": "0205 3812 345"}, "This field is required."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(cast, typed, said):
    response = post(cast, row(**typed))
    assert response.status_code == 422
    assert said in response.content.decode()
    for value in typed.values():
        assert value in response.content.decode()
    assert not Contact.objects.exists()


def test_an_empty_form_is_not_said_to_be_saved(cast):
    page = client_of(cast["staff"]).get(post(cast, row()).url)
    said = page.content.decode()
    assert "The contacts were saved." not in said


def test_another_units_contact_is_not_reached_through_ones_own(cast):
    theirs = ContactFactory(unit=cast.other_ward, name="Cán bộ khác")
    post(cast, row(0, id=theirs.pk, name="Đổi tên", telephone="1234"), initial=1)
    theirs.refresh_from_db()
    assert (theirs.name, theirs.unit) == ("Cán bộ khác", cast.other_ward)


def test_contacts_stand_on_the_units_own_page_and_on_no_other(cast):
    ContactFactory(unit=cast.ward, telephone="0205 3812 345")
    own = client_of(cast["staff"]).get(f"/units/{cast.ward.code}/")
    assert 'href="tel:02053812345"' in own.content.decode()
    assert client_of(cast["neighbour"]).get(f"/units/{cast.ward.code}/").status_code == 404
    for path in ("/units/", "/overview/"):
        assert "3812" not in client_of(cast["neighbour"]).get(path).content.decode()


def test_who_may_only_look_is_offered_no_change(cast):
    link = f"/units/{cast.ward.code}/contacts/"
    assert link in client_of(cast["staff"]).get(f"/units/{cast.ward.code}/").content.decode()
    assert link not in client_of(cast["leadership"]).get(f"/units/{cast.ward.code}/").content.decode()


def test_home_affairs_keeps_contacts_in_the_administration_too():
    city = UnitFactory()
    officer = MembershipFactory(unit=city, role=Role.HOME_AFFAIRS).user
    contact = ContactFactory(unit=UnitFactory(parent=city))
    elsewhere = ContactFactory(unit=UnitFactory())
    page = client_of(officer).get("/admin/units/contact/").content.decode()
    assert contact.name in page
    assert elsewhere.name not in page
    assert client_of(UserFactory()).get("/admin/units/contact/").status_code == 403
    assert (
        contact.name
        in client_of(officer).get(f"/admin/units/unit/{contact.unit.pk}/change/").content.decode()
    )


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("0205 3812 345", "02053812345"),
        ("(0205) 3812.345", "02053812345"),
        ("+84 912 345 678", "+84912345678"),
        ("0912.345.678 / 0205 381", "0912345678"),
        ("+84 (0)987.654.321", "+84987654321"),
        ("máy lẻ", ""),
    ],
)
def test_a_telephone_dials_digits_and_of_two_numbers_the_first(written, called):
    assert dialled(written) == called
