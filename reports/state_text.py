"""What is said of where a report stands: the one home of the words beside its state."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.choices import ReportingState, RevisionStatus
from reports.models import Revision
from units.models import Unit


def is_corrected_as_asked(revision: Revision | None, granted_at: datetime | None) -> bool:
    """With the unit because Home Affairs put in what the unit asked for, and asks nothing itself.

    `granted_at`: when Home Affairs last agreed to a correction in this revision.
    """
    if revision is None or granted_at is None or revision.status != RevisionStatus.RETURNED:
        return False
    return granted_at >= (revision.decided_at or revision.created_at)


def state_text(
    state: ReportingState, revision: Revision | None, reporter: Unit, granted_at: datetime | None = None
) -> str:
    """The label of the state, or what says it better: taken back, corrected as the unit asked, presented.

    Every page, list and document asks here; what lies before the head of the unit says so everywhere.
    """
    if revision is None or not revision.is_before_the_head:
        return _own_text(state, revision, reporter, granted_at)
    if state == ReportingState.DRAFT:
        return pgettext("report", "Before the head")
    own = _own_text(state, revision, reporter, granted_at)
    return _("%(state)s, before the head") % {"state": own}


def revision_text(revision: Revision, reporter: Unit, granted_at: datetime | None = None) -> str:
    """The same of one revision among several; one that another has taken the place of says so."""
    if revision.status == RevisionStatus.SUPERSEDED:
        return str(RevisionStatus.SUPERSEDED.label)
    return state_text(ReportingState(revision.status), revision, reporter, granted_at)


def _own_text(
    state: ReportingState, revision: Revision | None, reporter: Unit, granted_at: datetime | None
) -> str:
    if revision is not None and revision.is_recalled:
        by_others = revision.entered_for_unit
        return pgettext("report", "Recalled") if by_others else pgettext("report", "Recalled by the unit")
    if revision is not None and is_corrected_as_asked(revision, granted_at):
        return _waiting_text(revision, reporter)
    return str(state.label)


def _waiting_text(revision: Revision, reporter: Unit) -> str:
    if revision.is_before_the_head:
        return _("corrected as asked")
    if reporter.head_approves:
        return _("corrected as asked, waits for the head of the unit")
    return _("corrected as asked, for the unit to submit")
