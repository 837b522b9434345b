"""A confirmed preview into the drafts of its page, whole or not at all."""

from django.db import transaction
from django.utils.translation import gettext as _

from reports.entry.posting import store
from reports.spreadsheet.preview import Preview


def store_confirmed(found: Preview) -> bool:
    """Write every line that the preview would write; False where one of them could not be, and none is.

    Rows that are not written have nothing typed in them. One line of the log for each report, with the
    file's name.
    """
    page = found.page
    page.origin = _("From the file “%(name)s”") % {"name": found.brought.name}
    with transaction.atomic():
        is_stored = store(page)
        if not is_stored:
            transaction.set_rollback(True)
    return is_stored
