"""What every kind of file that is taken in has in common: how large it may be, and how it is refused."""

from django.utils.translation import gettext_lazy as _

MOST_BYTES = 20 * 1024 * 1024


class FileRefused(Exception):
    """The file cannot be read at all; nothing was taken. Prints as what is wrong and what is taken."""


def refuse_too_large(content: bytes) -> None:
    """Raises FileRefused above MOST_BYTES; reading one byte more than that is enough to tell."""
    if len(content) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 20 MB."))
