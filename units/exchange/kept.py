"""A file between its preview and the word that it be taken: kept aside, under a token signed for its bringer.

It stands in the system's folder for temporary files, which the system empties.
"""

from dataclasses import asdict, dataclass

from django.core import signing
from import_export.tmp_storages import TempFolderStorage

from units.models import User

SALT = "units.exchange"
KEPT_FOR = 6 * 60 * 60


@dataclass(frozen=True, slots=True)
class KeptFile:
    """`place` on disk, `source` its name for people, `about` the model's label, `mark` what was shown of it
    (`Outcome.mark`), `official` whether readings are to be accepted at once."""

    place: str
    source: str
    about: str
    user: int
    mark: str
    official: bool = False

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    def content(self) -> bytes:
        """Raises OSError where it is no longer there."""
        content: bytes = TempFolderStorage(name=self.place, read_mode="rb").read()
        return content

    def remove(self) -> None:
        TempFolderStorage(name=self.place).remove()


def keep(content: bytes) -> str:
    """Where the content now is."""
    storage = TempFolderStorage()
    storage.save(content)
    return str(storage.name)


def kept_file(token: str, user: User, about: str) -> KeptFile | None:
    """What the token stands for; None where it is too old, another person's or about something else."""
    try:
        kept = KeptFile(**signing.loads(token, salt=SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, TypeError):
        return None
    return kept if (kept.user, kept.about) == (user.pk, about) else None
