"""Who takes part: people, the tree of units, roles, and the log of what was done."""

from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.dates import moment, now, today
from emulation.fields import NFCCharField, NFCTextField
from emulation.text import fold, is_telephone, login_name, person_sort_key, sort_key
from units.choices import Action, ContactKind, Role, SuccessionKind, UnitKind

code_format = RegexValidator(
    r"^[A-Z0-9]+(-[A-Z0-9]+)*$", _("A code has capital letters, digits and single hyphens only.")
)


# The account in whose name commands write for which nobody answers; it never signs in.
TECHNICAL = "command-line"


class ValidityQuerySet(models.QuerySet):
    """Rows that hold for a stretch of days, both ends included; an empty end is open."""

    def valid_on(self, day: date):
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Grant(NamedTuple):
    """A role in force: over the unit of that id and every unit whose path begins with `path`."""

    role: Role
    unit_id: int
    path: str


class UserQuerySet(models.QuerySet):
    def search(self, text: str):
        return self.filter(name_search__contains=fold(text))


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return super().get_by_natural_key(login_name(username))


class User(AbstractUser):
    """A person with an account. Login names are NFC and case-folded."""

    full_name = NFCCharField(_("full name"), max_length=150)
    position = NFCCharField(_("position"), max_length=150, blank=True)
    phone = NFCCharField(_("telephone"), max_length=30, blank=True)
    must_change_password = models.BooleanField(
        _("must change the password"),
        default=False,
        help_text=_("The person is asked for a new password at the next sign-in."),
    )
    name_search = models.CharField(max_length=600, editable=False, db_index=True)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)

    first_name = None
    last_name = None
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["sort_key", "username"]

    def __str__(self):
        return self.full_name or self.username

    def save(self, *args, **kwargs):
        self.username = login_name(self.username)
        self.full_name = self.full_name or self.username
        self.name_search = fold(f"{self.full_name} {self.username}")
        self.sort_key = person_sort_key(self.full_name)
        super().save(*args, **kwargs)

    @classmethod
    def normalize_username(cls, username):
        return login_name(username)

    def clean(self):
        super().clean()
        self.username = login_name(self.username)

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name.split(" ")[-1]

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """The person's roles in force today; asked once per request."""
        held = self.memberships.valid_on(today()).values_list("role", "unit_id", "unit__path")
        return tuple(Grant(Role(role), unit_id, path) for role, unit_id, path in held)


class ClusterManager(models.Manager):
    def get_by_natural_key(self, owner, code):
        return self.get(owner__code=owner, code=code)


class Cluster(models.Model):
    """An emulation cluster (cụm, khối thi đua) of an owner's units; section V.1."""

    owner = models.ForeignKey("Unit", models.PROTECT, related_name="owned_clusters", verbose_name=_("owner"))
    code = models.CharField(_("code"), max_length=20, validators=[code_format])
    name = NFCCharField(_("name"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ClusterManager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["owner", "code"], name="cluster_code_unique")]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.owner.natural_key(), self.code)

    natural_key.dependencies = ["units.unit"]


class UnitQuerySet(ValidityQuerySet):
    def get_by_natural_key(self, code):
        return self.get(code=code)

    def under(self, node: "Unit"):
        """The node and everything below it."""
        return self.filter(path__startswith=node.path)

    def search(self, text: str):
        return self.filter(name_search__contains=fold(text))

    def visible_to(self, user):
        """Units whose own page the person may open: theirs; all for who oversees, leads or administers."""
        if user.is_superuser:
            return self
        reach = Q(pk__in=[])
        for grant in user.grants:
            reach |= Q(path__startswith=grant.path)
        return self.filter(reach)


