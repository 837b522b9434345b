"""Why a submitted report is opened before it is accepted."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from reports.choices import RevisionStatus
from reports.correcting.asked import asked_in
from reports.models import Revision
from reports.warnings import Flag, flags_of


def reasons_to_look(revisions: Iterable[Revision]) -> dict[int, tuple[str, ...]]:
    """In words, by the revision's key; those without any are left out. One query.

    The revisions come with `requests` (`reports.correcting.asked`).
    """
    revisions = list(revisions)
    flags = flags_of(revisions) if revisions else {}
    found = {revision.pk: tuple(_reasons(revision, flags[revision.pk])) for revision in revisions}
    return {key: reasons for key, reasons in found.items() if reasons}


def _reasons(revision: Revision, flags: Iterable[Flag]) -> Iterator[str]:
    if revision.number > 1:
        yield _("corrects accepted figures")
    elif revision.status_before == RevisionStatus.RETURNED:
        yield _("came back after changes were asked for")
    if any(asked.can_be_granted for asked in asked_in(revision)):
        yield _("the unit asks to correct a number")
    for flag in flags:
        yield f"{flag.allocation.target.code}: {flag.message}"
