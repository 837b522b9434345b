"""Why a submitted report is opened before it is accepted."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from reports.choices import RevisionStatus
from reports.models import Revision


def flags_of(revisions: Iterable[Revision]) -> dict[int, tuple[str, ...]]:
    """In words, by the revision's key; those without any are left out."""
    found = {revision.pk: tuple(_flags(revision)) for revision in revisions}
    return {key: flags for key, flags in found.items() if flags}


def _flags(revision: Revision) -> list[str]:
    flags = []
    if revision.number > 1:
        flags.append(_("corrects accepted figures"))
    elif revision.status_before == RevisionStatus.RETURNED:
        flags.append(_("came back after changes were asked for"))
    return flags
