"""Who takes part, as rows of files: people, units, clusters, roles."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from units.choices import Role, UnitKind
from units.exchange.columns import Choice, Code, Column, Day, Flag, LoginName, Reference, Whole
from units.exchange.resource import ExchangeResource
from units.models import TECHNICAL, Cluster, Membership, Unit, User
from units.permissions import people_administered_by


class UserResource(ExchangeResource):
    """Accounts, without passwords and without any right: these neither leave nor come in by a file.

    A new account can sign in once somebody has given it a password, which is to be changed then.
    """

    username = LoginName("username")
    full_name = Column("full_name")
    position = Column("position")
    phone = Column("phone")
    email = Column("email")
    is_active = Flag("is_active")

    class Meta:
        model = User
        import_id_fields = ("username",)

    def administered(self):
        return people_administered_by(self.user).exclude(username=TECHNICAL)

    def init_instance(self, row=None):
        person = User(must_change_password=True)
        person.set_unusable_password()
        return person

    def refuse(self, thing, original):
        if thing.username == TECHNICAL:
            raise ValidationError({"username": _("This name is kept for commands. Choose another one.")})
        if thing.pk == self.user.pk and not thing.is_active:
            raise ValidationError({"is_active": _("Nobody closes the account with which he is signed in.")})


class UnitResource(ExchangeResource):
    """The tree of units; what is above a unit may stand anywhere in the same file."""

    unit_lookup = ""
    related = ("parent", "cluster__owner")

    code = Code("code")
    parent = Reference("parent", Unit)
    name = Column("name")
    official_name = Column("official_name")
    kind = Choice("kind", UnitKind)
    cluster = Reference("cluster", Cluster, unit="owner", example="TPLS/C1")
    order = Whole("order")
    head_approves = Flag("head_approves")
    valid_from = Day("valid_from")
    valid_to = Day("valid_to")

    class Meta:
        model = Unit
        import_id_fields = ("code",)


class ClusterResource(ExchangeResource):
    unit_lookup = "owner"
    related = ("owner",)

    owner = Reference("owner", Unit)
    code = Code("code")
    name = Column("name")
    order = Whole("order")

    class Meta:
        model = Cluster
        import_id_fields = ("owner", "code")


class MembershipResource(ExchangeResource):
    """Roles. A role that was given ends by its last day; another first day is another role."""

    unit_lookup = "unit"
    related = ("user", "unit")

    user = Reference("user", User, unit=None, example="nguyenvana")
    unit = Reference("unit", Unit)
    role = Choice("role", Role)
    valid_from = Day("valid_from")
    valid_to = Day("valid_to")

    class Meta:
        model = Membership
        import_id_fields = ("user", "unit", "role", "valid_from")
