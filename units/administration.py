"""What every part of the administration shares: reach, rights, search, exact forms, and the log."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from emulation.numbers import format_number, plain
from emulation.text import fold
from units.choices import Action
from units.log import record
from units.models import Event
from units.permissions import administered_by, may_administer

HISTORY_LENGTH = 100
NEXT = "next"


def with_way_back(url: str, way: str) -> str:
    """The address of a form of the administration that leads to `way` once it is stored."""
    return f"{url}?{urlencode({NEXT: way})}"


def number_column(name: str, description):
    """A column with an exact figure the Vietnamese way."""

    @admin.display(description=description, ordering=name)
    def column(self, thing):
        value = getattr(thing, name)
        return None if value is None else format_number(value)

    return column


def fact(value):
    """A value as the log keeps it: exact and readable, nothing that JSON cannot hold."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, list | tuple | models.QuerySet):
        return [fact(item) for item in value]
    return value


def _before(field, value):
    """What a form began with; of a foreign key that is the key alone."""
    if value is not None and isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.filter(pk=value).first()
    return value


def form_facts(form: forms.ModelForm, *, adding: bool) -> dict:
    """What a valid form brought: {field: new value} of a new thing, {field: [old, new]} of a changed one."""
    model_fields = {field.name: field for field in (*form._meta.model._meta.get_fields(),)}
    facts = {}
    for name in form.changed_data:
        if name not in model_fields or name == "password":
            continue
        new = fact(form.cleaned_data[name])
        facts[name] = new if adding else [fact(_before(model_fields[name], form.initial.get(name))), new]
    return facts


class AdministeredForm(forms.ModelForm):
    """Checks what is read-only on the page against the constraints too; every error finds a visible place."""

    def _post_clean(self):
        super()._post_clean()
        if self.instance._state.adding or self.non_field_errors():
            return
        shown_only = {field.name for field in self.instance._meta.fields if field.editable} - set(self.fields)
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions() - shown_only)
        except ValidationError as error:
            self.add_error(None, error)

    def add_error(self, field, error):
        if field is not None or not hasattr(error, "error_dict"):
            super().add_error(field, error)
            return
        for name, errors in error.error_dict.items():
            shown = name in self.fields and not self.fields[name].widget.is_hidden
            super().add_error(name if shown and name != NON_FIELD_ERRORS else None, ValidationError(errors))


class Administered:
    """Rights over the rows in the person's reach. The flags say what may be done at all.

    `unit_lookup` leads from the model to the unit whose reach decides ("" for units themselves, None for
    what all share). Nothing is deleted unless `may_delete`, and then only what nothing hangs on.
    """

    unit_lookup: str | None = None
    may_add = True
    may_change = True
    may_delete = False

    def has_module_permission(self, request):
        return may_administer(request.user)

    def has_view_permission(self, request, obj=None):
        return may_administer(request.user)

    def has_add_permission(self, request, obj=None):
        return self.may_add and may_administer(request.user)

    def has_change_permission(self, request, obj=None):
        return self.may_change and may_administer(request.user)

    def has_delete_permission(self, request, obj=None):
        return self.may_delete and may_administer(request.user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Choices without Django's icons beside them: nothing is added or deleted in passing."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            for deed in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{deed}_related", False)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **self._in_reach(db_field, request), **kwargs
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **self._in_reach(db_field, request), **kwargs
        )

    def _in_reach(self, db_field, request):
        related = self.admin_site.get_model_admin(db_field.related_model)
        return {"queryset": related.in_reach(request)}


