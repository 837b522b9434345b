"""Whom to call at a unit: shown to who may see the unit's own page, kept by its people and Home Affairs."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.gathered import Gathered
from units.administration import form_facts
from units.choices import Action, ContactKind
from units.log import record
from units.models import Contact, Unit, User

FIELDS = ("kind", "name", "position", "telephone", "email")
MOST = 20


def with_contacts(units: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `known_contacts`: a list of {kind, name, position, telephone, email}, in their order."""
    return units.annotate(known_contacts=_told_contacts())


@cache
def _told_contacts() -> Gathered:
    return Gathered(Contact.objects.filter(unit=OuterRef("pk")), **{name: name for name in FIELDS})


def labelled(contacts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with `label`, what the contact is."""
    return [contact | {"label": ContactKind(contact["kind"]).label} for contact in contacts]


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = FIELDS
        labels = {"name": _("full name")}
        widgets = {
            "telephone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }


ContactFormSet = forms.inlineformset_factory(
    Unit,
    Contact,
    form=ContactForm,
    extra=1,
    max_num=MOST,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)


@transaction.atomic
def save_contacts(formset: Any, user: User) -> None:
    """What a valid formset brought; each addition, change and deletion is a line of the log."""
    unit = formset.instance
    for form in formset.deleted_forms:
        if form.instance.pk:
            record(user, Action.DELETED, form.instance, unit=unit, data={"name": str(form.instance)})
    formset.save()
    changed = [contact for contact, _names in formset.changed_objects]
    for form in formset.forms:
        if form.instance in formset.new_objects:
            record(user, Action.CREATED, form.instance, unit=unit, data=form_facts(form, adding=True))
        elif form.instance in changed:
            record(user, Action.CHANGED, form.instance, unit=unit, data=form_facts(form, adding=False))