class Unit(models.Model):
    """A unit of the tree. The parent is fixed; whoever moves, merges or splits closes and has successors."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[code_format])
    name = NFCCharField(_("name"), max_length=200)
    official_name = NFCCharField(_("official name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("cluster")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    head_approves = models.BooleanField(
        _("the head submits"),
        default=False,
        help_text=_("Staff enter; only the head of the unit submits to Home Affairs."),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    name_search = models.CharField(max_length=500, editable=False, db_index=True)
    sort_key = models.CharField(max_length=2000, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="unit_validity_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
            models.CheckConstraint(condition=Q(path__endswith="/"), name="unit_path_closed"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self._derive()
        super().save(*args, **kwargs)

    def _derive(self):
        self.path = f"{self.parent.path if self.parent else '/'}{self.code}/"
        self.name_search = fold(f"{self.name} {self.official_name} {self.code}")
        self.sort_key = sort_key(self.name)

    def natural_key(self):
        return (self.code,)

    def clean(self):
        super().clean()
        self._derive()
        before = Unit.objects.filter(pk=self.pk).values("parent_id", "code").first() if self.pk else None
        if before and (before["parent_id"], before["code"]) != (self.parent_id, self.code):
            raise ValidationError(
                _("A unit keeps its code and parent. Close it and open a successor instead."),
                code="unit_fixed",
            )

    def is_under(self, node: "Unit") -> bool:
        return self.path.startswith(node.path)

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class Contact(models.Model):
    """Whom to call at a unit: the head, the clerk in charge of reports. Not an account."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contacts", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind, default=ContactKind.CLERK)
    name = NFCCharField(_("name"), max_length=200)
    position = NFCCharField(_("position"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["unit", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_name"),
            models.CheckConstraint(
                condition=~Q(telephone="") | ~Q(email=""),
                name="contact_can_be_reached",
                violation_error_message=_("Give a telephone number or an e-mail address."),
            ),
        ]

    def __str__(self):
        return f"{self.name} · {self.unit}"

    def clean(self):
        super().clean()
        if self.telephone and not is_telephone(self.telephone):
            message = _("A telephone number has 8 to 15 digits and no letters, for example 0205 3812 345.")
            raise ValidationError({"telephone": message})


class Succession(models.Model):
    """One unit gives way to another on a day, by a decision (move, merger, split)."""

    predecessor = models.ForeignKey(
        Unit, models.PROTECT, related_name="successions", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="origins", verbose_name=_("successor"))
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind)
    on = models.DateField(_("from the day"))
    decision = NFCCharField(_("decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["on", "predecessor"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_between_two_units",
                violation_error_message=_("A unit cannot succeed itself."),
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"

    def clean(self):
        super().clean()
        if self.predecessor_id is None or self.successor_id in {None, self.predecessor_id}:
            return
        if self.successor.is_under(self.predecessor) or self.predecessor.is_under(self.successor):
            message = _("A unit is not succeeded by one above or below it.")
            raise ValidationError({"successor": message}, code="same_branch")


class Membership(models.Model):
    """A person's role in a unit, reaching over the unit's subtree while it is valid."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("user"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["unit", "role", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role", "valid_from"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(valid_from__isnull=True),
                name="membership_once_without_beginning",
                violation_error_message=_("The person already has this role in this unit."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="membership_validity_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.unit}"


class EventQuerySet(models.QuerySet):
    def about(self, thing: models.Model):
        return self.filter(object_type=thing._meta.label_lower, object_id=thing.pk)


class Event(models.Model):
    """One line of the append-only log; database triggers refuse to change or delete it.

    `object_type` and `object_id` name the thing (label and key), `unit` whom it concerns,
    `revision` the key of the report's revision where there is one, `data` plain facts.
    """

    at = models.DateTimeField(_("at"), default=now, db_index=True)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("who")
    )
    on_behalf_of = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("on behalf of")
    )
    action = models.CharField(_("action"), max_length=20, choices=Action)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("unit")
    )
    revision = models.BigIntegerField(_("revision"), null=True, blank=True)
    data = models.JSONField(_("facts"), default=dict, blank=True)
    comment = NFCTextField(_("comment"), blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="event_object"),
            models.Index(fields=["revision"], name="event_revision"),
        ]

    def __str__(self):
        return f"{self.get_action_display()} · {moment(self.at)}"