class AdministeredAdmin(Administered, admin.ModelAdmin):
    """A model's administration. Every addition, change and deletion is a line of the log.

    The word that was typed is looked up without case and diacritics, in columns that hold `fold`ed text or
    codes; `folded_search` is off where the columns hold plain text.
    """

    form = AdministeredForm
    folded_search = True
    added = Action.CREATED
    changed = Action.CHANGED
    comment_field = ""
    list_per_page = 50

    def in_reach(self, request):
        rows = super().get_queryset(request)
        if self.unit_lookup is None:
            return rows
        return rows.filter(administered_by(request.user, self.unit_lookup))

    def get_queryset(self, request):
        return self.in_reach(request)

    def get_fields(self, request, obj=None):
        """In the model's order, what is read-only too."""
        places = {field.name: place for place, field in enumerate(self.opts.get_fields())}
        names = super().get_fields(request, obj)
        return names if self.fields else sorted(names, key=lambda name: places.get(name, len(places)))

    def get_ordering(self, request):
        """The model's own, which a list with counts would lose."""
        return self.ordering or self.opts.ordering

    def get_search_results(self, request, queryset, search_term):
        term = fold(search_term) if self.folded_search else search_term
        return super().get_search_results(request, queryset, term)

    def history_view(self, request, object_id, extra_context=None):
        """What the log says about the thing; it is the only one that is kept."""
        thing = self.get_object(request, unquote(object_id))
        deeds = Event.objects.about(thing).select_related("actor").order_by("-at", "-id") if thing else []
        return super().history_view(request, object_id, {"deeds": deeds[:HISTORY_LENGTH]})

    def log_addition(self, request, obj, message):
        """Django's own log stays empty: the product has one, see `log`."""

    def log_change(self, request, obj, message):
        """As log_addition."""

    def log_deletions(self, request, queryset):
        """As log_addition."""

    def stamp(self, request, thing):
        """Fill in, before it is saved, who did it and when; refuse what the person may not do."""

    def save_model(self, request, obj, form, change):
        self.stamp(request, obj)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        inline = self.admin_site.get_model_admin(formset.model)
        for row in formset.forms:
            if row.has_changed():
                inline.stamp(request, row.instance)
        formset.save()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.log_form(request, form, adding=not change)
        for formset in formsets:
            inline = self.admin_site.get_model_admin(formset.model)
            saved = [*formset.new_objects, *(thing for thing, _names in formset.changed_objects)]
            for row in formset.forms:
                if row.instance in saved:
                    inline.log_form(request, row, adding=row.instance in formset.new_objects)

    def response_add(self, request, obj, post_url_continue=None):
        return self._on_the_way(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return self._on_the_way(request, super().response_change(request, obj))

    def _on_the_way(self, request, response):
        """Who came from a page of the product, `?next=`, goes back there; one more form keeps the way."""
        way = request.GET.get(NEXT, "")
        is_ours = url_has_allowed_host_and_scheme(way, {request.get_host()}, request.is_secure())
        goes_on = {"_continue", "_addanother", "_popup"} & request.POST.keys()
        return redirect(way) if is_ours and not goes_on else response

    def delete_model(self, request, obj):
        self.log(request, obj, Action.DELETED, {"name": str(obj)})
        super().delete_model(request, obj)

    def log_form(self, request, form, *, adding):
        facts = form_facts(form, adding=adding)
        if facts or adding:
            self.log(request, form.instance, self.added if adding else self.changed, facts)

    def log(self, request, thing, action, data):
        comment = getattr(thing, self.comment_field) if self.comment_field else ""
        record(request.user, action, thing, unit=self.unit_of(thing), data=data, comment=comment)

    def unit_of(self, thing):
        if self.unit_lookup is None:
            return None
        for step in filter(None, self.unit_lookup.split("__")):
            thing = getattr(thing, step)
        return thing


class AdministeredInline(Administered, admin.TabularInline):
    form = AdministeredForm
    extra = 0
    can_delete = False


class StandingInline(AdministeredInline):
    """Rows that are there. What they are about stands in text, so that fifty rows ask no more than one."""

    may_add = False
    show_change_link = True


class NewInline(AdministeredInline):
    """Rows to be added, beside a StandingInline of the same model."""

    may_change = False

    def get_queryset(self, request):
        return super().get_queryset(request).none()


class ReadOnly:
    """Looked at only: written by the services and by nobody else."""

    may_add = False
    may_change = False
    may_delete = False
