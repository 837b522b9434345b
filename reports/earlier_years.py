"""The years to choose from, each with what it still lacks: the reports that are not accepted."""

from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from emulation.dates import today
from reports.choices import RevisionStatus
from reports.models import Revision
from targets.models import Allocation, Campaign
from units.choices import Role
from units.models import User
from units.permissions import holds_anywhere


def years_for(user: User) -> QuerySet[Campaign]:
    """The launched campaigns, newest first, each with `unfinished`: how many reports whose entry has opened
    are not accepted, of the account's own units, or of all for Home Affairs and the leadership."""
    launched = Campaign.objects.launched().defer("document_text")
    return launched.annotate(unfinished=Coalesce(Subquery(_unfinished(user)), Value(0)))


def _unfinished(user: User) -> QuerySet[Any]:
    owing = Allocation.objects.owed_in_opened(today()).annotate(for_period=F("target__campaign__periods"))
    accepted = Revision.objects.filter(
        report__reporter=OuterRef("reporter"),
        report__period=OuterRef("for_period"),
        status=RevisionStatus.APPROVED,
    )
    report = Concat(Cast("reporter", CharField()), Value("/"), Cast("for_period", CharField()))
    lacking = owing.filter(_reach(user), ~Exists(accepted), target__campaign=OuterRef("pk"))
    lacking = lacking.order_by().values("target__campaign")
    return lacking.annotate(number=Count(report, distinct=True)).values("number")


def _reach(user: User) -> Q:
    """Of allocations: those whose reports are the person's matter."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if holds_anywhere(user, Role.HOME_AFFAIRS, Role.LEADERSHIP):
        return Q()
    own = Q(pk__in=[])
    for grant in user.grants:
        if grant.role in {Role.STAFF, Role.HEAD}:
            own |= Q(reporter__path__startswith=grant.path)
    return own
