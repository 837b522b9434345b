"""Administration of who takes part: units, people, their roles."""

from django.contrib import admin, messages
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group
from django.db.models import Count, Prefetch, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from emulation.dates import today
from units.admin_forms import GivenPasswordForm, NewPersonForm, PersonForm
from units.administration import (
    AdministeredAdmin,
    AdministeredInline,
    NewInline,
    StandingInline,
)
from units.choices import Action, SuccessionKind
from units.exchange.admin import Exchanged
from units.models import Cluster, Contact, Membership, Succession, Unit, User
from units.permissions import may_administer_person
from units.resources import ClusterResource, MembershipResource, UnitResource, UserResource

# Roles are memberships; Django's groups of permissions would be a second, powerless truth.
admin.site.unregister(Group)


class StandingMembershipInline(StandingInline):
    model = Membership
    verbose_name_plural = _("roles")
    fields = ["user", "unit", "role", "valid_from", "valid_to"]
    readonly_fields = ["user", "unit", "role"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "unit")


class NewMembershipInline(NewInline):
    model = Membership
    verbose_name_plural = _("new roles")
    fields = ["user", "unit", "role", "valid_from", "valid_to"]
    autocomplete_fields = ["user", "unit"]


class OfPerson:
    """Roles on a person's page: for whoever may administer that person."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self._may(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may(request, obj)

    def _may(self, request, person):
        return person is None or may_administer_person(request.user, person)


class PersonStandingMembershipInline(OfPerson, StandingMembershipInline):
    pass


class PersonNewMembershipInline(OfPerson, NewMembershipInline):
    pass


@admin.register(User)
class PersonAdmin(Exchanged, AdministeredAdmin, auth.UserAdmin):
    """Accounts are closed (not active), never deleted: the log and the reports name them."""

    resource_class = UserResource
    files = "users"

    form = PersonForm
    add_form = NewPersonForm
    change_password_form = GivenPasswordForm
    list_display = ["full_name", "username", "position", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role", "must_change_password", "is_superuser"]
    search_fields = ["name_search", "email", "phone"]
    ordering = ["sort_key", "username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    inlines = [PersonStandingMembershipInline, PersonNewMembershipInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "full_name", "position", "phone", "email"]}),
        (_("Access"), {"fields": ["is_active", "must_change_password", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "position", "phone", "email", "password1", "password2"]}),
    ]

    def get_queryset(self, request):
        in_force = Membership.objects.valid_on(today()).select_related("unit")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("memberships", queryset=in_force, to_attr="in_force"))
        )

    @admin.display(description=_("roles"))
    def roles(self, person):
        rows = ((held.get_role_display(), held.unit.name) for held in person.in_force)
        return format_html_join(", ", "{} ({})", rows) or None

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or may_administer_person(request.user, obj)
        )

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj)]
        if not request.user.is_superuser or obj == request.user:
            fields.append("is_superuser")
        return [*fields, "is_active"] if obj == request.user else fields

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    def user_change_password(self, request, id, form_url=""):
        if id == str(request.user.pk):
            return redirect("password_change")
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            self.log(request, self.get_object(request, id), Action.CHANGED, {"password": True})
        return response


def tell_unsaid_end(request, succession):
    """A unit that gave way is followed once it has ended: where no day says when, that is told."""
    unit = succession.predecessor
    if succession.kind == SuccessionKind.SPLIT or unit.valid_to is not None:
        return
    told = gettext(
        "{unit} has no end day yet, so its successor does not take its place. Set “valid to”: {page}"
    )
    url = reverse("admin:units_unit_change", args=[unit.pk])
    page = format_html('<a href="{}">{}</a>', url, unit.name)
    messages.warning(request, format_html(told, unit=unit.name, page=page))


class SuccessionInline(AdministeredInline):
    model = Succession
    fk_name = "predecessor"
    autocomplete_fields = ["successor"]


class ContactInline(AdministeredInline):
    model = Contact
    fields = ["kind", "name", "position", "telephone", "email", "order"]
    show_change_link = True


@admin.register(Unit)
class UnitAdmin(Exchanged, AdministeredAdmin):
    resource_class = UnitResource
    files = "units"
    unit_lookup = ""
    list_display = ["name", "code", "kind", "cluster", "parent", "people", "valid_from", "valid_to"]
    list_filter = ["kind", "cluster", "head_approves", ("valid_to", admin.EmptyFieldListFilter)]
    list_select_related = ["cluster", "parent"]
    search_fields = ["name_search"]
    autocomplete_fields = ["parent", "cluster"]
    inlines = [ContactInline, StandingMembershipInline, NewMembershipInline, SuccessionInline]

    def get_queryset(self, request):
        day = today()
        begun = Q(memberships__valid_from__isnull=True) | Q(memberships__valid_from__lte=day)
        not_over = Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=day)
        held = Count("memberships__user", filter=begun & not_over, distinct=True)
        return super().get_queryset(request).annotate(people=held)

    @admin.display(description=_("people"), ordering="people")
    def people(self, unit):
        return unit.people

    def get_readonly_fields(self, request, obj=None):
        return ["parent", "code"] if obj else []

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is Succession:
                for succession in formset.new_objects:
                    tell_unsaid_end(request, succession)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if "parent" in form.base_fields:
            # Only an administrator plants a new tree.
            form.base_fields["parent"].required = not request.user.is_superuser
        return form


@admin.register(Contact)
class ContactAdmin(AdministeredAdmin):
    unit_lookup = "unit"
    may_delete = True
    list_display = ["name", "unit", "kind", "position", "telephone", "email"]
    list_filter = ["kind"]
    list_select_related = ["unit"]
    search_fields = ["unit__name_search"]
    autocomplete_fields = ["unit"]


@admin.register(Cluster)
class ClusterAdmin(Exchanged, AdministeredAdmin):
    resource_class = ClusterResource
    files = "clusters"
    unit_lookup = "owner"
    may_delete = True
    list_display = ["name", "code", "owner", "size"]
    list_select_related = ["owner"]
    search_fields = ["name", "code"]
    folded_search = False
    autocomplete_fields = ["owner"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(size=Count("units"))

    @admin.display(description=_("units"), ordering="size")
    def size(self, cluster):
        return cluster.size


@admin.register(Succession)
class SuccessionAdmin(AdministeredAdmin):
    unit_lookup = "predecessor"
    may_delete = True
    list_display = ["predecessor", "successor", "kind", "on", "decision"]
    list_filter = ["kind"]
    list_select_related = ["predecessor", "successor"]
    search_fields = ["predecessor__name_search", "successor__name_search"]
    autocomplete_fields = ["predecessor", "successor"]
    date_hierarchy = "on"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        tell_unsaid_end(request, obj)


class InForceFilter(admin.SimpleListFilter):
    title = pgettext_lazy("role", "in force")
    parameter_name = "in_force"

    def lookups(self, request, model_admin):
        return [("yes", _("today")), ("no", _("not today"))]

    def queryset(self, request, queryset):
        held = Membership.objects.valid_on(today()).values("pk")
        return {"yes": queryset.filter(pk__in=held), "no": queryset.exclude(pk__in=held)}.get(
            self.value(), queryset
        )


@admin.register(Membership)
class MembershipAdmin(Exchanged, AdministeredAdmin):
    """A role that was given ends by its last day; what it was stays on record."""

    resource_class = MembershipResource
    files = "memberships"

    unit_lookup = "unit"
    list_display = ["user", "unit", "role", "valid_from", "valid_to"]
    list_filter = ["role", InForceFilter]
    list_select_related = ["user", "unit"]
    search_fields = ["user__name_search", "unit__name_search"]
    autocomplete_fields = ["user", "unit"]

    def get_readonly_fields(self, request, obj=None):
        return ["user", "unit", "role"] if obj else []
