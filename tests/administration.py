"""What tests of the administration share: addresses, people, forms as the browser sends them."""

from django.test import Client
from django.urls import reverse

from tests.factories import MembershipFactory, UserFactory
from units.choices import Role
from units.models import Unit, User


def officer_of(unit: Unit) -> User:
    """An officer of Home Affairs over the unit and everything below it."""
    return MembershipFactory(unit=unit, role=Role.HOME_AFFAIRS).user


def administrator() -> User:
    return UserFactory(is_superuser=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(model, page: str = "changelist", *args) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def typed(form) -> dict:
    """What a browser sends of a form as it stands."""
    data = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        data[bound.html_name] = (
            [str(item) for item in value] if isinstance(value, list) else bound.field.prepare_value(value)
        )
        if value is True:
            data[bound.html_name] = "on"
    return data


def page_data(response) -> dict:
    """Everything that the page of one thing would send back unchanged, its rows included."""
    data = typed(response.context["adminform"].form)
    for rows in response.context["inline_admin_formsets"]:
        data |= typed(rows.formset.management_form)
        for row in rows.formset.forms:
            data |= typed(row)
    return data


def listed(response) -> list:
    """The things on a list page."""
    return list(response.context["cl"].result_list)
