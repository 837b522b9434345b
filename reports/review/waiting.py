"""What waits for acceptance: each submitted report, with what is to be looked at before it is accepted."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from emulation.dates import now
from emulation.gathered import Gathered
from reports.choices import RevisionStatus
from reports.due import is_late, last_day
from reports.models import ProgressReport, Revision
from reports.permissions import may_review
from reports.review.flags import Overview, overviews, to_look_over
from reports.review.rows import ReviewRow
from units.choices import Role
from units.models import Unit, User

OVERSEERS = {Role.HOME_AFFAIRS, Role.LEADERSHIP}


def overseen_by(user: User) -> QuerySet[Unit]:
    """The units whose reports the person looks at as Home Affairs, leadership or administrator."""
    if user.is_superuser:
        return Unit.objects.all()
    reach = Q(pk__in=[])
    for grant in user.grants:
        if grant.role in OVERSEERS:
            reach |= Q(path__startswith=grant.path)
    return Unit.objects.filter(reach)


def waiting(units: QuerySet[Unit]) -> QuerySet[Revision]:
    """Reports that these units submitted and nobody has decided on, of whatever period, the oldest first."""
    submitted = Revision.objects.filter(status=RevisionStatus.SUBMITTED, report__reporter__in=units)
    return submitted.order_by("submitted_at", "pk")


def next_waiting(user: User, after: Revision) -> Revision | None:
    """What the reviewer takes up next: of what waits and may be accepted by him, the first that came in after
    this one; at the end the oldest again."""
    others = _others(user, after.pk).select_related("report__reporter", "report__period")
    later = others.filter(_later(after.submitted_at or now(), after.pk))
    return later.first() or others.first()


def with_next(revisions: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Adds `later` and `oldest`, the same in the query of the revisions.

    Lists of at most one, with the key of the report, the name of its unit, and the kind, number and last
    day of its period.
    """
    period = {"kind": "kind", "number": "number", "until": "calendar_to"}
    told = {"report": "report_id", "unit": "report__reporter__name"} | {
        name: f"report__period__{path}" for name, path in period.items()
    }
    others = _others(user, OuterRef("pk"))
    at = Coalesce(OuterRef("submitted_at"), Value(now()))
    return revisions.annotate(
        later=Gathered(others.filter(_later(at, OuterRef("pk")))[:1], **told),
        oldest=Gathered(others[:1], **told),
    )


def _others(user: User, key: Any) -> QuerySet[Revision]:
    return waiting(overseen_by(user)).exclude(pk=key).with_part_of(user).filter(took_part=False)


def _later(at: Any, key: Any) -> Q:
    return Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=key)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submitted report; `revision` brings `answers`, the number of its lines, and `took_part`.

    `overview` says why it is to be opened before it is accepted; without a reason it may be accepted with
    others.
    `may_accept`: this reader may, since he reviews the unit and took no part in it.
    """

    revision: Any
    overview: Overview = field(default_factory=Overview)
    may_accept: bool = False

    @property
    def report(self) -> ProgressReport:
        return self.revision.report

    @property
    def flags(self) -> tuple[str, ...]:
        return self.overview.reasons

    @property
    def rows(self) -> tuple[ReviewRow, ...]:
        return self.overview.rows

    @property
    def answers(self) -> int:
        return self.revision.answers

    @property
    def took_part(self) -> bool:
        """Somebody else has to accept it."""
        return self.revision.took_part

    @property
    def is_late(self) -> bool:
        first = self.report.first_submitted_at or self.revision.submitted_at
        last = last_day(self.report.period.due_on, self.revision.extended_until)
        return is_late(last, first, first, owed=1)

    @property
    def goes_with_others(self) -> bool:
        """It may be accepted by this reader together with others."""
        return self.may_accept and not self.flags


def loaded(revisions: QuerySet[Revision], user: User) -> list[Any]:
    """These, with all that their lines on the desk show. One query."""
    told = to_look_over(revisions.with_extension().with_part_of(user)).annotate(answers=Count("readings"))
    return list(told.select_related("report__reporter__cluster", "report__period", "submitted_by"))


def waiting_lines(found: list[Any], user: User) -> list[Waiting]:
    """Of some of `waiting`, as they were `loaded`."""
    over = overviews(found)
    return [
        Waiting(
            revision,
            over[revision.pk],
            may_accept=may_review(user, revision.report.reporter) and not revision.took_part,
        )
        for revision in found
    ]
